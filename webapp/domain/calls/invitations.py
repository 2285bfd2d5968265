"""Verbs of invitations: send, accept, reject, cancel, and the timer of unanswered ones.

An invitation is a question and its answer. Other than a call it makes nobody busy, one may send many at once, and once
accepted it is over: who comes enters the room by himself.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from webapp.domain.accounts import selectors as accounts
from webapp.domain.accounts.models import Account
from webapp.domain.calls import selectors, steps
from webapp.domain.calls.events import InvitationAccepted, InvitationEnded, InvitationSent
from webapp.domain.calls.lifecycle import CallStep, EndReason, InvitationState
from webapp.domain.calls.models import Invitation
from webapp.domain.calls.services import EXT_CHARACTERS, KEY_CHARACTERS, check_reachable
from webapp.domain.calls.steps import NOBODY
from webapp.domain.calls.views import invitation_view
from webapp.domain.rooms import selectors as rooms
from webapp.kernel import clock
from webapp.kernel.errors import AlreadyExists, CallMissing, InvalidArgument, RoomMissing
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, ApplicationId, RoomId

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_S = 30  # as a call (CRVideo web docs: an unanswered invitation is 604)


def pending(account_id: AccountId) -> QuerySet[Invitation]:
    """The unanswered invitations at one end of which the account is."""
    of_him = Q(inviter=account_id) | Q(invitee=account_id)
    loaded = Invitation.objects.select_related("inviter", "invitee")
    return loaded.filter(of_him, state=InvitationState.PENDING.value)


def pending_by_key(account_id: AccountId, key: str) -> Invitation:
    """The account's unanswered invitation of that key. Raises CallMissing."""
    found = pending(account_id).filter(key=key).first()
    if found is None:
        raise CallMissing(f"no invitation {key!r:.70}")
    return found


def pending_from(account_id: AccountId, inviter_id: AccountId) -> Invitation | None:
    """The unanswered invitation of that inviter to the account."""
    return pending(account_id).filter(inviter=inviter_id).first()


@transaction.atomic
def send(
    *, inviter_id: AccountId, invitee_id: AccountId, key: str, room_id: RoomId | None = None, ext: str = ""
) -> Invitation:
    """Ask somebody to come to `room_id`, or to where the inviter is.

    Refuses with: AccountMissing, InvalidArgument, AlreadyExists, PeerOffline, PeerBusy.
    """
    inviter = Account.objects.select_related("application").get(pk=inviter_id)
    invitee = accounts.account(ApplicationId(inviter.application_id), invitee_id)
    if invitee_id == inviter_id or not 0 < len(key) <= KEY_CHARACTERS or len(ext) > EXT_CHARACTERS:
        raise InvalidArgument("nobody invites himself; id and text have their lengths")
    check_reachable(invitee)
    invitation = _made(inviter, invitee, key=key, room_number=_place(inviter, room_id), ext=ext)
    _tell(invitation, InvitationSent(invitation_view(invitation)))
    return invitation


def _place(inviter: Account, room_id: RoomId | None) -> RoomId | None:
    """The room that was named, if there is one; else where the inviter is."""
    try:
        named = room_id and rooms.room(ApplicationId(inviter.application_id), room_id)
    except RoomMissing:
        named = None
    return RoomId(named.id) if named else selectors.talking_place(AccountId(inviter.pk))


def _made(inviter: Account, invitee: Account, **fields: Any) -> Invitation:
    due_at = clock.now() + timedelta(seconds=ANSWER_TIMEOUT_S)
    who: dict[str, Any] = {"application_id": inviter.application_id, "inviter": inviter, "invitee": invitee}
    try:
        with transaction.atomic():
            return Invitation.objects.create(due_at=due_at, sent_at=clock.now(), **who, **fields)
    except IntegrityError:
        raise AlreadyExists("this invitation has been sent") from None


@transaction.atomic
def accept(*, invitation: Invitation, by: AccountId, ext: str = "") -> None:
    """The invitee comes. Refuses with: CallMissing (it is over, or not his to accept)."""
    if invitation.invitee_id != by:
        raise CallMissing
    steps.take(invitation, CallStep.ACCEPT, by, ended_at=clock.now())
    _tell(invitation, InvitationAccepted(invitation_view(invitation), ext))


@transaction.atomic
def reject(*, invitation: Invitation, by: AccountId, ext: str = "") -> None:
    """The invitee does not come. Refuses with: CallMissing."""
    if invitation.invitee_id != by:
        raise CallMissing
    _end(invitation, CallStep.REJECT, EndReason.REJECTED, by, ext)


@transaction.atomic
def cancel(*, invitation: Invitation, by: AccountId, ext: str = "") -> None:
    """The inviter takes it back. Refuses with: CallMissing."""
    if invitation.inviter_id != by:
        raise CallMissing
    _end(invitation, CallStep.CANCEL, EndReason.CANCELLED, by, ext)


def give_up(*, account_id: AccountId) -> None:
    """Somebody has gone: his invitations, sent and received, are over."""
    for invitation in pending(account_id):
        steps.succeeds(_end, invitation, CallStep.LOSE, EndReason.OFFLINE, account_id)


def sweep() -> int:
    """End the invitations that nobody answered in time; returns how many."""
    late = Invitation.objects.filter(state=InvitationState.PENDING.value, due_at__lte=clock.now())
    late = late.select_related("inviter", "invitee")
    return sum(steps.succeeds(_end, each, CallStep.TIME_OUT, EndReason.TIMED_OUT, NOBODY) for each in late)


def _end(invitation: Invitation, step: CallStep, reason: EndReason, by: AccountId, ext: str = "") -> None:
    steps.end(invitation, step, reason, by)
    _tell(invitation, InvitationEnded(invitation_view(invitation), reason.value, by, ext))


def _tell(invitation: Invitation, event: Event) -> None:
    steps.tell(event, invitation.inviter_id, invitation.invitee_id)
