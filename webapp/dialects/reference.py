"""The reference of a dialect: its tables joined with their words, for the documentation and the type files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from webapp.dialects.base import Command, Dialect, Param, Where

Text = tuple[str, str]  # the same in English and in Chinese
OURS = "sb."  # functions that our own pages say; no vendor has them

ACCEPTED: Text = (
    "0 when the command was accepted, otherwise an error number; the outcome arrives as an event",
    "命令被接受返回 0，否则返回错误号；结果由事件告知",
)
DONE: Text = ("0, or an error number", "0 或错误号")
VALUE: Text = ("the value; 0 when unknown", "所查的值，未知时为 0")
WORDS: Text = ("the text; empty when unknown", "所查的文本，未知时为空")
NOTHING: Text = ("nothing", "无")


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
class EventRow:
    """Something that a page may hear. `code` names the message or event number it is told under, if any.

    `params` are names with their TypeScript type; `section` is the manual's, empty for what only the SDK file has.
    """

    name: str
    section: str
    text: Text
    params: tuple[tuple[str, str], ...] = ()
    code: str = ""


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
    value: int | str
    text: Text
    alias_of: str = ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a structure, or one method of an object."""

    name: str
    ts: str
    text: Text
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class StructRow:
    """An object that pages pass or get."""

    name: str
    text: Text
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of rows: a chapter or a group."""

    key: str
    number: str
    title: Text
    functions: tuple[FunctionRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    constants: tuple[ConstantRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the reference: its key, its number in the manual, its title, and which names it holds."""

    key: str
    number: str
    title: Text
    holds: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Titles:
    """How the pages of a reference are headed: functions and events, then numbers, with a sentence about those."""

    functions: Text
    numbers: Text
    about_numbers: Text


def nothing(function: str, param: str) -> str:
    """No group of constants."""
    return ""


@dataclass(frozen=True)
class Reference:
    """What a dialect writes down beside its commands, and the rows made of both.

    Keys of `params`, `types` and `samples` are a parameter's name or, where a function differs, "function.name".
    """

    dialect: Dialect
    titles: Titles
    words: Mapping[str, Text]
    params: Mapping[str, Text]
    events: tuple[EventRow, ...]
    errors: tuple[ErrorRow, ...]
    raises: Mapping[str, tuple[str, ...]]
    refusals: Mapping[str, tuple[str, ...]]
    function_headings: tuple[Heading, ...]
    event_headings: tuple[Heading, ...]
    groups: tuple[Section, ...] = ()
    structs: tuple[StructRow, ...] = ()
    returns: Mapping[str, Text] = field(default_factory=dict)
    return_types: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, str] = field(default_factory=dict)
    choices: Callable[[str, str], str] = nothing
    is_added_by_page: Callable[[str, str], bool] = lambda function, param: False
    section_of: Callable[[Command], str] = lambda row: row.section

    @cached_property
    def functions(self) -> tuple[FunctionRow, ...]:
        """Every function of the dialect, in the order of its words."""
        rows = [self._function(row) for row in self.dialect.commands.values() if not row.name.startswith(OURS)]
        order = {name: place for place, name in enumerate(self.words)}
        return tuple(sorted(rows, key=lambda row: order.get(row.name, len(order))))

    @cached_property
    def chapters(self) -> tuple[Section, ...]:
        """The functions by chapter."""
        return tuple(
            Section(part.key, part.number, part.title, functions=tuple(r for r in self.functions if part.holds(r.name)))
            for part in self.function_headings
        )

    @cached_property
    def event_chapters(self) -> tuple[Section, ...]:
        """The events by chapter."""
        return tuple(
            Section(part.key, part.number, part.title, events=tuple(r for r in self.events if part.holds(r.name)))
            for part in self.event_headings
        )

    def raised_by(self, event: str) -> tuple[str, ...]:
        """The functions that bring an event about."""
        known = {row.name for row in self.functions}
        return tuple(name for name, events in self.raises.items() if event in events and name in known)

    def sample(self, function: str, param: ParamRow) -> str:
        """What the form of a function is filled with."""
        given = self.samples.get(f"{function}.{param.name}", self.samples.get(param.name, ""))
        return given or ("0" if param.ts == "number" else "")

    def _function(self, row: Command) -> FunctionRow:
        params = [param for param in row.params if not self.is_added_by_page(row.name, param.name)]
        last_required = max((i for i, param in enumerate(params) if param.default is None), default=-1)
        errors = {error.name: error for error in self.errors}
        returns = self.return_types.get(row.name, row.returns)
        return FunctionRow(
            row.name,
            self.section_of(row),
            row.where,
            self.words.get(row.name, (row.doc, row.doc)),
            tuple(self._param(row.name, param, i > last_required) for i, param in enumerate(params)),
            returns,
            self.returns.get(row.name) or usual_return(row.where, returns),
            self.raises.get(row.name, ()),
            tuple(errors[name] for name in dict.fromkeys(self.refusals.get(row.name, ()))),
        )

    def _param(self, function: str, param: Param, is_optional: bool) -> ParamRow:
        key = f"{function}.{param.name}"
        text = self.params.get(key) or self.params.get(param.name) or ("", "")
        ts = self.types.get(key) or self.types.get(param.name) or param.ts
        return ParamRow(param.name, ts, text, is_optional, self.choices(function, param.name))


def usual_return(where: Where, returns: str) -> Text:
    """What a function returns that says nothing else about it."""
    if returns == "void":
        return NOTHING
    if where is Where.SERVER:
        return ACCEPTED
    if returns == "string":
        return WORDS
    return VALUE if where is Where.MIRROR else DONE
