"""A viewer's stream that changes from one layer of a picture to another, and the numbers its packets carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media import wire
from tests.media.wire import DELTA, KEY, Sender, Viewer
from webapp.media.core import rtcp, rtp
from webapp.media.core.formats import EXT_TRANSPORT_CC
from webapp.media.core.seqmap import TimestampMap, ts_distance

pytestmark = pytest.mark.usefixtures("each_twin")

HZ = 90000
NTP_S = 1 << 32


def transport_number(packet: bytes) -> int:
    """The transport-wide number a packet carries."""
    start, length = rtp.read_extensions(packet)[EXT_TRANSPORT_CC]
    assert length == 2
    return int.from_bytes(packet[start : start + 2], "big")


def test_the_former_layer_goes_on_until_the_new_ones_key_frame() -> None:
    """A frozen picture would be worse than a coarse one: nothing is let go before its successor stands."""
    low, high, viewer = Sender(ssrc=5), Sender(ssrc=6, first=9), Viewer()
    low.stream.attach(viewer.out, low.now_s)
    low.send(KEY)
    high.now_s = low.now_s
    high.send(DELTA)
    high.stream.attach(viewer.out, high.now_s)
    assert high.plis == 1
    low.send(DELTA + b"low")
    high.send(DELTA + b"not yet")
    assert viewer.payloads() == [KEY, DELTA + b"low"]
    high.send(KEY)
    low.send(DELTA + b"no more")
    high.send(DELTA + b"high")
    assert viewer.payloads() == [KEY, DELTA + b"low", KEY, DELTA + b"high"]
    numbers = viewer.numbers()
    assert [(n - numbers[0]) & 0xFFFF for n in numbers] == [0, 1, 2, 3]


def test_a_switch_taken_back_leaves_the_former_layer_untouched() -> None:
    """The estimate fell again before the key frame came."""
    low, high, viewer = Sender(ssrc=5), Sender(ssrc=6), Viewer()
    low.stream.attach(viewer.out, low.now_s)
    low.send(KEY)
    high.stream.attach(viewer.out, low.now_s)
    low.stream.attach(viewer.out, low.now_s)
    high.send(KEY)
    low.send(DELTA)
    assert viewer.payloads() == [KEY, DELTA]


def test_a_camera_that_closes_keeps_the_viewer_for_the_layer_it_waits_for() -> None:
    """Closing lets go of the fed ones; who waits elsewhere must not end up waiting in two places."""
    low, high, viewer = Sender(ssrc=5), Sender(ssrc=6), Viewer()
    low.stream.attach(viewer.out, low.now_s)
    low.send(KEY)
    high.stream.attach(viewer.out, low.now_s)
    low.stream.set_open(False)
    low.stream.set_open(True)
    low.send(KEY)
    high.send(KEY)
    low.send(DELTA)
    high.send(DELTA + b"high")
    assert viewer.payloads() == [KEY, KEY, DELTA + b"high"]


def test_what_was_asked_to_wait_can_be_let_go() -> None:
    """A slot that is cleared is fed by nobody, now or at the next key frame."""
    low, high, viewer = Sender(ssrc=5), Sender(ssrc=6), Viewer()
    low.stream.attach(viewer.out, low.now_s)
    low.send(KEY)
    high.stream.attach(viewer.out, low.now_s)
    viewer.out.detach()
    low.send(DELTA)
    high.send(KEY)
    assert viewer.payloads() == [KEY]


@given(
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(1, 5),
    st.floats(-0.2, 0.2),
)
def test_sender_reports_put_a_new_layer_where_its_picture_belongs(
    low_origin: int, high_origin: int, frames: int, jitter_s: float
) -> None:
    """RFC 3550 6.4.1: layers share the camera's clock; arrival jitter must not bend the picture's time line."""
    ntp = 1000 * NTP_S
    clocks = TimestampMap(HZ, 77)
    low = rtcp.SenderReport(5, ntp, low_origin, 0, 0)
    high = rtcp.SenderReport(6, ntp + NTP_S // 2, (high_origin + HZ // 2) & 0xFFFFFFFF, 0, 0)
    last = (low_origin + HZ) & 0xFFFFFFFF  # a second after the pair
    clocks.note(last, 50.0)
    before = clocks.to_ours(last)
    first = (high_origin + HZ + frames * 3000) & 0xFFFFFFFF
    clocks.rebase(first, 50.0 + frames / 30 + jitter_s)
    clocks.align(first, low, high)
    assert ts_distance(clocks.to_ours(first), before) == frames * 3000


def test_the_same_picture_in_the_new_layer_comes_a_tick_later_and_the_next_switch_mends_it() -> None:
    """Two pictures of one timestamp would be one to a decoder; the tick must not add up over switches."""
    clocks = TimestampMap(HZ, 0)
    pair = rtcp.SenderReport(5, 1000 * NTP_S, 0, 0, 0)
    clocks.note(HZ, 1.0)
    clocks.rebase(HZ, 1.0)
    clocks.align(HZ, pair, pair)
    assert clocks.to_ours(HZ) == HZ + 1
    clocks.note(HZ, 1.0)
    clocks.rebase(2 * HZ, 2.0)
    clocks.align(2 * HZ, pair, pair)
    assert clocks.to_ours(2 * HZ) == 2 * HZ


def test_reports_that_contradict_the_arrival_times_are_passed_over() -> None:
    """A page whose clock was set, or another page altogether."""
    clocks = TimestampMap(HZ, 0)
    clocks.note(HZ, 1.0)
    clocks.rebase(5, 1.5)
    clocks.align(5, rtcp.SenderReport(5, 1000 * NTP_S, 0, 0, 0), rtcp.SenderReport(6, 2000 * NTP_S, 0, 0, 0))
    assert clocks.to_ours(5) == HZ + HZ // 2


def test_every_packet_of_a_connection_carries_its_own_number() -> None:
    """One count for all streams of a connection, retransmissions and padding included (transport-wide-cc-01 2)."""
    log = wire.twin.SendLog()
    first, second = Viewer(log=log), Viewer(log=log)
    camera, screen = Sender(ssrc=5), Sender(ssrc=6)
    camera.stream.attach(first.out, 0.0)
    screen.stream.attach(second.out, 0.0)
    camera.send(KEY)
    screen.send(KEY)
    lost = first.numbers()[0]
    first.out.on_nack([lost], 9.0)
    second.out.send_padding(255, 9.5)
    camera.send(DELTA)
    assert [transport_number(p) for p in first.packets] == [0, 2, 4]
    assert [transport_number(p) for p in second.packets] == [1]
    [padding] = second.padding
    assert transport_number(padding) == 3
    assert rtp.is_padding_only(padding)
    sent = log.find_run(0, 6)
    times = [entry[0] if entry else None for entry in sent]
    assert times == [camera.sent_s[0], screen.sent_s[0], 9.0, 9.5, camera.sent_s[1], None]
    assert sum(entry[1] for entry in sent if entry) == log.octets
    assert sent[3] == (9.5, len(padding))


def test_two_viewers_of_one_stream_have_numbers_of_their_own() -> None:
    """What one link lost must not look lost on another."""
    sender, early, late = Sender(), Viewer(), Viewer()
    sender.stream.attach(early.out, 0.0)
    sender.send(KEY)
    sender.send(DELTA)
    sender.stream.attach(late.out, 0.0)
    sender.send(KEY)
    assert [transport_number(p) for p in early.packets] == [0, 1, 2]
    assert [transport_number(p) for p in late.packets] == [0]


@given(st.integers(0, 200_000))
def test_the_log_remembers_the_last_packets_over_any_number_of_wraps(count: int) -> None:
    """Feedback is seconds late at most; 4096 packets are more than that."""
    log = wire.twin.SendLog(count & 0xFFFF)
    for step in range(5000):
        newest = log.stamp(100, float(step))
    assert log.find_run(newest, 1) == [(4999.0, 100)]
    assert log.find_run((newest - 4095) & 0xFFFF, 1) == [(904.0, 100)]
    assert log.find_run((newest - 4096) & 0xFFFF, 1) == [None]
    assert log.find_run((newest + 1) & 0xFFFF, 1) == [None]


def test_the_loudest_moment_is_told_once() -> None:
    """RFC 6464: 0 is full scale, 127 silence; between two looks the loudest counts."""
    sender = Sender()
    for level in (90, 30, 60):
        sender.hear(level)
    assert sender.stream.take_loudest() == 30
    assert sender.stream.take_loudest() == 127
