"""``torch.onnx.export``, then ONNX Runtime's static quantization in the format QDQ, run by ONNX Runtime alone."""

from bench.deploy.ways import pytorch_onnx
from bench.deploy.ways.running import onnx


def export(given, folder):
    import shutil

    from onnxruntime.quantization import CalibrationDataReader, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    whole = folder / "float32"
    whole.mkdir()
    pytorch_onnx.export(given, whole)
    quant_pre_process(whole / "model.onnx", whole / "prepared.onnx")
    (name,) = (asked.name for asked in _session(whole / "prepared.onnx").get_inputs())

    class Images(CalibrationDataReader):
        def __init__(self):
            self.left = iter(given.calibration)

        def get_next(self):
            image = next(self.left, None)
            return None if image is None else {name: image[None]}

    quantize_static(whole / "prepared.onnx", folder / "model.onnx", Images())
    shutil.rmtree(whole)


def _session(path):
    import onnxruntime

    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


load = onnx
