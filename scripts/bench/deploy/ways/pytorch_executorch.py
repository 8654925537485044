"""ExecuTorch's ``to_edge_transform_and_lower`` for XNNPACK, run by its runtime through its Python package."""


def export(given, folder):
    import torch
    from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
    from executorch.exir import to_edge_transform_and_lower

    exported = torch.export.export(given.model, (torch.from_numpy(given.x),))
    program = to_edge_transform_and_lower(exported, partitioner=[XnnpackPartitioner()]).to_executorch()
    (folder / "model.pte").write_bytes(program.buffer)


def load(folder, shape=None):
    import torch
    from executorch.runtime import Runtime

    program = Runtime.get().load_program(folder / "model.pte")
    method = program.load_method("forward")

    def call(x, program=program):  # the method needs its program as long as it lives
        return method.execute((torch.from_numpy(x),))[0].numpy()

    return call
