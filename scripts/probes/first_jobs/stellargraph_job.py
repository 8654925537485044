"""Train a graph convolutional network on a made graph of two groups, and classify its nodes."""

# /// script
# dependencies = ["stellargraph", "tensorflow"]
# ///
import numpy as np
import pandas as pd
import stellargraph as sg
import tensorflow as tf

chance = np.random.RandomState(0)
group = np.arange(60) % 2
nodes = pd.DataFrame(chance.normal(size=(60, 4)) + group[:, None])
pairs = [(a, b) for a in range(60) for b in range(a) if chance.rand() < (0.2 if group[a] == group[b] else 0.02)]
graph = sg.StellarGraph(nodes, pd.DataFrame(pairs, columns=["source", "target"]))
generator = sg.mapper.FullBatchNodeGenerator(graph, method="gcn")
inputs, outputs = sg.layer.GCN([8], generator, activations=["relu"]).in_out_tensors()
model = tf.keras.Model(inputs, tf.keras.layers.Dense(2, activation="softmax")(outputs))
model.compile(tf.keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
flow = generator.flow(nodes.index, group)
model.fit(flow, epochs=30, verbose=0)
accuracy = model.evaluate(flow, verbose=0)[1]
assert accuracy > 0.8
print(f"A graph of 60 nodes and {len(pairs)} edges: {accuracy:.0%} of the nodes are classified rightly")
