"""What is used while something is made: tables when they are read, figures when placed, templates when filled.

In: :func:`note` wherever something is used. Out: what :func:`noting` saw inside its block, in the order of first use.
What is computed once and kept must not hide what it rests on: :class:`remembered` and :func:`remembering` note it again
at each use.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple

Kind = Literal["table", "figure", "shown", "number", "template", "page list"]


class Use(NamedTuple):
    """One thing that was used.

    ``name`` is a table (``benchmarks`` for all environments), the files of a figure, a table or a row that is shown, a
    template, or a number that the style sheet needs (``n=4``).
    """

    kind: Kind
    name: str


_open: ContextVar[tuple[dict[Use, None], ...]] = ContextVar("open", default=())
"""The blocks that are open in this context, each with what it saw."""


@contextmanager
def noting() -> Iterator[dict[Use, None]]:
    """Collect what is used in the block; what is used in a nested block counts for both."""
    seen: dict[Use, None] = {}
    token = _open.set((*_open.get(), seen))
    try:
        yield seen
    finally:
        _open.reset(token)


@contextmanager
def unnoted() -> Iterator[None]:
    """What is used in the block counts for nobody: it may lag behind an edit until the next build."""
    token = _open.set(())
    try:
        yield
    finally:
        _open.reset(token)


def note(kind: Kind, name: str) -> None:
    use = Use(kind, name)
    for seen in _open.get():
        seen[use] = None


def note_all(uses: Iterable[Use]) -> None:
    for seen in _open.get():
        seen.update(dict.fromkeys(uses))


class remembered:
    """A property that is computed once; each use notes what it rests on."""

    def __init__(self, compute: Callable[[Any], Any]):
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.place = f"_remembered_{name}"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        kept = instance.__dict__.get(self.place)
        if kept is None:
            with noting() as seen:
                value = self.compute(instance)
            kept = instance.__dict__[self.place] = (value, tuple(seen))
        else:
            note_all(kept[1])
        return kept[0]


def remembering(function: Callable) -> Callable:
    """The same for a function, cached by its arguments like :func:`functools.cache`."""

    @functools.cache
    def computed(*args: object, **kwargs: object) -> tuple[object, tuple[Use, ...]]:
        with noting() as seen:
            value = function(*args, **kwargs)
        return value, tuple(seen)

    @functools.wraps(function)
    def used(*args: object, **kwargs: object) -> object:
        value, seen = computed(*args, **kwargs)
        note_all(seen)
        return value

    return used
