"""A file played into a room: pacing and packets as arithmetic, then a real node with a real player."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import redis

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import PlainPage
from tests.media.film_clock import COLOURS, NOTHING, colour_clock, second_of
from tests.media.scene import EnterPage, task_facts
from tests.media.test_masters import segments
from webapp.media.compose import Wish, compose
from webapp.media.core import formats, rtp
from webapp.media.core.depacketise import assembler_for, parse_rtp
from webapp.media.core.packetise import MAX_PAYLOAD, Packetiser
from webapp.media.core.plan import Kind, PlannedFile, PlannedPeer, PlannedRecording, Stream
from webapp.media.core.playhead import Playhead, begins_at_ms, fitted
from webapp.media.core.reorder import ReorderBuffer

PLAYER, OWNER = "player-7", 4242


# ---- pacing


def test_a_film_moves_with_the_clock_while_it_plays() -> None:
    """Paused it stands; a moment is due when the clock has reached it."""
    head = Playhead(1000, 50.0, is_playing=True)
    assert head.position_ms(52.5) == 3500
    assert head.due_s(4000) == 53.0
    head.pause(53.0)
    assert head.position_ms(99.0) == 4000
    head.play(100.0)
    assert head.due_s(4500) == 100.5
    head.seek(20_000, 101.0)
    assert head.position_ms(101.25) == 20_250


def test_a_player_that_replaces_another_begins_where_that_one_would_be() -> None:
    """The plan says where it was and when; paused, or never begun, it stands there still."""
    assert begins_at_ms(5000, 1_000_000, 1_007_500, is_playing=True) == 12_500
    assert begins_at_ms(5000, 1_000_000, 999_000, is_playing=True) == 5000  # clocks of two machines differ
    assert begins_at_ms(5000, 1_000_000, 1_007_500, is_playing=False) == 5000
    assert begins_at_ms(0, 0, 1_007_500, is_playing=True) == 0


@pytest.mark.parametrize(
    ("size", "fits"),
    [((1920, 1080), (1280, 720)), ((640, 361), (640, 360)), ((1080, 1920), (404, 720)), ((3000, 2), (1280, 2))],
)
def test_pictures_keep_their_shape_within_limits(size: tuple[int, int], fits: tuple[int, int]) -> None:
    """Larger ones are made smaller, odd sides even, small ones stay."""
    assert fitted(*size, 1280, 720) == fits


# ---- packets


def test_a_picture_is_cut_into_packets_and_put_together_again() -> None:
    """RFC 7741: the descriptor says where a picture begins, the marker where it ends, the id which one it is."""
    cut = Packetiser(0xABCD, formats.VP8.payload_type, sequence=65_534)
    key_head = b"\x10\0\0\x9d\x01\x2a\x40\0\x40\0"  # RFC 6386 9.1: a key frame of 64 by 64
    first, second = key_head + bytes(3000), b"\x11" + bytes(10)
    packets = [*cut.vp8(first, 9000), *cut.vp8(second, 12_600)]
    assert [rtp.read_header(p).sequence for p in packets] == [65_534, 65_535, 0, 1]
    assert [rtp.read_header(p).marker for p in packets] == [False, False, True, True]
    assert max(rtp.read_header(p).payload_end - rtp.read_header(p).payload_start for p in packets) <= MAX_PAYLOAD + 4
    assert all(formats.EXT_TRANSPORT_CC in rtp.read_extensions(p) for p in packets)
    assembler = assembler_for("vp8")
    frames = [frame for p in packets for frame in assembler.push(parse_rtp(p), after_loss=False)]
    assert [frame.data for frame in frames] == [first, second]


# ---- a real node, a real player


class Cinema:
    """A page that watches what the node plays in the name of somebody who sits there, too."""

    def __init__(self, web: WebSide, page: PlainPage, path: Path) -> None:
        self.web, self.page = web, page
        self.file = PlannedFile(7, str(path))

    def plan(self, **changes: Any) -> None:
        """Have the file played so from now on."""
        self.file = replace(self.file, **changes)
        self.web.play(PlannedPeer(PLAYER, OWNER, "", (("screen", 1), ("audio", 1)), self.file))

    def packets(self, kind: Kind) -> list[bytes]:
        """What arrived of it so far."""
        return list(self.page.received(OWNER, kind, 1))

    def frames(self, since: int = 0) -> list[av.VideoFrame]:
        """The pictures that arrived, decoded from the first key frame on."""
        decoder = av.VideoCodecContext.create("vp8", "r")
        assembler, order = assembler_for("vp8"), ReorderBuffer[bytes]()
        frames, has_key = [], False
        for number, packet in enumerate(self.packets("screen")):
            for turn in order.push(rtp.read_header(packet).sequence, packet, float(number)):
                for frame in assembler.push(parse_rtp(turn.packet), after_loss=turn.after_loss):
                    has_key = has_key or frame.is_keyframe
                    frames += decoder.decode(av.Packet(frame.data)) if has_key else []
        return frames[since:]

    def shown(self) -> int:
        """The second of the film that the page sees now."""
        frames = self.frames()
        return second_of(frames[-1]) if frames else -1

    async def shows(self, *seconds: int, timeout_s: float = 10) -> None:
        """Wait until the page sees one of these seconds of the film."""
        await until(lambda: self.shown() in seconds, what=f"second {seconds}", timeout_s=timeout_s)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute in six colours, second by second: a busy machine must not miss its end."""
    return colour_clock(tmp_path_factory.mktemp("film") / "clock.mp4", 30)


@pytest.fixture
async def cinema(own_slots: None, film: Path, web: WebSide, enter: EnterPage) -> Cinema:
    """The film plays and the page watches."""
    cinema = Cinema(web, enter(1), film)
    cinema.plan()
    web.show(cinema.page.session, Stream(PLAYER, "screen", 1), Stream(PLAYER, "audio", 1))
    return cinema


async def told(redis_url: str, room: int, name: str, timeout_s: float = 10) -> dict[str, Any]:
    """What the node reports."""
    broker = redis.Redis.from_url(redis_url)
    await until(lambda: task_facts(broker, name, room) is not None, what=name, timeout_s=timeout_s)
    return task_facts(broker, name, room) or {}


def players_of(node: NodeProcess) -> list[int]:
    """The node's player processes."""
    children = Path(f"/proc/{node.process.pid}/task/{node.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"webapp.media.player" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.servers
async def test_a_film_arrives_in_the_right_pictures_pauses_seeks_and_ends(cinema: Cinema, redis_url: str) -> None:
    """Waiting-room media: played into a call (picture and sound), paused, sought; it ends by itself and says so."""
    await cinema.shows(0, 1)
    begun = await told(redis_url, cinema.web.room, "media.playback_moved")
    assert (begun["position_ms"], begun["seeks"]) == (0, 0)
    assert abs(time.time() * 1000 - begun["at_ms"]) < 10_000
    await until(lambda: len(cinema.packets("audio")) > 25, what="half a second of sound")
    stamps = [rtp.read_header(packet).timestamp for packet in cinema.packets("audio")]
    assert {(b - a) & 0xFFFFFFFF for a, b in pairwise(stamps[5:20])} == {960}

    cinema.plan(is_playing=False, position_ms=500)
    await asyncio.sleep(0.4)
    heard, stood = len(cinema.packets("audio")), cinema.shown()
    await asyncio.sleep(1.2)
    assert (len(cinema.packets("audio")), cinema.shown()) == (heard, stood)

    cinema.plan(seeks=1, position_ms=28_100)
    await cinema.shows(4)  # still paused: the picture of the new place stands
    assert len(cinema.packets("audio")) == heard
    cinema.plan(is_playing=True)
    await cinema.shows(5)
    await until(lambda: len(cinema.packets("audio")) > heard + 20, what="sound again")
    ended = await told(redis_url, cinema.web.room, "media.playback_ended")
    assert (ended["playback_id"], ended["reason"]) == (7, "ended")


@pytest.mark.servers
async def test_films_of_the_room_show_what_was_played(cinema: Cinema, tmp_path: Path) -> None:
    """It is a stream of the room, so a recording takes it, and the film made of it shows the right seconds."""
    directory = tmp_path / "recording"
    await cinema.shows(0)
    cinema.web.record(PlannedRecording(3, str(directory), (Stream(PLAYER, "screen", 1), Stream(PLAYER, "audio", 1))))
    await until(lambda: len(segments(directory)) == 2, what="picture and sound on the disk")
    await cinema.shows(4, 5)
    cinema.web.record()
    await until(lambda: all(segment.closed_at_ms for segment in segments(directory)), what="closed files")
    begun_ms = max(segment.started_at_ms for segment in segments(directory))
    made = compose(directory, tmp_path / "film.mp4", Wish(begun_ms, begun_ms + 2000, (OWNER,), width=320, height=180))
    assert abs(made.duration_s - 2) < 0.2
    with av.open(str(tmp_path / "film.mp4")) as file:
        pictures = [second_of(frame) for frame in file.decode(video=0)]
        file.seek(0)
        loudest = max(int(np.abs(frame.to_ndarray()).max() * 32767) for frame in file.decode(audio=0))
    shown = [second for second in pictures if second != NOTHING]  # black until the first picture came, never after
    assert len(shown) > len(pictures) / 2
    assert pictures[-len(shown) :] == shown == sorted(shown)
    assert shown[-1] > shown[0]
    assert loudest > 2000


@pytest.mark.servers
async def test_a_killed_player_is_missed_at_once(cinema: Cinema, redis_url: str, node: NodeProcess) -> None:
    """The room hears that nothing is played any more, and why."""
    await cinema.shows(0, 1, 2)
    (pid,) = players_of(node)
    os.kill(pid, signal.SIGKILL)
    assert (await told(redis_url, cinema.web.room, "media.playback_ended"))["reason"] == "lost"
    assert players_of(node) == []


@pytest.mark.servers
async def test_a_player_ends_with_its_peer(cinema: Cinema, redis_url: str, node: NodeProcess) -> None:
    """What the plan no longer has is not played, and nothing is reported: the web side knows."""
    await cinema.shows(0, 1, 2)
    cinema.web.leave(PLAYER)
    await until(lambda: players_of(node) == [], what="the player's end")
    await asyncio.sleep(0.3)
    assert task_facts(redis.Redis.from_url(redis_url), "media.playback_ended", cinema.web.room) is None


@pytest.mark.servers
async def test_another_node_goes_on_where_the_film_would_be(
    cinema: Cinema, node: NodeProcess, start_node: Any, redis_url: str
) -> None:
    """A node that dies takes its players along; the plan tells the next one where the film is by now."""
    await cinema.shows(0)
    begun = await told(redis_url, cinema.web.room, "media.playback_moved")
    cinema.plan(position_ms=begun["position_ms"], since_ms=begun["at_ms"])
    start_node()
    node.kill()
    since = len(cinema.packets("screen"))
    await until(lambda: len(cinema.packets("screen")) > since, what="pictures of the other node", timeout_s=15)
    film_began_s = begun["at_ms"] / 1000

    def is_in_time() -> bool:
        second = cinema.shown()
        return second >= 0 and (time.time() - film_began_s - second) % len(COLOURS) < 2

    await until(is_in_time, what="the second where it is by now")


@pytest.mark.servers
async def test_a_machine_plays_as_much_as_it_may(
    own_slots: None, film: Path, web: WebSide, start_node: Any, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit a film is refused with a reason, rather than that calls suffer."""
    monkeypatch.setenv("MEDIA_SIDE_PROCESSES", "0")
    start_node()
    page = PlainPage(web, 1)
    Cinema(web, page, film).plan()
    assert (await told(redis_url, web.room, "media.playback_ended"))["reason"] == "busy"
    await page.close()


@pytest.mark.servers
async def test_what_is_no_film_is_reported(
    own_slots: None, tmp_path: Path, web: WebSide, enter: EnterPage, redis_url: str
) -> None:
    """A file that broke since it was checked ends the playing, not the room."""
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film" * 100)
    Cinema(web, enter(1), broken).plan()
    assert (await told(redis_url, web.room, "media.playback_ended"))["reason"] == "failed"
