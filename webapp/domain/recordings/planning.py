"""What the media plan says of a recording, as it should be now: its live mix, and how its film shows people."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from django.conf import settings

from webapp.domain.accounts.models import Account
from webapp.domain.recordings import storage
from webapp.domain.recordings.lifecycle import OutputState
from webapp.domain.recordings.models import LiveOutput, Recording
from webapp.domain.rooms.models import Seat
from webapp.media.core.live import PlannedLive, PlannedOutput
from webapp.media.core.style import Cue, Framing, Style


def planned_live(recording: Recording) -> PlannedLive | None:
    """The recording's live mix as part of the media plan; None where it has none, or none that still may run."""
    open_outputs = [out for out in recording.outputs.all() if out.state in OutputState.open_ones()]
    if not open_outputs:
        return None
    accounts = Seat.objects.filter(room_id=recording.room_number).values_list("account_id", flat=True)
    shows_names = bool(recording.style.get("shows_names"))
    return PlannedLive(
        tuple(PlannedOutput(out.number, _target(out)) for out in open_outputs),
        recording.width if recording.has_video else 0,
        recording.height,
        style_now(recording),
        recording.subject_id,
        {person.pk: person.name for person in Account.objects.filter(pk__in=accounts)} if shows_names else {},
        str(storage.directory(recording.pk)),
        settings.TIME_ZONE,
        settings.RECORDING_FONT,
    )


def framing(recording: Recording) -> Framing | None:
    """How its film shows people from now on; None where of each camera the largest picture is to be recorded.

    That is where something else than a film of a given size is made of what they sent, or where the house wants it.
    """
    style = style_now(recording)
    if recording.rules or style.keeps_size or style.keeps_sides or settings.RECORDING_LAYERS == "best":
        return None
    return style.framing(recording.width, recording.height, recording.subject_id)


def style_now(recording: Recording) -> Style:
    """The style with what changed while it ran."""
    style = msgspec.convert(recording.style, Style)
    for cue in msgspec.convert(recording.cues, list[Cue]):
        overlays = style.overlays if cue.overlays is None else cue.overlays
        style = replace(style, layout=cue.layout, overlays=overlays, panes=cue.panes)
    return style


def _target(output: LiveOutput) -> str:
    return output.target if output.is_rtmp else str(storage.live(output.recording_id, output.number))
