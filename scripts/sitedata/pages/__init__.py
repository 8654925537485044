"""The Markdown of docs/ filled in, and the pages that are made from rows."""
