"""Every pair of state and step of a call: allowed as the table says, refused otherwise."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from webapp.domain.calls.lifecycle import CALL, CallState, CallStep
from webapp.kernel.lifecycle import IllegalStep, StepLost

if TYPE_CHECKING:
    from tests.domain.calls.conftest import Pair

EXPECTED = {
    "ringing": {
        "accept": "active",
        "reject": "ended",
        "cancel": "ended",
        "time_out": "ended",
        "lose": "ended",
    },
    "active": {"hang_up": "ended", "lose": "ended"},
    "ended": {},
}


@pytest.mark.parametrize(("state", "step"), list(product(CallState, CallStep)))
def test_a_call_takes_exactly_the_steps_of_its_life(pair: Pair, state: CallState, step: CallStep) -> None:
    """Issue 2, life cycles: ringing, active, ended; an ended call is never alive again."""
    from webapp.domain.calls.models import Call

    call = pair.ring()
    Call.objects.filter(pk=call.pk).update(state=state)
    call.refresh_from_db()
    after = EXPECTED[state].get(step)
    if after is None:
        with pytest.raises(IllegalStep):
            CALL.take(call, step)
        after = str(state)
    else:
        CALL.take(call, step)
    assert Call.objects.get(pk=call.pk).state == after


def test_a_step_that_comes_second_is_lost(pair: Pair) -> None:
    """Architecture, state machines: a step is a conditional update, so that of two only one is taken."""
    from webapp.domain.calls.models import Call

    call = pair.ring()
    other = Call.objects.get(pk=call.pk)
    CALL.take(other, CallStep.CANCEL)
    with pytest.raises(StepLost):
        CALL.take(call, CallStep.ACCEPT)
