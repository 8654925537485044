"""One module a way, named like its entry of :data:`sitedata.schema.protocol.deployment.WAYS`.

``export(given, folder)`` writes the files that are shipped, by the call that the keepers document, and ``load(folder)``
returns what answers a request: a function from the input to the output, both NumPy arrays. The two run in different
environments, so each imports what it needs. ``CHANGES`` says what else is tried where the documented export fails.
Those that :mod:`probes.conversions` tries too take the shape of its inputs beside the folder.
"""
