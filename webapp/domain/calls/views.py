"""What pages know of a call (the row of the mirror and of the events) and of an invitation."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.calls.models import Call, Invitation
from webapp.kernel import clock


@dataclass(frozen=True, slots=True)
class CallView:
    """A ringing, active or just ended call, seen by either side."""

    id: int
    key: str
    caller_id: int
    caller_external_id: str
    caller_name: str
    callee_id: int
    callee_external_id: str
    callee_name: str
    state: str
    room_id: int | None
    is_third_party: bool  # the caller has called somebody into his talk
    ext: str
    flags: int
    param: int
    rang_ms: int
    started_ms: int

    def other(self, account_id: int) -> int:
        """The account at the other end."""
        return self.callee_id if account_id == self.caller_id else self.caller_id


def call_view(call: Call) -> CallView:
    """The view of a call whose caller and callee are loaded."""
    return CallView(
        id=call.pk,
        key=call.key,
        caller_id=call.caller_id,
        caller_external_id=call.caller.external_id,
        caller_name=call.caller.name,
        callee_id=call.callee_id,
        callee_external_id=call.callee.external_id,
        callee_name=call.callee.name,
        state=str(call.state),
        room_id=call.room_number,
        is_third_party=call.is_third_party,
        ext=call.ext,
        flags=call.flags,
        param=call.param,
        rang_ms=clock.ms(call.rang_at),
        started_ms=clock.ms(call.started_at),
    )


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation, seen by either side; `room_id` is where both shall meet, as far as the server knows."""

    key: str
    inviter_id: int
    inviter_external_id: str
    inviter_name: str
    invitee_id: int
    invitee_external_id: str
    invitee_name: str
    room_id: int | None
    ext: str


def invitation_view(invitation: Invitation) -> InvitationView:
    """The view of an invitation whose inviter and invitee are loaded."""
    return InvitationView(
        key=invitation.key,
        inviter_id=invitation.inviter_id,
        inviter_external_id=invitation.inviter.external_id,
        inviter_name=invitation.inviter.name,
        invitee_id=invitation.invitee_id,
        invitee_external_id=invitation.invitee.external_id,
        invitee_name=invitation.invitee.name,
        room_id=invitation.room_number,
        ext=invitation.ext,
    )
