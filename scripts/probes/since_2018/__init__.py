"""Questions that releases since 2018 are asked too: on Python 3.6, with a framework and NumPy alone."""
