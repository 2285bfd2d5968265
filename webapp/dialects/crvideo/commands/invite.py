"""CRVideo: inviting users to a meeting (Invite, AcceptInvite, RejectInvite, CancelInvite and their callbacks)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from webapp.dialects.base import COOKIE, Actor, Callback, Command, Cookie, News, Str, said_to_each
from webapp.dialects.crvideo.commands.call import EXT, REFUSALS, room_of
from webapp.dialects.crvideo.commands.login import WEB
from webapp.dialects.crvideo.errors import CrErr
from webapp.domain.accounts import selectors as accounts
from webapp.domain.calls import invitations
from webapp.domain.calls.events import InvitationAccepted, InvitationEnded, InvitationSent
from webapp.domain.calls.lifecycle import EndReason
from webapp.kernel.errors import InvalidArgument, NotSupported
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, RoomId


def named_room(ext: str) -> RoomId | None:
    """The meeting that pages name in the text of an invitation, {"meeting":{"ID":..}}; the text may be anything."""
    try:
        match msgspec.json.decode(ext or "null"):
            case {"meeting": dict() as meeting}:
                return room_of(meeting)
    except (msgspec.DecodeError, InvalidArgument):
        pass
    return None


def invite(who: Actor, a: Any) -> None:
    """Ask a user to come; network cameras and the like, which pages name by URL, are not offered."""
    if "://" in a.invitedUserID:
        raise NotSupported("only users can be invited")
    invitee = accounts.account_by_external_id(who.application_id, a.invitedUserID)
    invitations.send(
        inviter_id=who.account_id,
        invitee_id=AccountId(invitee.pk),
        key=a.inviteID,
        room_id=named_room(a.usrExtDat),
        ext=a.usrExtDat,
    )


def _answering(verb: Callable[..., None]) -> Callable[[Actor, Any], None]:
    """What one does about the unanswered invitation of that id."""

    def run(who: Actor, a: Any) -> None:
        verb(invitation=invitations.pending_by_key(who.account_id, a.inviteID), by=who.account_id, ext=a.usrExtDat)

    return run


def sent(e: InvitationSent, who: Actor) -> list[Callback]:
    """Only the invitee hears it: the inviter got his answer."""
    view = e.invitation
    if who.account_id != view.invitee_id:
        return []
    return [("CRVideo_NotifyInviteIn", view.key, view.inviter_external_id, view.ext)]


def accepted(e: InvitationAccepted, who: Actor) -> list[Callback]:
    """Only the inviter hears it."""
    if who.account_id != e.invitation.inviter_id:
        return []
    return [("CRVideo_NotifyInviteAccepted", e.invitation.key, e.ext)]


REASONS = {**REFUSALS, EndReason.OFFLINE: CrErr.OFFLINE, EndReason.CANCELLED: CrErr.NOERR}


def ended(e: InvitationEnded, who: Actor) -> list[Callback]:
    """To the inviter it was refused, to the invitee taken back; each with the reason, nobody hears his own doing."""
    if who.account_id == e.ended_by:
        return []
    is_inviter = who.account_id == e.invitation.inviter_id
    name = "CRVideo_NotifyInviteRejected" if is_inviter else "CRVideo_NotifyInviteCanceled"
    return [(name, e.invitation.key, int(REASONS[EndReason(e.reason)]), e.ext)]


def _command(function: str, run: Callable[[Actor, Any], None]) -> Command:
    return Command(
        f"CRVideo_{function}",
        WEB + function,
        (Str("inviteID"), EXT, Cookie()),
        run=run,
        answer=lambda a, done: [(f"CRVideo_{function}Success", a.inviteID, COOKIE)],
        refusal=lambda a, code: [(f"CRVideo_{function}Fail", a.inviteID, code, COOKIE)],
        returns="void",
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_Invite",
        WEB + "Invite",
        # The page mints the id, because the function returns it at once, and sends it last.
        (Str("invitedUserID"), EXT, Cookie(), Str("inviteID", "")),
        run=invite,
        answer=lambda a, done: [("CRVideo_InviteSuccess", a.inviteID, COOKIE)],
        refusal=lambda a, code: [("CRVideo_InviteFail", a.inviteID, code, COOKIE)],
        returns="string",
    ),
    _command("AcceptInvite", _answering(invitations.accept)),
    _command("RejectInvite", _answering(invitations.reject)),
    _command("CancelInvite", _answering(invitations.cancel)),
)

NEWS: dict[type[Event], News] = {
    InvitationSent: said_to_each(sent),
    InvitationAccepted: said_to_each(accepted),
    InvitationEnded: said_to_each(ended),
}
