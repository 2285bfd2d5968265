"""How calls and invitations take their steps: the same for both, whatever else an end of theirs brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from webapp.domain.calls.lifecycle import CALL, INVITATION, CallStep, EndReason
from webapp.domain.calls.models import Call, Invitation
from webapp.kernel import clock
from webapp.kernel.errors import CallMissing, InvalidState
from webapp.kernel.events import Event, people, publish
from webapp.kernel.ids import AccountId

NOBODY = AccountId(0)


def take(subject: Call | Invitation, step: CallStep, by: AccountId, **also: Any) -> None:
    """Take the step. Raises CallMissing: it was over, or the other side acted first."""
    life: Any = CALL if isinstance(subject, Call) else INVITATION
    try:
        life.take(subject, step, why=f"by {by}" if by else "", **also)
    except InvalidState as late:
        raise CallMissing(str(late)) from None


def end(subject: Call | Invitation, step: CallStep, reason: EndReason, by: AccountId, **also: Any) -> None:
    """Take a last step. Raises CallMissing."""
    take(subject, step, by, end_reason=reason.value, ended_at=clock.now(), **also)


def succeeds(verb: Callable[..., None], *what: Any, **how: Any) -> bool:
    """Whether the verb found what it is about: somebody may have acted while we looked."""
    try:
        with transaction.atomic():
            verb(*what, **how)
    except CallMissing:
        return False
    return True


def tell(event: Event, one_id: int, other_id: int) -> None:
    """Tell both sides."""
    publish(event, to=people([AccountId(one_id), AccountId(other_id)]))
