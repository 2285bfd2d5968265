"""The whole packet path over real sockets: publisher's SRTP in, the subscribers' SRTP out, in both twins alike."""

from __future__ import annotations

import errno
import socket
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.media.rtc_client import rtp_packet
from tests.media import wire
from tests.media.captures import packets
from tests.media.conftest import native_twin
from tests.media.wire import DELTA, KEY, Viewer, srtp_sessions, udp_socket
from webapp.media.core import rtcp, rtp, twcc, vp8
from webapp.media.core.bandwidth.heard import Heard
from webapp.media.core.formats import EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, OPUS, VP8, Format
from webapp.media.forwarder import Back, SrtpHandle, pyfwd

pytestmark = pytest.mark.usefixtures("each_twin")

SSRC = 5


class Path:
    """A publisher's socket, a node's socket, and one stream between them."""

    def __init__(self, kind: Format = VP8, family: int = socket.AF_INET) -> None:
        self._page, self._ours = udp_socket(family), udp_socket(family)
        self._encrypting, self._decrypting = srtp_sessions()
        self.unbound: list[bytes] = []
        self.others: list[bytes] = []
        self.reports: list[rtcp.Packet] = []
        self.pump: Any = wire.twin.Pump(self._ours, lambda data, address, at_s: self.others.append(data))
        self.receiver = wire.twin.Receiver(cast(SrtpHandle, self._decrypting._srtp[0]), self._on_unbound, self._on_rtcp)
        self.stream = wire.twin.InStream(SSRC, kind, lambda: None)
        self.receiver.bind(self.stream)
        self.address = self._page.getsockname()[:2]
        self.pump.route(self.address, self.receiver)
        self._type, self._sequence = kind.payload_type, 65530
        self._numbers = defaultdict[int, int](lambda: 65530)

    def _on_unbound(self, packet: bytes, arrival_s: float) -> None:
        self.unbound.append(packet)

    def _on_rtcp(self, packet: rtcp.Packet) -> None:
        self.reports.append(packet)

    def report(self, *packets: bytes) -> None:
        """The page sends these as one compound, and the node reads."""
        self.send_raw(self._encrypting.protect_rtcp(b"".join(packets)))

    def make(self, payload: bytes, *, ssrc: int = SSRC, elements: dict[int, bytes] | None = None) -> bytes:
        """The next packet, not yet sent."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._numbers[ssrc] = (self._numbers[ssrc] + 1) & 0xFFFF
        return rtp_packet(
            payload_type=self._type,
            sequence=self._numbers[ssrc],
            timestamp=self._numbers[ssrc] * 3000,
            ssrc=ssrc,
            payload=payload,
            mid="0",
            elements={EXT_TRANSPORT_CC: self._sequence.to_bytes(2, "big"), **(elements or {})},
        )

    def send(self, *packets: bytes) -> None:
        """Send these at once, and let the node read."""
        self.send_raw(*(self._encrypting.protect(packet) for packet in packets))

    def send_raw(self, *datagrams: bytes) -> None:
        """The same with datagrams as they are."""
        for data in datagrams:
            self._page.sendto(data, self._ours.getsockname())
        self.pump.on_readable()

    def close(self) -> None:
        """Close the sockets."""
        self._page.close()
        self._ours.close()


@pytest.fixture
def path() -> Any:
    """A path for a picture."""
    made = Path()
    yield made
    made.close()


def test_a_burst_arrives_whole_in_order_and_with_every_viewer(path: Path) -> None:
    """Equal packets may leave together (UDP GSO), others alone: nobody sees a difference."""
    viewers = [Viewer(), Viewer(over_tcp=True), Viewer()]
    for viewer in viewers:
        path.stream.attach(viewer.out, 0.0)
    bodies = [KEY, *(DELTA + bytes((n,)) * (1000 if n % 7 else n) for n in range(1, 40))]
    path.send(*(path.make(body) for body in bodies))
    for viewer in viewers:
        assert viewer.payloads() == bodies
        numbers = viewer.numbers()
        assert [(n - numbers[0]) & 0xFFFF for n in numbers] == list(range(40))
    assert path.stream.packets_out == 40
    assert path.stream.octets_in == path.stream.octets_out
    assert path.stream.stats.received == path.stream.stats.expected == 40


def test_streams_to_one_page_keep_their_order_although_their_packets_leave_together(path: Path) -> None:
    """What several publishers send a page at one time may be one run (UDP GSO), numbered as it leaves."""
    viewer, other = Viewer(log=wire.twin.SendLog(65534)), wire.twin.InStream(SSRC + 1, VP8, lambda: None)
    path.receiver.bind(other)
    path.stream.attach(viewer.out, 0.0)
    other.attach(beside(viewer, 79), 0.0)
    path.send(path.make(KEY), path.make(KEY, ssrc=SSRC + 1))
    bodies = [DELTA + bytes((number,)) * size for number, size in enumerate((900, 900, 900, 900, 30, 900, 900))]
    path.send(*(path.make(body, ssrc=SSRC + number % 2) for number, body in enumerate(bodies)))
    packets = viewer.packets
    assert [transport_number(packet) for packet in packets] == [number & 0xFFFF for number in range(65534, 65534 + 9)]
    for ssrc, sent in ((77, [KEY, *bodies[::2]]), (79, [KEY, *bodies[1::2]])):
        came = [p for p in packets if rtp.read_header(p).ssrc == ssrc]
        assert [p[rtp.read_header(p).payload_start :] for p in came] == sent


def test_one_batch_to_one_page_is_few_runs(path: Path) -> None:
    """Each run costs a way through the kernel, whatever stream its packets belong to; Python has one per stream."""
    viewer, other = Viewer(), wire.twin.InStream(SSRC + 1, VP8, lambda: None)
    path.receiver.bind(other)
    path.stream.attach(viewer.out, 0.0)
    other.attach(beside(viewer, 79), 0.0)
    path.send(path.make(KEY), path.make(KEY, ssrc=SSRC + 1))
    assert len(viewer.packets) == 2
    try:
        viewer.takes_runs()
    except OSError:
        pytest.skip("this kernel takes all runs apart (no UDP_GRO)")
    path.send(*(path.make(DELTA + bytes(900), ssrc=SSRC + number % 2) for number in range(6)))
    assert viewer.runs() == ([6] if isinstance(path.pump, native_pump()) else [3, 3])


def beside(viewer: Viewer, ssrc: int) -> Any:
    """A second stream on the viewer's connection."""
    out = viewer.out
    way = {name: getattr(out, name) for name in ("srtp", "sendto", "address", "send_rtcp", "log", "descriptor")}
    return wire.twin.OutStream(**way, send_run=out.send_run, ssrc=ssrc, rtx_ssrc=ssrc + 1, clock_hz=VP8.clock_hz)


def transport_number(packet: bytes) -> int:
    """Its place in the row of all packets of the connection."""
    at = rtp.read_extensions(packet)[EXT_TRANSPORT_CC][0]
    return int.from_bytes(packet[at : at + 2], "big")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["ok", "ok", "ok", "key", "lost", "twice", "late"]), min_size=3, max_size=50))
def test_what_is_rare_keeps_its_place_among_what_is_not(pattern: list[str]) -> None:
    """Key frames, gaps, late and repeated packets in one batch: the viewer and a recorder see the order of arrival."""
    path, viewer, heard = Path(), Viewer(), list[bytes]()

    class Ears:
        def on_rtp(self, packet: bytes, arrival_s: float) -> None:
            heard.append(packet)

        def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
            raise AssertionError

    path.stream.attach(viewer.out, 0.0)
    path.send(path.make(KEY))
    sent: list[bytes] = []
    late: list[bytes] = []
    for number, fate in enumerate(pattern):
        packet = path.make((KEY if fate == "key" else DELTA) + bytes((number,)))
        if fate == "late":
            late.append(packet)
        elif fate != "lost":
            sent += [packet, *([packet] if fate == "twice" else []), *late]
            late.clear()
    path.send(*dict.fromkeys(sent))  # SRTP itself refuses a packet that comes twice
    expected = list(dict.fromkeys(sent))
    assert [p[-1] for p in viewer.packets[1:]] == [p[-1] for p in expected]
    path.stream.add_tap(Ears())
    path.send(*(last := [path.make(DELTA), path.make(KEY)]))
    assert heard == last
    path.close()


def test_a_route_that_takes_no_runs_gets_single_packets() -> None:
    """A path whose MTU is too small for segments, or a kernel without them, refuses the first run only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "twin", pyfwd)
        refused: list[int] = []

        def refuse(total: int, size: int, address: object) -> None:
            refused.append(total // size)
            raise OSError(errno.EINVAL, "Invalid argument")

        path, viewer = Path(), Viewer(send_run=refuse)
        path.stream.attach(viewer.out, 0.0)
        path.send(path.make(KEY), *(path.make(DELTA + bytes(90)) for _ in range(6)))
        path.send(*(path.make(DELTA + bytes(90)) for _ in range(6)))
    assert refused == [6]
    assert len(viewer.packets) == 13
    numbers = viewer.numbers()
    assert [(n - numbers[0]) & 0xFFFF for n in numbers] == list(range(13))
    path.close()


def test_pictures_are_numbered_on_after_a_switch(path: Path) -> None:
    """RFC 7741 4.2: the ids of the second source go on where those of the first ended, in every packet."""
    other, viewer = Path(), Viewer()
    path.stream.attach(viewer.out, 0.0)
    path.send(path.make(b"\x90\xe0\x87\xfe\x09\x20" + KEY[1:]), path.make(b"\x90\xe0\x87\xff\x0a\x20" + DELTA[1:]))
    other.stream.attach(viewer.out, 0.0)
    other.send(other.make(b"\x90\xe0\x80\x05\x01\x20" + KEY[1:]))
    other.send(*(other.make(bytes((0x90, 0xE0, 0x80, n, n, 0x20)) + DELTA[1:]) for n in (6, 7)))
    ids = [vp8.read_descriptor(packet) for packet in viewer.packets]
    assert [d.picture_id for d in ids if d is not None] == [0x7FE, 0x7FF, 0x800, 0x801, 0x802]
    assert [d.tl0 for d in ids if d is not None] == [9, 10, 11, 16, 17]
    other.close()


def test_transport_numbers_are_noted_and_replaced(path: Path) -> None:
    """Upwards for the publisher's feedback, each with its arrival; downwards every viewer has a row of its own."""
    viewer = Viewer(log=wire.twin.SendLog(65534))
    path.stream.attach(viewer.out, 0.0)
    path.send(*(path.make(body) for body in (KEY, DELTA, DELTA, DELTA)))
    [message] = path.receiver.feedback(1, 2)
    [feedback] = rtcp.parse(message)
    assert isinstance(feedback, rtcp.TransportFeedback)
    arrivals = twcc.parse(feedback.fci)
    assert [arrival.sequence for arrival in arrivals] == [65531, 65532, 65533, 65534]
    assert all(arrival.arrival_s is not None for arrival in arrivals)
    assert path.receiver.feedback(1, 2) == []
    assert [transport_number(packet) for packet in viewer.packets] == [65534, 65535, 0, 1]
    assert [entry[1] for entry in viewer.out.log.find_run(65534, 4)] == [len(packet) for packet in viewer.packets]


@pytest.mark.parametrize("over_tcp", [False, True])
def test_a_publisher_is_told_what_came(path: Path, over_tcp: bool) -> None:
    """The feedback is encrypted and sent on the way back, whatever that is."""
    path.send(path.make(KEY), path.make(DELTA))
    page, viewer = udp_socket(socket.AF_INET), Viewer()
    outgoing, incoming = srtp_sessions()
    told: list[bytes] = []
    port = None if over_tcp else page.fileno()
    back = Back(cast(SrtpHandle, outgoing._srtp[0]), port, viewer.out.address, told.append, 11)
    path.receiver.tell(back, SSRC)
    if page.fileno() == port and isinstance(path.pump, native_pump()):
        told.append(incoming.unprotect_rtcp(viewer._socket.recv(2048)))
    [feedback] = rtcp.parse(told[0])
    assert isinstance(feedback, rtcp.TransportFeedback)
    assert [arrival.sequence for arrival in twcc.parse(feedback.fci)] == [65531, 65532]
    page.close()


class Told:
    """A page that is told what came, by C or by Python, and when that was at the earliest and at the latest."""

    def __init__(self, path: Path) -> None:
        self.fcis: list[bytes] = []
        self.moments: list[tuple[float, float]] = []
        self._path, self._port, self._page = path, udp_socket(), Viewer()
        self._outgoing, self._incoming = srtp_sessions()
        way = cast(SrtpHandle, self._outgoing._srtp[0]), self._port.fileno(), self._page.out.address, self._take, 11
        path.receiver.tell(Back(*way), SSRC)

    def _take(self, compound: bytes) -> None:
        self.fcis += [packet.fci for packet in rtcp.parse(compound) if isinstance(packet, rtcp.TransportFeedback)]

    def after(self, *packets: bytes) -> bool:
        """Whether the page is told when it has sent these."""
        count, began_s = len(self.fcis), time.monotonic()
        self._path.send(*packets)
        ended_s = time.monotonic()
        with suppress(BlockingIOError):  # C sends by itself
            self._take(self._incoming.unprotect_rtcp(self._page._socket.recv(2048)))
        if len(self.fcis) > count:
            self.moments.append((began_s, ended_s))
        return len(self.fcis) > count

    def close(self) -> None:
        """Close the socket."""
        self._port.close()


def test_a_page_that_goes_on_sending_is_told_in_time(path: Path) -> None:
    """The first batch 90 ms after the last telling is answered, none before, whatever pauses the machine makes."""
    told = Told(path)
    assert told.after(path.make(KEY))
    (began_s, ended_s), sent = told.moments[0], 1
    while len(told.moments) < 4:
        time.sleep(0.01)
        now_s, sent = time.monotonic(), sent + 1
        if told.after(path.make(DELTA)):
            assert told.moments[-1][1] - began_s >= 0.09
            began_s, ended_s = told.moments[-1]
        else:
            assert now_s - ended_s < 0.09
    assert path.receiver.tells_itself
    heard = [a.sequence for fci in told.fcis for a in twcc.parse(fci) if a.arrival_s is not None]
    assert heard == [(65531 + number) & 0xFFFF for number in range(sent)]
    told.close()


def test_viewers_get_their_packets_before_the_publisher_is_told() -> None:
    """Telling takes longer than sending, and nobody waits for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "twin", pyfwd)
        order: list[str] = []
        path, viewer = Path(), Viewer(send_run=lambda total, size, address: order.append("packets"))
        path.stream.attach(viewer.out, 0.0)
        path.send(path.make(KEY))
        outgoing, _ = srtp_sessions()
        back = Back(
            cast(SrtpHandle, outgoing._srtp[0]),
            path._ours.fileno(),
            path.address,
            lambda data: order.append("told"),
            11,
        )
        path.receiver.tell(back, SSRC)
        time.sleep(0.1)
        path.send(*(path.make(DELTA + bytes(90)) for _ in range(3)))
    assert order == ["told", "packets", "told"]
    path.close()


def native_pump() -> type:
    """The class of the native twin's pumps."""
    return cast(type, native_twin().Pump)


def test_the_publishers_mid_stays_here(path: Path) -> None:
    """RFC 8843 9.2: it names an m-line of another connection; the lengths do not change."""
    viewer = Viewer()
    path.stream.attach(viewer.out, 0.0)
    path.send(path.make(KEY), sent := path.make(DELTA))
    got = viewer.packets[1]
    assert len(got) == len(sent)
    assert set(rtp.read_extensions(got)) == {EXT_TRANSPORT_CC}


def test_sound_flows_at_once_and_its_loudest_moment_is_kept() -> None:
    """Opus needs no key frame; levels are read on the way (RFC 6464)."""
    path, viewer = Path(OPUS), Viewer(kind=OPUS)
    path.stream.attach(viewer.out, 0.0)
    path.send(*(path.make(b"\xfc\x01", elements={EXT_AUDIO_LEVEL: bytes((level,))}) for level in (0xFF, 0x83, 0x20)))
    assert len(viewer.packets) == 3
    assert path.stream.take_loudest() == 3
    assert path.stream.take_loudest() == 127
    path.close()


@pytest.mark.parametrize("name", ["opus", "opus_fec", "red"])
def test_sound_that_repeats_itself_passes_byte_for_byte(name: str) -> None:
    """Captured: Opus, Opus with FEC (RFC 7587 3.3) and RED (RFC 2198) keep type, marker, payload and distances."""
    path, viewer, captured = Path(OPUS), Viewer(kind=OPUS), packets(name)
    path.stream.attach(viewer.out, 0.0)
    path.send(*(packet[:8] + SSRC.to_bytes(4, "big") + packet[12:] for packet in captured))
    assert what_must_stay(viewer.packets) == what_must_stay(captured)
    path.close()


def what_must_stay(row: list[bytes]) -> list[tuple[int, int, int, bytes]]:
    """Of each packet: marker and payload type, its distances from the first in number and in time, the payload."""
    first = rtp.read_header(row[0])
    return [
        (
            packet[1],
            header.sequence - first.sequence & 0xFFFF,
            header.timestamp - first.timestamp & 0xFFFFFFFF,
            packet[header.payload_start :],
        )
        for packet, header in ((packet, rtp.read_header(packet)) for packet in row)
    ]


def test_who_is_not_bound_routed_or_genuine_reaches_nobody(path: Path) -> None:
    """An unknown SSRC is the link's to sort; a stranger's packet is the port's; a forged one is counted."""
    path.stream.attach((viewer := Viewer()).out, 0.0)
    path.send(foreign := path.make(KEY, ssrc=77))
    assert path.unbound == [foreign]
    path.send_raw(b"\x80\x60" + bytes(60))
    assert path.receiver.rejected == 1
    path.send_raw(b"\x80\xc9" + bytes(30), check := b"\x00\x01" + bytes(30))
    assert path.receiver.rejected == 2
    assert path.others == [check]
    path.receiver.unbind(path.stream)
    path.send(unbound := path.make(KEY))
    assert path.unbound == [foreign, unbound]
    path.pump.route(path.address, None)
    path.send(path.make(KEY))
    assert len(path.others) == 2
    assert viewer.packets == []


def test_a_viewer_who_left_gets_nothing_more_and_a_closed_stream_nobody(path: Path) -> None:
    """Whoever is released in between is no part of the next batch."""
    staying, leaving = Viewer(), Viewer()
    for viewer in (staying, leaving):
        path.stream.attach(viewer.out, 0.0)
    path.send(path.make(KEY), path.make(DELTA))
    leaving.out.detach()
    path.send(path.make(DELTA))
    path.stream.set_open(False)
    path.send(path.make(DELTA), path.make(KEY))
    assert len(leaving.packets) == 2
    assert len(staying.packets) == 3
    assert path.stream.stats.received == 5


def test_packets_are_counted_for_those_who_were_there(path: Path) -> None:
    """What is sent, counted from a viewer's first packet to the last, whoever else comes, goes or asks meanwhile."""
    first, second = Viewer(), Viewer()
    bodies = [KEY, *(DELTA + bytes(100 + number) for number in range(5))]
    path.send(*(path.make(body) for body in bodies))
    assert (path.stream.pictures_in, path.stream.packets_out, path.stream.octets_out) == (0, 0, 0)
    path.stream.attach(first.out, 0.0)
    path.send(*(path.make(body) for body in bodies))
    assert path.stream.packets_out == 6
    path.stream.attach(second.out, 0.0)
    path.send(*(path.make(body) for body in bodies))
    assert [viewer.out.octets for viewer in (first, second)] == [sum(map(len, v.packets)) for v in (first, second)]
    path.stream.release(first.out)
    path.send(*(path.make(body) for body in bodies))
    assert [viewer.out.octets for viewer in (first, second)] == [sum(map(len, v.packets)) for v in (first, second)]
    assert [len(viewer.packets) for viewer in (first, second)] == [12, 12]
    assert path.stream.stats.received == 24
    assert path.stream.octets_in * 3 == path.stream.octets_out * 4


def test_a_viewer_goes_on_at_another_address_and_over_another_transport(path: Path) -> None:
    """A page that moves from Wi-Fi to a cable, or from UDP to TCP, misses nothing."""
    viewer, elsewhere = Viewer(), Viewer()
    path.stream.attach(viewer.out, 0.0)
    path.send(path.make(KEY))
    at_home = viewer.out.address
    viewer.out.address = elsewhere.out.address
    path.send(path.make(DELTA))
    assert len(viewer.packets) == 1
    framed: list[bytes] = []
    viewer.out.redirect(lambda data, address: framed.append(bytes(data)), at_home, None)
    path.send(path.make(DELTA), path.make(DELTA))
    assert len(framed) == 2
    assert len(viewer.packets) == 1


def test_everything_works_over_ipv6() -> None:
    """Publisher and viewer on ::1."""
    try:
        path, viewer = Path(family=socket.AF_INET6), Viewer(family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    path.stream.attach(viewer.out, 0.0)
    path.send(path.make(KEY), path.make(DELTA), path.make(DELTA))
    assert viewer.payloads() == [KEY, DELTA, DELTA]
    path.close()


def test_what_a_viewer_tells_of_our_packets_is_matched_with_what_was_sent(path: Path) -> None:
    """Transport-wide feedback is kept until it is asked for, whatever else the compound holds; reports wake nobody."""
    log = wire.twin.SendLog(65534)
    for number in range(4):
        log.stamp(100 + number, 5.0 + number)
    path.receiver.follow(log)
    told = twcc.FeedbackBuilder()
    for sequence, arrival_s in ((65534, 9.0), (0, 9.5), (7, 9.75)):
        told.on_packet(sequence, arrival_s)
    [feedback] = (rtcp.transport_feedback(1, 77, fci) for fci in told.build())
    path.report(rtcp.receiver_report(1, []))
    path.report(feedback)
    sent = [(5.0, 100), (6.0, 101), (7.0, 102), (8.0, 103)]
    told_of = Heard(2, 2, 406, 202, 8.0, 9.5, [(5.0, 9.0)], [9.0, None, 9.5, None], sent)
    assert path.receiver.take_heard(one_by_one=True) == told_of
    assert path.receiver.take_heard(one_by_one=True) is None
    assert [packet for packet in path.reports if not isinstance(packet, rtcp.ReceiverReport)] == []
    path.report(rtcp.receiver_report(1, []), feedback, rtcp.pli(1, 77))
    assert path.receiver.take_heard(one_by_one=True) == replace(told_of, groups=[])
    assert path.reports[-1] == rtcp.KeyframeRequest(77)
    path.report(feedback[:-4] + b"\x00\x00\x00\x00")
    path.send_raw(b"\x80\xcd" + bytes(40))
    assert path.receiver.rejected == 1
