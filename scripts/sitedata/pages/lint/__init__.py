"""Rules for what people write in docs/."""
