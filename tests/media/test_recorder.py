"""What the recorder writes for what arrives: files that decode, at the right time, on any wire, whatever breaks."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.media.studio import BASE_S, BLUE, FPS, RED, Sender, Studio, bad_wire, film, rtp_packet, settle, tone
from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.plan import Stream
from webapp.media.core.timeline import Segment, read_manifest
from webapp.media.rtc.recording.segment_file import SegmentFile
from webapp.media.rtc.recording.writer import MAX_WAITING, Writer

CAMERA, MICROPHONE = Stream("anna", "video", 0), Stream("anna", "audio", 0)
ACCOUNTS = {"anna": 12, "bert": 13}


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A place to record."""
    return Studio(tmp_path / "rec")


def segments(studio: Studio) -> list[Segment]:
    """What the manifest says."""
    return read_manifest((studio.directory / "manifest.jsonl").read_bytes().splitlines())


def frame_times(studio: Studio, segment: Segment) -> list[float]:
    """The times of all frames that decode, in seconds since the segment's start."""
    with av.open(str(studio.directory / segment.file)) as container:
        frames = container.decode(audio=0) if segment.kind == "audio" else container.decode(video=0)
        return [float(frame.time or 0) for frame in frames]


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_every_frame_sent_over_a_reordering_wire_is_in_the_file_at_its_time(studio: Studio, codec: str) -> None:
    """Issue 2, recording: the node remuxes what arrives; packets that are late, not lost, cost nothing."""
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(CAMERA, codec, bad_wire(Sender(1).send(codec, film(codec, RED, 2))))])
    await recorder.close()
    (segment,) = segments(studio)
    times = frame_times(studio, segment)
    assert len(times) == 2 * FPS
    assert all(abs(at - number / FPS) < 0.05 for number, at in enumerate(times))
    assert segment.file == "node1-0-12-video0.mkv"
    assert (segment.account, segment.kind, segment.index, segment.codec, segment.node) == (
        12,
        "video",
        0,
        codec,
        "node1",
    )
    assert segment.closed_at_ms is not None
    assert 1900 < segment.closed_at_ms - segment.started_at_ms < 2300


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
    assert [segment.started_at_ms - round(BASE_S * 1000) for segment in segments(studio)] == [
        3000,
        pytest.approx(4000, abs=10),
    ]


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_after_a_loss_nothing_is_written_until_the_next_keyframe(studio: Studio, codec: str) -> None:
    """media.md 4: a packet that does not come within 300 ms breaks what builds on it; a keyframe is asked for."""
    sent = Sender(1).send(codec, film(codec, RED, 3))
    missing = next(n for n, (at, _) in enumerate(sent) if at >= 1.3)
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, codec)
    for at, packet in sent[:missing] + sent[missing + 1 :]:
        tap.on_rtp(packet, at)
    await settle(recorder)
    await recorder.close()
    (segment,) = segments(studio)
    times = frame_times(studio, segment)
    assert max(b - a for a, b in pairwise(times)) == pytest.approx(0.73, abs=0.14)
    assert not [at for at in times if 1.35 < at < 1.95]
    assert len([at for at in times if at > 1.95]) == FPS
    assert [stream for _, stream in studio.keyframes_wanted] == [CAMERA] * 2  # at the start and after the loss


async def test_a_keyframe_is_asked_for_at_the_start_and_every_ten_seconds(studio: Studio) -> None:
    """Interfaces, recording: PLI at start and every 10 s."""
    frame = film("vp8", RED, 1 / FPS)
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, "VP8")
    assert [stream for _, stream in studio.keyframes_wanted] == [CAMERA]
    for at, packet in Sender(1).send("vp8", frame * (25 * FPS)):
        studio.now_s = at
        tap.on_rtp(packet, at)
    await settle(recorder)
    assert len(studio.keyframes_wanted) == 3
    await recorder.close()


async def test_new_h264_parameter_sets_begin_a_new_segment(studio: Studio) -> None:
    """media.md 4: a file's parameter sets are fixed at its start; a camera that changes its size gets a second file."""
    sender = Sender(1)
    small = sender.send("h264", film("h264", RED, 1))
    large = sender.send("h264", film("h264", RED, 1, size=(320, 240)), from_s=1.0)
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(CAMERA, "h264", small + large)])
    await recorder.close()
    first, second = segments(studio)
    assert len(frame_times(studio, first)) == len(frame_times(studio, second)) == FPS
    assert second.started_at_ms - first.started_at_ms == pytest.approx(1000, abs=20)
    assert first.closed_at_ms == second.started_at_ms
    with av.open(str(studio.directory / second.file)) as container:
        assert container.streams.video[0].codec_context.width == 320


async def test_a_camera_that_is_opened_again_gets_a_second_segment(studio: Studio) -> None:
    """Interfaces, recording: a new segment when a stream is published again; the first file stays as it is."""
    recorder = studio.recorder(ACCOUNTS)
    frames = film("vp8", RED, 0.6)
    again = [(CAMERA, "vp8", Sender(ssrc).send("vp8", frames, at)) for ssrc, at in ((1, 0.0), (2, 2.0))]
    studio.play(recorder, again)
    await recorder.close()
    first, second = segments(studio)
    assert (first.file, second.file) == ("node1-0-12-video0.mkv", "node1-1-12-video0.mkv")
    assert second.started_at_ms - first.started_at_ms == pytest.approx(2000, abs=10)
    assert len(frame_times(studio, first)) == len(frame_times(studio, second)) == 9


async def test_a_source_that_changes_its_ssrc_without_a_word_is_recorded_on(studio: Studio) -> None:
    """RFC 3550 8: a new SSRC is a new numbering and a new clock; it gets a segment of its own."""
    recorder = studio.recorder(ACCOUNTS)
    frames = film("vp8", RED, 0.6)
    sent = Sender(1).send("vp8", frames) + Sender(2, sequence=40, timestamp=9).send("vp8", frames, 0.7)
    studio.play(recorder, [(CAMERA, "vp8", sent)])
    await recorder.close()
    assert [len(frame_times(studio, segment)) for segment in segments(studio)] == [9, 9]


async def test_a_recording_whose_first_keyframe_is_damaged_begins_at_the_next(studio: Studio) -> None:
    """Interfaces, recording: start at a keyframe; while none has come it is asked for again, twice a second."""
    sent = Sender(1).send("vp8", film("vp8", RED, 3, keyframe_every=30))
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, "vp8")
    for at, packet in sent[1:]:
        tap.on_rtp(packet, at)
    await settle(recorder)
    await recorder.close()
    (segment,) = segments(studio)
    assert segment.started_at_ms - round(BASE_S * 1000) == pytest.approx(2000, abs=30)
    assert len(frame_times(studio, segment)) == FPS
    assert len(studio.keyframes_wanted) == 4


def test_frames_that_do_not_rise_in_time_are_moved_a_little(tmp_path: Path) -> None:
    """Matroska wants rising timestamps; a clock that was corrected backwards must not end the file."""
    key = film("vp8", RED, 1 / FPS)[0]
    frame = EncodedFrame(0, key, is_keyframe=True, size=(160, 120))
    file = SegmentFile(tmp_path / "one.mkv", "vp8", frame)
    for at_ms in (0, 40, 30, 30, 80):
        file.write(frame, at_ms)
    file.close()
    with av.open(str(tmp_path / "one.mkv")) as container:
        assert [picture.pts for picture in container.decode(video=0)] == [0, 40, 41, 42, 80]


async def test_malformed_packets_are_dropped_and_the_recording_goes_on(studio: Studio) -> None:
    """A hostile page can put anything into RTP; the file keeps what is sound."""
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, "h264")
    sent = Sender(1, sequence=100).send("h264", film("h264", RED, 1))
    rubbish = [b"", b"\x80", b"\xbf" + bytes(11), b"\x90" + bytes(11), b"\xa0" + bytes(10) + b"\xff"]
    payloads = [b"", b"\x78", b"\x78\x00", b"\x78\xff\xff\x01", b"\x7c", b"\x7c\x80", b"\x7f", b"\x00\x00\x00\x01"]
    rubbish += [rtp_packet(payload, 90 + n, 5, marker=True) for n, payload in enumerate(payloads)]
    for packet in rubbish:
        tap.on_rtp(packet, 0.0)
    for at, packet in sent:
        tap.on_rtp(packet, at)
    await recorder.close()
    assert len(frame_times(studio, segments(studio)[-1])) >= FPS - 1


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.media.studio import Sender, Studio, film, settle, RED
from webapp.media.core.plan import Stream

async def main():
    recorder = Studio(Path(sys.argv[1])).recorder({"anna": 12})
    tap = recorder.attach(Stream("anna", "video", 0), "vp8")
    for at, packet in Sender(1).send("vp8", film("vp8", RED, 3)):
        tap.on_rtp(packet, at)
    await settle(recorder)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_what_a_killed_node_wrote_can_be_read(studio: Studio) -> None:
    """Interfaces, recording: after kill -9 file and manifest have no end, yet the pictures are there."""
    command = [sys.executable, "-c", KILLED, str(studio.directory)]
    killed = subprocess.run(command, env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False, timeout=90)
    assert killed.returncode == -signal.SIGKILL
    (segment,) = segments(studio)
    assert segment.closed_at_ms is None
    assert len(frame_times(studio, segment)) >= 2.4 * FPS


async def test_a_node_that_comes_back_does_not_touch_its_predecessors_files(studio: Studio) -> None:
    """Issue 2, media: a killed node is replaced; the same name may record the same recording again."""
    for at in (0.0, 5.0):
        recorder = studio.recorder(ACCOUNTS)
        studio.play(recorder, [(MICROPHONE, "opus", Sender(1).send("opus", tone(440, 0.4), at))])
        await recorder.close()
    assert [segment.file for segment in segments(studio)] == ["node1-0-12-audio0.mkv", "node1-1-12-audio0.mkv"]
    assert [len(frame_times(studio, segment)) for segment in segments(studio)] == [20, 20]


async def test_one_stream_whose_file_fails_does_not_stop_the_others(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    """environment.md, trap 4: a failing writer is logged and closed, and never blocks the loop or the end."""
    recorder = studio.recorder(ACCOUNTS)
    failing = recorder.attach(Stream("bert", "video", 0), "vp8")
    # A keyframe of 0 x 0 pixels: the muxer refuses the file.
    header = b"\x10\x10\x02\x00\x9d\x01\x2a\x00\x00\x00\x00"
    failing.on_rtp(rtp_packet(header, 1, 1, marker=True), 0.0)
    studio.play(recorder, [(CAMERA, "vp8", Sender(1).send("vp8", film("vp8", BLUE, 0.6)))])
    await asyncio.wait_for(recorder.close(), 60)
    assert "a job failed" in caplog.text
    assert [segment.account for segment in segments(studio)] == [12]
    assert len(frame_times(studio, segments(studio)[0])) == 9


async def test_a_folder_that_cannot_be_written_is_logged_and_ends_cleanly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """environment.md, trap 4, for the whole recording."""
    (tmp_path / "rec").write_text("not a folder")
    studio = Studio(tmp_path / "rec")
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(CAMERA, "vp8", Sender(1).send("vp8", film("vp8", BLUE, 0.4)))])
    await asyncio.wait_for(recorder.close(), 60)
    assert caplog.text.count("a job failed") <= 4
    assert not studio.started_at_ms


async def test_a_disk_that_hangs_costs_packets_but_never_blocks_the_loop() -> None:
    """environment.md, trap 4: the queue is bounded and putting never waits."""
    writer, disk = Writer("test"), threading.Event()
    done: list[int] = []

    def hang() -> None:
        disk.wait(10)

    writer.submit(hang, lambda: None)
    begun = time.monotonic()
    for number in range(MAX_WAITING * 2):
        writer.submit_if_room(lambda number=number: done.append(number), lambda: None)  # type: ignore[misc]
    assert time.monotonic() - begun < 5
    writer.submit(lambda: done.append(-1), lambda: None)
    disk.set()
    await writer.close()
    assert MAX_WAITING - 1 <= len(done) - 1 <= MAX_WAITING
    assert done[-1] == -1
