"""The reference: rows of the tables joined with their facts and texts, for the documentation and the type files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from webapp.dialects.anychat import ANYCHAT, facts
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.anychat.texts.base import Text
from webapp.dialects.anychat.texts.errors import ERRORS
from webapp.dialects.anychat.texts.events import EVENTS, EventRow
from webapp.dialects.anychat.texts.functions import ACCEPTED, DONE, FUNCTIONS, RETURNS, VALUE, WORDS
from webapp.dialects.anychat.texts.groups import CHAPTERS, ELSEWHERE, EVENT_CHAPTERS, GROUPS
from webapp.dialects.anychat.texts.numbers import ALIASES, NUMBERS
from webapp.dialects.anychat.texts.options import OPTIONS
from webapp.dialects.anychat.texts.params import PARAMS
from webapp.dialects.base import Command, Param, Where

CONSTANT_TEXTS = OPTIONS | NUMBERS


@dataclass(frozen=True, slots=True)
class ParamRow:
    """One parameter. `choices` is the key of the group of constants that it takes, if any."""

    name: str
    ts: str
    text: Text
    is_optional: bool
    choices: str


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One error number."""

    name: str
    value: int
    text: Text


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One function with all that is known of it."""

    name: str
    section: str
    where: Where
    text: Text
    params: tuple[ParamRow, ...]
    returns: str
    returns_text: Text
    raises: tuple[str, ...]
    errors: tuple[ErrorRow, ...]

    @property
    def signature(self) -> str:
        """The call as one writes it."""
        return f"{self.name}({', '.join(param.name for param in self.params)})"


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """One constant; `alias_of` is the name that this one misspells or repeats."""

    name: str
    value: int
    text: Text
    alias_of: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of rows: a chapter or a group."""

    key: str
    number: str
    title: Text
    functions: tuple[FunctionRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    constants: tuple[ConstantRow, ...] = ()


@cache
def functions() -> tuple[FunctionRow, ...]:
    """Every function of the dialect, in the order of its chapters."""
    rows = [_function(row) for row in ANYCHAT.commands.values() if not row.name.startswith("sb.")]
    order = list(FUNCTIONS)
    return tuple(sorted(rows, key=lambda row: order.index(row.name) if row.name in order else len(order)))


@cache
def chapters() -> tuple[Section, ...]:
    """The functions by chapter of the manual."""
    return tuple(
        Section(key, number, title, functions=tuple(row for row in functions() if _chapter(row) == number))
        for key, number, title in CHAPTERS
    )


@cache
def event_chapters() -> tuple[Section, ...]:
    """The events by chapter of the manual."""
    return tuple(
        Section(key, number, title, events=tuple(row for row in EVENTS if re.match(pattern, row.name)))
        for key, number, title, pattern in EVENT_CHAPTERS
    )


@cache
def constant_groups() -> tuple[Section, ...]:
    """The constants by group."""
    return tuple(
        Section(key, number, title, constants=tuple(_constant(name) for name in CONSTANTS if re.match(pattern, name)))
        for key, number, title, pattern in GROUPS
    )


@cache
def errors() -> tuple[ErrorRow, ...]:
    """Every error number."""
    return tuple(_error(f"GV_ERR_{code.name}") for code in GvErr)


def raised_by(event: str) -> tuple[str, ...]:
    """The functions that bring an event about."""
    return tuple(name for name, events in facts.RAISES.items() if event in events)


def _function(row: Command) -> FunctionRow:
    params = [param for param in row.params if param.name not in facts.ADDED_BY_PAGE]
    last_required = max((i for i, param in enumerate(params) if param.default is None), default=-1)
    return FunctionRow(
        row.name,
        row.section,
        row.where,
        FUNCTIONS.get(row.name, (row.doc, row.doc)),
        tuple(_param(row.name, param, i > last_required) for i, param in enumerate(params)),
        row.returns,
        RETURNS.get(row.name, _usual_return(row)),
        facts.RAISES.get(row.name, ()),
        tuple(_error(name) for name in dict.fromkeys(facts.ERRORS.get(row.name, ()))),
    )


def _param(function: str, param: Param, is_optional: bool) -> ParamRow:
    key = f"{function}.{param.name}"
    text = PARAMS.get(key) or PARAMS.get(param.name) or ("", "")
    return ParamRow(param.name, facts.TYPES.get(key, param.ts), text, is_optional, facts.choices(function, param.name))


def _usual_return(row: Command) -> Text:
    if row.where is Where.SERVER:
        return ACCEPTED
    if row.returns == "string":
        return WORDS
    return VALUE if row.where is Where.MIRROR else DONE


def _chapter(row: FunctionRow) -> str:
    return ELSEWHERE.get(row.name) or row.section[:3]


def _constant(name: str) -> ConstantRow:
    first = ALIASES.get(name, "")
    return ConstantRow(name, CONSTANTS[name], CONSTANT_TEXTS.get(first or name, ("", "")), first)


def _error(name: str) -> ErrorRow:
    return ErrorRow(name, int(GvErr[name.removeprefix("GV_ERR_")]), ERRORS.get(name, ("", "")))
