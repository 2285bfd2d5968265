"""AnyChat chapters 3.6 and 5.8: what pages do with any business object: announce, show, make and describe it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import msgspec

from webapp.dialects.anychat import constants as c
from webapp.dialects.base import Actor, Callback, Int, Str
from webapp.domain.queues import places, selectors, services
from webapp.kernel.errors import InvalidArgument, NotSupported, ObjectMissing, PermissionDenied
from webapp.kernel.ids import AreaId, QueueId

log = logging.getLogger(__name__)

AREA, QUEUE = c.ANYCHAT_OBJECT_TYPE_AREA, c.ANYCHAT_OBJECT_TYPE_QUEUE
AGENT, CLIENT = c.ANYCHAT_OBJECT_TYPE_AGENT, c.ANYCHAT_OBJECT_TYPE_CLIENTUSER
ALL = c.ANYCHAT_INVALID_OBJECT_ID


def word(kind: int, number: int, event: int, *params: int, text: str = "") -> Callback:
    """One object event; what it has no use for is 0."""
    first, second, third, fourth = (*params, 0, 0, 0, 0)[:4]
    return ("OnAnyChatObjectEvent", kind, number, event, first, second, third, fourth, text)


NUMBER, TEXT = Int("value"), Str("value")


def for_himself(who: Actor, number: int) -> None:
    if number not in (0, ALL, who.account_id):
        raise PermissionDenied("a page acts only for its own user")


# --- controls that every object has


def sync(who: Actor, a: Any) -> list[Callback]:
    """Announce the objects of a type, then say that this was all. Only ever as an answer: pages rebuild their hall."""
    known: dict[int, Callable[[], list[int]]] = {
        AREA: lambda: [view.id for view in selectors.all_areas(who.application_id)],
        QUEUE: lambda: _queues_here(who),
        AGENT: lambda: _agents_here(who),
        CLIENT: lambda: _clients_here(who),
    }
    if a.dwObjectType not in known:
        raise InvalidArgument(f"no objects of type {a.dwObjectType}")
    ids = [number for number in known[a.dwObjectType]() if a.dwObjectId in (ALL, number)]
    updates = [word(a.dwObjectType, number, c.ANYCHAT_OBJECT_EVENT_UPDATE) for number in ids]
    return [*updates, word(a.dwObjectType, a.dwObjectId, c.ANYCHAT_OBJECT_EVENT_SYNCDATAFINISH)]


def _queues_here(who: Actor) -> list[int]:
    visit = selectors.visit_of(who.account_id)
    here = visit.area_id if visit else 0
    return [view.id for view in selectors.all_queues(who.application_id) if view.area_id == here]


def _agents_here(who: Actor) -> list[int]:
    visit = selectors.visit_of(who.account_id)
    return [view.account_id for view in selectors.agents_in(visit.area_id)] if visit else []


def _clients_here(who: Actor) -> list[int]:
    visit = selectors.visit_of(who.account_id)
    return [view.account_id for view in selectors.clients_in(visit.area_id)] if visit else [who.account_id]


def debug(who: Actor, a: Any) -> list[Callback]:
    """Write what is known of the object into the log and hand it to the page as a core event.

    Without a number from the manual: the event is the control code, the text is JSON. Raises ObjectMissing.
    """
    view = _view(who, a.dwObjectType, a.dwObjectId)
    dump = msgspec.json.encode({"type": a.dwObjectType, "object": view}).decode()
    log.info("object %s of type %s: %s", a.dwObjectId, a.dwObjectType, dump)
    return [("OnAnyChatCoreSDKEvent", c.ANYCHAT_OBJECT_CTRL_DEBUGOUTPUT, dump)]


def _view(who: Actor, kind: int, number: int) -> Any:
    visit = selectors.visit_of(who.account_id)
    here = visit.area_id if visit else 0
    known: dict[int, Callable[[], dict[int, Any]]] = {
        AREA: lambda: {view.id: view for view in selectors.all_areas(who.application_id)},
        QUEUE: lambda: {view.id: view for view in selectors.all_queues(who.application_id)},
        AGENT: lambda: {view.account_id: view for view in selectors.agents_in(here)},
        CLIENT: lambda: (
            {who.account_id: selectors.client(who.account_id)}
            | {view.account_id: view for view in selectors.clients_in(here)}
        ),
    }
    found = known[kind]() if kind in known else {}
    if number not in found:
        raise ObjectMissing(f"no object {number} of type {kind}")
    return found[number]


def create(who: Actor, a: Any) -> list[Callback]:
    """A supervisor makes an area, or a queue in the area that parameter 1 names; the text is its name."""
    match a.dwObjectType:
        case c.ANYCHAT_OBJECT_TYPE_AREA:
            places.create_area(account_id=who.account_id, area_id=AreaId(a.dwObjectId), name=a.strParam)
        case c.ANYCHAT_OBJECT_TYPE_QUEUE:
            queue_id, area_id = QueueId(a.dwObjectId), AreaId(a.dwParam1)
            places.create_queue(account_id=who.account_id, queue_id=queue_id, area_id=area_id, name=a.strParam)
        case _:
            raise NotSupported("people come about by logging in")
    return [word(a.dwObjectType, a.dwObjectId, c.ANYCHAT_OBJECT_EVENT_UPDATE)]


# --- BRAC_ObjectSetIntValue and its relatives: a client describes itself, a supervisor areas and queues


def set_value(who: Actor, a: Any) -> list[Callback]:
    """Set an attribute of the own client or agent object, or as supervisor of an area or a queue.

    Raises PermissionDenied, InvalidArgument, QueueMissing.
    """
    said = _described(a.dwInfoName, a.value)
    match a.dwObjectType:
        case c.ANYCHAT_OBJECT_TYPE_AREA:
            places.describe_area(account_id=who.account_id, area_id=AreaId(a.dwObjectId), **said)
        case c.ANYCHAT_OBJECT_TYPE_QUEUE:
            places.describe_queue(account_id=who.account_id, queue_id=QueueId(a.dwObjectId), **said)
        case c.ANYCHAT_OBJECT_TYPE_AGENT | c.ANYCHAT_OBJECT_TYPE_CLIENTUSER:
            for_himself(who, a.dwObjectId)
            services.describe(account_id=who.account_id, **said)
            return []  # others hear it as news
        case _:
            raise InvalidArgument(f"no objects of type {a.dwObjectType}")
    return [word(a.dwObjectType, a.dwObjectId, c.ANYCHAT_OBJECT_EVENT_UPDATE)]


def set_flags(who: Actor, a: Any) -> list[Callback]:
    """Say that one serves (2) or does not; places have no such flags. Raises PermissionDenied."""
    if a.dwObjectType not in (AGENT, CLIENT):
        raise PermissionDenied("what a place is does not change")
    for_himself(who, a.dwObjectId)
    serves = bool(NUMBER.read(a.value) & c.ANYCHAT_OBJECT_FLAGS_AGENT)
    services.describe(account_id=who.account_id, serves=serves)
    return []


def set_any(who: Actor, a: Any) -> list[Callback]:
    """Set an attribute by its number."""
    return (set_flags if a.dwInfoName == c.ANYCHAT_OBJECT_INFO_FLAGS else set_value)(who, a)


def _described(info: int, value: Any) -> dict[str, Any]:
    match info:
        case c.ANYCHAT_OBJECT_INFO_NAME:
            return {"name": TEXT.read(value)[:64]}
        case c.ANYCHAT_OBJECT_INFO_DESCRIPTION:
            return {"description": TEXT.read(value)[:200]}
        case c.ANYCHAT_OBJECT_INFO_PRIORITY:
            return {"priority": NUMBER.read(value)}
        case c.ANYCHAT_OBJECT_INFO_ATTRIBUTE:
            return {"attribute": NUMBER.read(value)}
        case c.ANYCHAT_OBJECT_INFO_INTTAG:
            return {"int_tag": NUMBER.read(value)}
        case c.ANYCHAT_OBJECT_INFO_STRINGTAG:
            return {"string_tag": TEXT.read(value)[:200]}
    raise InvalidArgument(f"attribute {info} cannot be set")
