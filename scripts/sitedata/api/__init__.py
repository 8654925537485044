"""The JSON documents of ``/api/v1/``."""
