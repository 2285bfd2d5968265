"""The life of a recording, from the request to a playable file."""

from __future__ import annotations

from enum import StrEnum

from webapp.kernel.lifecycle import Lifecycle


class RecordingState(StrEnum):
    """Where a recording stands. Running begins with the first packet written, not with the request."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    COMPOSING = "composing"
    WRITTEN = "written"
    FAILED = "failed"


class RecordingStep(StrEnum):
    """What may happen to a recording."""

    RUN = "run"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    COMPOSE = "compose"
    CLOSE = "close"
    WRITE = "write"
    FAIL = "fail"
    RETRY = "retry"


class OutputState(StrEnum):
    """Where a live output stands."""

    STARTING = "starting"
    RUNNING = "running"
    RETRYING = "retrying"
    FAILED = "failed"
    ENDED = "ended"

    @classmethod
    def open_ones(cls) -> tuple[OutputState, ...]:
        """The states in which it may still run."""
        return cls.STARTING, cls.RUNNING, cls.RETRYING


class OutputStep(StrEnum):
    """What may happen to a live output."""

    RUN = "run"
    RETRY = "retry"
    FAIL = "fail"
    END = "end"


class SnapshotState(StrEnum):
    """Where a still picture stands; one that a page took itself begins as kept."""

    ASKED = "asked"
    KEPT = "kept"
    FAILED = "failed"


class SnapshotStep(StrEnum):
    """What may happen to a still picture."""

    KEEP = "keep"
    FAIL = "fail"


SNAPSHOT: Lifecycle[SnapshotState, SnapshotStep] = Lifecycle(
    "snapshot",
    {
        (SnapshotState.ASKED, SnapshotStep.KEEP): SnapshotState.KEPT,
        (SnapshotState.ASKED, SnapshotStep.FAIL): SnapshotState.FAILED,
    },
)

_Output, _OutputStep = OutputState, OutputStep
OUTPUT: Lifecycle[OutputState, OutputStep] = Lifecycle(
    "output",
    {
        (_Output.STARTING, _OutputStep.RUN): _Output.RUNNING,
        (_Output.RETRYING, _OutputStep.RUN): _Output.RUNNING,
        (_Output.STARTING, _OutputStep.RETRY): _Output.RETRYING,
        (_Output.RUNNING, _OutputStep.RETRY): _Output.RETRYING,
        **dict.fromkeys(((state, _OutputStep.FAIL) for state in OutputState.open_ones()), _Output.FAILED),
        **dict.fromkeys(((state, _OutputStep.END) for state in OutputState.open_ones()), _Output.ENDED),
    },
)

_State, _Step = RecordingState, RecordingStep
LIVE_STATES = (_State.STARTING, _State.RUNNING, _State.PAUSED)
OPEN_STATES = (*LIVE_STATES, _State.STOPPING, _State.COMPOSING)

RECORDING: Lifecycle[RecordingState, RecordingStep] = Lifecycle(
    "recording",
    {
        (_State.STARTING, _Step.RUN): _State.RUNNING,
        (_State.STARTING, _Step.STOP): _State.STOPPING,
        (_State.RUNNING, _Step.PAUSE): _State.PAUSED,
        (_State.PAUSED, _Step.RESUME): _State.RUNNING,
        (_State.RUNNING, _Step.STOP): _State.STOPPING,
        (_State.PAUSED, _Step.STOP): _State.STOPPING,
        (_State.STOPPING, _Step.COMPOSE): _State.COMPOSING,
        (_State.STOPPING, _Step.CLOSE): _State.WRITTEN,
        (_State.COMPOSING, _Step.WRITE): _State.WRITTEN,
        (_State.FAILED, _Step.RETRY): _State.COMPOSING,
        **dict.fromkeys(((state, _Step.FAIL) for state in OPEN_STATES), _State.FAILED),
    },
)
