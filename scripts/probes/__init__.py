"""Questions that code can decide: one short script a question, run in the frameworks' own environments by ``make probes``."""
