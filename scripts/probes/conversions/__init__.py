"""Which model of which framework arrives where: each way of ``data/conversion_ways.csv`` is tried on six models.

A way is a module of :mod:`probes.conversions.ways`, a model has a file for each framework; ``make conversions`` tries
them and writes ``data/conversions.csv``.
"""
