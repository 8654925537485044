"""What ``build.py`` does, one function per command. In: where things are. Out: an exit status, and lines on screen."""
