"""One module a way, named like its row of ``data/conversion_ways.csv``: the call that its keepers document, no more.

Here are those that are only tried; those that are timed too are in :mod:`bench.deploy.ways`, whose rules hold for all:
``export(given, folder)`` converts a :class:`~bench.deploy.models.Given` model, ``load(folder, shape)`` returns what
answers for inputs of that shape. ``CHANGES`` says what else is tried, in order, when the export or what came of it
fails: what was changed → the export that does it. ``SETTINGS`` are environment variables that a framework reads when it
is imported.
"""
