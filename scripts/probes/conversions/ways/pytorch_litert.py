"""``litert_torch.convert``, run by LiteRT."""

import litert_torch
import torch

from probes.conversions.runtimes import run_litert


def convert(given, folder):
    path = folder / "model.tflite"
    litert_torch.convert(given.model, (torch.from_numpy(given.x),)).export(str(path))
    return run_litert(path, given.x)
