"""What the data may hold: kinds of cells, tables, environments, the protocol of the benchmark. It reads no file."""
