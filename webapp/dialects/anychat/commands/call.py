"""AnyChat chapters 4.6 and 5.2.4: one-to-one video calls."""

from __future__ import annotations

from typing import Any

from webapp.dialects.anychat import constants as c
from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.base import Actor, Callback, Command, Int, News, Str, said_to_each
from webapp.domain.calls import invitations, selectors, services
from webapp.domain.calls.events import (
    CallEnded,
    CallResumed,
    CallRinging,
    CallStarted,
    InvitationAccepted,
    InvitationEnded,
    InvitationSent,
)
from webapp.domain.calls.lifecycle import CallState, EndReason
from webapp.domain.calls.models import Invitation
from webapp.kernel.errors import CallMissing, InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

REQUEST, REPLY = c.BRAC_VIDEOCALL_EVENT_REQUEST, c.BRAC_VIDEOCALL_EVENT_REPLY
START, FINISH = c.BRAC_VIDEOCALL_EVENT_START, c.BRAC_VIDEOCALL_EVENT_FINISH


def control(who: Actor, a: Any) -> None:
    """Take the step that the event type names; the numbers that say why are the manual's."""
    match a.dwEventType:
        case c.BRAC_VIDEOCALL_EVENT_REQUEST:
            services.ring(
                caller_id=who.account_id,
                callee_id=AccountId(a.dwUserId),
                ext=a.lpUserStr,
                flags=a.dwFlags,
                param=a.dwParam,
            )
        case c.BRAC_VIDEOCALL_EVENT_REPLY:
            reply(who, a)
        case c.BRAC_VIDEOCALL_EVENT_FINISH:
            finish(who, a)
        case _:
            raise InvalidArgument(f"a page cannot send call event {a.dwEventType}")


def reply(who: Actor, a: Any) -> None:
    """Accept, refuse or take back. A refusal of a call that is over is accepted silently: pages send them late."""
    call = selectors.live_between(who.account_id, AccountId(a.dwUserId))
    invitation = None if call else invitations.pending_from(who.account_id, AccountId(a.dwUserId))
    if invitation is not None:
        answer(invitation, who, a)
        return
    said = {"ext": a.lpUserStr, "flags": a.dwFlags, "param": a.dwParam}
    if a.dwErrorCode == GvErr.SUCCESS:
        if call is None:
            raise CallMissing
        services.accept(call=call, by=who.account_id, **said)
    elif call is None or call.state != CallState.RINGING:
        return
    elif call.caller_id == who.account_id:
        services.cancel(call=call, by=who.account_id, **said)
    else:
        services.reject(call=call, by=who.account_id, is_busy=a.dwErrorCode == GvErr.SESSION_BUSY, **said)


def answer(invitation: Invitation, who: Actor, a: Any) -> None:
    """A request may also be the invitation of a page whose language tells the two apart."""
    verb = invitations.accept if a.dwErrorCode == GvErr.SUCCESS else invitations.reject
    verb(invitation=invitation, by=who.account_id, ext=a.lpUserStr)


def finish(who: Actor, a: Any) -> None:
    """Hang up; a call that is over already is no mistake, both sides may do it at the same time."""
    call = selectors.live_between(who.account_id, AccountId(a.dwUserId))
    if call is not None:
        services.hang_up(call=call, by=who.account_id, ext=a.lpUserStr, flags=a.dwFlags, param=a.dwParam)


def refused(a: Any, code: int) -> list[Callback]:
    """A request that cannot be delivered is answered like a call that was declined."""
    if a.dwEventType != REQUEST:
        return []
    return [word(REPLY, a.dwUserId, code, a.dwFlags, a.dwParam, a.lpUserStr)]


def word(event: int, other: int, code: int, flags: int, param: int, text: str) -> Callback:
    """The one callback of the chapter; `other` is always the other end."""
    return ("OnAnyChatVideoCallEvent", event, other, int(code), flags, param, text)


def ringing(e: CallRinging, who: Actor) -> list[Callback]:
    """The callee is asked; the caller gets the delivery report on which pages open their calling box."""
    call = e.call
    if who.account_id == call.callee_id:
        return [word(REQUEST, call.caller_id, 0, call.flags, call.param, call.ext)]
    return [word(REPLY, call.callee_id, 0, call.flags, call.param, call.ext)]


def started(e: CallStarted, who: Actor) -> list[Callback]:
    """Both learn the room in which they shall meet."""
    return [word(START, e.call.other(who.account_id), 0, e.call.flags, e.call.room_id or 0, e.ext)]


def resumed(e: CallResumed, who: Actor) -> list[Callback]:
    """A page that is back after a lost link hears its call as at the beginning: no other word exists."""
    if e.call.state == CallState.ACTIVE:
        return started(CallStarted(e.call, "", e.call.flags, e.call.param), who)
    return ringing(CallRinging(e.call), who)


WHILE_RINGING = {
    EndReason.REJECTED: GvErr.SESSION_REFUSE,
    EndReason.BUSY: GvErr.SESSION_BUSY,
    EndReason.CANCELLED: GvErr.SESSION_QUIT,
    EndReason.TIMED_OUT: GvErr.SESSION_TIMEOUT,
    EndReason.OFFLINE: GvErr.SESSION_DISCONNECT,
}


def ended(e: CallEnded, who: Actor) -> list[Callback]:
    """A talk ends for both; a ringing call only for the one who did not end it (an unanswered one for both)."""
    other = e.call.other(who.account_id)
    if e.was_active:
        code = GvErr.SESSION_DISCONNECT if e.reason == EndReason.OFFLINE else GvErr.SUCCESS
        return [word(FINISH, other, code, e.flags, e.param, e.ext)]
    if e.ended_by == who.account_id:
        return []
    return [word(REPLY, other, WHILE_RINGING[EndReason(e.reason)], e.flags, e.param, e.ext)]


def invited(e: InvitationSent, who: Actor) -> list[Callback]:
    """The invitee is asked as for a call; no inviter speaks this language."""
    view = e.invitation
    return [word(REQUEST, view.inviter_id, 0, 0, 0, view.ext)] if who.account_id == view.invitee_id else []


def coming(e: InvitationAccepted, who: Actor) -> list[Callback]:
    """Whoever has accepted learns the room."""
    view = e.invitation
    if who.account_id != view.invitee_id or not view.room_id:
        return []
    return [word(START, view.inviter_id, 0, 0, view.room_id, e.ext)]


def not_coming(e: InvitationEnded, who: Actor) -> list[Callback]:
    """Told like the end of a call that still rang."""
    view = e.invitation
    if who.account_id != view.invitee_id or e.ended_by == view.invitee_id:
        return []
    return [word(REPLY, view.inviter_id, WHILE_RINGING[EndReason(e.reason)], 0, 0, e.ext)]


COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_VideoCallControl",
        "5.2.4",
        (
            Int("dwEventType"),
            Int("dwUserId"),
            Int("dwErrorCode", 0),
            Int("dwFlags", 0),
            Int("dwParam", 0),
            Str("lpUserStr", ""),
        ),
        run=control,
        refusal=refused,
    ),
)

NEWS: dict[type[Event], News] = {
    CallRinging: said_to_each(ringing),
    CallStarted: said_to_each(started),
    CallResumed: said_to_each(resumed),
    CallEnded: said_to_each(ended),
    InvitationSent: said_to_each(invited),
    InvitationAccepted: said_to_each(coming),
    InvitationEnded: said_to_each(not_coming),
}
