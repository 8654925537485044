"""A page as a template: what may stand between its braces, and how it is filled in.

In: the source of a page, and the names that it may use. Out: the page filled in, or every placeholder that cannot be
filled in.
"""

from __future__ import annotations

import datetime
import functools
import re
import traceback
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from inspect import getattr_static

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from pydantic import BaseModel

from sitedata.load.uses import remembered
from sitedata.pages.words.facts import Unknown
from sitedata.text import values as text
from sitedata.text.problem import BadInput, Problem, quoted

MOST_PROBLEMS = 100  # per page
BLOCK = re.compile(r"{%.*?%}")
BROKEN = "broken placeholder"
FILTERS = {"day": text.day, "number": text.number, "millions": text.millions}


class PageEnvironment(ImmutableSandboxedEnvironment):
    """A page calls what it is given by name, reads columns of rows and calculates with numbers, and that is all.

    Everything else is refused, since a row or a function of Python gives access to files and programs.
    """

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        if operator == "**" or not all(isinstance(operand, int | float) for operand in (left, right)):
            raise TypeError(f"'{operator}' between other things than numbers")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: object, attribute: str) -> object:
        if readable(obj, attribute):
            return getattr(obj, attribute)
        known = getattr_static(obj, attribute, None) is not None
        return self.unsafe_undefined(obj, attribute) if known else self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> object:
        return self.getattr(obj, argument) if isinstance(argument, str) else self.unsafe_undefined(obj, str(argument))

    def call(__self, __context: Context, __obj: object, *args: object, **kwargs: object) -> object:
        if not isinstance(__obj, Undefined) and not any(__obj is given for given in __context.parent.values()):
            raise SecurityError("only names can be called")
        return __context.call(__obj, *args, **kwargs)


def readable(obj: object, name: str) -> bool:
    """Is it a column of a row, a field of a value, a property of ours, or the position in a loop?"""
    if isinstance(obj, LoopContext):
        return name in ("first", "last", "index")
    kind = type(obj)
    if isinstance(obj, BaseModel):
        known = set(kind.model_fields)
    elif is_dataclass(obj) and not isinstance(obj, type):
        known = {field.name for field in fields(obj)}
    else:
        return isinstance(obj, datetime.date) and name in ("year", "month", "day")
    own = getattr(kind, name, None) if kind.__module__.split(".")[0] in ("sitedata", "bench") else None
    return not name.startswith("_") and (
        name in known or isinstance(own, property | functools.cached_property | remembered)
    )


@functools.cache
def environment() -> PageEnvironment:
    made = PageEnvironment(
        undefined=StrictUndefined,
        finalize=text.inert,
        comment_start_string="{!--",
        comment_end_string="--!}",
        keep_trailing_newline=True,
    )
    made.filters = FILTERS | {name: made.filters[name] for name in ("capitalize", "lower", "length")}
    made.tests.clear()
    made.globals.clear()
    return made


@functools.lru_cache(maxsize=512)
def template(source: str) -> Template:
    """A compiled page. One that did not change is not compiled again.

    Raises:
        TemplateSyntaxError: it contains more than values, conditions and single loops.
    """
    kept = environment().bytecode_cache
    bucket = kept and kept.get_bucket(environment(), "page", None, source)
    code = bucket.code if bucket else None
    if not code:
        _refuse_other_statements(source)
        code = environment().compile(source)
        if bucket:
            bucket.code = code
            kept.set_bucket(bucket)
    return Template.from_code(environment(), code, environment().make_globals(None))


def _refuse_other_statements(source: str) -> None:
    if control := CONTROL.search(source):
        raise TemplateSyntaxError(f"'{control[0]}' is not for pages", source.count("\n", 0, control.start()) + 1)
    starts = [match.start() for match in re.finditer(r"\{[{%]", source)]
    long = [start for start in starts if not 0 <= source.find("}", start) - start <= LONGEST_PLACEHOLDER]
    if long or len(starts) > MOST_PLACEHOLDERS:
        line = source.count("\n", 0, (long or starts)[0]) + 1
        raise TemplateSyntaxError(
            f"more than {LONGEST_PLACEHOLDER} characters, or {MOST_PLACEHOLDERS:,} placeholders in a page", line
        )
    tree = environment().parse(source)
    for node in tree.find_all(STATEMENTS_LEFT_OUT):
        raise TemplateSyntaxError(f"{type(node).__name__.lower()} is not for pages", node.lineno)
    for loop in tree.find_all(nodes.For):
        for inner in (
            node for part in loop.body for kind in (nodes.For, nodes.Call) for node in [part, *part.find_all(kind)]
        ):
            if isinstance(inner, nodes.For | nodes.Call):
                raise TemplateSyntaxError("a loop or a question in a loop", inner.lineno)
        # what is left of a loop whose line was emptied
        nothing = isinstance(loop.iter, nodes.Tuple) and not loop.iter.items
        if loop.recursive or not (nothing or isinstance(loop.iter, nodes.Call)):
            raise TemplateSyntaxError("a loop over something else than an answer of the data", loop.lineno)


CONTROL = re.compile(r"\{[{%][-+]|[-+][%}]\}|\{!--|--!\}|\{%\s*raw")
"""White-space control, comments and raw text: with these, the page differs from what its source seems to say."""
LONGEST_PLACEHOLDER = 500  # characters; three times the longest one in use
MOST_PLACEHOLDERS = 400  # in a page; three times as many as in the longest page
STATEMENTS_LEFT_OUT = (
    nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Assign, nodes.AssignBlock, nodes.Include, nodes.Import,
    nodes.FromImport, nodes.Extends, nodes.Block, nodes.With, nodes.ScopedEvalContextModifier,
)  # fmt: skip


UNFILLED = (
    TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
    SyntaxError,
)
"""What a placeholder may fail with. The last two: endlessly nested brackets or conditions."""


def fill(names: dict[str, Callable | object], source: str, shown: str) -> str:
    """The page with every placeholder filled in from ``names``.

    Raises:
        BadInput: every placeholder that cannot be filled in; after each, its line is emptied and the rest tried again.
    """
    problems: list[Problem] = []
    lines = source.split("\n")
    while len(problems) < MOST_PROBLEMS:
        try:
            filled = template("\n".join(lines)).render(names)
            break
        except TemplateSyntaxError as error:
            line, parts = error.lineno, (BROKEN, error.message or "", "{{ name(…) }}")
        except Unknown as error:
            line, parts = _line_of(error), (str(error), "", error.expected)
        except UNFILLED as error:
            line = _line_of(error)
            said = re.sub(r"'sitedata\.[\w.]+\.(\w+) object'", r"'\1'", str(error.args[0] if error.args else error))
            expected = (
                "a name that exists, and data with which it can be computed (see docs/maintaining.md, Writing a page)"
            )
            parts = ("cannot be filled in", quoted(said), expected)
        problems.append(Problem(shown, line, "", *parts))
        left = "" if parts[0] == BROKEN else "".join(map(_of_nothing, BLOCK.findall(lines[line - 1])))
        if left == lines[line - 1]:
            break  # nothing left to empty there: the fault spans several lines
        lines[line - 1] = left
    if problems:
        raise BadInput(problems)
    return filled


def _line_of(error: Exception) -> int:
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return next((frame.lineno for frame in frames if frame.filename == "<template>"), 1) or 1


def _of_nothing(tag: str) -> str:
    """A block's tag without what it asks for, so that an emptied line keeps the blocks around it whole.

    One fault is then reported once.
    """
    return re.sub(
        r"^({%-?\s*(?:el)?if\b).*?(-?%})$",
        r"\1 false \2",
        re.sub(r"^({%-?\s*for\b.*?\bin\b).*?(-?%})$", r"\1 () \2", tag),
    )
