"""``make refresh``: what package indexes say about every tracked package, written into ``data/``.

In: the packages that ``data/systems.csv`` and ``data/frameworks.csv`` name, and the indexes that pip and npm are
configured to ask. Out: ``data/releases.csv``, ``data/packages.csv`` and ``data/advisories.csv``; rows of people stay.
"""
