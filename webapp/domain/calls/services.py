"""Verbs of one-to-one calls: ring, accept, reject, cancel, hang up, and the timer of unanswered ones."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from webapp.domain.accounts import business
from webapp.domain.accounts import selectors as accounts
from webapp.domain.accounts.models import Account
from webapp.domain.calls import selectors, steps
from webapp.domain.calls.events import CallEnded, CallResumed, CallRinging, CallStarted
from webapp.domain.calls.lifecycle import CallState, CallStep, EndReason
from webapp.domain.calls.models import LIVE, Call
from webapp.domain.calls.steps import NOBODY
from webapp.domain.calls.views import call_view
from webapp.domain.presence import selectors as presence_selectors
from webapp.domain.presence import services as presence
from webapp.domain.rooms import selectors as room_selectors
from webapp.domain.rooms import services as rooms
from webapp.domain.rooms.models import Room
from webapp.kernel import clock
from webapp.kernel.errors import (
    AlreadyExists,
    AlreadyInCall,
    CallMissing,
    InvalidArgument,
    InvalidState,
    PeerBusy,
    PeerOffline,
)
from webapp.kernel.events import Event, person, publish
from webapp.kernel.ids import AccountId, ApplicationId, RoomId

log = logging.getLogger(__name__)

RING_TIMEOUT_S = 30  # CRVideo manual, chapter on calls: an unanswered call ends after 30 s
KEY_CHARACTERS = 64
EXT_CHARACTERS = 8192


def ring(
    *,
    caller_id: AccountId,
    callee_id: AccountId,
    key: str = "",
    room_id: RoomId | None = None,
    ext: str = "",
    flags: int = 0,
    param: int = 0,
) -> Call:
    """Ring the callee; both will meet in `room_id`, or in a new room that goes when it is empty.

    Refuses with: AccountMissing, InvalidArgument, AlreadyExists, AlreadyInCall, PeerOffline, PeerBusy, RoomMissing,
    CallRejected. Rule: a user makes one call at a time and is called by one user at a time (AnyChat manual 5.2.4).
    """
    caller = Account.objects.select_related("application").get(pk=caller_id)
    callee = accounts.account(ApplicationId(caller.application_id), callee_id)
    _check_texts(caller, callee, key, ext)
    # Outside the transaction: a company's server may take seconds, and nobody else could write meanwhile.
    business.check_video_call(caller, callee, ext, flags, param)
    return _ring(caller, callee, key, room_id, {"ext": ext, "flags": flags, "param": param})


@transaction.atomic
def _ring(caller: Account, callee: Account, key: str, room_id: RoomId | None, said: dict[str, Any]) -> Call:
    selectors.lock((caller.pk, callee.pk))
    _check_free(caller, callee)
    place = {"room_number": _meeting_place(caller, room_id), "has_own_room": not room_id}
    call = _new_call(caller, callee, key or uuid.uuid4().hex, **place, **said)
    _tell(call, CallRinging(call_view(call)))
    _show_busy(call)
    return call


def ring_third_party(
    *, caller_id: AccountId, callee_id: AccountId, key: str = "", room_id: RoomId | None = None, ext: str = ""
) -> Call:
    """Ring somebody into the caller's running call or meeting: into `room_id`, or into where he is.

    To the callee it is a call like any other; it ends with the caller's call at the latest. Refuses as `ring`, with
    InvalidState instead of AlreadyInCall. Rule: CRVideo management API, inviting a third party.
    """
    caller = Account.objects.select_related("application").get(pk=caller_id)
    callee = accounts.account(ApplicationId(caller.application_id), callee_id)
    _check_texts(caller, callee, key, ext)
    business.check_video_call(caller, callee, ext, 0, 0)
    return _ring_third_party(caller, callee, key, room_id, ext)


@transaction.atomic
def _ring_third_party(caller: Account, callee: Account, key: str, room_id: RoomId | None, ext: str) -> Call:
    selectors.lock((caller.pk, callee.pk))
    here = selectors.talking_place(AccountId(caller.pk))
    if here is None:
        raise InvalidState("the caller is in no call and in no room")
    _check_callee_free(callee)
    place = {"room_number": _meeting_place(caller, room_id or here), "has_own_room": False, "is_third_party": True}
    call = _new_call(caller, callee, key or uuid.uuid4().hex, ext=ext, **place)
    _tell(call, CallRinging(call_view(call)))
    _show_busy(call)
    return call


def _check_texts(caller: Account, callee: Account, key: str, ext: str) -> None:
    if callee.pk == caller.pk:
        raise InvalidArgument("nobody calls himself")
    if len(key) > KEY_CHARACTERS or len(ext) > EXT_CHARACTERS:
        raise InvalidArgument("the id or the text of the call is too long")
    if key and Call.objects.filter(caller=caller, key=key).exists():
        raise AlreadyExists(f"call {key} was there before")


def _check_free(caller: Account, callee: Account) -> None:
    """The caller neither rings nor talks (he may be being rung); the callee is online and free."""
    for call in selectors.live_calls(AccountId(caller.pk)):
        if call.caller_id == caller.pk or call.state == CallState.ACTIVE:
            raise AlreadyInCall
    _check_callee_free(callee)


def _check_callee_free(callee: Account) -> None:
    check_reachable(callee)
    if selectors.is_talking(AccountId(callee.pk)):
        raise PeerBusy


def check_reachable(callee: Account) -> None:
    """Refuses with: PeerOffline, PeerBusy (he does not want to be disturbed)."""
    session = presence_selectors.live_session_of(AccountId(callee.pk))
    if session is None or session.absent_until is not None:
        raise PeerOffline
    if session.dnd:
        raise PeerBusy


def _meeting_place(caller: Account, room_id: RoomId | None) -> RoomId:
    application_id = ApplicationId(caller.application_id)
    if room_id:
        return RoomId(room_selectors.room(application_id, room_id).id)
    owner_id = AccountId(caller.pk)
    return RoomId(rooms.create(application_id=application_id, owner_id=owner_id, is_ephemeral=True).id)


def _close_unused(call: Call) -> None:
    """A room made for the call closes when its last guest leaves; without a guest it is closed here."""
    if not call.has_own_room or call.room_number is None:
        return
    room = Room.objects.filter(pk=call.room_number, closed_at=None, headcount=0).first()
    if room is not None:
        rooms.destroy(application_id=ApplicationId(room.application_id), room_id=RoomId(room.id))


def _new_call(caller: Account, callee: Account, key: str, **fields: Any) -> Call:
    """The constraints have the last word where two callers were equally fast."""
    due_at = clock.now() + timedelta(seconds=RING_TIMEOUT_S)
    who: dict[str, Any] = {"application_id": caller.application_id, "caller": caller, "callee": callee}
    try:
        with transaction.atomic():
            call = Call.objects.create(key=key, ring_due_at=due_at, **who, **fields)
    except IntegrityError:
        if Call.objects.filter(callee=callee, state__in=LIVE).exists():
            raise PeerBusy from None
        raise AlreadyInCall from None
    log.info("call %s rings (%s calls %s)", call.pk, caller.pk, callee.pk)
    return call


@transaction.atomic
def accept(*, call: Call, by: AccountId, ext: str = "", flags: int = 0, param: int = 0) -> Call:
    """The callee takes the call: both shall enter its room.

    Refuses with: CallMissing (it is over, or not his to accept), AlreadyInCall.
    """
    if call.callee_id != by:
        raise CallMissing
    selectors.lock((call.caller_id, call.callee_id))
    if selectors.live_calls(by).filter(state=CallState.ACTIVE).exists():
        raise AlreadyInCall
    steps.take(call, CallStep.ACCEPT, by, started_at=clock.now())
    _tell(call, CallStarted(call_view(call), ext, flags, param))
    return call


@transaction.atomic
def reject(*, call: Call, by: AccountId, is_busy: bool = False, ext: str = "", flags: int = 0, param: int = 0) -> None:
    """The callee declines a ringing call. Refuses with: CallMissing."""
    if call.callee_id != by:
        raise CallMissing
    _end(call, CallStep.REJECT, EndReason.BUSY if is_busy else EndReason.REJECTED, by, ext, flags, param)


@transaction.atomic
def cancel(*, call: Call, by: AccountId, ext: str = "", flags: int = 0, param: int = 0) -> None:
    """The caller gives up a ringing call. Refuses with: CallMissing."""
    if call.caller_id != by:
        raise CallMissing
    _end(call, CallStep.CANCEL, EndReason.CANCELLED, by, ext, flags, param)


@transaction.atomic
def hang_up(*, call: Call, by: AccountId, ext: str = "", flags: int = 0, param: int = 0) -> None:
    """Either side ends the call; while it rings this is a cancellation or a refusal. Refuses with: CallMissing."""
    if by not in (call.caller_id, call.callee_id):
        raise CallMissing
    if call.state == CallState.ACTIVE:
        _end(call, CallStep.HANG_UP, EndReason.HUNG_UP, by, ext, flags, param)
    elif by == call.caller_id:
        cancel(call=call, by=by, ext=ext, flags=flags, param=param)
    else:
        reject(call=call, by=by, ext=ext, flags=flags, param=param)


@transaction.atomic
def lose(*, call: Call, by: AccountId) -> None:
    """One side's session is gone. Refuses with: CallMissing."""
    _end(call, CallStep.LOSE, EndReason.OFFLINE, by)


@transaction.atomic
def tell_again(*, account_id: AccountId, since: datetime) -> None:
    """Tell a page that missed everything since then which calls it is in, and which ended meanwhile."""
    for call in selectors.live_calls(account_id):
        publish(CallResumed(call_view(call)), to=[person(account_id)])
    for call in selectors.ended_since(account_id, since):
        by = AccountId(call.ended_by_id or NOBODY)
        ended = CallEnded(call_view(call), str(call.end_reason), by, call.started_at is not None, "", 0, 0)
        publish(ended, to=[person(account_id)])


@transaction.atomic
def time_out(*, call: Call) -> None:
    """Nobody answered in time. Refuses with: CallMissing."""
    _end(call, CallStep.TIME_OUT, EndReason.TIMED_OUT, NOBODY)


def sweep() -> int:
    """End the calls that have rung for 30 s, and those whose one side vanished unheard; returns how many."""
    late = selectors.calls().filter(state=CallState.RINGING, ring_due_at__lte=clock.now())
    ended = sum(steps.succeeds(time_out, call=call) for call in late)
    for call in selectors.abandoned():
        gone = call.callee_id if presence_selectors.is_online(AccountId(call.caller_id)) else call.caller_id
        ended += steps.succeeds(lose, call=call, by=AccountId(gone))
    return ended


def _end(
    call: Call, step: CallStep, reason: EndReason, by: AccountId, ext: str = "", flags: int = 0, param: int = 0
) -> None:
    was_active = call.state == CallState.ACTIVE
    ended_by = {"ended_by_id": by} if by else {}
    steps.end(call, step, reason, by, **ended_by)
    _tell(call, CallEnded(call_view(call), reason.value, by, was_active, ext, flags, param))
    _show_busy(call)
    _end_third_parties(call, by)
    _close_unused(call)


def _end_third_parties(call: Call, by: AccountId) -> None:
    """Whoever was called into a talk goes with it, and needs no answer any more."""
    for extra in selectors.third_parties(call):
        if extra.state == CallState.ACTIVE:
            _end(extra, CallStep.HANG_UP, EndReason.HUNG_UP, by)
        else:
            _end(extra, CallStep.CANCEL, EndReason.CANCELLED, by)


def _tell(call: Call, event: Event) -> None:
    steps.tell(event, call.caller_id, call.callee_id)


def _show_busy(call: Call) -> None:
    for account_id in (AccountId(call.caller_id), AccountId(call.callee_id)):
        presence.set_busy(account_id=account_id, is_busy=selectors.is_talking(account_id))
