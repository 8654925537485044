"""Eight years on one machine: the releases since 2018, each in an environment of its own, made, measured and removed.

``make bench ARGS="--through-time"``. What runs inside a release is in ``then``, for Python 3.6 and later.
"""
