import tensorflow as tf

from bench.feeding import DEVIATION, MARGIN, MEAN


def batches(images, labels, batch_size):
    height, width, channels = images.shape[1:]

    def change(image, label):
        image = tf.image.random_crop(image, (height - MARGIN, width - MARGIN, channels))
        image = tf.image.random_flip_left_right(image)
        return (tf.cast(image, tf.float32) - MEAN) / DEVIATION, label

    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(len(images)).repeat()
    data = data.map(change, num_parallel_calls=tf.data.AUTOTUNE).batch(batch_size, drop_remainder=True)
    return iter(data.prefetch(tf.data.AUTOTUNE))
