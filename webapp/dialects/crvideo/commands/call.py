"""CRVideo: calls (Call, AcceptCall, RejectCall, HungupCall and its other spelling), and third parties called in."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from webapp.dialects.base import COOKIE, SILENT, Actor, Callback, Command, Cookie, Int, Json, News, Str, said_to_each
from webapp.dialects.crvideo.commands.login import SEED
from webapp.dialects.crvideo.errors import CrErr
from webapp.domain.accounts import selectors as accounts
from webapp.domain.calls import selectors, services
from webapp.domain.calls.events import CallEnded, CallResumed, CallRinging, CallStarted
from webapp.domain.calls.lifecycle import EndReason
from webapp.domain.calls.models import Call
from webapp.domain.calls.views import CallView
from webapp.kernel.errors import CallMissing, InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, RoomId


def meeting(call: CallView) -> dict[str, object]:
    """The call's room as the pages' room object; they enter it by its ID."""
    return {
        "ID": call.room_id or 0,
        "pswd": "",
        "subject": "",
        "pubMeetUrl": "",
        "creator": call.caller_external_id,
        "memberCount": 0,
        "startTime": call.rang_ms // 1000,
    }


def room_of(meet_obj: Any) -> RoomId | None:
    """The room number in a room object (number or text); none when the page named none. Raises InvalidArgument."""
    number = meet_obj.get("ID") if isinstance(meet_obj, dict) else None
    if number in (None, "", 0):
        return None
    read = Int("ID").read(number)
    if not 0 < read < 2**31:
        raise InvalidArgument(f"no room {read}")
    return RoomId(read)


def call(who: Actor, a: Any) -> Call:
    """Ring somebody by his text id, under the id that the page minted."""
    callee = accounts.account_by_external_id(who.application_id, a.calledUserID)
    return services.ring(
        caller_id=who.account_id,
        callee_id=AccountId(callee.pk),
        key=a.callID,
        room_id=room_of(a.meetObj),
        ext=a.usrExtDat,
    )


def accept(who: Actor, a: Any) -> None:
    """Take the call of that id; the room object handed back is the one that was handed over."""
    services.accept(call=selectors.live_by_key(who.account_id, a.callID), by=who.account_id, ext=a.usrExtDat)


def reject(who: Actor, a: Any) -> None:
    """Decline the call of that id."""
    services.reject(call=selectors.live_by_key(who.account_id, a.callID), by=who.account_id, ext=a.usrExtDat)


def hang_up(who: Actor, a: Any) -> None:
    """End or cancel the call of that id."""
    services.hang_up(call=selectors.live_by_key(who.account_id, a.callID), by=who.account_id, ext=a.usrExtDat)


class ThirdParty(IntEnum):
    """What has become of a third party (NotifyCallMorePartyStatus)."""

    RINGING = 0
    CONNECTED = 1
    REFUSED = 2
    UNANSWERED = 3
    HUNG_UP = 4


THIRD_PARTY_ENDS = {
    EndReason.REJECTED: ThirdParty.REFUSED,
    EndReason.BUSY: ThirdParty.REFUSED,
    EndReason.TIMED_OUT: ThirdParty.UNANSWERED,
}


def call_in(who: Actor, a: Any) -> Call:
    """Ring a third party into the own call or meeting."""
    called = accounts.account_by_external_id(who.application_id, a.called)
    return services.ring_third_party(
        caller_id=who.account_id,
        callee_id=AccountId(called.pk),
        key=a.inviteID,
        room_id=room_of(a.meetObj),
        ext=a.usrExtDat,
    )


def send_away(who: Actor, a: Any) -> None:
    """Take the ringing of a third party back, or end the talk with it."""
    call = selectors.live_by_key(who.account_id, a.inviteID)
    if not call.is_third_party or call.caller_id != who.account_id:
        raise CallMissing
    services.hang_up(call=call, by=who.account_id, ext=a.usrExtDat)


def progress(call: CallView, status: ThirdParty) -> Callback:
    """Told to whoever called the third party in; to the third party it is a call."""
    return ("CRVideo_NotifyCallMorePartyStatus", call.key, int(status))


def ringing(e: CallRinging, who: Actor) -> list[Callback]:
    """Only the callee hears it: the caller got his answer, and of a third party that it rings there."""
    if who.account_id != e.call.callee_id:
        return [progress(e.call, ThirdParty.RINGING)] if e.call.is_third_party else []
    return [("CRVideo_NotifyCallIn", e.call.key, meeting(e.call), e.call.caller_external_id, e.call.ext)]


def started(e: CallStarted, who: Actor) -> list[Callback]:
    """Only the caller hears it: the callee got his answer."""
    if who.account_id != e.call.caller_id:
        return []
    if e.call.is_third_party:
        return [progress(e.call, ThirdParty.CONNECTED)]
    return [("CRVideo_NotifyCallAccepted", e.call.key, meeting(e.call), e.ext)]


REFUSALS = {EndReason.REJECTED: CrErr.REFUSE, EndReason.BUSY: CrErr.BUSY, EndReason.TIMED_OUT: CrErr.NOANSWER}


def ended(e: CallEnded, who: Actor) -> list[Callback]:
    """A refusal has a word of its own for the caller; every other end is a hang-up, in both spellings."""
    if e.ended_by == who.account_id:
        return []
    reason = EndReason(e.reason)
    if who.account_id == e.call.caller_id and e.call.is_third_party:
        return [progress(e.call, THIRD_PARTY_ENDS.get(reason, ThirdParty.HUNG_UP))]
    if who.account_id == e.call.caller_id and reason in REFUSALS:
        return [("CRVideo_NotifyCallRejected", e.call.key, int(REFUSALS[reason]), e.ext)]
    return [("CRVideo_NotifyCallHungup", e.call.key, e.ext), ("CRVideo_NotifyCallHangup", e.call.key, e.ext)]


def _about_call(name: str, params: tuple[Any, ...], run: Any, ok: str, fail: str) -> Command:
    return Command(
        name,
        "CRVideo management API, " + name.removeprefix("CRVideo_"),
        params,
        run=run,
        answer=lambda a, result: [(ok, a.callID, COOKIE)],
        refusal=lambda a, code: [(fail, a.callID, code, COOKIE)],
        returns="void",
    )


EXT = Str("usrExtDat", "")
HANG_UP = ((Str("callID"), EXT, Cookie()), hang_up, "CRVideo_HangupCallSuccess", "CRVideo_HangupCallFail")

COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_Call",
        "CRVideo management API, Call",
        # The page mints the id, because the function returns it at once, and sends it last.
        (Str("calledUserID"), Json("meetObj", {}), EXT, Cookie(), Str("callID", "")),
        run=call,
        answer=lambda a, made: [("CRVideo_CallSuccess", made.key, COOKIE)],
        refusal=lambda a, code: [("CRVideo_CallFail", a.callID, code, COOKIE)],
        returns="string",
    ),
    _about_call(
        "CRVideo_AcceptCall",
        (Str("callID"), Json("meetObj", {}), EXT, Cookie()),
        accept,
        "CRVideo_AcceptCallSuccess",
        "CRVideo_AcceptCallFail",
    ),
    _about_call(
        "CRVideo_RejectCall",
        (Str("callID"), EXT, Cookie()),
        reject,
        "CRVideo_RejectCallSuccess",
        "CRVideo_RejectCallFail",
    ),
    _about_call("CRVideo_HungupCall", *HANG_UP),  # the manual's spelling
    _about_call("CRVideo_HangupCall", *HANG_UP),  # the web pages' spelling
    Command(
        "CRVideo_CallMoreParty",
        SEED + "CallMoreParty",
        (Str("called"), Json("meetObj", {}), EXT, Cookie(), Str("inviteID", "")),
        run=call_in,
        answer=lambda a, made: [("CRVideo_CallMorePartyRslt", made.key, 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_CallMorePartyRslt", a.inviteID, code, COOKIE)],
        returns="string",
    ),
    Command(
        "CRVideo_CancelCallMoreParty",
        SEED + "CancelCallMoreParty",
        (Str("inviteID"), EXT, Cookie()),
        run=send_away,
        answer=lambda a, done: [("CRVideo_CancelCallMorePartyRslt", a.inviteID, 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_CancelCallMorePartyRslt", a.inviteID, code, COOKIE)],
        returns="void",
    ),
)

NEWS: dict[type[Event], News] = {
    CallRinging: said_to_each(ringing),
    CallStarted: said_to_each(started),
    CallResumed: SILENT,  # pages ask: GetSessionInfo
    CallEnded: said_to_each(ended),
}
