"""Figures as typed values, and their pictures."""
