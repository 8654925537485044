"""Send the training of a model to Google Cloud."""

# /// script
# dependencies = ["tensorflow-cloud", "tensorflow"]
# ///
import sys

import tensorflow_cloud as tfc

if not tfc.remote():
    try:
        tfc.run(docker_image_bucket_name="a-bucket", distribution_strategy=None)
    except Exception as error:
        if type(error).__name__ != "DefaultCredentialsError":
            raise
        sys.exit("not here: it imports, and its job needs an account of Google Cloud, which it looked for")
