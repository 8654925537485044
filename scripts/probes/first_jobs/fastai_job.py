"""Train a classifier of a made table for one epoch with a Learner."""

# /// script
# dependencies = ["fastai", "torch"]
# ///
import numpy as np
import pandas as pd
from fastai.tabular.all import CategoryBlock, Normalize, TabularDataLoaders, accuracy, set_seed, tabular_learner

set_seed(0)
chance = np.random.default_rng(0)
table = pd.DataFrame(chance.normal(size=(400, 3)), columns=["a", "b", "c"]).astype("float32")
table["big"] = np.where(table.a + table.b > 0, "yes", "no")
data = TabularDataLoaders.from_df(
    table, cont_names=["a", "b", "c"], y_names="big", y_block=CategoryBlock(), procs=[Normalize], bs=32
)
learner = tabular_learner(data, layers=[16], metrics=accuracy)
with learner.no_bar():
    learner.fit_one_cycle(3, 0.02)
_, right = learner.validate()
assert right > 0.6
print(f"Three epochs on a table of 400 rows; {float(right):.0%} of the held-out rows are classified rightly")
