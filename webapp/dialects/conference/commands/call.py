"""Conference SDK: invitations between two people outside a common room, as point-to-point calls.

An invitation that is withdrawn, or a talk that is over, is told as the same state with ctrl 0: the document has no
state of its own for it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, said_to_each
from webapp.dialects.conference.errors import RetCode
from webapp.dialects.conference.structs import State, absent_user, state
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
from webapp.domain.calls.lifecycle import EndReason
from webapp.domain.calls.views import CallView, InvitationView
from webapp.kernel.errors import CallMissing, InvalidArgument, InvalidState
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

VOICE_CALL = 1  # our flag of a call without pictures
STOP, START = 0, 1


class InviteType(IntEnum):
    """Kinds of invitation."""

    VIDEO = 0
    AUDIO = 1


def invite(who: Actor, a: Any) -> None:
    """Start or stop inviting somebody. Stopping without having started is a wrong state."""
    other = AccountId(a.user_id)
    if a.invite_type not in set(InviteType):
        raise InvalidArgument(f"no invitation of type {a.invite_type}")
    if a.ctrl == START:
        flags = VOICE_CALL if a.invite_type == InviteType.AUDIO else 0
        services.ring(caller_id=who.account_id, callee_id=other, flags=flags)
        return
    call = selectors.live_between(who.account_id, other)
    if call is None:
        raise InvalidState("nobody was invited")
    services.hang_up(call=call, by=who.account_id)


def answer(who: Actor, a: Any) -> None:
    """Agree to the invitation of that user, or refuse it."""
    call = selectors.live_between(who.account_id, AccountId(a.user_id))
    invitation = invitations.pending_from(who.account_id, AccountId(a.user_id))
    if call is None and invitation is not None:
        verb = invitations.accept if a.ctrl == START else invitations.reject
        verb(invitation=invitation, by=who.account_id)
        return
    if call is None:
        raise CallMissing
    if a.ctrl == START:
        services.accept(call=call, by=who.account_id)
    else:
        services.reject(call=call, by=who.account_id)


def report(which: State, call: CallView, other_id: int, ctrl: int, result: int = 0) -> Callback:
    """One state about an invitation; the user told of is the other end."""
    kind = InviteType.AUDIO if call.flags & VOICE_CALL else InviteType.VIDEO
    record = {"invite_type": int(kind), "ctrl": ctrl, "room_id": call.room_id or 0}
    return state(which, other_end(call, other_id), record, result=result)


def other_end(call: CallView, account_id: int) -> dict[str, object]:
    """One end of a call, who is in no room yet."""
    if account_id == call.caller_id:
        return absent_user(call.caller_id, call.caller_external_id, call.caller_name)
    return absent_user(call.callee_id, call.callee_external_id, call.callee_name)


def ringing(e: CallRinging, who: Actor) -> list[Callback]:
    """The invited one is asked."""
    if who.account_id != e.call.callee_id:
        return []
    return [report(State.RECV_INVITE, e.call, e.call.caller_id, START)]


def started(e: CallStarted, who: Actor) -> list[Callback]:
    """The inviter learns that he agreed."""
    if who.account_id != e.call.caller_id:
        return []
    return [report(State.ALLOW_INVITE, e.call, e.call.callee_id, START)]


REFUSALS = {
    EndReason.REJECTED: RetCode.AccessDenied,
    EndReason.BUSY: RetCode.UserBusy,
    EndReason.TIMED_OUT: RetCode.LongTimeNoReSponse,
}


def ended(e: CallEnded, who: Actor) -> list[Callback]:
    """The other one learns of a refusal or of the end."""
    if e.ended_by == who.account_id:
        return []
    other, reason = e.call.other(who.account_id), EndReason(e.reason)
    if who.account_id == e.call.caller_id and reason in REFUSALS:
        return [report(State.REJECT_INVITE, e.call, other, STOP, result=int(REFUSALS[reason]))]
    return [report(State.RECV_INVITE, e.call, other, STOP)]


def invited(view: InvitationView, ctrl: int) -> list[Callback]:
    """An invitation of a page whose language tells it from a call, and its end; the room is where the inviter is."""
    inviter = absent_user(view.inviter_id, view.inviter_external_id, view.inviter_name)
    record = {"invite_type": int(InviteType.VIDEO), "ctrl": ctrl, "room_id": view.room_id or 0}
    return [state(State.RECV_INVITE, inviter, record)]


def sent(e: InvitationSent, who: Actor) -> list[Callback]:
    """The invited one is asked; no inviter of this kind speaks this language."""
    return invited(e.invitation, START) if who.account_id == e.invitation.invitee_id else []


def over(e: InvitationEnded, who: Actor) -> list[Callback]:
    """The invited one need not answer any more."""
    view = e.invitation
    return invited(view, STOP) if who.account_id == view.invitee_id != e.ended_by else []


COMMANDS: tuple[Command, ...] = (
    Command("invite", "functions, invite", (Int("user_id"), Int("invite_type"), Int("ctrl")), run=invite),
    Command("ctrl_user_invite", "functions, ctrl_user_invite", (Int("user_id"), Int("ctrl")), run=answer),
)

NEWS: dict[type[Event], News] = {
    CallRinging: said_to_each(ringing),
    CallStarted: said_to_each(started),
    CallResumed: SILENT,
    CallEnded: said_to_each(ended),
    InvitationSent: said_to_each(sent),
    InvitationAccepted: SILENT,  # whoever accepts knows the room
    InvitationEnded: said_to_each(over),
}
