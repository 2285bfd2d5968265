"""What the recorder writes of what arrives: every packet, in short files that a dying process cannot spoil."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.mounts import small_disk
from tests.media.studio import BASE_S, BLUE, RED, Sender, Studio, film, settle, takes, tone
from webapp.media.core.plan import Stream
from webapp.media.core.tape import Packet, Report, read_records
from webapp.media.rtc.recording.writer import MAX_WAITING, Writer

CAMERA, MICROPHONE = Stream("anna", "video", 0), Stream("anna", "audio", 0)
ACCOUNTS = {"anna": 12, "bert": 13}


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A place to record."""
    return Studio(tmp_path / "rec")


def records(studio: Studio) -> list[Packet | Report]:
    """Everything that can be read of the recording."""
    files = [studio.directory / segment.file for segment in studio.segments()]
    return [record for file in files for record in read_records(file.read_bytes())]


async def test_every_packet_is_kept_as_it_came_with_the_time_of_its_arrival(studio: Studio) -> None:
    """Issue 4, masters: each track is written as it arrives, with the clock pairs of the sender's reports."""
    sent = Sender(1).send("vp8", film("vp8", RED, 1))
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, "VP8")
    for at, packet in sent:
        studio.now_s = at
        tap.on_rtp(packet, 5000 + at)
    tap.on_sender_report(7 << 32, 90_000)
    await recorder.close()
    base_us = round(BASE_S * 1e6)
    *packets, report = records(studio)
    assert [record.data for record in packets if isinstance(record, Packet)] == [packet for _, packet in sent]
    assert [record.at_us - base_us for record in packets] == pytest.approx([round(at * 1e6) for at, _ in sent], abs=20)
    assert report == Report(round((BASE_S + studio.now_s) * 1e6), 7 << 32, 90_000)
    (segment,) = studio.segments()
    assert (segment.file, segment.packets) == ("node1-0-12-video0.tape", len(sent))
    assert (segment.account, segment.kind, segment.index, segment.codec) == (12, "video", 0, "vp8")


async def test_files_are_short_and_closed_ones_have_their_checksum(studio: Studio) -> None:
    """Issue 4, masters: short segments, each closed one with its SHA-256 and its size."""
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(MICROPHONE, "opus", Sender(1).send("opus", tone(440, 25)))])
    await recorder.close()
    found = studio.segments()
    assert [segment.continues for segment in found] == [False, True]
    lengths = [(segment.closed_at_ms or 0) - segment.started_at_ms for segment in found]
    assert lengths == [pytest.approx(20_000, abs=600), pytest.approx(5_000, abs=1200)]
    for segment in found:
        content = (studio.directory / segment.file).read_bytes()
        assert (segment.sha256, segment.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert sum(segment.packets for segment in found) == 25 * 50
    (take,) = takes(studio)  # one sound without a seam
    assert (take.closed_at_ms or 0) - take.started_at_ms == pytest.approx(25_000, abs=100)


async def test_a_recording_says_once_when_it_began(studio: Studio) -> None:
    """Interfaces: media.recording_started carries the wall clock of the first packet written."""
    recorder = studio.recorder(ACCOUNTS)
    studio.now_s = 3.0
    studio.play(
        recorder,
        [
            (MICROPHONE, "opus", Sender(1).send("opus", tone(440, 0.2), 3.0)),
            (CAMERA, "vp8", Sender(2).send("vp8", film("vp8", RED, 0.5), 4.0)),
        ],
    )
    await recorder.close()
    await asyncio.sleep(0)
    assert studio.started_at_ms == [round((BASE_S + 3.0) * 1000)]
    assert [segment.started_at_ms - round(BASE_S * 1000) for segment in studio.segments()] == [
        3000,
        pytest.approx(4000, abs=10),
    ]


async def test_a_keyframe_is_asked_for_at_the_start_until_one_comes_and_then_every_ten_seconds(studio: Studio) -> None:
    """Interfaces, recording: PLI at start, twice a second while none has come, and every 10 s."""
    frames = film("vp8", RED, 2 / 15, keyframe_every=15)
    sender = Sender(1)
    delta, key = sender.send("vp8", frames[1:])[0][1], sender.send("vp8", frames[:1])[0][1]
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, "VP8")
    for half_second in range(50):
        studio.now_s = half_second / 2
        tap.on_rtp(key if half_second == 3 else delta, studio.now_s)
        recorder.flush()
    assert [at for at, _ in studio.keyframes_wanted] == [0, 0, 0.5, 1.0, 11.0, 21.0]
    await recorder.close()


async def test_a_node_that_comes_back_does_not_touch_its_predecessors_files(studio: Studio) -> None:
    """Issue 2, media: a killed node is replaced; the same name may record the same recording again."""
    for at in (0.0, 5.0):
        recorder = studio.recorder(ACCOUNTS)
        studio.play(recorder, [(MICROPHONE, "opus", Sender(1).send("opus", tone(440, 0.4), at))])
        await recorder.close()
    found = studio.segments()
    assert [segment.file for segment in found] == ["node1-0-12-audio0.tape", "node1-1-12-audio0.tape"]
    assert [segment.packets for segment in found] == [20, 20]


async def test_two_recorders_of_one_node_never_write_into_one_file(studio: Studio) -> None:
    """A room that closes and opens at once has its old recorder still closing while the new one begins."""
    old, new = studio.recorder(ACCOUNTS), studio.recorder(ACCOUNTS)
    taps = [recorder.attach(MICROPHONE, "opus") for recorder in (old, new)]
    sent = [Sender(ssrc).send("opus", [bytes([ssrc]) * 50] * 10) for ssrc in (1, 2)]
    for tap, recorder, packets in zip(taps, (old, new), sent, strict=True):
        recorder._folder._next = 0  # both have looked, and found nothing
        (studio.directory).mkdir(exist_ok=True)
        for at, packet in packets:
            tap.on_rtp(packet, at)
        await settle(recorder)
    await old.close()
    await new.close()
    assert [segment.packets for segment in studio.segments()] == [10, 10]
    assert studio.failures == []


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB."""
    with small_disk(tmp_path / "disk", 200_000) as path:
        yield path


async def test_a_full_disk_is_told_once_and_what_was_written_stays_whole(full_disk: Path) -> None:
    """Issue 4, masters: the recording says failed, what was written stays valid."""
    studio = Studio(full_disk / "rec")
    recorder = studio.recorder(ACCOUNTS)
    taps = [recorder.attach(stream, "opus") for stream in (MICROPHONE, Stream("bert", "audio", 0))]
    sent = [Sender(ssrc).send("opus", [bytes([ssrc]) * 1000] * 300) for ssrc in (1, 2)]
    for number in range(300):
        studio.now_s = number / 50
        for tap, packets in zip(taps, sent, strict=True):
            tap.on_rtp(packets[number][1], studio.now_s)
        if number % 25 == 24:
            await settle(recorder)
    await asyncio.wait_for(recorder.close(), 60)
    await asyncio.sleep(0)
    assert studio.failures == ["No space left on device"]
    kept = [record.data for record in records(studio) if isinstance(record, Packet)]
    for packets in sent:
        mine = [packet for packet in kept if packet[8:12] == packets[0][1][8:12]]
        assert 40 < len(mine) < 150
        assert mine == [packet for _, packet in packets[: len(mine)]]


async def test_a_folder_that_cannot_be_written_is_told_and_ends_cleanly(tmp_path: Path) -> None:
    """environment.md, trap 4, for the whole recording."""
    (tmp_path / "rec").write_text("not a folder")
    studio = Studio(tmp_path / "rec")
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(CAMERA, "vp8", Sender(1).send("vp8", film("vp8", BLUE, 0.4)))])
    await asyncio.wait_for(recorder.close(), 60)
    await asyncio.sleep(0)
    assert len(studio.failures) == 1
    assert not studio.started_at_ms


async def test_a_disk_that_hangs_costs_packets_but_never_blocks_the_loop() -> None:
    """environment.md, trap 4: the queue is bounded and putting never waits."""
    writer, disk = Writer("test", lambda error: None), threading.Event()
    done: list[int] = []
    writer.submit(lambda: disk.wait(10) and None)
    begun = time.monotonic()
    for number in range(MAX_WAITING * 2):
        writer.submit_if_room(lambda number=number: done.append(number))  # type: ignore[misc]
    assert time.monotonic() - begun < 5
    writer.submit(lambda: done.append(-1))
    disk.set()
    await writer.close()
    assert MAX_WAITING - 1 <= len(done) - 1 <= MAX_WAITING
    assert done[-1] == -1
