"""Files of single people: what a player gets seconds after a recording has ended."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.media.studio import BLUE, RED, Sender, Studio, film, tone
from tests.media.test_compose import camera, microphone, record
from webapp.media.compose.sides import make_sides


def played(path: Path) -> tuple[list[float], list[float]]:
    """The times of all pictures and all sounds."""
    with av.open(str(path)) as container:
        pictures = [float(f.time or 0) for f in container.decode(video=0)] if container.streams.video else []
    with av.open(str(path)) as container:
        sounds = [float(f.time or 0) for f in container.decode(audio=0)] if container.streams.audio else []
    return pictures, sounds


async def test_each_person_has_a_file_with_picture_and_sound_in_step(tmp_path: Path) -> None:
    """Issue 4, composition: masters playable at once; sound that begins later stands where it was heard."""
    studio = Studio(tmp_path / "rec")
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 3))),
        (microphone("anna"), "opus", Sender(2).send("opus", tone(440, 2), 1.0)),
        (microphone("bert"), "opus", Sender(3).send("opus", tone(880, 2))),
    )
    anna, bert = make_sides(studio.directory, tmp_path / "rec" / "sides")
    pictures, sounds = played(anna)
    assert len(pictures) == 45
    assert [pictures[0], pictures[-1]] == pytest.approx([0, 2.93], abs=0.05)
    assert [sounds[0], sounds[-1]] == pytest.approx([1.0, 2.98], abs=0.03)
    pictures, sounds = played(bert)
    assert (pictures, len(sounds)) == ([], 100)


async def test_a_closed_camera_stands_still_and_another_codec_is_another_file(tmp_path: Path) -> None:
    """VP8 goes on in the same file; H.264 has its parameters at the beginning of a file."""
    studio = Studio(tmp_path / "rec")
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 1))),
        (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", BLUE, 1, size=(240, 180)), 2.0)),
        (camera("anna"), "h264", Sender(2).send("h264", film("h264", RED, 1), 4.0)),
        (microphone("anna"), "opus", Sender(3).send("opus", tone(440, 1), 4.0)),
        (camera("anna", 1), "vp8", Sender(4).send("vp8", film("vp8", RED, 1))),
    )
    first, second = make_sides(studio.directory, tmp_path / "rec" / "sides")
    assert (first.suffix, second.suffix) == (".webm", ".mp4")
    pictures, sounds = played(first)
    assert [round(at, 1) for at in (pictures[0], pictures[14], pictures[15], pictures[-1])] == [0.0, 0.9, 2.0, 2.9]
    assert sounds == []
    pictures, sounds = played(second)
    assert (len(pictures), len(sounds)) == (15, 50)


async def test_files_that_are_there_are_not_made_again(tmp_path: Path) -> None:
    """Issue 4, composition: a retry does not redo finished parts."""
    studio = Studio(tmp_path / "rec")
    await record(studio, (microphone("anna"), "opus", Sender(1).send("opus", tone(440, 0.4))))
    sides = tmp_path / "rec" / "sides"
    (first,) = make_sides(studio.directory, sides)
    first.write_bytes(b"kept")
    assert make_sides(studio.directory, sides) == [first]
    assert first.read_bytes() == b"kept"
