"""RTP packets as bytes: RFC 3550 headers, RFC 8285 extensions, RFC 4588 retransmissions."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.captures import packets
from webapp.media.core import formats, rtp
from webapp.media.core.rtp import MalformedRtp
from webapp.media.forwarder.layout import Layout

HEADER = struct.pack("!BBHLL", 0x80, 0xE0, 1000, 3000, 0xCAFE)


def with_extension(profile: int, elements: bytes, payload: bytes = b"payload") -> bytes:
    elements += bytes(-len(elements) % 4)
    return b"\x90" + HEADER[1:] + struct.pack("!HH", profile, len(elements) // 4) + elements + payload


def shape(layout: Layout, packet: bytes, now_s: float) -> bytes:
    """The packet, of this layout, as subscribers get it."""
    return layout.shape(packet, layout.block(packet), now_s)


def test_the_fixed_header_is_read() -> None:
    """RFC 3550 5.1: marker and payload type share a byte; the payload follows the CSRC list."""
    header = rtp.read_header(b"\x82" + HEADER[1:] + bytes(8) + b"body")
    assert header == rtp.Header(True, 96, 1000, 3000, 0xCAFE, 20, 24)


def test_padding_is_not_payload() -> None:
    """RFC 3550 5.1: the last byte counts the padding, itself included."""
    packet = b"\xa0" + HEADER[1:] + b"body" + b"\0\0\3"
    header = rtp.read_header(packet)
    assert packet[header.payload_start : header.payload_end] == b"body"
    assert rtp.is_padding_only(b"\xa0" + HEADER[1:] + b"\0\0\3")


@pytest.mark.parametrize(
    "packet",
    [
        b"\x80" * 11,
        b"\x40" + HEADER[1:],
        b"\x8f" + HEADER[1:],
        b"\x90" + HEADER[1:] + b"\xbe\xde",
        b"\x90" + HEADER[1:] + b"\xbe\xde\xff\xff",
        b"\xa0" + HEADER[1:] + b"\xff",
    ],
)
def test_a_packet_shorter_than_it_says_is_refused(packet: bytes) -> None:
    """Nothing is read outside the packet."""
    with pytest.raises(MalformedRtp):
        rtp.read_header(packet)


@pytest.mark.parametrize(
    ("profile", "elements", "found"),
    [
        (0xBEDE, b"\x40A" + b"\x32\x01\x02\x03", {4: b"A", 3: b"\1\2\3"}),
        (0xBEDE, b"\0\0\x40A\0\x10B", {4: b"A", 1: b"B"}),
        (0xBEDE, b"\x40A\xf0\x40B", {4: b"A"}),
        (0x1000, b"\x04\x01A\x00\x03\x03\x01\x02\x03", {4: b"A", 3: b"\1\2\3"}),
        (0x1005, b"\x04\x00\x81\x01B", {4: b"", 0x81: b"B"}),
        (0xABCD, b"\x40A", {}),
    ],
)
def test_extension_elements_are_found(profile: int, elements: bytes, found: dict[int, bytes]) -> None:
    """RFC 8285 4.2 (one-byte, zero is padding, id 15 ends) and 4.3 (two-byte, low bits are the application's)."""
    packet = with_extension(profile, elements)
    places = rtp.read_extensions(packet)
    assert {key: packet[start : start + size] for key, (start, size) in places.items()} == found


def test_an_element_longer_than_its_block_is_refused() -> None:
    """RFC 8285 4.2: an element lies inside the extension."""
    with pytest.raises(MalformedRtp):
        rtp.read_extensions(with_extension(0xBEDE, b"\x4f\0\0\0"))


@pytest.mark.parametrize(("profile", "elements"), [(0xBEDE, b"\x41AB\x10C"), (0x1000, b"\x04\x02AB\x01\x01C")])
def test_a_blanked_element_is_gone_and_the_others_stay_where_they_are(profile: int, elements: bytes) -> None:
    """RFC 8285 4.1.2: zero bytes between elements are padding, so no length changes."""
    packet = with_extension(profile, elements)
    places = rtp.read_extensions(packet)
    shaped = shape(Layout(packet), packet, 0.0)
    assert rtp.read_extensions(shaped) == {1: places[1]}
    assert shaped.endswith(b"payload")


def test_the_sending_time_becomes_ours_and_levels_and_numbers_are_found() -> None:
    """Each leg has its own times; of elements that are too short nothing is read, and nothing is written to them."""
    packet = with_extension(0xBEDE, b"\x40A\x22\0\0\0\x10\x85\x31\0\0")
    layout = Layout(packet)
    shaped = shape(layout, packet, 1.5)
    start, _ = rtp.read_extensions(packet)[formats.EXT_ABS_SEND_TIME]
    assert shaped[start : start + 3] == b"\x06\0\0"
    assert (packet[layout.level_at], layout.number_at) == (0x85, start + 6)
    broken = with_extension(0xBEDE, b"\x20A\x30\0")
    layout = Layout(broken)
    assert (shape(layout, broken, 1.5), layout.level_at, layout.number_at) == (broken, 0, 0)


@given(st.data())
def test_a_packet_that_fits_a_layout_has_the_same_extensions(data: st.DataObject) -> None:
    """Whatever is changed in a packet: it is recognised only when reading it would find the same."""
    packet = bytearray(data.draw(packets_with_extensions()))
    layout = Layout(bytes(packet))
    assert layout.block(bytes(packet)) >= 0
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(packet) - 1), st.integers(0, 255)), max_size=4)):
        packet[at] = value
    changed = bytes(packet[: data.draw(st.integers(12, len(packet)))])
    if layout.block(changed) >= 0:
        assert rtp.read_extensions(changed) == layout.extensions


@st.composite
def packets_with_extensions(draw: st.DrawFn) -> bytes:
    """With CSRCs or without, elements of both kinds, padding between them."""
    elements = b"".join(
        bytes((key << 4 | len(body) - 1,)) + body + bytes(gap)
        for key, body, gap in draw(
            st.lists(st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=5), st.integers(0, 2)), max_size=4)
        )
    )
    sources = draw(st.integers(0, 3))
    packet = bytearray(with_extension(0xBEDE, elements))
    packet[0] |= sources
    return bytes(packet[:12] + bytes(range(1, 1 + 4 * sources)) + packet[12:])


def test_what_an_element_says_may_change_but_not_which_there_are() -> None:
    """RFC 8285: a new number fits, another element, another length or no extension at all does not."""
    layout = Layout(with_extension(0xBEDE, b"\x40A\x31\0\1"))
    assert layout.block(with_extension(0xBEDE, b"\x40B\x31\7\7")) >= 0
    assert layout.number_at == 19
    for other in (b"\x50A\x31\0\1", b"\x40A\x30\0\0", b"\x41AB\x31\0"):
        assert layout.block(with_extension(0xBEDE, other)) < 0
    assert layout.block(HEADER + b"payload") < 0


def test_a_retransmission_unwraps_to_its_original() -> None:
    """RFC 4588 4: the original number leads the payload; payload type and SSRC are the original stream's."""
    original = with_extension(0xBEDE, b"\x40A")
    wrapped = bytes(rtp.wrap_rtx(original, payload_type=97, ssrc=0xBEEF, sequence=5))
    assert rtp.read_header(wrapped).payload_type == 97
    assert rtp.read_header(wrapped).sequence == 5
    assert rtp.unwrap_rtx(wrapped, payload_type=96, ssrc=0xCAFE) == original


def test_a_probe_unwraps_to_nothing() -> None:
    """A padding-only retransmission is a bandwidth probe."""
    assert rtp.unwrap_rtx(b"\xa0" + HEADER[1:] + b"\0\0\0\4", payload_type=96, ssrc=1) is None
    assert rtp.unwrap_rtx(HEADER + b"\1\2", payload_type=96, ssrc=1) is None


def test_chromiums_retransmissions_are_packets_it_sent() -> None:
    """Captured: Chromium probes by sending old packets again; all but the probes' own MID is the same."""
    sent = {rtp.read_header(p).sequence: p for p in packets("vp8")}
    ssrc = rtp.read_header(packets("vp8")[0]).ssrc
    matched = 0
    for wrapped in packets("vp8_rtx"):
        original = rtp.unwrap_rtx(wrapped, payload_type=formats.VP8.payload_type, ssrc=ssrc)
        if original is None:
            continue
        header = rtp.read_header(original)
        if header.sequence in sent:
            first = sent[header.sequence]
            start = rtp.read_header(first).payload_start
            assert original[header.payload_start :] == first[start:]
            matched += 1
    assert matched > 3


def test_chromiums_packets_carry_the_extensions_we_offered() -> None:
    """Captured: MID, abs-send-time and transport-cc under the ids of the offer; level on sound only."""
    video, sound = packets("vp8")[0], packets("opus")[0]
    common = {formats.EXT_MID, formats.EXT_ABS_SEND_TIME, formats.EXT_TRANSPORT_CC}
    assert rtp.read_extensions(video).keys() >= common
    assert rtp.read_extensions(sound).keys() >= common | {formats.EXT_AUDIO_LEVEL}
    assert rtp.extension_text(video, rtp.read_extensions(video), formats.EXT_MID) == "1"


def test_abs_send_time_wraps_after_64_seconds() -> None:
    """6.18 fixed point seconds in 24 bits."""
    assert rtp.abs_send_time(1.5) == 0x060000
    assert rtp.abs_send_time(64 + 1.5) == 0x060000


@given(st.binary(min_size=12, max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Authenticated peers send nonsense, too: MalformedRtp is the only way to fail."""
    with suppress(MalformedRtp):
        rtp.read_header(data)
    with suppress(MalformedRtp):
        places = rtp.read_extensions(data)
        shape(Layout(data), data, 2.0)
        rtp.extension_text(data, places, formats.EXT_MID)
    with suppress(MalformedRtp):
        rtp.unwrap_rtx(data, payload_type=96, ssrc=1)
