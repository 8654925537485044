"""Measures TensorFlow, PyTorch and JAX on one machine. ``python -m bench --help``; results go to ``data/benchmarks/``."""
