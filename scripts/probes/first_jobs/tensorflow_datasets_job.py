"""Describe a dataset of your own, prepare it and read it."""

# /// script
# dependencies = ["tensorflow-datasets", "tensorflow"]
# ///
import tensorflow as tf
import tensorflow_datasets as tfds


class Numbers(tfds.core.GeneratorBasedBuilder):
    """Numbers and whether they are even."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        features = tfds.features.FeaturesDict({"number": tf.int64, "even": tf.bool})
        return tfds.core.DatasetInfo(builder=self, description="Numbers", features=features)

    def _split_generators(self, manager):
        return {"train": self._generate_examples()}

    def _generate_examples(self):
        for number in range(10):
            yield number, {"number": number, "even": number % 2 == 0}


builder = Numbers(data_dir="data")
builder.download_and_prepare()
read = sorted(int(one["number"]) for one in builder.as_dataset(split="train"))
assert read == list(range(10))
print(f"A dataset of {len(read)} examples was prepared and read")
