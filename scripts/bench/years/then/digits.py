"""The accuracy experiment in one release: a small network learns digits, by one recipe or with the release's defaults.

In: settings as JSON, which name a file of arrays. Out: one JSON line for each training.
"""

import importlib
import json
import sys

import numpy as np

from .__main__ import say


def trained(trainers, arrays, arm, optimizer, seed, batch):
    """Test accuracy after each epoch, in percent."""
    weights = [arrays["weights %d %d" % (seed, place)] for place in range(4)] if arm == "matched" else None
    trainer = trainers.Trainer(arm, optimizer, seed, weights)
    x, y, x_test, y_test = (arrays["digits " + part] for part in ("x_train", "y_train", "x_test", "y_test"))
    accuracy = []
    for order in arrays["order %d" % seed]:
        for begin in range(0, len(order) - batch + 1, batch):  # what is left over waits for the next epoch
            trainer.step(x[order[begin : begin + batch]], y[order[begin : begin + batch]])
        accuracy.append(round(100 * float(np.mean(trainer.logits(x_test).argmax(axis=1) == y_test)), 4))
    return accuracy


def main(settings):
    trainers = importlib.import_module(".digits_" + settings["framework"], __package__)
    trainers.use_one_thread()
    arrays = np.load(settings["arrays"])
    for arm, optimizer, seed in settings["asked"]:
        accuracy = trained(trainers, arrays, arm, optimizer, seed, settings["batch"])
        say({"arm": arm, "optimizer": optimizer, "seed": seed, "accuracy": accuracy})


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
