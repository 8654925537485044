"""The models in PyTorch, from release 1.0 on. A function that a release lacks is written out."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from . import parts
from .layers import DEPTH, HEADS, STAGES, VGG, layers_of

no_gradients = getattr(torch, "inference_mode", torch.no_grad)  # since 1.9
gelu = getattr(functional, "gelu", lambda x: 0.5 * x * (1 + torch.erf(x / math.sqrt(2))))  # since 1.2


def attend(query, key, value):
    """In one call since 2.0."""
    if hasattr(functional, "scaled_dot_product_attention"):
        return functional.scaled_dot_product_attention(query, key, value)
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(query.shape[-1])
    return torch.matmul(functional.softmax(scores, dim=-1), value)


class Model(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.name = name
        self.parts = nn.ModuleList([MADE[kind](*shapes) for kind, shapes in layers_of(name)])

    def forward(self, x):
        if self.name == "mlp":
            first, second, last = self.parts
            return last(functional.relu(second(functional.relu(first(x)))))
        if self.name in ("lstm", "gru"):
            recurrent, last = self.parts
            return last(recurrent(x)[0][:, -1])
        return {"vgg11": self.vgg, "resnet20": self.resnet, "bert-mini": self.bert}[self.name](x)

    def vgg(self, x):
        layers = iter(self.parts)
        for channels in VGG:
            x = functional.relu(next(layers)(x)) if channels else functional.max_pool2d(x, 2)
        return next(layers)(x.reshape(x.shape[0], -1))

    def resnet(self, x):
        layers = iter(self.parts)
        x, inputs = functional.relu(convolve(next(layers), next(layers), x)), 16
        for channels, first_stride in STAGES:
            for place in range(3):
                stride = first_stride if place == 0 else 1
                y = functional.relu(convolve(next(layers), next(layers), x, stride))
                y = convolve(next(layers), next(layers), y)
                if inputs != channels:
                    x = convolve(next(layers), next(layers), x, stride)
                x, inputs = functional.relu(x + y), channels
        return next(layers)(x.mean(dim=3).mean(dim=2))

    def bert(self, tokens):
        layers = iter(self.parts)
        token, position, norm = next(layers), next(layers), next(layers)
        x = norm(token(tokens) + position(torch.arange(tokens.shape[1])))
        for _ in range(DEPTH):
            query, key, value = (heads_of(next(layers)(x)) for _ in range(3))
            attended = attend(query, key, value).transpose(1, 2).reshape(x.shape)
            out, first_norm, wide, narrow, second_norm = (next(layers) for _ in range(5))
            x = first_norm(x + out(attended))
            x = second_norm(x + narrow(gelu(wide(x))))
        return next(layers)(x.mean(dim=1))


def heads_of(x):
    return x.reshape(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)


def convolve(layer, norm, x, stride=1):
    padding = (layer.kernel_size[0] - 1) // 2
    return norm(functional.conv2d(x, layer.weight, None, stride, padding))


def recurrent(kind):
    return lambda kernel, hidden, _: kind(kernel[0], hidden[0], batch_first=True)


MADE = {
    "dense": lambda kernel, _: nn.Linear(*kernel),
    "convolution": lambda kernel, *bias: nn.Conv2d(*kernel[2:], kernel[0], padding=kernel[0] // 2, bias=bool(bias)),
    "batch-norm": lambda shape, *_: nn.BatchNorm2d(shape[0]),
    "layer-norm": lambda shape, _: nn.LayerNorm(shape[0], eps=1e-12),
    "embedding": lambda shape: nn.Embedding(*shape),
    "lstm": recurrent(nn.LSTM),
    "gru": recurrent(nn.GRU),
}  # fmt: skip


def named(kind, arrays):
    """The weights of one layer under PyTorch's names and in its layout."""
    if kind == "dense":
        return {"weight": arrays[0].T, "bias": arrays[1]}
    if kind == "convolution":
        return dict(zip(("weight", "bias"), [arrays[0].transpose(3, 2, 0, 1)] + arrays[1:]))
    if kind == "lstm":  # of the two biases one is zero
        zero = np.zeros_like(arrays[2])
        return {"weight_ih_l0": arrays[0].T, "weight_hh_l0": arrays[1].T, "bias_ih_l0": arrays[2], "bias_hh_l0": zero}
    if kind == "gru":  # reset comes before update
        kernel, hidden, biases = (np.concatenate([a[..., 128:256], a[..., :128], a[..., 256:]], -1) for a in arrays)
        return {"weight_ih_l0": kernel.T, "weight_hh_l0": hidden.T, "bias_ih_l0": biases[0], "bias_hh_l0": biases[1]}
    return dict(zip(("weight", "bias", "running_mean", "running_var"), arrays))


def build(name, precision):
    torch.set_default_dtype(getattr(torch, precision))
    model = Model(name)
    kinds = [kind for kind, _ in layers_of(name)]
    for kind, layer, arrays in zip(kinds, model.parts, parts.weights_of(name, precision)):
        state = layer.state_dict()
        for key, array in named(kind, arrays).items():
            state[key].copy_(torch.from_numpy(np.ascontiguousarray(array)))
    for parameter in (p for n, p in model.named_parameters() if n.endswith("bias_hh_l0") and name == "lstm"):
        parameter.requires_grad_(False)  # Keras has no second bias
    return model


def prepare(name, task, mode, precision, threads):
    """A function that makes one step and returns what it gave once it is done: the loss, or the output."""
    model = build(name, precision)
    inputs, labels = (torch.from_numpy(array) for array in parts.batch_of(name, precision, channels_first=True))
    model.train(task == "training")
    called = torch.compile(model) if mode == "compiled" else model
    if task == "inference":

        def infer():
            with no_gradients():
                return called(inputs).numpy()

        return infer
    loss_of = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=parts.LEARNING_RATE)

    def train():
        optimizer.zero_grad()
        loss = loss_of(called(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train


def start(mode, threads):
    torch.set_num_threads(threads)


def facts():
    shown = torch.__config__.show() if hasattr(torch, "__config__") else ""
    told = [line.strip(" -") for line in shown.splitlines() if any(line.strip(" -").startswith(word) for word in TOLD)]
    return {"version": torch.__version__.split("+")[0], "build": torch.__version__, "says": "; ".join(told)[:600]}


TOLD = ("GCC", "Intel(R)", "OpenMP", "CPU capability")
