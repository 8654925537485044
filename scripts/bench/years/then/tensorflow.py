"""The models in TensorFlow, from release 1.12 on: in a session, eager, or as a function.

What a release lacks is written out.
"""

import math
import os

import numpy as np
import tensorflow as tf

from . import parts
from .layers import DEPTH, HEADS, STAGES, VGG, WIDTH, layers_of

OLD = tf.__version__.startswith("1.")
layers = tf.keras.layers


def gelu(x):
    """tf.nn has it since 2.4; an activation that is not approximated."""
    if hasattr(tf.nn, "gelu"):
        return tf.nn.gelu(x)
    return 0.5 * x * (1 + tf.math.erf(x / math.sqrt(2)))


class LayerNorm:
    """Keras has it since 1.14."""

    def __init__(self, width, precision):
        self.scale = tf.Variable(np.ones(width, precision))
        self.shift = tf.Variable(np.zeros(width, precision))
        self.trainable_weights = [self.scale, self.shift]
        self.updates = []

    def __call__(self, x):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True) if not OLD else tf.nn.moments(x, [-1], keep_dims=True)
        return (x - mean) * tf.math.rsqrt(variance + 1e-12) * self.scale + self.shift


class Model:
    """Layers in order, called as their model needs; ``called`` are those that a pass has used so far."""

    def __init__(self, name, precision):
        self.name, self.precision = name, precision
        self.kinds = layers_of(name)
        self.made, self.place, self.training = [], 0, True

    def layer(self, x, **options):
        """The next layer, made in the first pass."""
        if self.place == len(self.made):
            self.made.append(MADE[self.kinds[self.place][0]](self.kinds[self.place][1], self.precision, options))
        made, kind = self.made[self.place], self.kinds[self.place][0]
        self.place += 1
        return made(x, training=self.training) if kind == "batch-norm" else made(x)

    def __call__(self, x, training):
        self.place, self.training = 0, training
        return {"mlp": self.mlp, "lstm": self.last_state, "gru": self.last_state, "vgg11": self.vgg,
                "resnet20": self.resnet, "bert-mini": self.bert}[self.name](x)  # fmt: skip

    @property
    def weights(self):
        return [weight for layer in self.made for weight in layer.trainable_weights]

    @property
    def updates(self):
        return [update for layer in self.made for update in getattr(layer, "updates", [])]

    def mlp(self, x):
        return self.layer(self.layer(self.layer(x, activation="relu"), activation="relu"))

    def last_state(self, x):
        return self.layer(self.layer(x))

    def vgg(self, x):
        for channels in VGG:
            if channels:
                x = self.layer(x, activation="relu", padding="same")
            else:
                x = tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
        return self.layer(tf.reshape(x, [-1, 512]))

    def convolve(self, x, stride=1, size=3):
        """PyTorch pads all sides; "same" would pad only below and to the right where the stride is 2."""
        if stride == 2 and size == 3:
            x = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])
        return self.layer(self.layer(x, strides=stride, padding="same" if stride == 1 else "valid"))

    def resnet(self, x):
        x, inputs = tf.nn.relu(self.convolve(x)), 16
        for channels, first_stride in STAGES:
            for place in range(3):
                stride = first_stride if place == 0 else 1
                y = self.convolve(tf.nn.relu(self.convolve(x, stride)))
                if inputs != channels:
                    x = self.convolve(x, stride, size=1)
                x, inputs = tf.nn.relu(x + y), channels
        return self.layer(tf.reduce_mean(x, [1, 2]))

    def bert(self, tokens):
        batch, length = tokens.shape
        x = self.layer(self.layer(tokens) + self.layer(tf.range(int(length))))
        for _ in range(DEPTH):
            query, key, value = (
                tf.transpose(tf.reshape(self.layer(x), [int(batch), int(length), HEADS, -1]), [0, 2, 1, 3])
                for _ in range(3)
            )
            scores = tf.matmul(query, key, transpose_b=True) / math.sqrt(WIDTH // HEADS)
            attended = tf.transpose(tf.matmul(tf.nn.softmax(scores), value), [0, 2, 1, 3])
            x = self.layer(x + self.layer(tf.reshape(attended, [int(batch), int(length), WIDTH])))
            x = self.layer(x + self.layer(gelu(self.layer(x))))
        return self.layer(tf.reduce_mean(x, [1]))


def layer_norm(shapes, precision, options):
    if hasattr(layers, "LayerNormalization"):
        return layers.LayerNormalization(epsilon=1e-12)
    return LayerNorm(shapes[0][0], precision)


MADE = {
    "dense": lambda shapes, precision, options: layers.Dense(shapes[0][1], **options),
    "convolution": lambda shapes, precision, options: layers.Conv2D(
        shapes[0][3], shapes[0][0], use_bias=len(shapes) == 2, **options
    ),
    "batch-norm": lambda shapes, precision, options: layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
    "layer-norm": layer_norm,
    "embedding": lambda shapes, precision, options: layers.Embedding(*shapes[0]),
    "lstm": lambda shapes, precision, options: layers.LSTM(128, recurrent_activation="sigmoid"),
    "gru": lambda shapes, precision, options: layers.GRU(128, recurrent_activation="sigmoid", reset_after=True),
}  # fmt: skip


def set_weights(model, arrays):
    for layer, new in zip(model.made, arrays):
        if not isinstance(layer, LayerNorm):
            layer.set_weights(new)
        else:
            layer.scale.assign(new[0])
            layer.shift.assign(new[1])


def in_one_run(model, arrays):
    """All weights at once: each run of a graph that grew prepares it anew."""
    weights = [layer.trainable_weights if isinstance(layer, LayerNorm) else layer.weights for layer in model.made]
    tf.keras.backend.batch_set_value([pair for own, new in zip(weights, arrays) for pair in zip(own, new)])


def prepare(name, task, mode, precision, threads):
    """A function that makes one step and returns what it gave once it is done: the loss, or the output."""
    tf.keras.backend.set_floatx(precision)
    inputs, labels = parts.batch_of(name, precision)
    arrays = parts.weights_of(name, precision)
    model = Model(name, precision)
    if mode == "session":
        return in_session(model, task, arrays, inputs, labels, threads)
    inputs, labels = tf.constant(inputs), tf.constant(labels)
    model(inputs, training=False)
    set_weights(model, arrays)
    wrapped = tf.function if mode == "function" else lambda function: function
    if task == "inference":
        forward = wrapped(lambda: model(inputs, training=False))
        return lambda: forward().numpy()
    optimizer = (tf.train.GradientDescentOptimizer if OLD else tf.keras.optimizers.SGD)(parts.LEARNING_RATE)
    trained = model.weights
    if hasattr(optimizer, "build"):
        optimizer.build(trained)

    def train():
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(inputs, training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, trained), trained))
        return loss

    step = wrapped(train)
    return lambda: float(step().numpy())


def loss_of(labels, logits):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))


def in_session(model, task, arrays, inputs, labels, threads):
    """As people wrote it until 2019: build the graph, then run it."""
    tf.keras.backend.clear_session()
    session = tf.Session(config=config(threads))
    tf.keras.backend.set_session(session)
    logits = model(tf.constant(inputs), training=task == "training")
    if task == "training":
        loss = loss_of(tf.constant(labels), logits)
        minimised = tf.train.GradientDescentOptimizer(parts.LEARNING_RATE).minimize(loss, var_list=model.weights)
        asked = [loss, tf.group(minimised, *model.updates)]
    else:
        asked = [logits, tf.no_op()]
    session.run(tf.global_variables_initializer())
    in_one_run(model, arrays)
    session.graph.finalize()
    return lambda: session.run(asked)[0]


def start(mode, threads):
    """Both thread pools are set: with only one inter-op thread the graph's branches wait for each other."""
    if not OLD:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
        return
    if mode == "eager":
        tf.enable_eager_execution(config=config(threads))


def config(threads):
    return tf.ConfigProto(intra_op_parallelism_threads=threads, inter_op_parallelism_threads=threads)


def facts():
    return {"version": tf.__version__, "build": os.path.basename(os.path.dirname(tf.__file__)), "says": ""}
