"""From a file for LiteRT in float32 to one with 8-bit integers, whatever converted it."""


def litert(folder, calibration):
    """LiteRT Quantizer's recipe for static integers: the range of each value is that of the images in calibration."""
    from ai_edge_litert.interpreter import Interpreter
    from litert_quantizer import quantizer, recipe

    path = str(folder / "model.tflite")
    ((signature, named),) = Interpreter(model_path=path).get_signature_list().items()
    (name,) = named["inputs"]
    makes = quantizer.Quantizer(path)
    makes.load_quantization_recipe(recipe.static_wi8_ai8())
    seen = makes.calibrate({signature: [{name: image[None]} for image in calibration]})
    makes.quantize(seen).export_model(path, overwrite=True)
