"""From CSV rows to everything that MkDocs publishes: load, check, render, export."""
