"""What becomes of tapes: takes that decode, with every frame at its time, on any wire, whatever breaks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.media.studio import BASE_S, FPS, RED, Sender, Studio, bad_wire, film, rtp_packet, takes, tone
from webapp.media.compose.developing import develop
from webapp.media.compose.take_file import TakeFile
from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.plan import Stream
from webapp.media.core.timeline import Segment

CAMERA, MICROPHONE = Stream("anna", "video", 0), Stream("anna", "audio", 0)
VIDEO = ("vp8", "vp9", "h264", "av1")
ACCOUNTS = {"anna": 12, "bert": 13}


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A place to record."""
    return Studio(tmp_path / "rec")


def frame_times(studio: Studio, segment: Segment) -> list[float]:
    """The times of all frames that decode, in seconds since the take's start."""
    with av.open(str(studio.directory / segment.file)) as container:
        frames = container.decode(audio=0) if segment.kind == "audio" else container.decode(video=0)
        return [float(frame.time or 0) for frame in frames]


@pytest.mark.parametrize("codec", VIDEO)
async def test_every_frame_sent_over_a_reordering_wire_is_in_the_file_at_its_time(studio: Studio, codec: str) -> None:
    """Issue 2, recording: the node remuxes what arrives; packets that are late, not lost, cost nothing."""
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(CAMERA, codec, bad_wire(Sender(1).send(codec, film(codec, RED, 2))))])
    await recorder.close()
    (take,) = takes(studio)
    times = frame_times(studio, take)
    assert len(times) == 2 * FPS
    assert all(abs(at - number / FPS) < 0.05 for number, at in enumerate(times))
    assert (take.account, take.kind, take.index, take.codec, take.node) == (12, "video", 0, codec, "node1")
    assert take.closed_at_ms is not None
    assert 1900 < take.closed_at_ms - take.started_at_ms < 2300


@pytest.mark.parametrize("codec", VIDEO)
async def test_after_a_loss_nothing_is_shown_until_the_next_keyframe(studio: Studio, codec: str) -> None:
    """media.md 4: a packet that does not come within 300 ms breaks what builds on it."""
    sent = Sender(1).send(codec, film(codec, RED, 3))
    missing = next(n for n, (at, _) in enumerate(sent) if at >= 1.3)
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, codec)
    for at, packet in sent[:missing] + sent[missing + 1 :]:
        tap.on_rtp(packet, at)
    await recorder.close()
    (take,) = takes(studio)
    times = frame_times(studio, take)
    assert max(b - a for a, b in pairwise(times)) == pytest.approx(0.73, abs=0.14)
    assert not [at for at in times if 1.35 < at < 1.95]
    assert len([at for at in times if at > 1.95]) == FPS


async def test_new_h264_parameter_sets_begin_a_new_take(studio: Studio) -> None:
    """media.md 4: a file's parameter sets are fixed at its start; a camera that changes its size gets a second file."""
    sender = Sender(1)
    small = sender.send("h264", film("h264", RED, 1))
    large = sender.send("h264", film("h264", RED, 1, size=(320, 240)), from_s=1.0)
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(CAMERA, "h264", small + large)])
    await recorder.close()
    first, second = takes(studio)
    assert len(frame_times(studio, first)) == len(frame_times(studio, second)) == FPS
    assert second.started_at_ms - first.started_at_ms == pytest.approx(1000, abs=20)
    assert first.closed_at_ms == second.started_at_ms
    with av.open(str(studio.directory / second.file)) as container:
        assert container.streams.video[0].codec_context.width == 320


async def test_a_camera_that_is_opened_again_gets_a_second_take(studio: Studio) -> None:
    """Interfaces, recording: a new take when a stream is published again; the first file stays as it is."""
    recorder = studio.recorder(ACCOUNTS)
    frames = film("vp8", RED, 0.6)
    again = [(CAMERA, "vp8", Sender(ssrc).send("vp8", frames, at)) for ssrc, at in ((1, 0.0), (2, 2.0))]
    studio.play(recorder, again)
    await recorder.close()
    first, second = takes(studio)
    assert second.started_at_ms - first.started_at_ms == pytest.approx(2000, abs=10)
    assert len(frame_times(studio, first)) == len(frame_times(studio, second)) == 9


async def test_a_source_that_changes_its_ssrc_without_a_word_is_recorded_on(studio: Studio) -> None:
    """RFC 3550 8: a new SSRC is a new numbering and a new clock; it gets a take of its own."""
    recorder = studio.recorder(ACCOUNTS)
    frames = film("vp8", RED, 0.6)
    sent = Sender(1).send("vp8", frames) + Sender(2, sequence=40, timestamp=9).send("vp8", frames, 0.7)
    studio.play(recorder, [(CAMERA, "vp8", sent)])
    await recorder.close()
    assert [len(frame_times(studio, take)) for take in takes(studio)] == [9, 9]


async def test_a_recording_whose_first_keyframe_is_damaged_begins_at_the_next(studio: Studio) -> None:
    """Interfaces, recording: start at a keyframe."""
    sent = Sender(1).send("vp8", film("vp8", RED, 3, keyframe_every=30))
    recorder = studio.recorder(ACCOUNTS)
    tap = recorder.attach(CAMERA, "vp8")
    for at, packet in sent[1:]:
        tap.on_rtp(packet, at)
    await recorder.close()
    (take,) = takes(studio)
    assert take.started_at_ms - round(BASE_S * 1000) == pytest.approx(2000, abs=30)
    assert len(frame_times(studio, take)) == FPS


def test_frames_that_do_not_rise_in_time_are_moved_a_little(tmp_path: Path) -> None:
    """Matroska wants rising timestamps; a clock that was corrected backwards must not end the file."""
    key = film("vp8", RED, 1 / FPS)[0]
    frame = EncodedFrame(0, key, is_keyframe=True, size=(160, 120))
    file = TakeFile(tmp_path / "one.mkv", "vp8", frame)
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
    rubbish += [rtp_packet(payload, 90 + n, 5, marker=True, kind=102) for n, payload in enumerate(payloads)]
    for packet in rubbish:
        tap.on_rtp(packet, 0.0)
    for at, packet in sent:
        tap.on_rtp(packet, at)
    await recorder.close()
    assert len(frame_times(studio, takes(studio)[-1])) >= FPS - 1


async def test_a_codec_that_changes_in_the_middle_begins_a_new_take(studio: Studio) -> None:
    """Issue 4, masters: a codec change only adds; the same source may go on with another payload type."""
    recorder = studio.recorder(ACCOUNTS)
    sender = Sender(1)
    sent = sender.send("vp8", film("vp8", RED, 0.6)) + sender.send("h264", film("h264", RED, 0.6), 0.6)
    studio.play(recorder, [(CAMERA, "vp8", sent)])
    await recorder.close()
    assert [(take.codec, len(frame_times(studio, take))) for take in takes(studio)] == [("vp8", 9), ("h264", 9)]


def red_wrapped(packet: bytes, earlier: bytes) -> bytes:
    """The packet as a browser sends it with redundancy (RFC 2198): what was sent before, then its own sound."""
    head, before, own = packet[:20], earlier[20:], packet[20:]
    block = bytes([0x80 | 111]) + (960 << 10 | len(before)).to_bytes(3, "big") + bytes([111])
    return head[:1] + bytes([63]) + head[2:] + block + before + own


async def test_sound_that_is_sent_with_redundancy_is_heard(studio: Studio) -> None:
    """RFC 2198: packets of plain and of redundant sound make up one stream; each brings its newest block."""
    plain = Sender(1).send("opus", tone(440, 0.6))
    sent = [
        (at, red_wrapped(packet, plain[number - 1][1]) if number % 3 else packet)
        for number, (at, packet) in enumerate(plain)
    ]
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(MICROPHONE, "opus", sent)])
    await recorder.close()
    (take,) = takes(studio)
    assert take.codec == "opus"
    with av.open(str(studio.directory / take.file)) as container:
        assert [bytes(packet) for packet in container.demux() if packet.size] == [packet[20:] for _, packet in plain]


async def test_what_has_been_developed_is_not_developed_again(studio: Studio) -> None:
    """Issue 4, composition: a retry after a crash does not redo finished parts."""
    recorder = studio.recorder(ACCOUNTS)
    studio.play(recorder, [(MICROPHONE, "opus", Sender(1).send("opus", tone(440, 0.4)))])
    await recorder.close()
    first = develop(studio.directory)
    for tape in studio.directory.glob("*.tape"):
        tape.write_bytes(b"")
    assert [track.takes for track in develop(studio.directory)] == [track.takes for track in first]
    assert len(frame_times(studio, first[0].takes[0])) == 20


async def test_a_codec_that_nobody_here_can_decode_is_kept_all_the_same(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    """ADR 0008: a master takes any packet; what cannot be shown does not stop what can."""
    recorder = studio.recorder(ACCOUNTS)
    strange = [(at, packet[:1] + bytes([99]) + packet[2:]) for at, packet in Sender(2).send("vp8", [b"?" * 50] * 9)]
    studio.play(recorder, [(CAMERA, "strange", strange), (MICROPHONE, "opus", Sender(1).send("opus", tone(440, 0.4)))])
    await recorder.close()
    assert [take.kind for take in takes(studio)] == ["audio"]
    assert sum(segment.packets for segment in studio.segments() if segment.kind == "video") == 9
