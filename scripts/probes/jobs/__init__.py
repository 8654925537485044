"""First jobs: each system's smallest real job, run with everything current, and with what its newest release accepts.

``make first-jobs`` runs the scripts of ``probes/first_jobs``, each in an environment of its own.
"""
