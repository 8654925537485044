"""Markdown of docs/ filled, and the pages that are made from rows."""
