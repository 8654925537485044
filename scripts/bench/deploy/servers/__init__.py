"""One module a server, named like the end of its ways: each answers ``POST`` with the model of another way's file.

``python -m bench.deploy.servers.asgi pytorch-onnx FOLDER/mlp PORT`` serves until it is ended. A request is JSON,
``{"x": …}``, with the input's bytes in base64; the answer has those of the output, as ``{"y": …}`` or alone.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

WAY, PLACE = "DEPLOYED_WAY", "DEPLOYED_PLACE"
"""Variables for servers that start processes of their own."""


def given() -> int:
    """Take the way and the place from the command, for these processes too. Returns the port."""
    _, os.environ[WAY], os.environ[PLACE], port = sys.argv
    return int(port)


def answering() -> Callable[[str], str]:
    """Loads the model. From the input to the output, both in base64."""
    import numpy as np

    place = Path(os.environ[PLACE])
    call = import_module(f"bench.deploy.ways.{os.environ[WAY].replace('-', '_')}").load(place)
    with np.load(place.with_suffix(".npz")) as kept:
        shape, kind = kept["x"].shape, kept["x"].dtype

    def answer(x: str) -> str:
        y = call(np.frombuffer(base64.b64decode(x), kind).reshape(shape))
        return base64.b64encode(np.ascontiguousarray(y, "float32").tobytes()).decode()

    return answer
