"""From a checked data set to ``build/docs`` and to ``site/``.

Files, feeds, redirects, Markdown copies, and the archive.
"""
