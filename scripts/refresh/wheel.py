"""What a wheel on a server requires, read from its end without fetching the rest.

The index's own JSON repeats the metadata of one file of a release; wheels of one release may require different things.

Source: the binary distribution format, whose archive ends with its metadata,
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import email
import io
import zipfile
from collections.abc import Callable

ReadRange = Callable[[int, int], bytes]
"""Gives the bytes of a file from a place (from 0) up to another, which is not included."""
AT_ONCE = 1 << 16  # bytes: most wheels have their metadata in their last 64 KiB


class _Remote(io.RawIOBase):
    def __init__(self, size: int, read_range: ReadRange):
        self.size, self.read_range, self.place = size, read_range, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = (0, self.place, self.size)[whence] + offset
        return self.place

    def readinto(self, buffer) -> int:
        end = min(self.place + len(buffer), self.size)
        content = self.read_range(self.place, end) if end > self.place else b""
        buffer[: len(content)] = content
        self.place += len(content)
        return len(content)


def required(size: int, read_range: ReadRange) -> list[str]:
    """The lines ``Requires-Dist`` of a wheel of ``size`` bytes.

    Raises:
        ValueError: it is no wheel.
    """
    try:
        with zipfile.ZipFile(io.BufferedReader(_Remote(size, read_range), AT_ONCE)) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            told = email.message_from_bytes(archive.read(name))
    except (zipfile.BadZipFile, StopIteration) as error:
        raise ValueError(f"not a wheel: {error}") from error
    return told.get_all("Requires-Dist") or []
