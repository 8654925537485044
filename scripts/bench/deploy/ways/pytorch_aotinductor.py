"""``torch.export`` and AOTInductor: compiled before it is shipped, into a package that PyTorch loads."""

from bench.deploy.ways.pytorch_eager import calling


def export(given, folder):
    import torch

    exported = torch.export.export(given.model, (torch.from_numpy(given.x),))
    with torch.inference_mode():
        torch._inductor.aoti_compile_and_package(exported, package_path=str(folder / "model.pt2"))


def load(folder):
    import torch

    return calling(torch._inductor.aoti_load_package(str(folder / "model.pt2")))
