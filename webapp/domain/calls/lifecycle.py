"""The lives of a one-to-one call and of an invitation, and why they ended."""

from __future__ import annotations

from enum import StrEnum

from webapp.kernel.lifecycle import Lifecycle


class CallState(StrEnum):
    """Where a call is."""

    RINGING = "ringing"
    ACTIVE = "active"
    ENDED = "ended"


class CallStep(StrEnum):
    """What can happen to a call or an invitation."""

    ACCEPT = "accept"
    REJECT = "reject"
    CANCEL = "cancel"
    TIME_OUT = "time_out"
    HANG_UP = "hang_up"
    LOSE = "lose"


class EndReason(StrEnum):
    """Why a call is over."""

    REJECTED = "rejected"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    BUSY = "busy"  # the callee declined because of something else
    OFFLINE = "offline"  # one side's session was lost
    HUNG_UP = "hung_up"


LIVE_STATES = (CallState.RINGING, CallState.ACTIVE)

CALL: Lifecycle[CallState, CallStep] = Lifecycle(
    "call",
    {
        (CallState.RINGING, CallStep.ACCEPT): CallState.ACTIVE,
        (CallState.RINGING, CallStep.REJECT): CallState.ENDED,
        (CallState.RINGING, CallStep.CANCEL): CallState.ENDED,
        (CallState.RINGING, CallStep.TIME_OUT): CallState.ENDED,
        (CallState.RINGING, CallStep.LOSE): CallState.ENDED,
        (CallState.ACTIVE, CallStep.HANG_UP): CallState.ENDED,
        (CallState.ACTIVE, CallStep.LOSE): CallState.ENDED,
    },
)


class InvitationState(StrEnum):
    """Where an invitation is."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    ENDED = "ended"


INVITATION: Lifecycle[InvitationState, CallStep] = Lifecycle(
    "invitation",
    {
        (InvitationState.PENDING, CallStep.ACCEPT): InvitationState.ACCEPTED,
        (InvitationState.PENDING, CallStep.REJECT): InvitationState.ENDED,
        (InvitationState.PENDING, CallStep.CANCEL): InvitationState.ENDED,
        (InvitationState.PENDING, CallStep.TIME_OUT): InvitationState.ENDED,
        (InvitationState.PENDING, CallStep.LOSE): InvitationState.ENDED,
    },
)
