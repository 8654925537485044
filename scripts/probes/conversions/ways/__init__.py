"""One module a way, named like its row of ``data/conversion_ways.csv``: the call that its keepers document, no more.

``convert(given, folder)`` converts a :class:`~bench.deploy.models.Given` model, runs the result on ``given.x``,
and returns the output. ``CHANGES`` says what else is tried, in order, when that call fails: what was changed → the
function that does it. ``SETTINGS`` are environment variables that a framework reads when it is imported.
"""
