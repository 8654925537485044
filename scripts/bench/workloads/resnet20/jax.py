from flax import nnx


def convolution(inputs, channels, stride=1, *, rngs):
    return nnx.Conv(inputs, channels, (3, 3), stride, padding=1, use_bias=False, rngs=rngs)


def batch_norm(channels, *, rngs):
    return nnx.BatchNorm(channels, momentum=0.9, epsilon=1e-5, rngs=rngs)  # PyTorch's defaults


class Block(nnx.Module):
    def __init__(self, inputs, channels, stride=1, *, rngs):
        self.conv1 = convolution(inputs, channels, stride, rngs=rngs)
        self.norm1 = batch_norm(channels, rngs=rngs)
        self.conv2 = convolution(channels, channels, rngs=rngs)
        self.norm2 = batch_norm(channels, rngs=rngs)
        if inputs != channels:
            shortcut = nnx.Conv(inputs, channels, (1, 1), stride, use_bias=False, rngs=rngs)
            self.shortcut = nnx.Sequential(shortcut, batch_norm(channels, rngs=rngs))
        else:
            self.shortcut = None

    def __call__(self, x):
        y = nnx.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return nnx.relu(y + (self.shortcut(x) if self.shortcut else x))


def build():
    rngs = nnx.Rngs(0)
    return nnx.Sequential(
        convolution(3, 16, rngs=rngs),
        batch_norm(16, rngs=rngs),
        nnx.relu,
        Block(16, 16, rngs=rngs),
        Block(16, 16, rngs=rngs),
        Block(16, 16, rngs=rngs),
        Block(16, 32, stride=2, rngs=rngs),
        Block(32, 32, rngs=rngs),
        Block(32, 32, rngs=rngs),
        Block(32, 64, stride=2, rngs=rngs),
        Block(64, 64, rngs=rngs),
        Block(64, 64, rngs=rngs),
        lambda x: x.mean(axis=(1, 2)),
        nnx.Linear(64, 10, rngs=rngs),
    )
