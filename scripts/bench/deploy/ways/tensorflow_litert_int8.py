"""``tf.lite.TFLiteConverter``, then LiteRT Quantizer, run by LiteRT alone."""

from bench.deploy.ways import rounding, tensorflow_litert
from bench.deploy.ways.running import litert


def export(given, folder):
    tensorflow_litert.export(given, folder)
    rounding.litert(folder, given.calibration)


load = litert
