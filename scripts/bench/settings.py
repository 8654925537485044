"""What is the same for every framework and every run."""

from __future__ import annotations

LEARNING_RATE = 0.01  # of plain SGD
SEED = 20251122
