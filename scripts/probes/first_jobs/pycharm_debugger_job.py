"""Connect a program to an editor that waits for it, and have it tell its version."""

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
connection.sendall(b"501\t1\t0.1\tUNIX\n")  # the editor says its version, and asks for the program's
said = connection.recv(200).decode()
program.kill()
assert said.startswith("501\t1\t"), said
print("The program connected to the port of an editor and answered it")
