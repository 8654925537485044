"""Launch a program on this machine with the launcher, and read what it printed."""

# /// script
# dependencies = ["torchx", "torch"]
# ///
import subprocess

command = ["torchx", "run", "--scheduler", "local_cwd", "--log", "utils.echo", "--msg", "hello from a job"]
ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
print(ran.stdout)
assert ran.returncode == 0 and "hello from a job" in ran.stdout, ran.stdout.strip().splitlines()[-1]
print("The launcher ran a program as a job and showed its output")
