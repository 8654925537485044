"""``tf.lite.TFLiteConverter``, run by a page with ``bench/deploy/page/litert.js``."""

from bench.deploy.ways import tensorflow_litert


def export(given, folder):
    """LiteRT.js 2.5.3 takes no input but of the shape that the file names, and has no call to change it."""
    from ai_edge_litert.interpreter import Interpreter

    tensorflow_litert.export(given, folder)
    (asked,) = Interpreter(model_path=str(folder / "model.tflite")).get_input_details()
    if -1 in asked["shape_signature"]:
        raise ValueError("LiteRT.js takes no model with a free batch size")


CHANGES = tensorflow_litert.CHANGES
