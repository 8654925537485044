"""``openvino.convert_model``, run by OpenVINO alone."""


def export(given, folder):
    import openvino
    import torch

    model = openvino.convert_model(given.model, example_input=torch.from_numpy(given.x), input=list(given.x.shape))
    openvino.save_model(model, folder / "model.xml", compress_to_fp16=False)


def from_torch_export(given, folder):
    """Of a program that ``torch.export`` made, which OpenVINO takes too."""
    import openvino
    import torch

    exported = torch.export.export(given.model, (torch.from_numpy(given.x),))
    openvino.save_model(openvino.convert_model(exported), folder / "model.xml", compress_to_fp16=False)


CHANGES = {"from a program of torch.export": from_torch_export}


def load(folder):
    import openvino

    model = openvino.compile_model(folder / "model.xml", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return lambda x: model(x)[0]
