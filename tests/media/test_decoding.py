"""Which pictures of a take are decoded: those that the film shows, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.captures import packets
from webapp.media.compose.segments import decode_pictures
from webapp.media.compose.take_file import TakeFile
from webapp.media.core.cutting import Part
from webapp.media.core.depacketise import Vp8Assembler, parse_rtp

SPAN_MS = 33
IsSeen = Callable[[int, int], bool]


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """One layer of a Chromium's simulcast, in layers of time: every second picture builds on others, none on it."""
    assembler, path = Vp8Assembler(), tmp_path / "take.mkv"
    captured = (parse_rtp(packet) for packet in packets("vp8_layer"))
    frames = [frame for payload in captured for frame in assembler.push(payload, after_loss=False)]
    file = TakeFile(path, "vp8", frames[0])
    for number, frame in enumerate(frames):
        file.write(frame, number * SPAN_MS)
    file.close()
    return path


def pictures(take: Path, is_seen: IsSeen = lambda begin_ms, end_ms: True) -> dict[int, bytes]:
    """The brightness of each picture that is decoded, by its time."""
    return {at_ms: bytes(picture.planes[0]) for at_ms, picture in decode_pictures(take, 0, is_seen)}


@pytest.mark.parametrize("shift", [0, 1])
def test_what_is_seen_is_decoded_and_looks_the_same(take: Path, shift: int) -> None:
    """Issue 4, composition: a film of 15 pictures per second does not pay for those of 30 that it leaves out."""
    whole = pictures(take)
    assert sorted(whole) == [number * SPAN_MS for number in range(12)]
    some = pictures(take, lambda begin_ms, end_ms: begin_ms // SPAN_MS % 2 == shift)
    seen = {at_ms: picture for at_ms, picture in whole.items() if at_ms // SPAN_MS % 2 == shift}
    assert seen.items() <= some.items() <= whole.items()
    assert shift or len(some) == 7, "every other one, and the last, of which nobody knows how long it stands"


def test_a_part_shows_the_pictures_that_stand_when_its_own_are_taken() -> None:
    """At 15 per second one of two is shown; before and behind the part none is."""
    part = Part(0, 0, 1000, 5000, is_last=True)
    spans = [(4990 + 33 * number, 4990 + 33 * (number + 1)) for number in range(34)]
    shown = [number for number, (begin, end) in enumerate(spans) if part.shows(begin, end, 15)]
    assert [number - shown[0] for number in shown] == [(n * 1000 // 15 + 10) // 33 for n in range(15)]
    assert shown[0] == 0
    assert not part.shows(4900, 5000, 15)
    assert part.shows(4900, 5001, 15)
    assert not part.shows(6000, 7000, 15)
