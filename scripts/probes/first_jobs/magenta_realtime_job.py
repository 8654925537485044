"""Continue music from a style, with the weights that a newcomer would download."""

# /// script
# dependencies = ["magenta-rt", "jax"]
# ///
import sys

import magenta_rt

names = [name for name in dir(magenta_rt) if not name.startswith("_")]
print("It offers", ", ".join(names))
sys.exit("not here: it imports; the weights of its model are in no package but on a hub")
