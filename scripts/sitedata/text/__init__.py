"""Characters and files: formats, escaping, addresses, findings, the one writer. It knows no table."""
