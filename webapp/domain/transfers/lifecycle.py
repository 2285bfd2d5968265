"""The life of a transfer: prepared, moving, assembling, and its five ends."""

from __future__ import annotations

from enum import StrEnum

from webapp.kernel.lifecycle import Lifecycle


class TransferState(StrEnum):
    """Where a transfer stands. Assembling: every piece is here, a worker joins them."""

    PREPARED = "prepared"
    MOVING = "moving"
    ASSEMBLING = "assembling"
    DONE = "done"
    CANCELLED_BY_SENDER = "cancelled_by_sender"
    CANCELLED_BY_RECEIVER = "cancelled_by_receiver"
    FAILED = "failed"
    EXPIRED = "expired"


class TransferStep(StrEnum):
    """What may happen to a transfer."""

    START = "start"
    COMPLETE = "complete"
    FINISH = "finish"
    CANCEL_BY_SENDER = "cancel_by_sender"
    CANCEL_BY_RECEIVER = "cancel_by_receiver"
    FAIL = "fail"
    EXPIRE = "expire"


_State, _Step = TransferState, TransferStep
OPEN_STATES = (_State.PREPARED, _State.MOVING, _State.ASSEMBLING)

TRANSFER: Lifecycle[TransferState, TransferStep] = Lifecycle(
    "transfer",
    {
        (_State.PREPARED, _Step.START): _State.MOVING,
        # A file of one piece, or of none, is complete before it was seen moving.
        (_State.PREPARED, _Step.COMPLETE): _State.ASSEMBLING,
        (_State.MOVING, _Step.COMPLETE): _State.ASSEMBLING,
        (_State.ASSEMBLING, _Step.FINISH): _State.DONE,
        # The file of a finished transfer is kept for a while only.
        (_State.DONE, _Step.EXPIRE): _State.EXPIRED,
        (_State.PREPARED, _Step.EXPIRE): _State.EXPIRED,
        (_State.MOVING, _Step.EXPIRE): _State.EXPIRED,
        **dict.fromkeys(((state, _Step.CANCEL_BY_SENDER) for state in OPEN_STATES), _State.CANCELLED_BY_SENDER),
        **dict.fromkeys(((state, _Step.CANCEL_BY_RECEIVER) for state in OPEN_STATES), _State.CANCELLED_BY_RECEIVER),
        **dict.fromkeys(((state, _Step.FAIL) for state in OPEN_STATES), _State.FAILED),
    },
)
