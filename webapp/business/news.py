"""What the company's server hears of: a table from the domain's events to names and facts of docs/BUSINESS.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from webapp.domain.accounts import business
from webapp.domain.accounts.models import Application
from webapp.domain.calls.events import CallEnded, CallRinging, CallStarted
from webapp.domain.calls.views import CallView
from webapp.domain.presence.events import PersonArrived, PersonLeft
from webapp.domain.rooms.events import SeatLeft, SeatTaken
from webapp.kernel.events import Audience, Event
from webapp.kernel.ids import SessionId

Facts = dict[str, Any]


def user(user_id: int, external_id: str, **more: Any) -> Facts:
    """How every fact names a user."""
    return {"user_id": user_id, "external_id": external_id, **more}


def call(view: CallView, **more: Any) -> Facts:
    """How every fact names a call."""
    return {
        "call": view.key,
        "caller": user(view.caller_id, view.caller_external_id, name=view.caller_name),
        "callee": user(view.callee_id, view.callee_external_id, name=view.callee_name),
        "room_id": view.room_id,
        **more,
    }


NEWS: dict[type[Event], tuple[str, Callable[[Any], Facts], Callable[[Any], dict[str, int]]]] = {
    PersonArrived: (
        "user.arrived",
        lambda e: user(e.person.id, e.person.external_id, name=e.person.name, address=e.person.address),
        lambda e: {"pk": e.application_id},
    ),
    PersonLeft: (
        "user.left",
        lambda e: user(e.account_id, e.external_id, reason=e.reason),
        lambda e: {"pk": e.application_id},
    ),
    SeatTaken: (
        "room.entered",
        lambda e: user(e.seat.account_id, e.seat.external_id, room_id=e.room_id),
        lambda e: {"accounts": e.seat.account_id},
    ),
    SeatLeft: (
        "room.left",
        lambda e: user(e.account_id, e.external_id, room_id=e.room_id, reason=e.reason),
        lambda e: {"accounts": e.account_id},
    ),
    CallRinging: ("call.ringing", lambda e: call(e.call), lambda e: {"accounts": e.call.caller_id}),
    CallStarted: ("call.started", lambda e: call(e.call), lambda e: {"accounts": e.call.caller_id}),
    CallEnded: (
        "call.ended",
        lambda e: call(e.call, reason=e.reason, ended_by=e.ended_by, was_active=e.was_active),
        lambda e: {"accounts": e.call.caller_id},
    ),
}


def hear(event: Event, to: Sequence[Audience], told: SessionId | None) -> None:
    """Pass on what has a name; nothing is read where nobody can be attached."""
    row = NEWS.get(type(event))
    if row is None or not business.is_attached():
        return
    name, facts_of, whose = row
    application = Application.objects.filter(**whose(event)).first()
    if application is not None:
        business.tell(application, name, facts_of(event))
