"""From a checked data set to ``build/docs`` and to ``site/``: files, feeds, redirects, Markdown copies, and the archive."""
