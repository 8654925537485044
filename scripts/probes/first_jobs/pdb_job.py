"""Stop in a function, look at a variable and go on."""

# /// script
# dependencies = []
# ///
import subprocess
import sys

with open("program.py", "w") as file:
    file.write("def double(x):\n    breakpoint()\n    return 2 * x\n\n\nprint('result', double(21))\n")
ran = subprocess.run([sys.executable, "program.py"], input="p x\ncontinue\n", stdout=subprocess.PIPE, text=True)
assert "21" in ran.stdout and "result 42" in ran.stdout
print("It stopped in the function, showed that x is 21, and went on to the result")
