"""Every pair of state and step of a recording: allowed as the table says, refused otherwise, taken once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from webapp.domain.recordings.lifecycle import RECORDING, RecordingState, RecordingStep
from webapp.kernel.lifecycle import IllegalStep, StepLost

if TYPE_CHECKING:
    from tests.domain.recordings.conftest import Studio

EXPECTED = {
    "starting": {"run": "running", "stop": "stopping", "fail": "failed"},
    "running": {"pause": "paused", "stop": "stopping", "fail": "failed"},
    "paused": {"resume": "running", "stop": "stopping", "fail": "failed"},
    "stopping": {"compose": "composing", "close": "written", "fail": "failed"},
    "composing": {"write": "written", "fail": "failed"},
    "failed": {"retry": "composing"},
}


@pytest.mark.parametrize(("state", "step"), list(product(RecordingState, RecordingStep)))
def test_every_pair(studio: Studio, state: RecordingState, step: RecordingStep) -> None:
    """The life cycle of the architecture: starting, running, stopping, composing, then written or failed."""
    from webapp.domain.recordings.models import Recording

    row = studio.start()
    Recording.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    other = Recording.objects.get(pk=row.pk)
    after = EXPECTED.get(state, {}).get(step)
    if after is None:
        with pytest.raises(IllegalStep):
            RECORDING.take(row, step)
        assert Recording.objects.get(pk=row.pk).state == state
        return
    RECORDING.take(row, step)
    assert Recording.objects.get(pk=row.pk).state == after
    with pytest.raises(StepLost):
        RECORDING.take(other, step)
