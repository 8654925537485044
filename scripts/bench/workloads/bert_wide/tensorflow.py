from tensorflow import keras

from bench.workloads.bert_mini.tensorflow import Bert


def build():
    return keras.Sequential([keras.Input((64,), dtype="int32"), Bert(depth=2, width=768, heads=12)])
