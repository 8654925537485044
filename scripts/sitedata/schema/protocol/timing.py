"""How long steps are timed. Standard library only."""

from __future__ import annotations

WARM_UP_S, WINDOW_S = 1.0, 2.0  # least warm-up and least timed window, seconds
LEAST_STEPS = 3  # in a window, so that a median means something where one step takes seconds
