"""The model's code and its ``state_dict``, called operation by operation."""


def export(given, folder):
    import torch

    torch.save(given.model.state_dict(), folder / "model.pt")


def load(folder):
    return calling(restored(folder))


def restored(folder):
    """The model, built by its code, with the weights of the file."""
    import torch

    from bench.deploy.models import module_of

    model = module_of("pytorch", folder.name).build().eval()
    model.load_state_dict(torch.load(folder / "model.pt", weights_only=True, mmap=True))
    return model


def calling(model):
    import torch

    def call(x):
        with torch.inference_mode():
            return model(torch.from_numpy(x)).numpy()

    return call
