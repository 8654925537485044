"""Measures TensorFlow, PyTorch and JAX on one machine, and writes the results to ``data/benchmarks/``.

See ``python -m bench --help``.
"""
