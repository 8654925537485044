"""The licence of the data, as data packages name one. Standard library alone."""

from __future__ import annotations

DATA_LICENCE = {
    "name": "CC-BY-SA-4.0",
    "title": "Creative Commons Attribution-ShareAlike 4.0",
    "path": "https://creativecommons.org/licenses/by-sa/4.0/",
}
