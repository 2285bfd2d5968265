"""Films are made in parts: joined without a seam, kept over a crash, cut at pauses; and what is written upon them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.media.studio import BLUE, RED, Sender, Studio, film, tone
from tests.media.test_compose import ANNA, BASE_MS, LEFT, RIGHT, Film, camera, is_like, microphone, record, run
from webapp.media.compose import Cue, Overlay, Style
from webapp.media.compose.captions import written
from webapp.media.compose.output import PartFile
from webapp.media.core.cutting import Part

SECONDS = 5


async def a_call(directory: Path) -> Studio:
    """Five seconds: Anna red with 440 Hz, Bert blue."""
    studio = Studio(directory)
    await record(
        studio,
        (microphone("anna"), "opus", Sender(1).send("opus", tone(440, SECONDS))),
        (camera("anna"), "vp8", Sender(2).send("vp8", film("vp8", RED, SECONDS))),
        (camera("bert"), "h264", Sender(3).send("h264", film("h264", BLUE, SECONDS))),
    )
    return studio


def sound(path: Path) -> Any:
    """The left channel."""
    with av.open(str(path)) as container:
        return np.concatenate([np.atleast_2d(frame.to_ndarray())[0] for frame in container.decode(audio=0)])


@pytest.mark.parametrize("container", ["mp4", "flv", "webm", "mp3"])
async def test_parts_are_joined_without_a_seam(tmp_path: Path, container: Any) -> None:
    """Issue 4, composition: finished parts are joined without encoding again; neither ear nor eye finds the joints."""
    studio = await a_call(tmp_path / "rec")
    made = run(studio, SECONDS, style=Style(container=container), part_ms=1000)
    heard = sound(made.path)
    if heard.dtype == np.int16:
        heard = heard / 32768
    expected = heard[24_000:48_000]
    loud = [np.sqrt(np.mean(heard[at : at + 480] ** 2)) for at in range(12_000, 12_000 + 4 * 48_000, 480)]
    assert min(loud) > 0.8 * np.sqrt(np.mean(expected**2))
    assert max(loud) < 1.2 * np.sqrt(np.mean(expected**2))
    assert len(heard) / 48_000 == pytest.approx(SECONDS, abs=0.1)
    if container != "mp3":
        with av.open(str(made.path)) as opened:
            times = [float(frame.time or 0) for frame in opened.decode(video=0)]
        assert len(times) == SECONDS * 25
        assert np.diff(times) == pytest.approx(0.04, abs=0.002)
        assert is_like(made.colour(2.04, LEFT), RED)


def test_a_webm_film_is_encoded_by_one_thread(tmp_path: Path) -> None:
    """The encoder's threads spin while they wait for each other: on a single core two never came to an end."""
    part = PartFile(tmp_path / "0.av", Part(0, 0, 1000, BASE_MS, True), (320, 120), Style(container="webm"))
    part.close()
    assert part._video is not None
    assert part._video.codec_context.thread_count == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.media.studio import Studio
from tests.media.test_compose import run

def progress(fraction):
    if fraction > 0.65:
        os.kill(os.getpid(), signal.SIGKILL)

run(Studio(Path(sys.argv[1])), 5, part_ms=1000, progress=progress)
"""


async def test_a_second_attempt_does_not_make_finished_parts_again(tmp_path: Path) -> None:
    """Issue 4, composition: retried after a crash without redoing finished parts."""
    studio = await a_call(tmp_path / "rec")
    command = [sys.executable, "-c", KILLED, str(studio.directory)]
    killed = subprocess.run(command, env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False, timeout=90)
    assert killed.returncode == -signal.SIGKILL
    (folder,) = (studio.directory / "parts").iterdir()
    finished = sorted(folder.glob("*.av"))
    assert len(finished) == 4
    fractions: list[float] = []
    made = run(studio, SECONDS, part_ms=1000, progress=fractions.append)
    assert sorted({round(fraction, 2) for fraction in fractions}) == [0.8, 1.0]  # and no track was developed again
    assert made.made.duration_s == SECONDS
    assert is_like(made.colour(0.5, LEFT), RED)
    assert not list((studio.directory / "parts").iterdir())


async def test_what_happened_during_a_pause_is_not_in_the_film(tmp_path: Path) -> None:
    """Issue 4, masters: pause and resume; sound and pictures go on together behind the gap."""
    studio = Studio(tmp_path / "rec")
    tones = tone(440, 2) + tone(880, 2) + tone(1320, 2)
    pictures = film("vp8", RED, 2) + film("vp8", BLUE, 2) + film("vp8", RED, 2)
    await record(
        studio,
        (microphone("anna"), "opus", Sender(1).send("opus", tones)),
        (camera("anna"), "vp8", Sender(2).send("vp8", pictures)),
    )
    made = run(studio, 6, accounts=(ANNA,), pauses=[(BASE_MS + 2000, BASE_MS + 4000)])
    assert made.made.duration_s == 4
    assert [made.tones(at) for at in (1.0, 2.5)] == [{440}, {1320}]
    assert not any(is_like(made.colour(at, (140, 40)), BLUE) for at in (0.5, 1.9, 2.1, 3.5))


async def test_a_layout_that_changes_moves_the_pictures(tmp_path: Path) -> None:
    """Issue 4, composition: layout changes along the timeline, also in the middle of a part."""
    studio = await a_call(tmp_path / "rec")
    cues = [Cue(BASE_MS + 1500, "single"), Cue(BASE_MS + 3000, "side_by_side")]
    made = run(studio, SECONDS, cues=cues, part_ms=2000)
    left_edge = [is_like(made.colour(at, (80, 30)), RED) for at in (1.3, 1.7, 2.5, 2.9)]
    assert left_edge == [True] * 4
    middle = [is_like(made.colour(at, (150, 50), side=20), RED) for at in (1.3, 1.7, 2.9)]
    assert middle == [False, True, True]
    assert is_like(made.colour(3.3, RIGHT), BLUE)


def lightest(made: Film, at_s: float, box: tuple[int, int, int, int]) -> int:
    """The brightest pixel of a box (x, y, width, height)."""
    with av.open(str(made.path)) as container:
        frame = next(f for f in container.decode(video=0) if (f.time or 0) >= at_s - 0.001)
    x, y, width, height = box
    return int(frame.to_ndarray(format="yuv420p")[y : y + height, x : x + width].max())


async def test_what_is_written_may_change_with_the_layout(tmp_path: Path) -> None:
    """A change that names overlays has these from then on; one that names none leaves them as they are."""
    studio = await a_call(tmp_path / "rec")
    text = (Overlay(x=60, y=4, text="WWWW", size=14, background="#00000000"),)
    cues = [
        Cue(BASE_MS + 2000, "single"),
        Cue(BASE_MS + 1000, "side_by_side", text),
        Cue(BASE_MS + 3000, "side_by_side", ()),
    ]
    made = run(studio, SECONDS, cues=cues, part_ms=2500)
    is_written = [lightest(made, at_s, (60, 0, 60, 24)) > 200 for at_s in (0.5, 1.5, 2.2, 2.7, 3.3)]
    assert is_written == [False, True, True, True, False]


async def test_texts_time_and_names_are_laid_over_the_pictures(tmp_path: Path) -> None:
    """Issue 4, composition: texts, server time and names; the time moves on, second by second."""
    studio = await a_call(tmp_path / "rec")
    overlays = (
        Overlay(x=100, y=4, text="坐席：%timestamp%", size=14, background="#00000000"),
        Overlay(text=""),
        Overlay(x=100, y=200, text="x", colour="no colour"),
    )
    style = Style(overlays=overlays, shows_names=True)
    made = run(studio, 3, height=240, style=style, names={ANNA: "安娜"}, time_zone="Asia/Shanghai")
    time_box, name_box, nameless_box = (160, 6, 80, 14), (4, 218, 34, 16), (164, 218, 34, 16)
    assert [lightest(made, 1, box) > 150 for box in (time_box, name_box, nameless_box)] == [True, True, False]
    # The recording begins at a whole second, so the text changes between 1.8 s and 2.1 s and not before.
    before, same, after = (text_pixels(made, at_s) for at_s in (1.1, 1.8, 2.1))
    assert np.abs(before - same).mean() < np.abs(before - after).mean() / 2


def text_pixels(made: Film, at_s: float) -> Any:
    """The line of text."""
    with av.open(str(made.path)) as container:
        frame = next(f for f in container.decode(video=0) if (f.time or 0) >= at_s - 0.001)
    return frame.to_ndarray(format="yuv420p")[4:24, 100:316].astype(int)


def test_a_text_stands_in_the_margin_that_was_asked_for() -> None:
    """Issue 5, layoutConfig: text-margin; a quarter of the size where nothing is said."""
    plain, wide, none = (written("W", 16, "#ffffff", "#000000", "", margin) for margin in (-1, 20, 0))
    assert (plain.height, wide.height, none.height) == (24, 56, 16)
    assert wide.width - none.width == 40
