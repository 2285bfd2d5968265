"""Facts about calls and invitations; each goes to both sides."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.calls.views import CallView, InvitationView
from webapp.kernel.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class CallRinging(Event):
    """The callee is being rung; for the caller this is the delivery report."""

    call: CallView


@register
@dataclass(frozen=True, slots=True)
class CallStarted(Event):
    """The callee accepted: both shall meet in the call's room. `ext` is what he said to the acceptance."""

    call: CallView
    ext: str
    flags: int
    param: int


@register
@dataclass(frozen=True, slots=True)
class CallResumed(Event):
    """A page is back after a lost link and its call still rings or runs. Told to that page alone."""

    call: CallView


@register
@dataclass(frozen=True, slots=True)
class CallEnded(Event):
    """The call is over. `ended_by` is 0 when nobody did it (unanswered); the rest is what he said to it."""

    call: CallView
    reason: str
    ended_by: int
    was_active: bool
    ext: str
    flags: int
    param: int


@register
@dataclass(frozen=True, slots=True)
class InvitationSent(Event):
    """Somebody is asked to come."""

    invitation: InvitationView


@register
@dataclass(frozen=True, slots=True)
class InvitationAccepted(Event):
    """The invitee comes; `ext` is what he said to it."""

    invitation: InvitationView
    ext: str


@register
@dataclass(frozen=True, slots=True)
class InvitationEnded(Event):
    """The invitee does not come. `ended_by` is 0 when nobody did it (unanswered); `ext` is what was said to it."""

    invitation: InvitationView
    reason: str
    ended_by: int
    ext: str
