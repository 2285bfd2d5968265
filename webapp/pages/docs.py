"""The reference of the SDK: generated from the tables, with forms that run every function against this server."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from webapp.dialects.anychat import facts, reference
from webapp.dialects.anychat.reference import ConstantRow, FunctionRow, ParamRow, Section
from webapp.dialects.anychat.texts.base import Text
from webapp.dialects.anychat.texts.events import EVENTS, EventRow
from webapp.dialects.base import Where
from webapp.pages.demo import demo_accounts
from webapp.pages.templatetags.docs import said

WHERE: dict[Where, Text] = {
    Where.SERVER: ("answered by the server", "由服务器应答"),
    Where.MIRROR: ("answered from the page's mirror", "由页面镜像应答"),
    Where.BROWSER: ("done by the browser", "由浏览器完成"),
}
LISTED_CHOICES = sorted({choice for choice in facts.CHOICES.values() if choice})


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a Try-it form. `kind` says how its text becomes a value: number, string, value, box or file."""

    param: ParamRow
    kind: str
    sample: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A function with its form."""

    row: FunctionRow
    where: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event and what brings it about."""

    row: EventRow
    raised_by: tuple[str, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is to read and to download."""
    counts = {
        "functions": len(reference.functions()),
        "events": len(EVENTS),
        "constants": sum(len(group.constants) for group in reference.constant_groups()),
    }
    return render(request, "docs/index.html", {"counts": counts})


@require_safe
def anychat(request: HttpRequest) -> HttpResponse:
    """Functions and events, with a console to try them."""
    shown = {
        "chapters": [(chapter, [_shown(row) for row in chapter.functions]) for chapter in reference.chapters()],
        "event_chapters": [
            (chapter, [ShownEvent(row, reference.raised_by(row.name)) for row in chapter.events])
            for chapter in reference.event_chapters()
        ],
        "choices": [(choice, _constants_of(choice)) for choice in LISTED_CHOICES],
        "demo_accounts": [account for account in demo_accounts() if account.name != "admin"],
        "facts": {
            "events": {row.name: [name for name, _ in row.params] for row in EVENTS},
            "errors": {str(error.value): said(error.text) for error in reference.errors() if error.value},
        },
    }
    return render(request, "docs/anychat.html", shown)


@require_safe
def constants(request: HttpRequest) -> HttpResponse:
    """Every constant by group, and the error numbers."""
    return render(request, "docs/constants.html", {"groups": reference.constant_groups(), "errors": reference.errors()})


def _shown(row: FunctionRow) -> Shown:
    return Shown(row, WHERE[row.where], tuple(_field(row.name, param) for param in row.params))


def _field(function: str, param: ParamRow) -> Field:
    sample = facts.SAMPLES.get(f"{function}.{param.name}", facts.SAMPLES.get(param.name, ""))
    return Field(param, _kind(param), sample or ("0" if param.ts == "number" else ""))


def _kind(param: ParamRow) -> str:
    if "Element" in param.ts:
        return "file" if "File" in param.ts else "box"
    if param.ts == "number":
        return "number"
    return "value" if param.ts == "number | string" else "string"


def _constants_of(choice: str) -> list[ConstantRow]:
    groups: list[Section] = [group for group in reference.constant_groups() if group.key.startswith(choice)]
    return [row for group in groups for row in group.constants if not row.alias_of]
