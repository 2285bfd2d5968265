"""Still pictures of live streams: full size, within 300 ms, with the hash of the file and the server's time."""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import av
import pytest
import redis

from bench.media.house import WebSide, until
from bench.media.page import PlainPage, SentStream
from tests.media.captures import packets
from tests.media.scene import EnterPage, task_facts
from tests.media.studio import BLUE, GREEN, PAYLOAD_TYPES, PAYLOADS, RED, Sender, film
from webapp.media.core import rtcp
from webapp.media.core.depacketise import assembler_for, parse_rtp
from webapp.media.core.formats import FORMATS, OPUS
from webapp.media.node.darkroom import make_still
from webapp.media.node.reports import Reports
from webapp.media.node.snapshots import Snapshots, lowest_in_time, since_keyframe
from webapp.media.protocol import TakeSnapshot

SIZE = (640, 480)
SHOWN = {RED: (255, 0, 0), BLUE: (0, 0, 255), GREEN: (0, 255, 0)}


class Camera:
    """Sends real pictures as a page would."""

    def __init__(self, stream: SentStream, codec: str) -> None:
        self._stream, self._cut = stream, PAYLOADS[codec]
        stream.payload_type = PAYLOAD_TYPES[codec]

    def show(self, frames: list[bytes]) -> None:
        """Send the frames at once."""
        for frame in frames:
            payloads = self._cut(frame)
            for number, payload in enumerate(payloads):
                is_last = number == len(payloads) - 1
                self._stream.send(payload, marker=is_last)
                if not is_last:
                    self._stream.timestamp = (self._stream.timestamp - 3000) & 0xFFFFFFFF


async def settle(page: PlainPage, codec: str) -> Camera:
    """A camera whose stream the node knows."""
    [stream] = await page.open(("video", 0))
    return Camera(stream, codec)


def ask(web: WebSide, page: PlainPage, path: Path) -> None:
    """Have a picture taken of the page's camera."""
    wish = TakeSnapshot(web.room, page.session, "video", 0, "token", str(path), 90)
    assert web.client.take_snapshot(wish)


async def answer(redis_url: str, room: int, name: str = "media.snapshot_taken") -> dict[str, Any]:
    """What the node reports."""
    broker = redis.Redis.from_url(redis_url)
    await until(lambda: task_facts(broker, name, room) is not None, what=name, timeout_s=10)
    found = task_facts(broker, name, room)
    assert found is not None
    return found


async def takes_ms(web: WebSide, page: PlainPage, path: Path) -> float:
    """From asking for a picture until it is written."""
    asked_ms = time.time() * 1000
    ask(web, page, path)
    await until(path.exists, what="a picture")
    return path.stat().st_mtime * 1000 - asked_ms


def colour(path: Path) -> tuple[int, int, int]:
    """What the upper part of the picture shows, rounded to full and nothing."""
    with av.open(str(path)) as file:
        pixels = next(file.decode(video=0)).to_ndarray(format="rgb24")
    red, green, blue = (int(value) for value in pixels[100, 100])
    return (255 * (red > 127), 255 * (green > 127), 255 * (blue > 127))


@pytest.mark.servers
@pytest.mark.parametrize("codec", ["vp8", "vp9", "h264", "av1"])
async def test_a_snapshot_shows_the_newest_picture_at_once(
    codec: str, web: WebSide, enter: EnterPage, tmp_path: Path, redis_url: str
) -> None:
    """Issue 4: full resolution, within 300 ms, with hash and server time; nobody has to send a key frame for it."""
    alice = enter(1)
    camera = await settle(alice, codec)
    camera.show(film(codec, RED, 5 / 15, SIZE))
    newest = film(codec, BLUE, 5 / 15, SIZE)
    came_ms = time.time() * 1000
    camera.show(newest)
    await asyncio.sleep(0.3)
    seen_before, path = len(alice.feedback), tmp_path / "new" / "shot.jpg"
    asked_ms = time.time() * 1000
    ask(web, alice, path)
    facts = await answer(redis_url, web.room)
    assert (facts["token"], facts["width"], facts["height"]) == ("token", *SIZE)
    content = path.read_bytes()
    assert (facts["sha256"], facts["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert colour(path) == SHOWN[BLUE]
    assert came_ms - 5 <= facts["taken_ms"] < asked_ms - 50  # when the picture had come
    tries_ms = [path.stat().st_mtime * 1000 - asked_ms]
    while tries_ms[-1] >= 300 and len(tries_ms) < 5:  # a busy machine is late now and then, slow work every time
        tries_ms.append(await takes_ms(web, alice, tmp_path / f"{len(tries_ms)}.jpg"))
    assert tries_ms[-1] < 300, tries_ms
    assert not [p for p in alice.feedback[seen_before:] if isinstance(p, rtcp.KeyframeRequest)]


@pytest.mark.servers
async def test_without_a_key_frame_at_hand_one_is_asked_for(
    web: WebSide, enter: EnterPage, tmp_path: Path, redis_url: str
) -> None:
    """Issue 4: the publisher is asked for a key frame when the history has none; the picture is that one."""
    alice = enter(1)
    camera = await settle(alice, "vp8")
    camera.show(film("vp8", RED, 4 / 15, SIZE)[1:])
    await asyncio.sleep(0.2)
    ask(web, alice, tmp_path / "shot.jpg")
    await until(lambda: any(isinstance(p, rtcp.KeyframeRequest) for p in alice.feedback), what="the request")
    camera.show(film("vp8", GREEN, 1 / 15, SIZE))
    await answer(redis_url, web.room)
    assert colour(tmp_path / "shot.jpg") == SHOWN[GREEN]


@pytest.mark.servers
async def test_what_cannot_be_pictured_is_said(web: WebSide, enter: EnterPage, tmp_path: Path, redis_url: str) -> None:
    """Nobody waits for a picture in vain: a closed camera is refused at once, one without key frames after 3 s."""
    alice, bob = enter(1), enter(2)
    await settle(bob, "vp8")
    ask(web, alice, tmp_path / "shot.jpg")
    facts = await answer(redis_url, web.room, "media.snapshot_failed")
    assert facts["reason"] == "The camera does not send."
    assert not (tmp_path / "shot.jpg").exists()


def test_a_microphone_is_refused(each_twin: ModuleType, tmp_path: Path) -> None:
    """Whoever asks for a picture of sound is told so instead of waiting."""
    told: list[tuple[str, int, str]] = []
    reports = SimpleNamespace(snapshot_failed=lambda *facts: told.append(facts))
    stream = each_twin.InStream(1, OPUS, lambda: None)
    wish = TakeSnapshot(7, "anna", "audio", 0, "token", str(tmp_path / "shot.jpg"), 90)
    Snapshots(cast(Reports, reports)).take(wish, stream)
    assert told == [("token", 7, "Sound has no picture.")]


def test_layers_in_time_need_not_be_decoded(tmp_path: Path) -> None:
    """RFC 7741 4.2: nothing builds on a frame of a higher TID; the lowest layer shows what it shows with the others."""
    assembler = assembler_for("vp8")
    captured = (parse_rtp(packet) for packet in packets("vp8_layer"))
    frames = [frame for payload in captured for frame in assembler.push(payload, after_loss=False)]
    lowest = lowest_in_time(frames)
    assert {frame.temporal_layer for frame in frames} == {0, 1, 2}
    assert len(lowest) <= len(frames) / 2
    whole = frames[: frames.index(lowest[-1]) + 1]
    stills = [make_still("vp8", film, tmp_path / f"{len(film)}.jpg", 90) for film in (lowest, whole)]
    assert stills[0] == stills[1]
    assert (stills[0].width, stills[0].height) == (640, 360)


def test_the_history_is_used_only_when_nothing_is_missing(each_twin: ModuleType) -> None:
    """A decoder that starts with a hole would show rubbish: then a new key frame is wanted."""
    row = [packet for _, packet in Sender(1).send("vp8", film("vp8", RED, 4 / 15))]
    whole = each_twin.InStream(1, FORMATS[96], lambda: None)
    for packet in row:
        whole.on_rtp(packet, {}, 1.0)
    assert [packet[12:] for packet in since_keyframe(whole)] == [packet[12:] for packet in row]
    holed = each_twin.InStream(1, FORMATS[96], lambda: None)
    for packet in row[:3] + row[4:]:
        holed.on_rtp(packet, {}, 1.0)
    assert since_keyframe(holed) == []


def test_parameter_sets_before_the_key_frame_belong_to_it(each_twin: ModuleType) -> None:
    """RFC 6184: SPS and PPS come in a packet of their own before the slices."""
    sender = Sender(1)
    old, new = (sender.send("h264", film("h264", colour, 2 / 15, SIZE)) for colour in (RED, BLUE))
    stream = each_twin.InStream(1, FORMATS[102], lambda: None)
    for _, packet in old + new:
        stream.on_rtp(packet, {}, 1.0)
    found = since_keyframe(stream)
    assert [packet[2:4] for packet in found] == [packet[2:4] for _, packet in new]
    assert found[0][20] & 31 == 24  # the STAP-A with both sets
