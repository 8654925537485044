"""Make a speech model with random weights, load it and have it listen to a second of made sound."""

# /// script
# dependencies = ["deepspeech", "tensorflow>=2"]
# ///
import struct

import deepspeech
import numpy as np
import tensorflow.compat.v1 as tf

LETTERS = " abcdefghijklmnopqrstuvwxyz'"
STEPS, CONTEXT, FEATURES, CELLS = 16, 9, 26, 8
chance = np.random.RandomState(0)


def constant(name, value, kind):
    tf.constant(value, kind, name=name)


graph = tf.Graph()
with graph.as_default():
    letters = b"".join(struct.pack("<HH", at, 1) + letter.encode() for at, letter in enumerate(LETTERS))
    constant("metadata_version", [6], tf.int32)
    constant("metadata_sample_rate", [16000], tf.int32)
    constant("metadata_feature_win_len", [32], tf.int32)
    constant("metadata_feature_win_step", [20], tf.int32)
    constant("metadata_beam_width", [16], tf.int32)
    constant("metadata_alphabet", [struct.pack("<H", len(LETTERS)) + letters], tf.string)
    constant("logits_shape", [STEPS, 1, len(LETTERS) + 1], tf.int32)
    samples = tf.placeholder(tf.float32, [512], name="input_samples")
    spectrogram = tf.raw_ops.AudioSpectrogram(
        input=tf.expand_dims(samples, -1), window_size=512, stride=320, magnitude_squared=True
    )
    mfccs = tf.raw_ops.Mfcc(spectrogram=spectrogram, sample_rate=16000, dct_coefficient_count=FEATURES)
    tf.reshape(mfccs, [-1, FEATURES], name="mfccs")
    windows = tf.placeholder(tf.float32, [1, STEPS, 2 * CONTEXT + 1, FEATURES], name="input_node")
    tf.placeholder(tf.int32, [1], name="input_lengths")
    for one in ("c", "h"):
        state = tf.placeholder(tf.float32, [1, CELLS], name="previous_state_" + one)
        tf.identity(state, name="new_state_" + one)
    size = (2 * CONTEXT + 1) * FEATURES
    weights = tf.constant(chance.normal(size=(size, len(LETTERS) + 1)) / size, tf.float32)
    scores = tf.nn.softmax(tf.matmul(tf.reshape(windows, [STEPS, size]), weights))
    tf.reshape(scores, [STEPS, 1, len(LETTERS) + 1], name="logits")
with open("model.pb", "wb") as file:
    file.write(graph.as_graph_def().SerializeToString())
model = deepspeech.Model("model.pb")
sound = (chance.normal(size=model.sampleRate()) * 8000).astype(np.int16)
text = model.stt(sound)
print(f"A second of noise became {len(text)} letters of nonsense with random weights")
