"""Invitations and third parties: every step of an invitation's life, and who wins where two act at once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.hall import at_once
from webapp.domain.calls.lifecycle import INVITATION, CallStep, InvitationState
from webapp.kernel.errors import CallMissing, PeerBusy
from webapp.kernel.lifecycle import IllegalStep

if TYPE_CHECKING:
    from tests.domain.calls.conftest import Pair

EXPECTED = {"accept": "accepted", "reject": "ended", "cancel": "ended", "time_out": "ended", "lose": "ended"}


def invite(pair: Pair) -> Any:
    """Li invites Wang."""
    from webapp.domain.calls import invitations

    return invitations.send(inviter_id=pair.li.pk, invitee_id=pair.wang.pk, key="i")


@pytest.mark.parametrize(("state", "step"), list(product(InvitationState, CallStep)))
def test_an_invitation_takes_exactly_the_steps_of_its_life(pair: Pair, state: InvitationState, step: CallStep) -> None:
    """Issue 5, Invite family: unanswered, accepted or ended; an answered invitation is never asked again."""
    from webapp.domain.calls.models import Invitation

    invitation = invite(pair)
    Invitation.objects.update(state=state)
    invitation.refresh_from_db()
    after = EXPECTED.get(step) if state == InvitationState.PENDING else None
    if after is None:
        with pytest.raises(IllegalStep):
            INVITATION.take(invitation, step)
        after = str(state)
    else:
        INVITATION.take(invitation, step)
    assert Invitation.objects.get(pk=invitation.pk).state == after


@pytest.mark.parametrize("attempt", range(3))
def test_accept_against_cancel_has_one_winner(pair: Pair, attempt: int) -> None:
    """As with calls: each step is a conditional update."""
    from webapp.domain.calls import invitations
    from webapp.domain.calls.events import InvitationAccepted, InvitationEnded
    from webapp.domain.calls.models import Invitation

    made = invite(pair)
    mine, yours = Invitation.objects.get(pk=made.pk), Invitation.objects.get(pk=made.pk)
    outcomes = at_once(
        lambda: invitations.accept(invitation=mine, by=pair.wang.pk),
        lambda: invitations.cancel(invitation=yours, by=pair.li.pk),
    )
    assert sum(isinstance(each, CallMissing) for each in outcomes) == 1
    told = [type(event) for event, _ in pair.hall.told if isinstance(event, InvitationAccepted | InvitationEnded)]
    assert told == [InvitationEnded if isinstance(outcomes[0], CallMissing) else InvitationAccepted]


@pytest.mark.parametrize("attempt", range(3))
def test_a_third_party_called_in_twice_at_once_rings_for_one(pair: Pair, attempt: int) -> None:
    """A user is called by one user at a time, third party or not."""
    from webapp.domain.calls import services
    from webapp.domain.calls.models import Call

    services.accept(call=pair.ring(), by=pair.wang.pk)
    chen = pair.hall.person("chen")
    outcomes = at_once(
        lambda: services.ring_third_party(caller_id=pair.li.pk, callee_id=chen.pk),
        lambda: services.ring_third_party(caller_id=pair.wang.pk, callee_id=chen.pk),
    )
    assert sum(isinstance(each, Call) for each in outcomes) == 1
    assert sum(isinstance(each, PeerBusy) for each in outcomes) == 1
