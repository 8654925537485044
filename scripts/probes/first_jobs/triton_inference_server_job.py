"""Make a request with the client, and send it to a server."""

# /// script
# dependencies = ["tritonclient[http]", "numpy"]
# ///
import sys

import numpy as np
import tritonclient.http as client

tensor = client.InferInput("x", [1, 4], "FP32")
tensor.set_data_from_numpy(np.ones((1, 4), "float32"))
server = client.InferenceServerClient("127.0.0.1:18126")
try:
    server.is_server_live()
except Exception as error:
    print(type(error).__name__)
    sys.exit("not here: the client imports and makes a request; the server that would answer is in no package")
