"""Two people act on one call at the same moment: one of them wins, and nobody ends up half way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.domain.hall import at_once
from webapp.kernel.errors import AlreadyInCall, CallMissing, PeerBusy

if TYPE_CHECKING:
    from tests.domain.calls.conftest import Pair


@pytest.mark.parametrize("attempt", range(3))
def test_accept_against_cancel_has_one_winner(pair: Pair, attempt: int) -> None:
    """Architecture, where state lives: every step is a conditional update."""
    from webapp.domain.calls import services
    from webapp.domain.calls.events import CallEnded, CallStarted
    from webapp.domain.calls.models import Call

    call = pair.ring()
    mine, yours = Call.objects.get(pk=call.pk), Call.objects.get(pk=call.pk)
    outcomes = at_once(
        lambda: services.accept(call=mine, by=pair.wang.pk),
        lambda: services.cancel(call=yours, by=pair.li.pk),
    )
    assert sum(isinstance(each, CallMissing) for each in outcomes) == 1
    told = [type(event) for event, _ in pair.hall.told if isinstance(event, CallStarted | CallEnded)]
    assert told == [CallEnded if isinstance(outcomes[0], CallMissing) else CallStarted]


@pytest.mark.parametrize("attempt", range(3))
def test_two_callers_of_one_callee_and_one_gets_through(pair: Pair, attempt: int) -> None:
    """AnyChat 5.2.4: a user is called by one user at a time."""
    from webapp.domain.calls.models import Call

    chen = pair.hall.person("chen")
    outcomes = at_once(lambda: pair.ring(), lambda: pair.ring(caller_id=chen.pk))
    assert sum(isinstance(each, Call) for each in outcomes) == 1
    assert sum(isinstance(each, PeerBusy) for each in outcomes) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_who_ring_each_other_do_not_both_get_through(pair: Pair, attempt: int) -> None:
    """A caller is busy from the first ring on: the slower of both is told so."""
    from webapp.domain.calls.models import Call

    outcomes = at_once(lambda: pair.ring(), lambda: pair.ring(caller_id=pair.wang.pk, callee_id=pair.li.pk))
    assert sum(isinstance(each, Call) for each in outcomes) == 1
    assert sum(isinstance(each, PeerBusy | AlreadyInCall) for each in outcomes) == 1
