"""What DLBench's programs for TensorFlow 1.11 compute: a graph in a session, fed with arrays in double precision."""

import numpy as np
import tensorflow as tf

from .dlbench import BATCH, IMAGES, IMAGES_OF_A_BATCH, LENGTH, WORDS, Sentences, images

RATE, MOMENTUM, DECAY = 0.01, 0.9, 1e-6
CONFIG = {}


def use_threads(count):
    CONFIG["config"] = tf.ConfigProto(intra_op_parallelism_threads=count, inter_op_parallelism_threads=count)


def convolution(x, outputs, padding, number):
    shape = [3, 3, int(x.shape[-1]), outputs]
    kernel = tf.get_variable("kernel%d" % number, shape, initializer=tf.contrib.layers.xavier_initializer())
    return tf.nn.relu(tf.nn.conv2d(x, kernel, [1, 1, 1, 1], padding) + tf.get_variable("bias%d" % number, [outputs]))


def dense(x, outputs, number):
    shape = [int(x.shape[-1]), outputs]
    weights = tf.get_variable("weights%d" % number, shape, initializer=tf.contrib.layers.xavier_initializer())
    return tf.matmul(x, weights) + tf.get_variable("offset%d" % number, [outputs])


def pooled(x, training):
    return tf.layers.dropout(tf.layers.max_pooling2d(x, 2, 2), rate=0.25, training=training)


def of_digits(x, training):
    x = convolution(x, 32, "VALID", 1)
    x = pooled(convolution(x, 64, "VALID", 2), training)
    x = tf.nn.relu(dense(tf.reshape(x, [-1, 9216]), 128, 1))
    return dense(tf.layers.dropout(x, rate=0.5, training=training), 10, 2)


def of_objects(x, training):
    x = convolution(x, 32, "SAME", 1)
    x = pooled(convolution(x, 32, "VALID", 2), training)
    x = convolution(x, 64, "SAME", 3)
    x = pooled(convolution(x, 64, "VALID", 4), training)
    x = tf.nn.relu(dense(tf.reshape(x, [-1, 2304]), 512, 1))
    return dense(tf.layers.dropout(x, rate=0.5, training=training), 10, 2)


class Images:
    """A network on images; its test data comes in batches as large as those of training."""

    def __init__(self, model):
        tf.reset_default_graph()
        pictures, self.classes = images(model)
        self.pictures = (pictures / np.float32(255)).astype("float")
        self.x = tf.placeholder(tf.float32, [None, *IMAGES[model]])
        self.y = tf.placeholder(tf.int64, [None])
        self.training = tf.placeholder(tf.bool)
        logits = {"mnist-cnn": of_digits, "cifar-10-cnn": of_objects}[model](self.x, self.training)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.y, logits=logits)
        decay = DECAY * tf.add_n([tf.nn.l2_loss(variable) for variable in tf.trainable_variables()])
        self.loss = tf.reduce_mean(loss + decay)
        self.right = tf.equal(tf.argmax(logits, 1), self.y)
        self.accuracy = tf.reduce_mean(tf.cast(self.right, tf.float32))
        self.train = tf.train.MomentumOptimizer(RATE, MOMENTUM).minimize(self.loss)
        self.session = tf.Session(**CONFIG)
        self.session.run(tf.global_variables_initializer())
        self.order = np.random.RandomState(2).permutation(len(self.classes))
        self.batch = self.load()

    def load(self):
        chosen = self.order[:IMAGES_OF_A_BATCH]
        return self.pictures[chosen], self.classes[chosen]

    def run(self, fetched, batch, training):
        return self.session.run(fetched, {self.x: batch[0], self.y: batch[1], self.training: training})

    def parts(self):
        return [
            ("load", self.load),
            ("step", lambda: self.run([self.loss, self.right, self.train], self.batch, True)[0]),
            ("test", lambda: self.run([self.loss, self.right, self.accuracy], self.load(), False)[0]),
        ]


def kernel_of_lstm(shape, dtype=None, partition_info=None):
    units = shape[1] // 4
    first = tf.glorot_uniform_initializer()((shape[0] - units, shape[1]))
    return tf.concat([first, tf.orthogonal_initializer()((units, shape[1]))], axis=0)


class Language:
    """Two layers of 200 LSTM units that guess the next word."""

    def __init__(self, model):
        tf.reset_default_graph()
        self.data = Sentences()
        self.x, self.y = (tf.placeholder(tf.int32, [BATCH, LENGTH]) for _ in range(2))
        embedding = tf.get_variable("embedding", (WORDS, 200), initializer=tf.initializers.random_uniform(-1.0, 1.0))
        cells = [tf.nn.rnn_cell.LSTMCell(200, initializer=kernel_of_lstm) for _ in range(2)]
        layers = tf.nn.rnn_cell.MultiRNNCell(cells)
        outputs, _ = tf.nn.dynamic_rnn(layers, tf.nn.embedding_lookup(embedding, self.x), dtype=tf.float32)
        logits = tf.layers.Dense(WORDS)(tf.nn.dropout(outputs, keep_prob=0.5))
        self.right = tf.equal(tf.argmax(logits, axis=-1), tf.cast(self.y, tf.int64))
        self.loss = tf.losses.sparse_softmax_cross_entropy(self.y, logits)
        self.train = tf.train.AdadeltaOptimizer(learning_rate=1.0, epsilon=1e-6).minimize(self.loss)
        self.session = tf.Session(**CONFIG)
        self.session.run(tf.global_variables_initializer())
        self.batch = self.load()

    def load(self):
        return self.data.batch()

    def run(self, fetched, batch):
        return self.session.run(fetched, {self.x: batch[0], self.y: batch[1]})

    def parts(self):
        return [
            ("load", self.load),
            ("step", lambda: self.run([self.loss, self.train], self.batch)[0]),
            ("test", lambda: self.run([self.loss, self.right], self.load())[0]),
        ]


PROGRAMS = {"mnist-cnn": Images, "cifar-10-cnn": Images, "ptb-lstm": Language}
