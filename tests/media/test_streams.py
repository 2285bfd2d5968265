"""Films of single streams: what a player finds in the file of one camera or microphone."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.media.studio import BLUE, GREEN, RED, Sender, Studio, film, tone
from tests.media.test_compose import ANNA, BASE_MS, BERT, Film, camera, is_like, microphone, record
from webapp.media.compose import Composed, NothingRecorded, Wish
from webapp.media.compose.developing import Track, develop
from webapp.media.compose.streams import compose_stream
from webapp.media.core.scene import Source
from webapp.media.core.style import Style

SIZE = (160, 120)
CENTRE = (60, 40)
WISH = Wish(BASE_MS, BASE_MS + 5000, style=Style(layout="single", keeps_size=True))


@pytest.fixture
async def call(tmp_path: Path) -> tuple[Path, list[Track]]:
    """Anna shows two cameras, the second from 1 s on with a gap from 2 s to 3 s; Bert comes at 2 s, in H.264."""
    studio = Studio(tmp_path / "rec")
    await record(
        studio,
        (microphone("anna"), "opus", Sender(1).send("opus", tone(440, 4))),
        (camera("anna"), "vp8", Sender(2).send("vp8", film("vp8", RED, 4))),
        (camera("anna", 1), "vp8", Sender(3).send("vp8", film("vp8", GREEN, 1), 1.0)),
        (camera("anna", 1), "vp8", Sender(3).send("vp8", film("vp8", BLUE, 1), 3.0)),
        (microphone("bert"), "opus", Sender(4).send("opus", tone(880, 2), 2.0)),
        (camera("bert"), "h264", Sender(5).send("h264", film("h264", BLUE, 2), 2.0)),
    )
    return studio.directory, develop(studio.directory)


def made(call: tuple[Path, list[Track]], source: Source, kind: str, *heard: int) -> Film:
    """The file of one stream, with these people's voices."""
    directory, tracks = call
    out = directory / f"out.{kind}"
    wish = Wish(WISH.started_at_ms, WISH.stopped_at_ms, heard or (source[0],), style=WISH.style)
    seconds = compose_stream(directory, tracks, out, source, kind, wish)
    return Film(out, Composed(seconds, out.stat().st_size, 0, 0))


def streams_in(path: Path) -> list[str]:
    """The codecs of a file."""
    with av.open(str(path)) as container:
        return sorted(stream.codec_context.codec.canonical_name for stream in container.streams)


async def test_a_camera_alone_from_its_first_picture_to_its_last(call: tuple[Path, list[Track]]) -> None:
    """Issue 5, per-stream mode: one camera, in its own size, with its owner's voice and nobody else's."""
    film = made(call, (BERT, "video", 0), "mp4")
    assert streams_in(film.path) == ["aac", "h264"]
    assert film.made.duration_s == pytest.approx(2, abs=0.15)
    with av.open(str(film.path)) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == SIZE
    assert is_like(film.colour(1, CENTRE), BLUE)
    assert film.tones(1) == {880}


async def test_a_second_camera_that_was_closed_for_a_while_goes_on_in_its_file(call: tuple[Path, list[Track]]) -> None:
    """Nothing of the first camera; black while it was closed; everybody's voices where they are asked for."""
    film = made(call, (ANNA, "video", 1), "mp4", ANNA, BERT)
    assert film.made.duration_s == pytest.approx(3, abs=0.15)
    assert is_like(film.colour(0.5, CENTRE), GREEN)
    assert is_like(film.colour(1.6, CENTRE), (16, 128, 128))
    assert is_like(film.colour(2.5, CENTRE), BLUE)
    assert (film.tones(0.2), film.tones(2)) == ({440}, {440, 880})


@pytest.mark.parametrize(
    ("kind", "codecs"),
    [("mp3", ["mp3"]), ("wav", ["pcm_s16le"]), ("mp4", ["aac"])],
)
async def test_a_microphone_alone_is_sound_without_a_picture(
    call: tuple[Path, list[Track]], kind: str, codecs: list[str]
) -> None:
    """The sound of one person, as long as they spoke."""
    film = made(call, (BERT, "audio", 0), kind)
    assert streams_in(film.path) == codecs
    assert film.made.duration_s == pytest.approx(2, abs=0.15)
    with av.open(str(film.path)) as container:
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("kind", ["flv", "ts"])
async def test_a_camera_in_other_kinds_of_file(call: tuple[Path, list[Track]], kind: str) -> None:
    """VP8 is encoded as H.264 where the kind of file cannot hold it."""
    film = made(call, (ANNA, "video", 0), kind)
    assert streams_in(film.path) == ["aac", "h264"]
    with av.open(str(film.path)) as container:
        assert len(list(container.decode(video=0))) == pytest.approx(100, abs=3)
    assert not list(film.path.parent.glob("*.whole"))


async def test_a_stream_that_sent_nothing_has_no_file(call: tuple[Path, list[Track]]) -> None:
    """The others are made all the same: who asks decides."""
    with pytest.raises(NothingRecorded):
        made(call, (BERT, "video", 1), "mp4")
