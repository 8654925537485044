"""What a change means, and whether it may land."""
