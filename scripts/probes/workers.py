"""Programs in processes of their own, alone or as two TensorFlow workers on this machine.

The result is what they print after ``gradient``. A release of 2019 runs this too, on Python 3.7.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile

TIME_LIMIT_S = 200


def run_alone(program):
    return _run(program, [{}])


def run_two(program, errors=None, python=sys.executable):
    """As two workers that find each other through TF_CONFIG on loopback.

    ``errors``, a list, receives the name of the exception that ended one.
    """
    with socket.socket() as first, socket.socket() as second:
        for server in (first, second):
            server.bind(("127.0.0.1", 0))
        workers = [f"127.0.0.1:{server.getsockname()[1]}" for server in (first, second)]
    configs = [
        json.dumps({"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}}) for index in (0, 1)
    ]
    return _run(program, [{"TF_CONFIG": config} for config in configs], errors, python)


def _run(program, environments, errors=None, python=sys.executable):
    """A list of numbers for each ``gradient`` line; the program runs once in each of these environments, at once."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program)
        processes = [
            subprocess.Popen(
                [str(python), path],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                universal_newlines=True,
                env=dict(os.environ, **environment),
            )
            for environment in environments
        ]
        said = []
        for process in processes:
            try:
                out, error = process.communicate(timeout=TIME_LIMIT_S)
            except subprocess.TimeoutExpired:
                for other in processes:
                    other.kill()
                out, error = process.communicate()
                error += f"\nstopped after {TIME_LIMIT_S} s"
            print(out, error[-1500:] if process.returncode else "")
            if process.returncode and errors is not None:
                errors += re.findall(r"^(\w+(?:Error|Exception)): ", error, re.MULTILINE)[-1:]
            said += [
                json.loads(line.replace("gradient ", "")) for line in out.splitlines() if line.startswith("gradient ")
            ]
    return said
