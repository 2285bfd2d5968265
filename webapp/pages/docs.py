"""The references of the SDKs: generated from the tables, with forms that run every function against this server."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from webapp.dialects.anychat.reference import REFERENCE as ANYCHAT
from webapp.dialects.base import Where
from webapp.dialects.crvideo.reference import REFERENCE as CRVIDEO
from webapp.dialects.reference import ConstantRow, EventRow, FunctionRow, ParamRow, Reference, Section, Text
from webapp.pages.demo import demo_accounts
from webapp.pages.templatetags.docs import said

WHERE: dict[Where, Text] = {
    Where.SERVER: ("answered by the server", "由服务器应答"),
    Where.MIRROR: ("answered from the page's mirror", "由页面镜像应答"),
    Where.BROWSER: ("done by the browser", "由浏览器完成"),
}
# What stands in a form for a value that nobody can type, by the end of its type.
STANDS_FOR = {"HTMLCanvasElement": "canvas", "MediaStream": "stream", "MediaObj": "player"}
SAYS_JSON = ("{", "Record<", "Partial<", "[]", "boolean", "unknown")


@dataclass(frozen=True, slots=True)
class Sdk:
    """One SDK of the reference: how it is called and what loads it."""

    key: str
    name: str
    script: str
    reference: Reference


SDKS = {
    "anychat": Sdk("anychat", "AnyChat", "sdk/anychatsdk.js", ANYCHAT),
    "crvideo": Sdk("crvideo", "CRVideo", "sdk/crvideosdk.js", CRVIDEO),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a Try-it form. `kind` says how its text becomes a value, or what stands in its place."""

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
    return render(request, "docs/index.html", {"sdks": [(sdk, _counts(sdk.reference)) for sdk in SDKS.values()]})


def _counts(reference: Reference) -> dict[str, int]:
    return {
        "functions": len(reference.functions),
        "events": len(reference.events),
        "constants": sum(len(group.constants) for group in reference.groups),
        "errors": len(reference.errors),
    }


def _sdk(key: str) -> Sdk:
    if key not in SDKS:
        raise Http404(key)
    return SDKS[key]


@require_safe
def functions(request: HttpRequest, key: str) -> HttpResponse:
    """Functions and events, with a console to try them."""
    sdk = _sdk(key)
    reference = sdk.reference
    shown = {
        "sdk": sdk,
        "chapters": [(part, [_shown(reference, row) for row in part.functions]) for part in reference.chapters],
        "event_chapters": [
            (part, [ShownEvent(row, reference.raised_by(row.name)) for row in part.events])
            for part in reference.event_chapters
        ],
        "choices": [(choice, _constants_of(reference, choice)) for choice in _listed_choices(reference)],
        "demo_accounts": [account for account in demo_accounts() if account.name != "admin"],
        "facts": {
            "sdk": key,
            "events": {row.name: [name for name, _ in row.params] for row in reference.events},
            "errors": {str(error.value): said(error.text) for error in reference.errors if error.value},
        },
    }
    return render(request, "docs/reference.html", shown)


@require_safe
def constants(request: HttpRequest, key: str) -> HttpResponse:
    """Structures, every constant by group, and the error numbers."""
    return render(request, "docs/constants.html", {"sdk": _sdk(key)})


def _shown(reference: Reference, row: FunctionRow) -> Shown:
    fields = tuple(Field(param, _kind(param.ts, reference), reference.sample(row.name, param)) for param in row.params)
    return Shown(row, WHERE[row.where], fields)


def _kind(ts: str, reference: Reference) -> str:
    stands = [kind for end, kind in STANDS_FOR.items() if ts.endswith(end)]
    if stands:
        return stands[0]
    if "File" in ts:
        return "file"
    if "Element" in ts:
        return "box"
    if ts == "number":
        return "number"
    if ts == "number | string":
        return "value"
    is_structured = any(mark in ts for mark in SAYS_JSON) or any(struct.name in ts for struct in reference.structs)
    return "json" if is_structured or ts in {group.key for group in reference.groups} else "string"


def _listed_choices(reference: Reference) -> list[str]:
    found = {param.choices for row in reference.functions for param in row.params}
    return sorted(choice for choice in found if choice)


def _constants_of(reference: Reference, choice: str) -> list[ConstantRow]:
    groups: list[Section] = [group for group in reference.groups if group.key.startswith(choice)]
    return [row for group in groups for row in group.constants if not row.alias_of]
