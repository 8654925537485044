"""Does PyTorch have its hub, torch.hub, with a function to load models?"""

import torch.hub

from probes.answer import yes_no

names = ("list", "load", "help", "download_url_to_file")
found = [name for name in names if callable(getattr(torch.hub, name, None))]
print("torch.hub has", found)
yes_no("load" in found, f"torch.hub has {', '.join(found) or 'none of ' + ', '.join(names)}")
