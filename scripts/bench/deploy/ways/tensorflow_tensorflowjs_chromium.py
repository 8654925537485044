"""TensorFlow.js's converter, from a SavedModel; run by a page with ``bench/deploy/page/tensorflowjs.js``."""


def export(given, folder):
    import shutil

    from tensorflowjs.converters.tf_saved_model_conversion_v2 import convert_tf_saved_model

    saved = folder.with_name(f"{folder.name}-saved")
    given.model.export(str(saved), verbose=False)
    convert_tf_saved_model(str(saved), str(folder), signature_def="serve")
    shutil.rmtree(saved)
