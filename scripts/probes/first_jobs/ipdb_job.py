"""Stop in a function, look at a variable and go on."""

# /// script
# dependencies = ["ipdb"]
# ///
import subprocess
import sys

with open("program.py", "w") as file:
    file.write("def double(x):\n    import ipdb; ipdb.set_trace()\n    return 2 * x\n\n\nprint('result', double(21))\n")
ran = subprocess.run(
    [sys.executable, "program.py"],
    input="p x\ncontinue\n",
    stdout=subprocess.PIPE,
    stderr=subprocess.STDOUT,
    text=True,
)
print(ran.stdout)
assert "21" in ran.stdout and "result 42" in ran.stdout, ran.stdout.strip().splitlines()[-1]
print("It stopped in the function, showed that x is 21, and went on to the result")
