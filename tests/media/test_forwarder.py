"""The forwarder over wires that lose, repeat and reorder: what every twin of it must do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.wire import DELTA, KEY, Sender, Viewer
from webapp.media.core import rtcp, rtp, vp8
from webapp.media.core.formats import OPUS

pytestmark = pytest.mark.usefixtures("each_twin")

patterns = st.lists(st.sampled_from(["ok", "ok", "ok", "ok", "lost", "twice", "late"]), min_size=5, max_size=80)


def start(sender: Sender, *viewers: Viewer) -> None:
    """Attach the viewers and let a key frame through."""
    for viewer in viewers:
        sender.stream.attach(viewer.out, sender.now_s)
    sender.send(KEY)


@settings(max_examples=60, deadline=None)
@given(patterns, st.integers(0, 0xFFFF), st.sets(st.integers(2, 60), max_size=25))
def test_every_packet_arrives_exactly_once_in_the_end(pattern: list[str], first: int, lost_down: set[int]) -> None:
    """RFC 4585 and RFC 4588 on both legs: whatever either wire does, NACKs mend it, and nothing comes twice."""
    sender, viewer = Sender(first=first), Viewer(loses=lambda n: n in lost_down)
    start(sender, viewer)
    late: list[bytes] = []
    bodies = [KEY]
    for number, fate in enumerate([*pattern, "ok"]):
        body = DELTA + number.to_bytes(2, "big")
        bodies.append(body)
        _, packet = sender.make(body)
        if fate == "late":
            late.append(packet)
        elif fate != "lost":
            for _ in range(2 if fate == "twice" else 1):
                sender.deliver(packet)
            while late:
                sender.deliver(late.pop())
    for _ in range(12):
        sender.now_s += 0.1
        sender.answer_nacks()
        viewer.ask_again()
    lost_down.clear()  # the last packets' losses show only when another one comes
    sender.send(DELTA + b"end")
    bodies.append(DELTA + b"end")
    viewer.ask_again()
    numbers = viewer.numbers()
    assert len(numbers) == len(set(numbers))
    in_order = sorted(zip(numbers, viewer.payloads(), strict=True), key=lambda p: (p[0] - numbers[0]) & 0xFFFF)
    assert [payload for _, payload in in_order] == bodies


def test_a_viewer_begins_with_a_key_frame() -> None:
    """Delta frames before it would only be discarded; the sender is asked at once, and again until one comes."""
    sender, viewer = Sender(), Viewer()
    sender.send(KEY)
    sender.send(DELTA)
    sender.stream.attach(viewer.out, sender.now_s)
    assert sender.plis == 1
    for _ in range(30):
        sender.send(DELTA)
        sender.stream.due_nacks(sender.now_s)
    assert viewer.packets == []
    assert 3 <= sender.plis <= 5
    sender.send(KEY)
    sender.send(DELTA)
    assert viewer.payloads() == [KEY, DELTA]
    asked = sender.plis
    for _ in range(30):
        sender.send(DELTA)
        sender.stream.due_nacks(sender.now_s)
    assert sender.plis == asked


def test_a_silent_camera_is_not_asked_for_key_frames() -> None:
    """A page that switched its camera off sends nothing; PLIs would only be noise."""
    sender, viewer = Sender(), Viewer()
    sender.send(KEY)
    sender.now_s += 5
    sender.stream.attach(viewer.out, sender.now_s)
    for _ in range(100):
        sender.now_s += 0.05
        sender.stream.due_nacks(sender.now_s)
    assert sender.plis == 0


def test_sound_needs_no_key_frame() -> None:
    """Every Opus packet can be played."""
    sender, viewer = Sender(kind=OPUS), Viewer(kind=OPUS)
    sender.stream.attach(viewer.out, sender.now_s)
    sender.send(b"\xfc\x01")
    assert viewer.payloads() == [b"\xfc\x01"]
    assert sender.plis == 0


def test_one_viewers_trouble_is_nobody_elses() -> None:
    """A packet the socket refuses is lost for that viewer and no other."""
    sender, healthy, broken = Sender(), Viewer(), Viewer()
    start(sender, broken, healthy)
    broken.out.address = ("255.255.255.255", 9)  # a socket may not broadcast unasked
    sender.send(DELTA)
    assert healthy.payloads() == [KEY, DELTA]
    assert broken.out.dropped == 1


def test_switching_sources_is_seamless_for_the_viewer() -> None:
    """Numbers go on without a gap, the clock by the time that passed, picture ids frame by frame."""
    first, second, viewer = Sender(ssrc=5), Sender(ssrc=6, first=9), Viewer()
    key = b"\x90\x80\x85\x00" + KEY[1:]  # PictureID 0x0500
    start(first, viewer)
    first.send(b"\x90\x80\xff\xfe" + DELTA[1:])  # PictureID 0x7ffe
    second.now_s = first.now_s + 2.0
    second.stream.attach(viewer.out, second.now_s)
    second.send(DELTA)
    second.send(key)
    second.send(b"\x90\x80\x85\x01" + DELTA[1:])
    numbers = viewer.numbers()
    assert [(n - numbers[0]) & 0xFFFF for n in numbers] == [0, 1, 2, 3]
    ids = [vp8.read_descriptor(p) for p in viewer.packets[1:]]
    assert [d.picture_id for d in ids if d is not None] == [0x7FFE, 0x7FFF, 0x0000]
    stamps = [rtp.read_header(p).timestamp for p in viewer.packets]
    moved = (stamps[2] - stamps[1]) & 0xFFFFFFFF
    assert abs(moved - (second.now_s - 1 / 30 - first.now_s) * 90000) < 3100
    viewer.out.on_nack([numbers[2]], 0.0)
    assert viewer.payloads()[-1] == viewer.payloads()[2], "a retransmission carries the rewritten picture id, too"


def test_a_nack_for_a_packet_of_the_former_source_is_not_answered_with_a_wrong_one() -> None:
    """Our number belongs to the source that was there when it was sent."""
    first, second, viewer = Sender(ssrc=5), Sender(ssrc=6, first=9), Viewer()
    start(first, viewer)
    first.send(DELTA)
    second.stream.attach(viewer.out, second.now_s)
    second.send(KEY)
    count = len(viewer.packets)
    viewer.out.on_nack(viewer.numbers()[:2], 0.0)
    assert len(viewer.packets) == count


def test_a_closed_stream_forwards_and_asks_nothing_but_keeps_its_statistics() -> None:
    """A muted page may go on sending; its receiver reports must not turn into losses."""
    sender, viewer = Sender(), Viewer()
    start(sender, viewer)
    sender.stream.set_open(False)
    for _ in range(5):
        sender.send(DELTA)
    sender.make(DELTA)
    sender.send(DELTA)
    assert viewer.payloads() == [KEY]
    assert sender.stream.due_nacks(sender.now_s) == []
    report = sender.stream.report(sender.now_s)
    assert report is not None
    assert report.packets_lost == 1
    sender.stream.set_open(True)
    sender.send(KEY)
    numbers = viewer.numbers()
    assert viewer.payloads() == [KEY, KEY]
    assert (numbers[1] - numbers[0]) & 0xFFFF == 1


def test_sender_reports_reach_viewers_in_their_own_clock() -> None:
    """RFC 3550 6.4.1; a late viewer gets the last pair at once and is in step from the start."""
    sender, early, late = Sender(), Viewer(), Viewer()
    start(sender, early)
    sender.stream.on_sender_report(rtcp.SenderReport(5, 1 << 40, 12345, 9, 9), sender.now_s)
    sender.stream.attach(late.out, sender.now_s)
    sender.send(KEY)
    for viewer in (early, late):
        [report] = viewer.reports
        assert isinstance(report, rtcp.SenderReport)
        offset = rtp.read_header(viewer.packets[-1]).timestamp - (sender.timestamp - 3000)
        assert report.ntp == 1 << 40
        assert report.rtp_timestamp == (12345 + offset) & 0xFFFFFFFF
        assert report.ssrc == 77


def test_a_tap_hears_the_packets_as_sent_and_once() -> None:
    """Recorders get plaintext RTP before anything is rewritten, without duplicates."""

    class Ears:
        def __init__(self) -> None:
            self.packets: list[bytes] = []
            self.clocks: list[tuple[int, int]] = []

        def on_rtp(self, packet: bytes, arrival_s: float) -> None:
            self.packets.append(packet)

        def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
            self.clocks.append((ntp, rtp_ts))

    sender, ears = Sender(), Ears()
    sender.stream.add_tap(ears)
    _, packet = sender.make(KEY)
    sender.deliver(packet)
    sender.deliver(packet)
    sender.stream.on_sender_report(rtcp.SenderReport(5, 7, 8, 9, 9), sender.now_s)
    assert ears.packets == [packet]
    assert ears.clocks == [(7, 8)]
    assert sender.stream.duplicates == 1
