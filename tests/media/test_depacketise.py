"""Frames out of RTP payloads: VP8, H.264 and Opus as their RFCs cut them."""

from __future__ import annotations

import random

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.captures import packets
from tests.media.studio import PAYLOADS, RED, Sender, film, rtp_packet, vp8_payloads
from webapp.media.core import av1
from webapp.media.core.depacketise import (
    Assembler,
    EncodedFrame,
    H264Assembler,
    OpusAssembler,
    RtpPayload,
    Vp8Assembler,
    assembler_for,
    parse_rtp,
)
from webapp.media.core.formats import decoder_of
from webapp.media.core.rtp import MalformedRtp

SPS, PPS, OTHER_PPS = b"\x67\x42\xc0\x1f", b"\x68\xce\x3c\x80", b"\x68\xce\x3c\x90"
IDR, SLICE = b"\x65\x88\x84", b"\x41\x9a\x02"
START = b"\x00\x00\x00\x01"


def feed(assembler: Assembler, *payloads: tuple[int, bytes, bool], lost_first: bool = False) -> list[EncodedFrame]:
    """Push (timestamp, data, marker) triples as one unbroken row."""
    frames = []
    for number, (timestamp, data, marker) in enumerate(payloads):
        payload = RtpPayload(number, timestamp, 1, marker, data)
        frames += assembler.push(payload, after_loss=lost_first and number == 0)
    return frames


def pieces(codec: str, frame: bytes) -> list[bytes]:
    """What of a frame must arrive."""
    if codec == "av1":
        return [obu for obu in av1.units(frame) if av1.kind_of(obu) != av1.TEMPORAL_DELIMITER]
    return PAYLOADS[codec](frame)


@pytest.mark.parametrize("codec", PAYLOADS)
def test_what_was_cut_into_packets_is_put_together_again(codec: str) -> None:
    """RFC 7741 4, RFC 9628 4, RFC 6184 5, AV1 RTP 4: the frames come out as the encoder made them.

    H.264 without SEI and with long start codes, AV1 without temporal delimiters.
    """
    sent = film(codec, RED, 1)
    assembler = assembler_for(codec)
    frames = []
    for _, packet in Sender(1).send(codec, sent):
        frames += assembler.push(parse_rtp(packet), after_loss=False)
    cut = PAYLOADS[codec]
    assert any(len(cut(frame)) > 2 for frame in sent)
    assert [frame.is_keyframe for frame in frames] == [number == 0 for number in range(15)]
    if codec != "h264":
        assert frames[0].size == (160, 120)
    if codec in ("vp8", "vp9"):
        assert [frame.data for frame in frames] == sent
    else:
        assert [pieces(codec, frame.data) for frame in frames] == [pieces(codec, frame) for frame in sent]
        assert frames[0].parameter_sets in frames[0].data


def test_a_header_with_sources_extension_and_padding_is_stripped() -> None:
    """RFC 3550 5.1 and 5.3.1: CSRC list, extension and padding are not payload."""
    head = bytes([0xB2, 0xE0]) + b"\x12\x34" + b"\x00\x00\x00\x07" + b"\x00\x00\x00\x09" + bytes(8)
    packet = head + b"\xbe\xde\x00\x01" + bytes(4) + b"abc" + b"\x00\x00\x03"
    assert parse_rtp(packet) == RtpPayload(0x1234, 7, 9, True, b"abc")
    with pytest.raises(MalformedRtp):
        parse_rtp(packet[:14])


@pytest.mark.parametrize(
    ("descriptor", "length"),
    [
        (b"\x10", 1),
        (b"\x90\x80\x05", 3),
        (b"\x90\x80\x81\x02", 4),
        (b"\x90\xf0\x81\x02\x03\x04", 6),
        (b"\x90\x20\x04", 3),
    ],
)
def test_every_form_of_the_vp8_descriptor_is_skipped(descriptor: bytes, length: int) -> None:
    """RFC 7741 4.2: picture id of 7 or 15 bits, TL0PICIDX, TID and KEYIDX share one byte."""
    key = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\xe0\x01" + b"rest"
    (frame,) = feed(Vp8Assembler(), (1, descriptor + key, True))
    assert len(descriptor) == length
    assert (frame.data, frame.is_keyframe, frame.size) == (key, True, (640, 480))


def test_video_starts_with_a_keyframe() -> None:
    """Issue 2, recording: nothing before the first keyframe can be decoded, so it is not written."""
    sent = film("vp8", RED, 1)
    assembler = Vp8Assembler()
    inter = [(1, payload, True) for payload in vp8_payloads(sent[1])[:1]]
    assert feed(assembler, *inter) == []
    assert assembler.needs_keyframe
    assert feed(assembler, (2, b"\x90\x80\x05" + sent[0], True)) != []
    assert not assembler.needs_keyframe


def test_the_rest_of_a_frame_whose_beginning_was_lost_is_no_frame() -> None:
    """RFC 7741 4.2: only S=1 with partition 0 begins a frame; RFC 6184: only parameter sets surely begin one."""
    key = film("vp8", RED, 1)[0]
    whole = [(5, payload, n == len(vp8_payloads(key)) - 1) for n, payload in enumerate(vp8_payloads(key))]
    assert len(whole) > 1
    assert feed(Vp8Assembler(), *whole[1:]) == []
    idr_only = feed(H264Assembler(), (5, IDR, True))
    assert idr_only == []


def test_a_frame_without_its_marker_ends_where_the_next_begins() -> None:
    """RFC 6184 5.1: the marker is a hint; the timestamp decides."""
    key = film("vp8", RED, 1)[0]
    frames = feed(Vp8Assembler(), (1, b"\x10" + key, False), (2, b"\x10" + key, True))
    assert [frame.timestamp for frame in frames] == [1, 2]


def test_parameter_sets_sent_once_are_repeated_at_later_keyframes() -> None:
    """RFC 6184 8.4: sets may come once; a file that begins later needs them, and a change of them begins a new file."""
    aggregate = b"\x78" + b"".join(len(nal).to_bytes(2, "big") + nal for nal in (SPS, PPS))
    assembler = H264Assembler()
    first, second = feed(assembler, (1, aggregate, False), (1, IDR, True), (2, IDR, True))
    sets = START + SPS + START + PPS
    assert (first.data, first.parameter_sets) == (sets + START + IDR, sets)
    assert (second.data, second.parameter_sets, second.is_keyframe) == (sets + START + IDR, sets, True)
    changed = feed(assembler, (3, SPS, False), (3, OTHER_PPS, False), (3, IDR, True), (4, SLICE, True))
    assert [(frame.parameter_sets, frame.is_keyframe) for frame in changed] == [
        (START + SPS + START + OTHER_PPS, True),
        (b"", False),
    ]


def test_a_fragment_that_begins_nowhere_is_ignored() -> None:
    """RFC 6184 5.8: a fragmentation unit without its start bit continues something; if that is missing, it is noise."""
    aggregate = b"\x78" + b"".join(len(nal).to_bytes(2, "big") + nal for nal in (SPS, PPS))
    row = [(1, aggregate, False), (1, IDR, True), (2, b"\x7c\x01middle", True), (3, SLICE, True)]
    assert [frame.timestamp for frame in feed(H264Assembler(), *row)] == [1, 3]


def test_every_opus_packet_is_a_frame_and_padding_is_none() -> None:
    """RFC 7587 4.2: one packet, one frame; a loss is only a gap."""
    frames = feed(OpusAssembler(), (960, b"a", False), (1920, b"", False), (2880, b"c", False), lost_first=True)
    assert [(frame.timestamp, frame.data, frame.is_keyframe) for frame in frames] == [
        (960, b"a", True),
        (2880, b"c", True),
    ]


def test_a_codec_that_cannot_be_recorded_is_refused() -> None:
    """There is nothing to put its packets together with."""
    with pytest.raises(KeyError):
        assembler_for("theora")


@given(st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=40), st.booleans(), st.booleans()), max_size=30))
def test_no_payload_breaks_an_assembler(rows: list[tuple[int, bytes, bool, bool]]) -> None:
    """A hostile page chooses every byte of its payloads."""
    for codec in (*PAYLOADS, "opus"):
        assembler = assembler_for(codec)
        for number, (timestamp, data, marker, lost) in enumerate(rows):
            frames = assembler.push(RtpPayload(number, timestamp, 1, marker, data), after_loss=lost)
            assert all(frame.data for frame in frames)


@pytest.mark.parametrize("codec", PAYLOADS)
def test_after_any_loss_only_whole_frames_that_can_be_decoded_come_out(codec: str) -> None:
    """media.md 4: after a loss the next frame out is a keyframe, and every frame is as it was sent."""
    sent = film(codec, RED, 3, keyframe_every=5)
    row = [packet for _, packet in Sender(1).send(codec, sent)]
    known = [pieces(codec, frame) for frame in sent]
    for seed in range(20):
        dice, assembler, lost = random.Random(seed), assembler_for(codec), False
        for packet in row:
            if dice.random() < 0.05:
                lost = True
                continue
            was_waiting = lost or assembler.needs_keyframe
            for frame in assembler.push(parse_rtp(packet), after_loss=lost):
                assert pieces(codec, frame.data) in known
                assert frame.is_keyframe or not was_waiting
            lost = False


def test_the_test_packetiser_sends_what_browsers_send() -> None:
    """Guards the tests themselves: extension bit set, payload after 20 bytes."""
    assert parse_rtp(rtp_packet(b"xyz", 1, 2, marker=True)).data == b"xyz"


def decoded(codec: str, frames: list[EncodedFrame]) -> list[tuple[int, int]]:
    """The sizes of the pictures that a decoder makes of the frames; raises av.FFmpegError for a broken one."""
    decoder = av.VideoCodecContext.create(decoder_of(codec), "r")
    assert isinstance(decoder, av.VideoCodecContext)
    pictures = [picture for frame in frames for picture in decoder.decode(av.Packet(frame.data))]
    return [(picture.width, picture.height) for picture in [*pictures, *decoder.decode(None)]]


@pytest.mark.parametrize("codec", ["vp8", "vp9", "h264", "av1"])
def test_what_a_browser_sent_is_decoded_whatever_is_lost(codec: str) -> None:
    """RFC 9628 4 and AV1 RTP 4 as Chromium packs them: all of it, and with losses whatever precedes them."""
    captured = packets(codec)
    numbers = {parse_rtp(packet).timestamp for packet in captured if parse_rtp(packet).data}
    whole = assembler_for(codec)
    frames = [frame for packet in captured for frame in whole.push(parse_rtp(packet), after_loss=False)]
    assert len(numbers) - 1 <= len(frames) <= len(numbers)  # the capture may end within a frame
    assert decoded(codec, frames) == [(320, 180)] * len(frames)
    for seed in range(20):
        dice, assembler, lost = random.Random(seed), assembler_for(codec), False
        kept = []
        for packet in captured:
            if dice.random() < 0.1:
                lost = True
                continue
            kept += assembler.push(parse_rtp(packet), after_loss=lost)
            lost = False
        assert all(frame in frames for frame in kept)
        assert len(decoded(codec, kept)) == len(kept)


def test_the_spatial_layers_of_a_vp9_picture_are_one_superframe() -> None:
    """RFC 9628 4.2, VP9 annex B: each layer's frame begins with B; decoders want one piece with an index."""
    key = film("vp9", RED, 1)[0]
    large = film("vp9", RED, 1, (320, 240))[0]
    small = [(1, b"\xa8\x05\x00\x00" + key[:1000], False), (1, b"\xa4\x05\x00\x00" + key[1000:], False)]
    (frame,) = feed(assembler_for("vp9"), *small, (1, b"\xac\x05\x03\x00" + large, True))
    sizes = len(key).to_bytes(2, "little") + len(large).to_bytes(2, "little")
    assert frame.data == key + large + b"\xc9" + sizes + b"\xc9"
    assert (frame.is_keyframe, frame.size) == (True, (160, 120))
    assert decoded("vp9", [frame])[-1] == (320, 240)


@pytest.mark.parametrize(
    "descriptor",
    [
        b"\x08",
        b"\x88\x05",
        b"\x88\x81\x02",
        b"\xa8\x05\x01\x07",
        b"\xb8\x05\x01",
        b"\x1a\x18\x01\x40\x00\xf0\x02\x04\x02\x18\x01\x02",
    ],
)
def test_every_form_of_the_vp9_descriptor_is_skipped(descriptor: bytes) -> None:
    """RFC 9628 4.2: picture ids of 7 or 15 bits, layers with and without TL0PICIDX, structures with a group."""
    key = film("vp9", RED, 1)[0]
    (frame,) = feed(assembler_for("vp9"), (1, descriptor + key, True))
    assert frame.data == key


def test_references_of_a_vp9_picture_in_flexible_mode_are_skipped() -> None:
    """RFC 9628 4.2: up to three P_DIFF, each but the last with its N bit."""
    key, delta = film("vp9", RED, 1)[:2]
    for references in (b"\x02", b"\x03\x04", b"\x03\x05\x06"):
        frames = feed(assembler_for("vp9"), (1, b"\x18" + key, True), (2, b"\x58" + references + delta, True))
        assert [frame.data for frame in frames] == [key, delta]


def test_an_obu_that_goes_on_in_other_packets_is_put_together() -> None:
    """AV1 RTP 4.3: Z and Y; an element whose beginning is missing is left out, a temporal delimiter too."""
    key, delta = (pieces("av1", frame) for frame in film("av1", RED, 1)[:2])
    header, picture = key
    split = [b"\x28" + bytes([len(header)]) + header + picture[:100], b"\x90" + picture[100:]]
    split[0] = bytes([split[0][0] | 0x40]) + split[0][1:]
    (first,) = feed(assembler_for("av1"), (1, split[0], False), (1, split[1], True))
    assert first.data == header + picture
    assert (first.parameter_sets, first.size) == (header, (160, 120))
    row = [(1, split[0], False), (1, split[1], True), (2, b"\x10" + b"\x12\x00", False), (2, b"\x10" + delta[0], True)]
    assert [frame.data for frame in feed(assembler_for("av1"), *row)] == [header + picture, delta[0]]
