"""A viewer whose link carries a part of the pictures only: what goes on, under which numbers, how the rest returns."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.wire import Sender, Viewer
from webapp.media.core import rtcp, rtp, vp8
from webapp.media.core.formats import H264
from webapp.media.core.seqmap import SequenceMap

pytestmark = pytest.mark.usefixtures("each_twin")

# Temporal layers and Y bits of eight pictures, as browsers send three layers.
CYCLE = ((0, False), (2, True), (1, True), (2, False), (0, False), (2, False), (1, False), (2, False))
FIRST_ID, FIRST_TL0 = 0x7FF0, 250  # both wrap soon


class Camera:
    """A publisher of pictures in three temporal layers, of one or more packets each."""

    def __init__(self, *, first: int = 65500) -> None:
        self.sender = Sender(first=first)
        self.count = self.tl0 = 0
        self.is_small = True

    def picture(self, *, packets: int = 1, is_key: bool = False) -> list[bytes]:
        """The next picture's packets, not yet sent; their last bytes say whose they are."""
        sender, timestamp = self.sender, self.sender.timestamp
        if is_key:
            self.count += -self.count % len(CYCLE)
        layer, is_sync = CYCLE[self.count % len(CYCLE)]
        self.tl0 += layer == 0
        head = bytes(
            (
                0x80 | (FIRST_ID + self.count >> 8) & 0x7F,
                FIRST_ID + self.count & 0xFF,
                FIRST_TL0 + self.tl0 & 0xFF,
                layer << 6 | is_sync << 5,
            )
        )
        made = []
        for number in range(packets):
            sender.timestamp = timestamp
            starts = 0x10 if number == 0 else 0
            body = (b"\x10\x02\x00\x9d\x01\x2a" if is_key else b"\x11\x02\x00") + bytes((self.count & 0xFF, number))
            _, packet = sender.make(bytes((0x80 | starts, 0xE0)) + head + body)
            made.append(packet)
        made[-1] = made[-1][:1] + bytes((made[-1][1] | 0x80,)) + made[-1][2:]
        self.count += 1
        return made

    def show(self, pictures: int = 1, *, packets: int = 1) -> None:
        """Send so many pictures."""
        for _ in range(pictures):
            self.deliver(self.picture(packets=packets))

    def show_key(self) -> None:
        """Send a key frame."""
        self.deliver(self.picture(is_key=True))

    def deliver(self, packets: Iterable[bytes]) -> None:
        """They arrive at the node."""
        for packet in packets:
            self.sender.deliver(packet)


def watched(first: int = 65500) -> tuple[Camera, Viewer]:
    """A camera, and a viewer who has its key frame."""
    camera, viewer = Camera(first=first), Viewer()
    camera.sender.stream.attach(viewer.out, camera.sender.now_s)
    camera.show_key()
    return camera, viewer


def shown(viewer: Viewer) -> list[vp8.Descriptor]:
    """The descriptors of the pictures that came, in the order of their numbers."""
    return [found for packet in in_order(viewer) if (found := vp8.read_descriptor(packet)) and found.starts_frame]


def in_order(viewer: Viewer) -> list[bytes]:
    """The packets that came, by their numbers; each number once, and none missing."""
    first = viewer.numbers()[0]
    by_number = {(rtp.read_header(packet).sequence - first) & 0xFFFF: packet for packet in viewer.packets}
    assert sorted(by_number) == list(range(len(viewer.packets)))
    return [packet for _, packet in sorted(by_number.items())]


def counts_on(viewer: Viewer) -> bool:
    """Whether picture ids and TL0PICIDX have neither gaps nor repetitions."""
    found = shown(viewer)
    ids = [((one.picture_id or 0) - (found[0].picture_id or 0)) & 0x7FFF for one in found]
    bases = [((one.tl0 or 0) - (found[0].tl0 or 0)) & 0xFF for one in found]
    starts = [one.temporal_layer == 0 for one in found]
    return ids == list(range(len(ids))) and bases == [sum(starts[: n + 1]) - 1 for n in range(len(starts))]


def test_a_thinned_viewer_gets_temporal_layer_0_only_and_misses_no_number() -> None:
    """RFC 7741 4.2: the others build on it, it builds on none of them."""
    camera, viewer = watched()
    camera.show(3)
    viewer.out.thin(True)
    camera.show(60, packets=3)
    layers = [one.temporal_layer for one in shown(viewer)]
    assert layers[:4] == [0, 2, 1, 2]
    assert layers[4:] == [0] * 15
    assert counts_on(viewer)
    assert sum(packet[1] >> 7 for packet in viewer.packets) == len(layers), "each picture ends with a marker"


def test_a_picture_that_has_begun_is_sent_to_its_end() -> None:
    """Half a picture would only hold the decoder up."""
    camera, viewer = watched()
    camera.show()
    first, *rest = camera.picture(packets=3)
    camera.deliver([first])
    viewer.out.thin(True)
    camera.deliver(rest)
    camera.show(2)
    assert [packet[1] >> 7 for packet in viewer.packets] == [1, 1, 0, 0, 1, 1]
    assert [one.temporal_layer for one in shown(viewer)] == [0, 2, 1, 0]


@pytest.mark.parametrize("thinned_for", range(1, 17))
def test_all_pictures_come_back_where_they_build_on_nothing_that_was_left_out(thinned_for: int) -> None:
    """RFC 7741 4.2, Y: a layer begins with a picture that builds on layer 0 alone."""
    camera, viewer = watched()
    viewer.out.thin(True)
    camera.show(thinned_for)
    viewer.out.thin(False)
    camera.show(24)
    back: set[int] = set()
    for one in shown(viewer)[1 + (thinned_for // 4) :]:
        if one.is_sync:
            back.add(one.temporal_layer)
        assert all(layer in back for layer in range(1, one.temporal_layer + 1)) or one.is_sync
    assert [one.temporal_layer for one in shown(viewer)[-8:]].count(2) == 4
    assert counts_on(viewer)
    assert camera.sender.plis == 0
    assert not viewer.out.is_thinned
    before = len(viewer.packets)
    camera.show(8)
    assert len(viewer.packets) == before + 8


def test_a_stream_without_such_pictures_is_asked_for_a_key_frame() -> None:
    """Y is the sender's to set; one that never does must not leave the viewer thin for good."""
    camera, viewer = watched()
    viewer.out.thin(True)
    camera.show(8)
    viewer.out.thin(False)
    for _ in range(80):
        camera.deliver([no_sync(packet) for packet in camera.picture()])
    assert {one.temporal_layer for one in shown(viewer)} == {0}
    assert camera.sender.plis > 0
    camera.show_key()
    camera.show(7)
    assert [one.temporal_layer for one in shown(viewer)[-8:]] == [layer for layer, _ in CYCLE]


def no_sync(packet: bytes) -> bytes:
    """The packet without the Y bit."""
    at = rtp.payload_offset(packet) + 5
    return packet[:at] + bytes((packet[at] & 0xDF,)) + packet[at + 1 :]


def test_what_a_thinned_viewer_lost_is_found_under_its_numbers() -> None:
    """RFC 4588: also what was sent before, and after all pictures came back."""
    lost = {3, 5, 8, 12, 20}
    camera, viewer = watched()
    viewer._loses = lambda n: n in lost
    camera.show(5)
    viewer.out.thin(True)
    camera.show(15, packets=2)
    viewer.out.thin(False)
    camera.show(16)
    assert viewer.missing()
    viewer.ask_again()
    assert counts_on(viewer)
    assert len({packet[-2:] for packet in viewer.packets}) == len(viewer.packets)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(["ok", "ok", "ok", "lost", "late"]), min_size=20, max_size=70),
    st.integers(0, 0xFFFF),
    st.integers(1, 30),
    st.integers(1, 40),
)
def test_whatever_the_publishers_wire_does_no_number_is_missing_in_the_end(
    pattern: list[str], first: int, begins: int, lasts: int
) -> None:
    """A packet that was missing has its number already; if it turns out to be none of ours an empty one takes it."""
    camera, viewer = watched(first)
    late: list[bytes] = []
    for number, fate in enumerate([*pattern, "ok"]):
        if number == begins:
            viewer.out.thin(True)
        if number == begins + lasts:
            viewer.out.thin(False)
        [packet] = camera.picture()
        if fate == "ok":
            camera.deliver([packet])
            camera.deliver(late)
            late.clear()
        elif fate == "late":
            late.append(packet)
    viewer.out.thin(False)
    for _ in range(12):
        camera.sender.now_s += 0.1
        camera.sender.answer_nacks()
        viewer.ask_again()
    camera.show(16)
    packets = in_order(viewer)
    pictures = [packet for packet in packets if not rtp.is_padding_only(packet)]
    bases = [d.tl0 or 0 for p in pictures if (d := vp8.read_descriptor(p)) and d.temporal_layer == 0]
    assert [(tl0 - bases[0]) & 0xFF for tl0 in bases] == list(range(len(bases))), "no picture of layer 0 is missing"
    ids = [((d.picture_id or 0) - FIRST_ID) & 0x7FFF for p in pictures if (d := vp8.read_descriptor(p))]
    assert ids == sorted(set(ids))


def test_an_empty_packet_that_was_lost_is_empty_again() -> None:
    """Its number was taken by a picture that nobody needs; what comes instead must not wake the decoder."""
    camera, viewer = watched()
    viewer.out.thin(True)
    camera.show(2)
    [late] = camera.picture()
    camera.show(3)
    before = len(viewer.packets)
    viewer._loses = lambda n: n == before + 1
    camera.deliver([late])
    [missing] = viewer.missing()
    viewer.ask_again()
    assert viewer.missing() == [missing]
    assert viewer.empty == [missing]


def test_reports_count_what_was_sent_and_only_that() -> None:
    """RFC 3550 6.4.1: packets and octets of the stream as the viewer gets it."""
    camera, viewer = watched()
    viewer.out.thin(True)
    camera.show(20, packets=2)
    camera.sender.stream.on_sender_report(rtcp.SenderReport(5, 1 << 40, 0, 0, 0), camera.sender.now_s)
    [report] = [report for report in viewer.reports[-1:] if isinstance(report, rtcp.SenderReport)]
    assert report.packets == len(viewer.packets)
    assert viewer.out.octets == sum(map(len, viewer.packets))


def test_another_viewer_of_the_same_stream_has_all_of_it() -> None:
    """And the thinned one keeps its transport-wide numbers whole, too."""
    camera, thin = watched()
    other = Viewer()
    camera.sender.stream.attach(other.out, camera.sender.now_s)
    camera.show_key()
    thin.out.thin(True)
    camera.show(31)
    assert len(other.packets) == 32
    assert counts_on(other)
    stamps = [
        int.from_bytes(packet[start : start + 2], "big") for packet in thin.packets for start in [stamp_at(packet)]
    ]
    assert stamps == list(range(len(stamps)))


def stamp_at(packet: bytes) -> int:
    """Where the transport-wide number lies."""
    return rtp.read_extensions(packet)[3][0]


def test_a_thinned_viewer_goes_on_in_another_layer_without_a_gap() -> None:
    """Layers change with a key frame, as ever; thin or not is said of what flows."""
    camera, viewer = watched()
    high = Camera()
    high.sender = Sender(ssrc=6, first=9)
    viewer.out.thin(True)
    camera.show(10)
    high.sender.now_s = camera.sender.now_s
    high.sender.stream.attach(viewer.out, high.sender.now_s)
    viewer.out.thin(False)
    high.show_key()
    high.show(7)
    camera.show(4)
    assert [one.temporal_layer for one in shown(viewer)] == [0, 0, 0, *(layer for layer, _ in CYCLE)]
    assert counts_on(viewer)


def test_who_begins_thinned_has_the_key_frame_and_then_layer_0() -> None:
    """A picture that was paused comes back thin first."""
    camera, viewer = Camera(), Viewer()
    viewer.out.thin(True)
    camera.sender.stream.attach(viewer.out, camera.sender.now_s)
    camera.show_key()
    camera.show(11)
    assert [one.temporal_layer for one in shown(viewer)] == [0, 0, 0]
    assert counts_on(viewer)


def test_a_viewer_behind_tcp_is_thinned_as_well() -> None:
    """Python feeds those always."""
    camera, viewer = Camera(), Viewer(over_tcp=True)
    camera.sender.stream.attach(viewer.out, camera.sender.now_s)
    camera.show_key()
    viewer.out.thin(True)
    camera.show(7)
    assert [one.temporal_layer for one in shown(viewer)] == [0, 0]


def test_other_codecs_stay_whole() -> None:
    """H.264 does not say in its packets what builds on what."""
    sender, viewer = Sender(kind=H264), Viewer(kind=H264)
    sender.stream.attach(viewer.out, sender.now_s)
    sender.send(b"\x65" + bytes(9))
    viewer.out.thin(True)
    for _ in range(5):
        sender.send(b"\x41" + bytes(9))
    assert len(viewer.packets) == 6


@given(
    st.integers(0, 0xFFFF),
    st.integers(0, 0x3FFF),
    st.lists(st.booleans(), min_size=1, max_size=400),
)
def test_numbers_with_some_left_out_can_be_mapped_both_ways(first: int, ours: int, kept: list[bool]) -> None:
    """Ours count on; each of theirs that was sent is found under its own, and no other."""
    mapping = SequenceMap(ours)
    mapping.rebase(first)
    sent = {}
    for step, is_kept in enumerate(kept):
        theirs = (first + step) & 0xFFFF
        if is_kept:
            sent[theirs] = mapping.to_ours(theirs)
        else:
            mapping.leave_out(theirs)
    assert list(sent.values()) == [(ours + n) & 0xFFFF for n in range(len(sent))]
    for step in range(len(kept)):
        theirs = (first + step) & 0xFFFF
        assert mapping.to_ours(theirs) == sent.get(theirs)
    for theirs, number in sent.items():
        assert number is not None
        assert mapping.to_theirs(number) == theirs
