"""``litert_torch.convert``, then LiteRT Quantizer, run by LiteRT alone."""

from bench.deploy.ways import pytorch_litert, rounding
from bench.deploy.ways.running import litert


def export(given, folder):
    pytorch_litert.export(given, folder)
    rounding.litert(folder, given.calibration)


load = litert
