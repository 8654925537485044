"""Evidence into verdicts, comparisons, staleness and the guide's answers."""
