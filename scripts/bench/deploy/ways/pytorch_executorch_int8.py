"""``prepare_pt2e`` and ``convert_pt2e`` with the quantizer of ExecuTorch's XNNPACK backend, run by ExecuTorch."""

from bench.deploy.ways import pytorch_executorch


def export(given, folder):
    import torch
    from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
    from executorch.backends.xnnpack.quantizer.xnnpack_quantizer import (
        XNNPACKQuantizer,
        get_symmetric_quantization_config,
    )
    from executorch.exir import to_edge_transform_and_lower
    from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e

    x = (torch.from_numpy(given.x),)
    quantizer = XNNPACKQuantizer().set_global(get_symmetric_quantization_config(is_per_channel=True))
    prepared = prepare_pt2e(torch.export.export(given.model, x).module(), quantizer)
    for image in given.calibration:
        prepared(torch.from_numpy(image[None]))
    exported = torch.export.export(convert_pt2e(prepared), x)
    program = to_edge_transform_and_lower(exported, partitioner=[XnnpackPartitioner()]).to_executorch()
    (folder / "model.pte").write_bytes(program.buffer)


load = pytorch_executorch.load
