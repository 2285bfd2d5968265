"""Masters written by a real node process that is killed, or whose disk is full, in the middle of a call."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import redis

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import KEY_FRAME, SentStream
from tests.media.mounts import limit_files
from tests.media.scene import EnterPage, connect, payload, task_facts
from webapp.media.core.plan import PlannedRecording
from webapp.media.core.tape import Packet, read_records
from webapp.media.core.timeline import Segment, read_manifest

pytestmark = pytest.mark.servers

EVERY_S = 0.01
MAY_BE_LOST_S = 1.0


def segments(directory: Path) -> list[Segment]:
    """What the manifest says so far."""
    manifest = directory / "manifest.jsonl"
    return read_manifest(manifest.read_bytes().splitlines()) if manifest.exists() else []


def payloads(directory: Path, kind: str) -> list[bytes]:
    """What can be read of one kind of track, in the order in which it was written."""
    files = [directory / segment.file for segment in segments(directory) if segment.kind == kind]
    records = [record for file in files for record in read_records(file.read_bytes())]
    return [payload(record.data) for record in records if isinstance(record, Packet)]


async def talk(stream: SentStream, seconds: float) -> list[tuple[float, bytes]]:
    """Send numbered packets for a while; returns each with the moment it left."""
    sent: list[tuple[float, bytes]] = []
    ends_s = time.monotonic() + seconds
    while time.monotonic() < ends_s:
        content = KEY_FRAME + len(sent).to_bytes(4, "big") + bytes(200)
        stream.send(content)
        sent.append((time.monotonic(), content))
        await asyncio.sleep(EVERY_S)
    return sent


@pytest.mark.parametrize("seconds", [1.7, 2.2, 20.4])
async def test_a_node_killed_at_any_moment_loses_at_most_the_last_second(
    node: NodeProcess, web: WebSide, enter: EnterPage, tmp_path: Path, seconds: float
) -> None:
    """Issue 4, masters: kill -9 while recording; what was sent is compared with what can be read (20 s: a new file)."""
    anna, directory = enter(1), tmp_path / "rec"
    web.record(PlannedRecording(5, str(directory), (anna.stream("video"), anna.stream("audio"))))
    camera, microphone = await anna.open(("video", 0), ("audio", 0))
    seen, heard = await asyncio.gather(talk(camera, seconds), talk(microphone, seconds))
    node.process.kill()
    killed_s = time.monotonic()
    node.process.wait()
    for kind, sent in (("video", seen), ("audio", heard)):
        kept = payloads(directory, kind)
        assert kept == [content for _, content in sent[: len(kept)]]
        lost = sent[len(kept) :]
        assert not lost or killed_s - lost[0][0] <= MAY_BE_LOST_S
    assert any(segment.closed_at_ms is None for segment in segments(directory))


async def test_a_full_disk_ends_the_recording_and_not_the_call(
    node: NodeProcess, web: WebSide, enter: EnterPage, tmp_path: Path, redis_url: str
) -> None:
    """Issue 4, masters: the call goes on, the web side is told why, what was written stays valid."""
    anna, bert, directory = enter(1), enter(2), tmp_path / "rec"
    camera = await connect(web, anna, bert)
    web.record(PlannedRecording(6, str(directory), (anna.stream("video"),)))
    await until(lambda: bool(camera.send(KEY_FRAME)) and bool(segments(directory)), what="the recording")
    limit_files(node.process.pid, 100_000)
    sent: list[tuple[float, bytes]] = []
    broker = redis.Redis.from_url(redis_url)
    async with asyncio.timeout(30):
        while (facts := task_facts(broker, "media.recording_failed", web.room)) is None:
            sent += await talk(camera, 0.3)
    assert facts["recording_id"] == 6
    assert facts["reason"] == "File too large"
    before = len(bert.received(1, "video"))
    more = await talk(camera, 0.5)
    await until(lambda: len(bert.received(1, "video")) >= before + len(more) * 0.9, what="the call to go on")
    kept = payloads(directory, "video")
    assert 100 < len(kept) < 600
    web.record()
    await until(lambda: task_facts(broker, "media.tracks_written", web.room) is not None, what="the end")
