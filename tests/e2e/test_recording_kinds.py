"""AnyChat chapters 3.1 and 3.5 in real browsers: overlaid, stereo, MP3 on the server, and a film made in the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.e2e.pages import AnyChat

VIDEO, AUDIO, SERVER, MIXAUDIO, MIXVIDEO, ABREAST, STEREO = 1, 2, 4, 16, 32, 256, 512
FILETYPE, MP3 = 140, 3
WRITTEN_MS = 60_000
Two = tuple[AnyChat, AnyChat]


@pytest.fixture
def two(anychat: Callable[..., AnyChat]) -> Two:
    """One with camera and microphone, one with a camera only, who see each other."""
    a, b = anychat("recorder").enter(205_101).open_devices(), anychat("other").enter(205_101)
    b.call("BRAC_UserCameraControl", -1, 1)
    a.watch(b.id).sees_motion("#remote")
    b.watch(a.id).sees_motion("#remote")
    return a, b


def record(page: AnyChat, flags: int, name: str, seconds: float = 3) -> list[Any]:
    """Record oneself for a while; the event that tells the result."""
    assert page.call("BRAC_StreamRecordCtrlEx", -1, 1, flags, 7, name) == 0
    page.page.wait_for_timeout(seconds * 1000)
    assert page.call("BRAC_StreamRecordCtrlEx", -1, 0, flags, 7, name) == 0
    said = page.hears("OnAnyChatRecordSnapShotEx", timeout_ms=WRITTEN_MS)
    assert (said[0], said[3:]) == (page.id, [flags, 7, name])
    assert page.hears("OnAnyChatRecordSnapShotEx2")[:3] == [page.id, 0, said[1]]
    return said


def fetched(page: AnyChat, url: str, path: Path) -> Path:
    """The file behind an address of the server."""
    answer = page.page.request.get(url)
    assert answer.ok
    path.write_bytes(answer.body())
    return path


def loudness(path: Path) -> tuple[float, float]:
    """How loud the left and the right side of a file are, 0..1."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
        parts = [part.to_ndarray() for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    left, right = np.concatenate(parts, axis=1)
    return float(abs(left).max()), float(abs(right).max())


def test_an_overlaid_film_in_stereo_and_a_sound_file(two: Two, tmp_path: Path) -> None:
    """3.5: the other small upon the recorded one, who alone is heard on the left; 3.1: MP3 has sound only."""
    a, _ = two
    said = record(a, VIDEO | AUDIO | SERVER | MIXVIDEO | STEREO, "overlaid")
    film = fetched(a, said[1], tmp_path / "film.mp4")
    with av.open(str(film)) as container:
        picture = next(f for i, f in enumerate(container.decode(video=0)) if i == 40).to_ndarray(format="rgb24")
    assert picture.shape == (720, 1280, 3)
    # A 4:3 picture leaves the sides black; only the small one reaches over there.
    assert picture[100:600, 300:900].mean() > 30
    assert picture[60:400, 1140:1210].mean() < 12
    assert picture[550:690, 1140:1210].mean() > 30
    left, right = loudness(film)
    assert left > 0.05
    assert right < left / 20
    assert a.call("BRAC_SetSDKOption", FILETYPE, MP3) == 0
    said = record(a, AUDIO | SERVER | MIXAUDIO, "sound", seconds=2)
    assert said[1].endswith(".mp3")
    sound = fetched(a, said[1], tmp_path / "sound.mp3")
    with av.open(str(sound)) as container:
        assert [stream.type for stream in container.streams] == ["audio"]
    assert min(loudness(sound)) > 0.05


def test_a_film_made_in_the_page_plays_there(two: Two) -> None:
    """3.5: without the server flag the result is the page's own, here an address of a blob with the other beside."""
    a, _ = two
    said = record(a, VIDEO | AUDIO | MIXAUDIO | ABREAST, "local")
    assert said[1].startswith("blob:")
    width, height, light, size = a.run(
        """async (url) => {
          const size = (await (await fetch(url)).blob()).size;
          const video = document.createElement('video');
          video.muted = true; video.src = url; document.body.append(video);
          await video.play();
          await new Promise((done) => setTimeout(done, 1200));
          const canvas = document.createElement('canvas');
          canvas.width = 64; canvas.height = 36;
          const context = canvas.getContext('2d');
          context.drawImage(video, 0, 0, 64, 36);
          const values = (x) => context.getImageData(x, 8, 24, 20).data;
          const mean = (x) => values(x).reduce((sum, value) => sum + value, 0) / (24 * 20 * 4);
          return [video.videoWidth, video.videoHeight, Math.min(mean(4), mean(36)), size];
        }""",
        said[1],
    )
    assert (width, height) == (1280, 720)
    assert light > 64 + 20  # opaque black has 64: both halves show somebody
    assert size > 10_000
