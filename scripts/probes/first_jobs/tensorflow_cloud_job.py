"""Send the training of a model to Google Cloud."""

# /// script
# dependencies = ["tensorflow-cloud", "tensorflow"]
# ///
import sys
from pathlib import Path

import tensorflow_cloud as tfc

Path("train.py").write_text("import tensorflow as tf\n\nprint(tf.__version__)\n")

if not tfc.remote():
    try:
        tfc.run(entry_point="train.py", docker_image_bucket_name="a-bucket")
    except Exception as error:
        if type(error).__name__ != "DefaultCredentialsError":
            raise
        sys.exit("not here: it imports, and its job needs an account of Google Cloud, which it looked for")
