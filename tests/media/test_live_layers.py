"""A live mix whose cameras change their layer: one track goes on, and no picture of it is missing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.media.studio import BASE_S, FPS, RED, Sender, film
from webapp.media.core import side
from webapp.media.core.live import PlannedLive, PlannedOutput
from webapp.media.core.plan import Stream
from webapp.media.core.scene import Source
from webapp.media.core.style import Style
from webapp.media.live.intake import Intake
from webapp.media.rtc import mixer
from webapp.media.rtc.mixer import LiveMixer, MixerContext
from webapp.media.rtc.side_process import NotStarted, Slots

CAMERA: Source = (12, "video", 0)
SMALL, LARGE = (160, 120), (320, 240)


def test_pictures_of_another_size_follow_without_a_gap() -> None:
    """Another SSRC on the same track begins with its key frame where the one before it ends."""
    now_ms = 0
    small = Sender(5).send("vp8", film("vp8", RED, 2, SMALL, 5))
    large = Sender(6).send("vp8", film("vp8", RED, 2, LARGE, 5), from_s=2.0)
    intake = Intake(lambda message: None, lambda: now_ms)
    intake.wanted = frozenset([CAMERA])
    intake.open(3, CAMERA)
    for at_s, packet in (*small, *large):
        now_ms = round((BASE_S + at_s) * 1000)
        intake.take(side.Packet(3, now_ms * 1000, packet))
    pieces = list(intake.pictures(CAMERA).take_until(now_ms + 1000))
    sizes = [(piece.content.width, piece.content.height) for piece in pieces]
    assert sizes == [SMALL] * 2 * FPS + [LARGE] * 2 * FPS
    assert max(after.at_ms - before.at_ms for before, after in pairwise(pieces)) < 1.5 * 1000 / FPS


async def test_a_camera_that_changes_its_layer_keeps_its_track(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one that was closed gets another track: what the mixer had decoded of it is of no use then."""

    def none_is_free(*facts: object) -> None:
        raise NotStarted("busy", is_busy=True)

    monkeypatch.setattr(mixer, "start_in_slot", none_is_free)
    stream = Stream("anna", "video", 0)
    context = MixerContext(Slots("side", 1), lambda stream: None, lambda peer: 12, lambda *facts: None)
    live = LiveMixer(PlannedLive((PlannedOutput(0, "rtmp://x/y"),), 320, 180, Style()), [stream], context)
    first = live.attach(stream, "vp8")
    assert live.attach(stream, "vp8") is first
    live.detach(stream)
    assert live.attach(stream, "vp8").number != first.number
