"""Questions that code can decide: one short script per question.

``make probes`` runs the scripts in the frameworks' own environments.
"""
