"""An epoch of DLBench's programs in parts: to make a batch, a training step, and a batch of the pass over test data.

In: settings as JSON. Out: one JSON line for each program and part. The data is random and has the shapes of the
study's; what is timed does not depend on its values.
"""

import importlib
import json
import sys

import numpy as np

from .__main__ import say, timed

IMAGES = {"mnist-cnn": (28, 28, 1), "cifar-10-cnn": (32, 32, 3)}
WORDS, BATCH, LENGTH, SKIPPED = 10000, 20, 30, 5
"""Of the language model: size of the vocabulary, sequences of a batch, their words, and words between their begins."""
IMAGES_OF_A_BATCH, KEPT_IMAGES, KEPT_WORDS = 128, 1024, 20000


def images(model):
    """Whole numbers of 8 bits as in the files of the data sets, and classes."""
    random = np.random.RandomState(1)
    pictures = random.randint(0, 256, (KEPT_IMAGES, *IMAGES[model])).astype(np.uint8)
    return pictures, random.randint(0, 10, KEPT_IMAGES).astype(np.int64)


class Sentences:
    """Overlapping sequences of words, each beside the same one word later."""

    def __init__(self):
        self.words = np.random.RandomState(1).randint(0, WORDS, KEPT_WORDS).astype(np.int32)
        self.at = 0

    def batch(self):
        x, y = (np.zeros((BATCH, LENGTH), dtype=np.int32) for _ in range(2))
        for row in range(BATCH):
            self.at = (self.at + SKIPPED) % (KEPT_WORDS - LENGTH - 1)
            x[row] = self.words[self.at : self.at + LENGTH]
            y[row] = self.words[self.at + 1 : self.at + LENGTH + 1]
        return x, y


def main(settings):
    programs = importlib.import_module(".dlbench_" + settings["framework"], __package__)
    programs.use_threads(settings["threads"])
    for model in settings["models"]:
        program = programs.PROGRAMS[model](model)
        for part, call in program.parts():
            times = timed(call, settings["warm_up_s"], settings["window_s"], settings["least"])[1]
            say({"model": model, "part": part, "us": times})


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
