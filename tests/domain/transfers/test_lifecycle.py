"""Every pair of state and step of a transfer: allowed as the table says, refused otherwise, taken once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from webapp.domain.transfers.lifecycle import TRANSFER, TransferState, TransferStep
from webapp.kernel.lifecycle import IllegalStep, StepLost

if TYPE_CHECKING:
    from tests.domain.transfers.conftest import Town

ENDS = {"cancelled_by_sender", "cancelled_by_receiver", "failed", "expired"}
EXPECTED = {
    "prepared": {
        "start": "moving",
        "complete": "assembling",
        "expire": "expired",
        "cancel_by_sender": "cancelled_by_sender",
        "cancel_by_receiver": "cancelled_by_receiver",
        "fail": "failed",
    },
    "moving": {
        "complete": "assembling",
        "expire": "expired",
        "cancel_by_sender": "cancelled_by_sender",
        "cancel_by_receiver": "cancelled_by_receiver",
        "fail": "failed",
    },
    "assembling": {
        "finish": "done",
        "cancel_by_sender": "cancelled_by_sender",
        "cancel_by_receiver": "cancelled_by_receiver",
        "fail": "failed",
    },
    "done": {"expire": "expired"},
}


@pytest.mark.parametrize(("state", "step"), list(product(TransferState, TransferStep)))
def test_every_pair(town: Town, state: TransferState, step: TransferStep) -> None:
    """The life cycle of the architecture: prepared, moving, done or cancelled by either side, and our own ends."""
    from webapp.domain.transfers.models import Transfer

    transfer = town.send(10)
    Transfer.objects.filter(pk=transfer.pk).update(state=state)
    transfer.refresh_from_db()
    other = Transfer.objects.get(pk=transfer.pk)
    after = EXPECTED.get(state, {}).get(step)
    if after is None:
        with pytest.raises(IllegalStep):
            TRANSFER.take(transfer, step)
        assert Transfer.objects.get(pk=transfer.pk).state == state
        return
    TRANSFER.take(transfer, step)
    assert Transfer.objects.get(pk=transfer.pk).state == after
    with pytest.raises(StepLost):
        TRANSFER.take(other, step)


def test_ends_are_ends() -> None:
    """Nothing leads out of them."""
    assert {state for state, _ in TRANSFER.steps}.isdisjoint(ENDS)
