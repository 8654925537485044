"""Does PyTorch still have its hub, torch.hub, with functions to list and to load models?"""

import torch

from probes.answer import yes_no

hub = getattr(torch, "hub", None)
names = ("list", "load", "help", "download_url_to_file")
found = [name for name in names if callable(getattr(hub, name, None))]
print("torch.hub has", found)
yes_no({"list", "load"} <= set(found), f"torch.hub has {', '.join(found)}" if hub else "there is no torch.hub")
