"""Connect a program to an editor that waits for it, and see what it says to the editor."""

# /// script
# dependencies = ["pydevd-pycharm"]
# ///
import socket
import subprocess
import sys

editor = socket.create_server(("127.0.0.1", 0))
editor.settimeout(60)
port = editor.getsockname()[1]
code = f"import pydevd_pycharm as p; p.settrace('127.0.0.1', port={port}, suspend=False); print('went on')"
program = subprocess.Popen([sys.executable, "-c", code])
connection, _ = editor.accept()
connection.settimeout(60)
said = connection.recv(200).decode()
program.kill()
assert said
print(f"The program connected to the port of an editor and sent its first message of {len(said)} characters")
