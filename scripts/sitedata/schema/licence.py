"""The licence of the data, in the form that data packages use. Standard library only."""

from __future__ import annotations

DATA_LICENCE = {
    "name": "CC-BY-SA-4.0",
    "title": "Creative Commons Attribution-ShareAlike 4.0",
    "path": "https://creativecommons.org/licenses/by-sa/4.0/",
}
