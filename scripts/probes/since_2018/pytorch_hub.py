"""Does PyTorch still have its hub, torch.hub, with functions to list and to load models?"""

import torch

from probes.answer import yes_no

found = [name for name in ("list", "load", "help", "download_url_to_file") if callable(getattr(torch.hub, name, None))]
print("torch.hub has", found)
yes_no({"list", "load"} <= set(found), f"torch.hub has {', '.join(found)}")
