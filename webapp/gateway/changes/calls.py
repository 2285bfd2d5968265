"""What calls change in a page's mirror: the table of its own live calls."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.calls import selectors
from webapp.domain.calls.events import (
    CallEnded,
    CallResumed,
    CallRinging,
    CallStarted,
    InvitationAccepted,
    InvitationEnded,
    InvitationSent,
)
from webapp.gateway.changes.base import NO_CHANGE, Change, Changes, State, drop, for_all, put, row_of
from webapp.kernel.events import Event


def shown(event: CallRinging | CallStarted | CallResumed) -> list[Change]:
    """Both sides see the call."""
    return [put("calls", event.call.id, event.call)]


def ended(event: CallEnded) -> list[Change]:
    """A call that is over is no longer shown."""
    return [drop("calls", event.call.id)]


CHANGES: dict[type[Event], Changes] = {
    CallRinging: for_all(shown),
    CallStarted: for_all(shown),
    CallResumed: for_all(shown),
    CallEnded: for_all(ended),
    # Questions and answers: nothing that a page could read later.
    InvitationSent: NO_CHANGE,
    InvitationAccepted: NO_CHANGE,
    InvitationEnded: NO_CHANGE,
}


def snapshot(actor: Actor) -> State:
    """The actor's live calls."""
    return {"calls": {str(view.id): row_of(view) for view in selectors.views(actor.account_id)}}
