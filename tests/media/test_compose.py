"""What the composer makes of a recording: who is where, when, and how it sounds."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.media.studio import BASE_S, BLUE, GREEN, RED, Sender, Studio, bad_wire, film, settle, tone
from webapp.media.compose import Composed, NothingRecorded, Wish, compose
from webapp.media.core.plan import Stream

ANNA, BERT, CARA = 12, 13, 14
ACCOUNTS = {"anna": ANNA, "bert": BERT, "cara": CARA}
BASE_MS = round(BASE_S * 1000)
BLACK = (16, 128, 128)
SIZE = (320, 120)
LEFT, RIGHT = (40, 40), (200, 40)


@dataclass
class Film:
    """A composed file, looked at by the second."""

    path: Path
    made: Composed

    def colour(self, at_s: float, where: tuple[int, int], side: int = 40) -> tuple[int, ...]:
        """The mean Y, U, V of a square at a place."""
        with av.open(str(self.path)) as container:
            frame = next(f for f in container.decode(video=0) if (f.time or 0) >= at_s - 0.001)
        x, y = where
        pixels = frame.to_ndarray(format="yuv420p")
        luma = pixels[y : y + side, x : x + side]
        half_y, half_x = (slice(at // 2, (at + side) // 2) for at in (y, x))
        chroma = pixels[frame.height :].reshape(2, frame.height // 2, -1)[:, half_y, half_x]
        return round(float(luma.mean())), *(round(float(plane.mean())) for plane in chroma)

    def first_seen(self, colour: tuple[int, int, int], where: tuple[int, int]) -> float:
        """The second at which a colour first shows at a place."""
        return next(at / 25 for at in range(25 * 10) if is_like(self.colour(at / 25, where), colour))

    def tones(self, from_s: float, seconds: float = 0.4) -> set[int]:
        """The test tones (Hz) that stand out of the sound of a stretch."""
        with av.open(str(self.path)) as container:
            sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        part = sound[int(from_s * 48000) : int((from_s + seconds) * 48000)]
        strength = np.abs(np.fft.rfft(part * np.hanning(len(part)))) / len(part)
        hertz = np.fft.rfftfreq(len(part), 1 / 48000)
        return {tone for tone in (440, 880, 1320) if strength[np.abs(hertz - tone) < 5].max() > 0.01}


def is_like(seen: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether two colours differ by no more than encoding does."""
    return all(abs(a - b) < 14 for a, b in zip(seen, wanted, strict=True))


def camera(peer: str, index: int = 0) -> Stream:
    """A person's camera."""
    return Stream(peer, "video", index)


def microphone(peer: str) -> Stream:
    """A person's microphone."""
    return Stream(peer, "audio", 0)


def run(studio: Studio, seconds: float, **options: object) -> Film:
    """Compose the studio's recording from BASE on."""
    out = studio.directory.parent / "out.mp4"
    arguments: dict[str, Any] = {"accounts": (ANNA, BERT), "width": SIZE[0], "height": SIZE[1], **options}
    stopped_at_ms = BASE_MS + round(seconds * 1000)
    progress = arguments.pop("progress", lambda fraction: None)
    made = compose(studio.directory, out, Wish(BASE_MS, stopped_at_ms, **arguments), progress)
    return Film(out, made)


async def record(studio: Studio, *acts: tuple[Stream, str, list[tuple[float, bytes]]]) -> None:
    """Record acts and close properly."""
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, acts)
    await recorder.close()


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Anna (VP8) talks 6 s, her camera is closed from 2 s to 3.6 s; Bert (H.264) joins at 2 s, is silent from 4 s."""
    studio = Studio(tmp_path_factory.mktemp("call") / "rec")
    anna, anna_again, bert = film("vp8", RED, 2), film("vp8", RED, 2.4), film("h264", BLUE, 4)
    acts = (
        (microphone("anna"), "opus", bad_wire(Sender(1).send("opus", tone(440, 6)), loss=0.01)),
        (camera("anna"), "vp8", bad_wire(Sender(2).send("vp8", anna))),
        (camera("anna"), "vp8", bad_wire(Sender(3).send("vp8", anna_again, 3.6))),
        (microphone("bert"), "opus", bad_wire(Sender(4).send("opus", tone(880, 2), 2.0))),
        (camera("bert"), "h264", bad_wire(Sender(5).send("h264", bert, 2.0), loss=0.005)),
    )
    asyncio.run(record(studio, *acts))
    return run(studio, 6)


def test_a_call_becomes_one_mp4_with_picture_sound_and_the_right_length(call: Film) -> None:
    """Issue 2, recording: one MP4, H.264 and AAC, as long as the recording was, with its index in front."""
    with av.open(str(call.path)) as container:
        kinds = [stream.codec_context.name for stream in container.streams]
        video = container.streams.video[0]
        assert sorted(kinds) == ["aac", "h264"]
        assert (video.width, video.height, float(video.average_rate or 0)) == (*SIZE, 25.0)
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(6, abs=0.1)
        assert sum(1 for _ in container.decode(video=0)) == 150
    assert call.made == Composed(6.0, call.path.stat().st_size, *SIZE)
    content = call.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_each_person_stands_on_their_side_in_the_order_of_the_accounts(call: Film) -> None:
    """Issue 2, recording: both participants side by side."""
    assert is_like(call.colour(5, LEFT), RED)
    assert is_like(call.colour(5, RIGHT), BLUE)


def test_who_joins_two_seconds_later_appears_two_seconds_later(call: Film) -> None:
    """Interfaces, recording: black where nobody sends; every file has its place on the wall clock."""
    assert is_like(call.colour(1, LEFT), RED)
    assert is_like(call.colour(1, RIGHT), BLACK)
    assert call.first_seen(BLUE, RIGHT) == pytest.approx(2.0, abs=0.15)


async def test_a_film_begins_with_the_picture_of_a_camera_whose_key_frame_came_a_moment_later(tmp_path: Path) -> None:
    """Issue 4, composition: nobody's place is black only because the recorder had to wait for a key frame."""
    studio = Studio(tmp_path / "rec")
    anna = (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 3)))
    bert = (camera("bert"), "vp8", Sender(2).send("vp8", film("vp8", BLUE, 2.4), 0.6))
    await record(studio, anna, bert)
    made = run(studio, 3)
    assert is_like(made.colour(0, LEFT), RED)
    assert is_like(made.colour(0, RIGHT), BLUE)


def test_a_closed_camera_is_black_until_it_is_opened_again(call: Film) -> None:
    """Interfaces, recording: a stream that is published again is a second segment."""
    assert is_like(call.colour(1.8, LEFT), RED)
    assert is_like(call.colour(2.3, LEFT), BLACK)
    assert is_like(call.colour(3.4, LEFT), BLACK)
    assert is_like(call.colour(3.8, LEFT), RED)


def test_the_sound_is_who_spoke_when_they_spoke(call: Film) -> None:
    """Issue 2, recording: mixed sound; silence where nobody sends."""
    assert [call.tones(at) for at in (1.0, 3.0, 5.0)] == [{440}, {440, 880}, {440}]
    assert call.tones(1.55) == {440}
    assert call.tones(2.03) == {440, 880}


async def test_sound_and_picture_of_one_person_stay_together(tmp_path: Path) -> None:
    """Interfaces, recording: the wall clock of the first packet places a file; sound after a pause too."""
    studio = Studio(tmp_path / "rec")
    sender = Sender(1)
    before = sender.send("opus", tone(440, 0.5))
    sender.timestamp += 960 * 50  # a second of silence that was not sent (RFC 7587 3.1.3)
    after = sender.send("opus", tone(880, 0.5), 1.5)
    await record(studio, (microphone("anna"), "opus", before + after))
    made = run(studio, 2.0, video=False)
    assert [made.tones(at, 0.3) for at in (0.1, 0.8, 1.6)] == [{440}, set(), {880}]
    assert made.tones(1.51, 0.15) == {880}
    assert made.tones(1.3, 0.19) == set()


async def test_one_person_alone_fills_the_frame(tmp_path: Path) -> None:
    """Interfaces, recording: one alone, full frame; the picture keeps its shape and stands in the middle."""
    studio = Studio(tmp_path / "rec")
    await record(studio, (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 1, size=(160, 80)))))
    made = run(studio, 1, accounts=(ANNA,), width=160, height=120)
    for where, wanted in (((4, 30), RED), ((140, 30), RED), ((60, 24), RED), ((60, 2), BLACK), ((60, 102), BLACK)):
        assert is_like(made.colour(0.5, where, side=16), wanted)


async def test_three_people_and_a_screen_make_a_grid(tmp_path: Path) -> None:
    """Interfaces, recording: a grid for more than two; a shared screen has a tile, after its owner's camera."""
    studio = Studio(tmp_path / "rec")
    red, blue, green = (film("vp8", colour, 1) for colour in (RED, BLUE, GREEN))
    screen = Stream("anna", "screen", 0)
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", red)),
        (screen, "vp8", Sender(2).send("vp8", green)),
        (camera("bert"), "vp8", Sender(3).send("vp8", blue)),
        (microphone("cara"), "opus", Sender(4).send("opus", tone(1320, 1))),
    )
    made = run(studio, 1, accounts=(ANNA, BERT, CARA), width=320, height=240)
    tiles = [made.colour(0.6, where) for where in ((40, 40), (200, 40), (40, 150), (200, 150))]
    assert [is_like(tile, wanted) for tile, wanted in zip(tiles, (RED, GREEN, BLUE, BLACK), strict=True)] == [True] * 4
    assert made.tones(0.3) == {1320}


async def test_a_picture_that_stalls_is_held_for_two_seconds_at_most(tmp_path: Path) -> None:
    """Interfaces, recording: the last picture is held for at most 2 s, then black."""
    studio = Studio(tmp_path / "rec")
    sender = Sender(1)
    first = sender.send("vp8", film("vp8", RED, 0.4))
    sender.timestamp += 4 * 90000
    await record(studio, (camera("anna"), "vp8", first + sender.send("vp8", film("vp8", RED, 0.4), 4.4)))
    made = run(studio, 5)
    seen = [is_like(made.colour(at, LEFT), RED) for at in (0.3, 2.2, 2.5, 4.2, 4.6)]
    assert seen == [True, True, False, False, True]


async def test_a_change_of_size_in_the_middle_keeps_the_picture_in_its_half(tmp_path: Path) -> None:
    """media.md 4: VP8 changes its size inside one file, H.264 begins a new one; the viewer sees neither."""
    studio = Studio(tmp_path / "rec")
    acts = []
    for number, (peer, codec) in enumerate((("anna", "vp8"), ("bert", "h264"))):
        sender = Sender(number)
        small = sender.send(codec, film(codec, RED, 1))
        acts.append((camera(peer), codec, small + sender.send(codec, film(codec, GREEN, 1, size=(240, 240)), 1.0)))
    await record(studio, *acts)
    made = run(studio, 2)
    for half in (0, 160):
        assert is_like(made.colour(0.8, (half + 2, 40), side=16), RED)
        assert is_like(made.colour(1.12, (half + 60, 40)), GREEN)
        assert is_like(made.colour(1.8, (half + 2, 40), side=16), BLACK)  # a square in a half that is wider


async def test_an_unclosed_recording_of_a_killed_node_and_the_rest_by_its_successor(tmp_path: Path) -> None:
    """Interfaces, recording: all segments of all nodes; the files of a killed node have no end."""
    studio = Studio(tmp_path / "rec")
    killed = studio.recorder(ACCOUNTS)
    tap = killed.attach(camera("anna"), "vp8")
    for at, packet in Sender(1).send("vp8", film("vp8", RED, 2)):
        studio.now_s = at
        tap.on_rtp(packet, at)
    await settle(killed)
    successor = Studio(studio.directory, node="node2")
    await record(successor, (camera("anna"), "vp8", Sender(2).send("vp8", film("vp8", RED, 1), 4.5)))
    taken_away = tmp_path / "as_it_was"
    shutil.copytree(studio.directory, taken_away)
    await killed.close()
    manifest = (taken_away / "manifest.jsonl").read_bytes()
    assert manifest.count(b"closed_at_ms") == 1
    (taken_away / "manifest.jsonl").write_bytes(manifest + b'{"file": "node1-1-12-au')
    made = run(Studio(taken_away), 5.5)
    seen = [is_like(made.colour(at, LEFT), RED) for at in (0.5, 1.4, 4.2, 5.0)]
    assert seen == [True, True, False, True]


async def test_broken_and_empty_files_are_left_out_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Interfaces, recording: what cannot be read is skipped; what can, is composed."""
    studio = Studio(tmp_path / "rec")
    frames = film("vp8", RED, 1)
    people = [("anna", 0), ("anna", 1), ("anna", 2), ("bert", 0)]
    await record(studio, *((camera(*who), "vp8", Sender(n).send("vp8", frames)) for n, who in enumerate(people)))
    files = sorted(studio.directory.glob("*.tape"))
    files[0].write_bytes(b"")
    files[1].write_bytes(os.urandom(5000))
    files[2].unlink()
    with caplog.at_level(logging.WARNING):
        made = run(studio, 1)
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert [any(path.name in line for line in warned) for path in files] == [True, True, True, False]
    assert is_like(made.colour(0.5, LEFT), BLACK)
    assert is_like(made.colour(0.5, RIGHT), RED)


async def test_a_file_damaged_in_the_middle_gives_what_is_left_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Interfaces, recording: a damaged stretch costs itself only, and the checksum tells that it was damaged."""
    studio = Studio(tmp_path / "rec")
    await record(studio, (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 3))))
    path = next(studio.directory.glob("*.tape"))
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : third + 400] = os.urandom(400)
    path.write_bytes(content)
    made = run(studio, 3)
    assert is_like(made.colour(0.4, LEFT), RED)
    assert is_like(made.colour(2.9, LEFT), RED)
    assert f"{path.name} is not what was written" in caplog.text


async def test_frames_that_cannot_be_decoded_cost_only_themselves(tmp_path: Path) -> None:
    """Interfaces, recording: a hostile or faulty page cannot end the film for the others, nor for itself."""
    studio = Studio(tmp_path / "rec")
    pictures, sound = film("vp8", RED, 4), tone(440, 4)
    pictures[10], sound[30] = b"\x01", b"\xff\x00"
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", pictures)),
        (microphone("anna"), "opus", Sender(2).send("opus", sound)),
    )
    made = run(studio, 4)
    assert is_like(made.colour(3.5, LEFT), RED)  # longer after it than a picture is held
    assert made.tones(3.5) == {440}


def test_a_recording_without_any_readable_file_is_refused(tmp_path: Path) -> None:
    """Interfaces, recording: NothingRecorded; nothing is left behind."""
    out = tmp_path / "out.mp4"
    with pytest.raises(NothingRecorded):
        compose(tmp_path, out, Wish(BASE_MS, BASE_MS + 1000, (ANNA,)))
    assert not list(tmp_path.iterdir())


async def test_a_composition_that_fails_leaves_no_file_behind(tmp_path: Path) -> None:
    """A worker may be stopped in the middle; whoever finds the file finds a whole one."""
    studio = Studio(tmp_path / "rec")
    await record(studio, (microphone("anna"), "opus", Sender(1).send("opus", tone(440, 1))))

    def stop(fraction: float) -> None:
        if fraction > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(studio, 3, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["rec"]


async def test_sound_alone_makes_an_audio_file_when_no_picture_is_wanted_and_a_black_film_otherwise(
    tmp_path: Path,
) -> None:
    """Interfaces, recording: video=False gives sound only; progress is told from 0 to 1."""
    studio = Studio(tmp_path / "rec")
    await record(studio, (microphone("anna"), "opus", Sender(1).send("opus", tone(440, 2))))
    told: list[float] = []
    made = run(studio, 2, video=False, progress=told.append)
    assert (made.made.width, made.made.height) == (0, 0)
    with av.open(str(made.path)) as container:
        assert [stream.type for stream in container.streams] == ["audio"]
        assert (container.duration or 0) / 1e6 == pytest.approx(2, abs=0.1)
    assert (sorted(set(told)), told) == ([0.0, 0.5, 1.0], sorted(told))
    assert is_like(run(studio, 2).colour(1, LEFT), BLACK)


async def test_only_the_accounts_asked_for_are_in_the_film(tmp_path: Path) -> None:
    """Interfaces, recording: `accounts` chooses who is seen and heard, and their order."""
    studio = Studio(tmp_path / "rec")
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 1))),
        (camera("bert"), "vp8", Sender(2).send("vp8", film("vp8", BLUE, 1))),
        (microphone("anna"), "opus", Sender(3).send("opus", tone(440, 1))),
        (microphone("cara"), "opus", Sender(4).send("opus", tone(1320, 1))),
    )
    made = run(studio, 1, accounts=(BERT, ANNA))
    assert is_like(made.colour(0.5, LEFT), BLUE)
    assert is_like(made.colour(0.5, RIGHT), RED)
    assert made.tones(0.3) == {440}


async def test_who_is_not_shown_is_heard_all_the_same(tmp_path: Path) -> None:
    """AnyChat manual, record flags: the others' sound and the others' pictures are mixed in independently."""
    studio = Studio(tmp_path / "rec")
    await record(
        studio,
        (camera("anna"), "vp8", Sender(1).send("vp8", film("vp8", RED, 1))),
        (camera("bert"), "vp8", Sender(2).send("vp8", film("vp8", BLUE, 1))),
        (microphone("anna"), "opus", Sender(3).send("opus", tone(440, 1))),
        (microphone("bert"), "opus", Sender(4).send("opus", tone(880, 1))),
    )
    made = run(studio, 1, shown=(ANNA,), width=160)
    assert is_like(made.colour(0.5, (10, 40)), RED)
    assert is_like(made.colour(0.5, (110, 40)), RED)
    assert made.tones(0.3) == {440, 880}
