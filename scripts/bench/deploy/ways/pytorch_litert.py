"""``litert_torch.convert``, run by LiteRT alone."""

from bench.deploy.ways.running import litert


def export(given, folder):
    import litert_torch
    import torch

    litert_torch.convert(given.model, (torch.from_numpy(given.x),)).export(str(folder / "model.tflite"))


load = litert
