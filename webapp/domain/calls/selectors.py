"""Reads of calls."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from webapp.domain.accounts.models import Account
from webapp.domain.calls.lifecycle import CallState
from webapp.domain.calls.models import LIVE, Call
from webapp.domain.calls.views import CallView, call_view
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session
from webapp.domain.rooms import selectors as rooms
from webapp.kernel.errors import CallMissing
from webapp.kernel.ids import AccountId, RoomId


def calls() -> QuerySet[Call]:
    """All calls, with the people at both ends."""
    return Call.objects.select_related("caller", "callee")


def live_calls(account_id: AccountId) -> QuerySet[Call]:
    """The ringing and active calls at one end of which the account is."""
    return calls().filter(Q(caller=account_id) | Q(callee=account_id), state__in=LIVE)


def ended_since(account_id: AccountId, since: datetime) -> QuerySet[Call]:
    """The account's calls that ended after that moment."""
    return calls().filter(Q(caller=account_id) | Q(callee=account_id), ended_at__gte=since)


def live_by_key(account_id: AccountId, key: str) -> Call:
    """The account's live call of that key. Raises CallMissing."""
    found = live_calls(account_id).filter(key=key).first()
    if found is None:
        raise CallMissing(f"no live call {key!r:.70}")
    return found


def third_parties(call: Call) -> QuerySet[Call]:
    """The live calls by which either side has called somebody else in; who was called in speaks for himself only."""
    ends = (call.callee_id,) if call.is_third_party else (call.caller_id, call.callee_id)
    return calls().filter(caller__in=ends, is_third_party=True, state__in=LIVE)


def talking_place(account_id: AccountId) -> RoomId | None:
    """The room of the account's running call, or where it sits; None when it does neither."""
    active = live_calls(account_id).filter(state=CallState.ACTIVE).exclude(room_number=None).first()
    if active is not None and active.room_number is not None:
        return RoomId(active.room_number)
    seat = rooms.seat_of(account_id)
    return RoomId(seat.room_id) if seat else None


def live_between(account_id: AccountId, other_id: AccountId) -> Call | None:
    """The live call between two accounts; when both ring each other, the one that `account_id` is asked to answer."""
    both = live_calls(account_id).filter(Q(caller=other_id) | Q(callee=other_id))
    return min(both, key=lambda call: (call.state != CallState.ACTIVE, call.callee_id != account_id), default=None)


def was_answered(account_id: AccountId, other_id: AccountId, *, since: datetime) -> bool | None:
    """Whether any call between the two that did not end before `since` was answered; None when none rang."""
    ends = Q(caller=account_id, callee=other_id) | Q(caller=other_id, callee=account_id)
    started = Call.objects.filter(ends).exclude(ended_at__lt=since).values_list("started_at", flat=True)
    return any(started) if started else None


def is_talking(account_id: AccountId) -> bool:
    """Whether the account is in a call or being rung."""
    return live_calls(account_id).exists()


def abandoned() -> QuerySet[Call]:
    """Live calls of which one side is not online: its process died before it could say so."""
    online = Session.objects.filter(state=SessionState.LOGGED_IN)
    both = Exists(online.filter(account=OuterRef("caller"))) & Exists(online.filter(account=OuterRef("callee")))
    return calls().filter(state__in=LIVE).exclude(both)


def views(account_id: AccountId) -> list[CallView]:
    """The account's live calls as its page knows them."""
    return [call_view(call) for call in live_calls(account_id).order_by("id")]


def lock(account_ids: tuple[int, ...]) -> None:
    """Let one transaction at a time decide about the calls of these accounts (a no-op on SQLite, where all wait)."""
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=account_ids).order_by("pk").values_list("pk"))
