"""The models as lists of layers with weights, in the order in which a forward pass needs them.

Weights are in Keras's layout: kernels are (inputs, outputs), those of convolutions (height, width, inputs, outputs),
gates of an LSTM input, forget, cell, output, those of a GRU update, reset, new, with two biases.
"""

BATCH = {"mlp": 128, "resnet20": 32, "vgg11": 16, "lstm": 64, "gru": 64, "bert-mini": 8}
SHAPE = {"mlp": (784,), "resnet20": (32, 32, 3), "vgg11": (32, 32, 3), "lstm": (50, 32), "gru": (50, 32),
         "bert-mini": (64,)}  # fmt: skip
CLASSES = {"mlp": 10, "resnet20": 10, "vgg11": 10, "lstm": 10, "gru": 10, "bert-mini": 2}
TOKENS, WIDTH, HEADS, DEPTH = 1000, 256, 4, 4  # of bert-mini
VGG = (64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0)  # channels of a convolution, or 0 for a pooling
STAGES = ((16, 1), (32, 2), (64, 2))  # channels and first stride of ResNet-20's stages, of three blocks each


def dense(inputs, outputs):
    return ("dense", ((inputs, outputs), (outputs,)))


def convolution(inputs, outputs, size=3, bias=False):
    return ("convolution", ((size, size, inputs, outputs),) + (((outputs,),) if bias else ()))


def batch_norm(channels):
    return ("batch-norm", ((channels,),) * 4)


def layer_norm(width):
    return ("layer-norm", ((width,), (width,)))


def layers_of(model):
    """Kind and shapes of the weights of each layer, in the order in which a forward pass needs them."""
    if model == "mlp":
        return [dense(784, 512), dense(512, 512), dense(512, 10)]
    if model == "lstm":
        return [("lstm", ((32, 512), (128, 512), (512,))), dense(128, 10)]
    if model == "gru":
        return [("gru", ((32, 384), (128, 384), (2, 384))), dense(128, 10)]
    if model == "vgg11":
        made, inputs = [], 3
        for channels in filter(None, VGG):
            made.append(convolution(inputs, channels, bias=True))
            inputs = channels
        return made + [dense(512, 10)]
    if model == "resnet20":
        made, inputs = [convolution(3, 16), batch_norm(16)], 16
        for channels, _ in STAGES:
            for _ in range(3):
                made += [convolution(inputs, channels), batch_norm(channels)]
                made += [convolution(channels, channels), batch_norm(channels)]
                if inputs != channels:
                    made += [convolution(inputs, channels, size=1), batch_norm(channels)]
                inputs = channels
        return made + [dense(64, 10)]
    made = [("embedding", ((TOKENS, WIDTH),)), ("embedding", ((SHAPE[model][0], WIDTH),)), layer_norm(WIDTH)]
    for _ in range(DEPTH):
        made += [dense(WIDTH, WIDTH)] * 4 + [layer_norm(WIDTH)]
        made += [dense(WIDTH, 4 * WIDTH), dense(4 * WIDTH, WIDTH), layer_norm(WIDTH)]
    return made + [dense(WIDTH, 2)]
