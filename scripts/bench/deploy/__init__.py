"""Deployment measured: one request after the other, on each way by which a model leaves its framework, in one process.

``make bench ARGS="--deploy"``. A model is exported in the environment of its framework, and loaded and called in one
that has no more than the way needs.
"""

RESULT = "deploy-result: "
"""How the line of a process begins that we read; runtimes write to standard output too."""
