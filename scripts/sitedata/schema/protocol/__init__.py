"""What is measured, and by which rules: what the harness and the site's code both need to know about the benchmark.

Standard library only, like :mod:`sitedata.schema.names`: the harness imports this under the Python of each framework's
environment. How a workload is written in a framework is in ``scripts/bench/workloads/``.
"""
