"""What a page may choose of its film: layout, fit, sides, container, rates, size."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.media.studio import BLUE, GREEN, RED, Sender, Studio, film, tone
from tests.media.test_compose import ANNA, BASE_MS, BERT, CARA, Film, camera, is_like, microphone, record
from webapp.media.compose import Cue, Style, Wish, compose
from webapp.media.core.layout import Box, fit, inset, within
from webapp.media.core.style import WHOEVER, Pane

SIZE = (320, 240)
BLACK = (16, 128, 128)
MIDDLE, CORNER, ABOVE = (60, 60), (236, 174), (236, 110)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Two seconds: Anna red and 440 Hz, Bert blue and 880 Hz until 1.2 s, Cara green and silent."""
    made = Studio(tmp_path_factory.mktemp("styles") / "rec")
    acts = (
        (microphone("anna"), "opus", Sender(1).send("opus", tone(440, 2))),
        (camera("anna"), "vp8", Sender(2).send("vp8", film("vp8", RED, 2))),
        (microphone("bert"), "opus", Sender(3).send("opus", tone(880, 2))),
        (camera("bert"), "h264", Sender(4).send("h264", film("h264", BLUE, 1.2))),
        (camera("bert"), "h264", Sender(6).send("h264", film("h264", BLUE, 0.1), 1.9)),
        (camera("cara"), "vp8", Sender(5).send("vp8", film("vp8", GREEN, 2))),
    )
    asyncio.run(record(made, *acts))
    return made


def make(
    studio: Studio,
    style: Style,
    *accounts: int,
    name: str = "out.mp4",
    size: tuple[int, int] = SIZE,
    cues: tuple[Cue, ...] = (),
) -> Film:
    """A film in this style of these people, the first being the one it is about."""
    out = studio.directory.parent / name
    people = accounts or (ANNA, BERT, CARA)
    wish = Wish(BASE_MS, BASE_MS + 2000, people, style=style, width=size[0], height=size[1], cues=cues)
    made = compose(studio.directory, out, wish)
    return Film(out, made)


def loudness(path: Path, hertz: int) -> tuple[float, float]:
    """How strong a tone is on the left and on the right."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    sound = np.concatenate([np.atleast_2d(frame.to_ndarray()) for frame in frames], axis=1).astype(float)
    if sound.shape[0] == 1:  # interleaved
        sound = sound.reshape(-1, 2).T
    part = sound[:, 24000:48000]
    part = part / max(abs(part).max(), 1e-9)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(part.shape[1]))) / part.shape[1]
    at = np.abs(np.fft.rfftfreq(part.shape[1], 1 / frames[0].sample_rate) - hertz) < 5
    return float(spectrum[0][at].max()), float(spectrum[1][at].max())


def test_overlaid_pictures_lie_small_upon_the_first(studio: Studio) -> None:
    """AnyChat 5.5.10, mixed video: the others over the recorded person, and nothing where they send nothing."""
    made = make(studio, Style(layout="overlaid"))
    assert is_like(made.colour(1, MIDDLE), RED)
    assert is_like(made.colour(1, CORNER), BLUE)
    assert is_like(made.colour(1, ABOVE), GREEN)
    assert is_like(made.colour(1.7, CORNER), RED)  # Bert's camera is closed: Anna shows through


def test_panes_are_painted_exactly_where_they_were_put(studio: Studio) -> None:
    """Issue 5, layoutConfig: the later above, shapes kept or stretched one by one, other places from a moment on.

    Bert's camera is closed from 1.2 s on: Anna shows through where he lay upon her, and beside her it is black.
    """
    anna = Pane(ANNA, "video", 0, 40, 0, 120, 240, "stretch")
    bert = Pane(BERT, "video", 0, 121, 60, 120, 120)
    swapped = (replace(bert, x=160), replace(anna, fit="contain"), Pane(CARA, "video", 0, 0, 0, 20, 20, "stretch"))
    cue = Cue(BASE_MS + 1600, "panes", panes=swapped)
    made = make(studio, Style(layout="panes", panes=(anna, bert)), cues=(cue,))
    seen = {(50, 20): RED, (50, 200): RED, (130, 62): RED, (130, 120): BLUE, (230, 120): BLUE, (20, 120): BLACK}
    for at, colour in seen.items():
        assert is_like(made.colour(1, at, side=6), colour), at
    assert is_like(made.colour(1.45, (130, 120), side=6), RED)
    assert is_like(made.colour(1.45, (230, 120), side=6), BLACK)
    for at, colour in {(100, 20): BLACK, (100, 120): RED, (2, 2): GREEN, (30, 2): BLACK}.items():
        assert is_like(made.colour(1.8, at, side=6), colour), at


def test_images_lie_where_they_were_put_in_their_order(studio: Studio) -> None:
    """Issue 5, layoutConfig: type 1. What is transparent shows what lies below, the shape is kept or not.

    Anna's camera stands twice. An image that is not there leaves everything else as it is.
    """
    folder = studio.directory / "images"
    folder.mkdir()
    Image.new("RGB", (20, 20), "#ffffff").save(folder / "white.png")
    half = Image.new("RGBA", (40, 20))  # its right half is transparent
    half.paste((0, 255, 0, 255), (0, 0, 20, 20))
    half.save(folder / "half.webp", lossless=True)
    below = Pane(WHOEVER, "image", 0, 0, 0, 320, 240, "stretch", image="images/white.png")
    anna = Pane(ANNA, "video", 0, 0, 0, 120, 240, "stretch")
    logo = Pane(WHOEVER, "image", 0, 20, 20, 80, 80, image="images/half.webp")  # 80 x 40 in the middle of it
    gone = Pane(WHOEVER, "image", 0, 0, 0, 320, 240, image="images/gone.png")
    made = make(studio, Style(layout="panes", panes=(below, anna, logo, gone, replace(anna, x=200))))
    white = (235, 128, 128)
    seen = {(30, 50): GREEN, (80, 50): RED, (30, 28): RED, (30, 90): RED, (160, 120): white, (260, 120): RED}
    for at, colour in seen.items():
        assert is_like(made.colour(1, at, side=6), colour), at


def test_abreast_pictures_share_the_frame(studio: Studio) -> None:
    """AnyChat 5.5.10, abreast: side by side."""
    made = make(studio, Style(layout="side_by_side"), ANNA, BERT)
    assert is_like(made.colour(1, (60, 90)), RED)
    assert is_like(made.colour(1, (220, 90)), BLUE)


def test_a_single_layout_shows_the_first_alone_in_the_size_it_came(studio: Studio) -> None:
    """AnyChat 5.5.10, stream: one stream as it is, without the others."""
    made = make(studio, Style(layout="single", keeps_size=True), BERT, ANNA)
    assert (made.made.width, made.made.height) == (160, 120)
    assert is_like(made.colour(0.5, (60, 40)), BLUE)


def test_stereo_has_one_person_on_each_side(studio: Studio) -> None:
    """AnyChat 5.5.10, stereo: the recorded person on the left, the others on the right; else both in the middle."""
    made = make(studio, Style(is_stereo=True), ANNA, BERT)
    left, right = loudness(made.path, 440)
    assert left > 20 * right
    left, right = loudness(made.path, 880)
    assert right > 20 * left
    made = make(studio, Style(is_stereo=True, left=BERT), ANNA, BERT)
    left, right = loudness(made.path, 880)
    assert left > 20 * right
    plain = make(studio, Style(), ANNA, BERT)
    for hertz in (440, 880):
        left, right = loudness(plain.path, hertz)
        assert left == pytest.approx(right, rel=0.2)


@pytest.mark.parametrize(
    ("container", "codecs"),
    [("mp4", ["aac", "h264"]), ("flv", ["aac", "h264"]), ("wmv", ["wmav2", "wmv2"]), ("mp3", ["mp3float"])],
)
def test_every_file_type_can_be_read_again(studio: Studio, container: str, codecs: list[str]) -> None:
    """AnyChat 3.1, file type: MP4, WMV, FLV with picture and sound, MP3 with sound only, all as long as it was."""
    made = make(studio, Style(container=container), ANNA, BERT, name=f"out.{container}")
    with av.open(str(made.path)) as film:
        assert sorted(stream.codec_context.name for stream in film.streams) == codecs
        seconds = max(float(frame.time or 0) for frame in film.decode(audio=0))
    assert seconds == pytest.approx(2, abs=0.25)
    assert min(loudness(made.path, 440)) > 0.05
    if container == "mp3":
        assert (made.made.width, made.made.height) == (0, 0)
    else:
        assert is_like(made.colour(0.8, (60, 90)), RED)


def test_rates_are_what_was_asked_for(studio: Studio) -> None:
    """AnyChat 3.1, bit rates of picture and sound; frames per second."""
    low = make(studio, Style(video_bits_per_s=60_000, audio_bits_per_s=32_000, frames_per_s=10), name="low.mp4")
    high = make(studio, Style(video_bits_per_s=2_000_000, audio_bits_per_s=160_000), name="high.mp4")
    assert high.made.size_bytes > 1.5 * low.made.size_bytes
    with av.open(str(low.path)) as film:
        assert float(film.streams.video[0].average_rate or 0) == 10.0
        assert film.streams.audio[0].codec_context.bit_rate == pytest.approx(32_000, rel=0.3)
        assert sum(1 for _ in film.decode(video=0)) == 20


def test_a_cropped_or_stretched_picture_leaves_no_black(studio: Studio) -> None:
    """AnyChat 3.1, clip mode: inside its place with black beside it, cropped to it, or stretched."""
    wide, edge = (320, 120), (2, 60)
    assert is_like(make(studio, Style(), ANNA, size=wide).colour(1, edge, side=20), BLACK)
    for how in ("cover", "stretch"):
        assert is_like(make(studio, Style(fit=how), ANNA, size=wide).colour(1, edge, side=20), RED)


def test_places_of_small_and_cropped_pictures() -> None:
    """Interfaces, recording: whole even pixels, small pictures from the lower right corner up."""
    big, first, second = inset(3, 1280, 720)
    assert big == Box(0, 0, 1280, 720)
    assert (first, second) == (Box(944, 524, 320, 180), Box(944, 328, 320, 180))
    assert inset(0, 1280, 720) == ()
    assert all(within(box, big) == box for box in inset(30, 1280, 720))
    covering = fit(640, 480, Box(0, 0, 640, 240), "cover")
    assert (covering, within(covering, Box(0, 0, 640, 240))) == (Box(0, -120, 640, 480), Box(0, 0, 640, 240))
    assert fit(640, 480, Box(2, 4, 10, 20), "stretch") == Box(2, 4, 10, 20)
