"""From a checked data set to ``build/docs`` and to ``site/``."""
