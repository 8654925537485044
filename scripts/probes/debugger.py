"""A real pdb session: runs a program, types commands at each stop, and reports where pdb stopped and what it showed.

A release of 2018 runs this too, on Python 3.6.
"""

import os
import re
import subprocess
import sys
import tempfile

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
STOPPED = re.compile(r"^> .*\((\d+)\)(\w+)\(", re.MULTILINE)


def stops(program, commands, python=sys.executable, **environment):
    """Names of the functions in which pdb stopped for a ``breakpoint()``, in order, and the whole conversation.

    ``python`` is the path of an interpreter.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program)
        done = subprocess.run(
            [str(python), path],
            input=commands,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=240,
            env=dict(os.environ, **environment),
            cwd=folder,
        )
    out = COLOUR.sub("", done.stdout)
    said = out + ("\n" + done.stderr[-1500:] if done.returncode else "")
    return [name for _line, name in STOPPED.findall(out)], said
