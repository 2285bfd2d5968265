"""The live side of a recording: where its mixed stream goes, and what the media node tells of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from webapp.domain.recordings import selectors, storage
from webapp.domain.recordings.events import LiveOutputChanged
from webapp.domain.recordings.lifecycle import LIVE_STATES, OUTPUT, OutputState, OutputStep
from webapp.domain.recordings.models import LiveOutput, Recording
from webapp.domain.recordings.views import output_view, view
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument, InvalidState, RecordingLimitExceeded
from webapp.kernel.events import Audience, publish
from webapp.media.core.live import is_rtmp_address

log = logging.getLogger(__name__)

HLS_ENDING = ".m3u8"
MOST_OUTPUTS = 4
_STEPS = {"running": OutputStep.RUN, "retrying": OutputStep.RETRY, "failed": OutputStep.FAIL}


def is_live(target: str) -> bool:
    """Whether a target is an RTMP address or a play list, and no file."""
    return is_rtmp_address(target) or target.lower().endswith(HLS_ENDING)


def add_outputs(recording: Recording, targets: Mapping[int, str]) -> None:
    """Give a new recording its live outputs: RTMP addresses, and names that end in .m3u8 for HLS, by their numbers.

    Raises InvalidArgument, RecordingLimitExceeded.
    """
    if len(targets) > MOST_OUTPUTS:
        raise RecordingLimitExceeded(f"A mixer has at most {MOST_OUTPUTS} live outputs.")
    for number, target in targets.items():
        if not is_live(target):
            raise InvalidArgument("A live output is an RTMP address or a play list.")
        LiveOutput.objects.create(recording=recording, number=number, target=target[:512])


def still_runs(recording: Recording) -> bool:
    """Whether any of its outputs may still run."""
    return any(output.state in OutputState.open_ones() for output in recording.outputs.all())


@transaction.atomic
def on_told(
    *, recording_id: int, number: int, state: str, cause: str, reason: str, to: Sequence[Audience]
) -> LiveOutput | None:
    """The node tells how an output is; None when that is no news (any more)."""
    output = LiveOutput.objects.select_related("recording__owner").filter(recording=recording_id, number=number).first()
    if output is None or output.recording.state not in LIVE_STATES:
        return None
    also: dict[str, Any] = {"cause": cause, "failure": reason[:255]}
    if state == "running" and output.started_at is None:
        also["started_at"] = clock.now()
    return _step(output, _STEPS[state], to, **also)


def end(recording: Recording, to: Sequence[Audience]) -> None:
    """The mix is over: its outputs are closed, and its play lists name all of it."""
    for output in recording.outputs.all():
        if not output.is_rtmp:
            storage.end_live(recording.pk, output.number)
        _step(output, OutputStep.END, to, ended_at=clock.now())


def _step(output: LiveOutput, step: OutputStep, to: Sequence[Audience], **also: Any) -> LiveOutput | None:
    if not OUTPUT.allows(OutputState(output.state), step):
        return None
    try:
        OUTPUT.take(output, step, **also)
    except InvalidState:
        log.info("output %s of recording %s changed meanwhile", output.number, output.recording_id)
        return None
    Recording.objects.filter(pk=output.recording_id).update(rev=F("rev") + 1)
    publish(LiveOutputChanged(view(selectors.recording(output.recording_id)), output_view(output)), to=to)
    return output
