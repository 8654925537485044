"""How many rounds a comparison needs before anything is concluded from it."""

from __future__ import annotations

FEWEST_VALUES = 6
"""Fewest values that can support a 95 % interval.

All n values lie on one side of the true median with a probability of 2 / 2ⁿ: with five values that is 6.3 %, so that
not even their whole range is a 95 % interval; with six it is 3.1 %.
"""
