"""A film as other kinds of file: what a player finds in each of them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.studio import RED, Sender, Studio, film, tone
from tests.media.test_compose import ANNA, BASE_MS, camera, microphone, record
from webapp.media.compose import Wish, compose
from webapp.media.compose.copies import write_copy
from webapp.media.core.copying import KINDS, ending
from webapp.media.core.style import Style

SECONDS = 3
SIDE = 160


async def made(tmp_path: Path, style: Style) -> Path:
    """Three seconds of red with a tone of 440 Hz, as the worker makes its films."""
    studio = Studio(tmp_path / "rec")
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, SECONDS))),
        (microphone("anna"), "opus", Sender(2).send("opus", tone(440, SECONDS))),
    )
    size = {"width": SIDE, "height": SIDE}
    wish = Wish(BASE_MS, BASE_MS + SECONDS * 1000, (ANNA,), style=style, video=style.has_picture, **size)
    out = tmp_path / f"film.{style.container}"
    compose(studio.directory, out, wish)
    return out


def pitch(path: Path) -> float:
    """The strongest frequency of the sound, in Hz."""
    with av.open(str(path)) as container:
        to_mono = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        frames = [plain for frame in container.decode(audio=0) for plain in to_mono.resample(frame)]
    sound = np.concatenate([frame.to_ndarray().ravel() for frame in frames]).astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * 48_000 / len(sound))


@pytest.mark.parametrize("container", ["mp4", "flv"])
async def test_a_film_becomes_every_other_kind_of_file(tmp_path: Path, container: str) -> None:
    """Issue 5, recording: MP4, FLV and TS hold the same encoded pictures and sound; MP3 and WAV the sound alone."""
    source = await made(tmp_path, Style(container=container))
    with av.open(str(source)) as original:
        pictures = [round(float(frame.time or 0), 2) for frame in original.decode(video=0)]
    for kind in KINDS:
        out = tmp_path / f"copy.{kind}"
        write_copy(source, out, kind)
        with av.open(str(out)) as copy:
            codecs = sorted(stream.codec_context.codec.canonical_name for stream in copy.streams)
            assert copy.duration is not None
            assert copy.duration / 1e6 == pytest.approx(SECONDS, abs=0.15)
        assert codecs == {"mp3": ["mp3"], "wav": ["pcm_s16le"]}.get(kind, ["aac", "h264"]), kind
        assert pitch(out) == pytest.approx(440, abs=5)
        if kind in ("mp4", "flv", "ts"):
            with av.open(str(out)) as copy:
                times = [round(float(frame.time or 0), 2) for frame in copy.decode(video=0)]
            begins = times[0] - pictures[0]
            assert [at - begins for at in times] == pytest.approx(pictures, abs=0.02)


async def test_sound_alone_becomes_sound_and_no_film(tmp_path: Path) -> None:
    """A mixer that writes sound only: WAV beside the MP3."""
    source = await made(tmp_path, Style(container="mp3"))
    write_copy(source, tmp_path / "copy.wav", "wav")
    assert pitch(tmp_path / "copy.wav") == pytest.approx(440, abs=5)


async def test_pictures_that_would_have_to_be_encoded_are_refused(tmp_path: Path) -> None:
    """A copy costs no time: VP8 does not become an MP4."""
    source = await made(tmp_path, Style(container="webm"))
    with pytest.raises(ValueError, match="vp8"):
        write_copy(source, tmp_path / "copy.mp4", "mp4")


@pytest.mark.parametrize(
    ("name", "kind"), [("a.MP4", "mp4"), ("x/a.b.ts", "ts"), ("a.avi", ""), ("mp4", ""), ("", ""), ("a.m3u8", "")]
)
def test_the_ending_of_a_name_says_the_kind(name: str, kind: str) -> None:
    """What the house cannot write has no kind."""
    assert ending(name) == kind
