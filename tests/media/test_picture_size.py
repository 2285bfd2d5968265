"""Sizes of pictures and channels of sound, read from encoded packets."""

from __future__ import annotations

from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.captures import packets
from webapp.media.core import av1, h264, opus, red, rtp, sps, vp8, vp9
from webapp.media.core.formats import AV1, H264, VP8, VP9, Format

HEADER = b"\x80\x60" + bytes(10)


@pytest.mark.parametrize("codec", [VP8, H264, VP9, AV1])
def test_chromiums_key_frames_tell_the_size_of_its_camera(codec: Format) -> None:
    """Captured from a camera of 320x180 (180 is no multiple of 16: H.264 crops); other packets tell nothing."""
    assert codec.picture_size
    assert codec.starts_keyframe
    told = [(codec.picture_size(packet), codec.starts_keyframe(packet)) for packet in packets(codec.codec)]
    assert told[0] == ((320, 180), True)
    assert {size for size, is_key in told if is_key} <= {(320, 180), None}, "an IDR slice follows its parameter set"
    assert {size for size, is_key in told if not is_key} == {None}


def test_the_upper_bits_of_a_vp8_size_are_a_scale() -> None:
    """RFC 6386 9.1: fourteen bits of size, two bits that ask the player to enlarge."""
    frame = b"\x10\x02\x00\x9d\x01\x2a" + (0x4000 | 1280).to_bytes(2, "little") + (0xC000 | 720).to_bytes(2, "little")
    assert vp8.picture_size(HEADER + b"\x10" + frame) == (1280, 720)
    assert vp8.picture_size(HEADER + b"\x10" + frame[:-1]) is None
    assert vp8.picture_size(HEADER + b"\x10" + frame.replace(b"\x9d", b"\x9c")) is None


@pytest.mark.parametrize(
    ("size", "pixels", "options"),
    [
        ((160, 120), "yuv420p", {"profile": "baseline"}),
        ((1920, 1080), "yuv420p", {"profile": "high"}),
        ((322, 182), "yuv422p", {"profile": "high422"}),
        ((324, 182), "yuv444p", {"profile": "high444"}),
        ((640, 360), "yuv420p", {"x264-params": "interlaced=1"}),
        ((640, 360), "yuv420p", {"x264-params": "cqm=jvt", "profile": "high"}),
    ],
)
def test_sizes_of_other_encoders_and_profiles(size: tuple[int, int], pixels: str, options: dict[str, str]) -> None:
    """H.264 7.3.2.1.1: cropping in chroma or field units; high profiles name the chroma format, some scaling lists."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt, encoder.time_base = pixels, Fraction(1, 25)
    encoder.options = options
    frame = av.VideoFrame(*size, pixels)
    encoded = b"".join(bytes(p) for p in [*encoder.encode(frame), *encoder.encode(None)])
    [parameter_set] = [unit for unit in encoded.split(b"\x00\x00\x01") if unit and unit[0] & 31 == h264.SPS]
    nal = parameter_set.rstrip(b"\x00")
    assert sps.picture_size(nal) == size
    aggregate = b"\x78" + len(nal).to_bytes(2, "big") + nal
    assert h264.picture_size(HEADER + aggregate) == h264.picture_size(HEADER + nal) == size


def test_opus_says_in_its_first_byte_how_many_channels_it_codes() -> None:
    """RFC 6716 3.1: bit 2 of the TOC byte; Chromium's fake microphone is mono, whatever the SDP allows (captured)."""
    assert {opus.channels(p) for p in packets("opus")} == {1}
    assert {opus.channels(p) for p in packets("red")} == {1}, "the newest block of what is sent twice"
    assert [opus.channels(HEADER + toc) for toc in (b"\x78", b"\x7c", b"")] == [1, 2, 0]


def test_a_packet_of_sound_sent_twice_ends_with_the_newest() -> None:
    """RFC 2198 3: a header of four bytes for each older block, with its length, then one byte; the blocks follow."""
    assert red.newest(b"\xef\x0f\x00\x02\xef\x07\x80\x03\x6fAABBBnew") == b"new"
    assert red.newest(b"\x6fnew") == b"new"
    assert red.newest(b"\xef\x0f") == red.newest(b"") == b""
    captured = packets("red")
    blocks = [red.newest(p[rtp.payload_offset(p) :]) for p in captured]
    assert all(block in packet for block, packet in zip(blocks, captured[1:], strict=False)), "the next repeats it"


def test_the_captured_opus_repeats_its_frames() -> None:
    """RFC 6716 4.2.4: the LBRR flag of a frame of SILK, which says that it holds the one before once more."""
    payloads = [packet[rtp.payload_offset(packet) :] for packet in packets("opus_fec")]
    assert [payload[0] & 0x80 for payload in payloads] == [0] * len(payloads), "SILK alone or with CELT"
    assert sum(bool(payload[1] & 0x40) for payload in payloads) == 6


@pytest.mark.parametrize("sizes", [(1920, 1080), (64, 48)])
def test_sizes_of_an_av1_sequence_header_with_timing_and_layers(sizes: tuple[int, int]) -> None:
    """AV1 5.5.1: timing, decoder model, operating points with tiers and initial delays lie before the size."""
    width, height = sizes
    bits = "000001" + "0" * 64 + "1010100111" + "0" * 32 + "0" * 10 + "100001"
    bits += "0" * 12 + "0100011" + "0" * 17 + "10000" + "0" * 12 + "0011100"
    bits += f"{15:04b}{15:04b}{width - 1:016b}{height - 1:016b}"
    header = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    unit = b"\x0a" + bytes((len(header),)) + header
    assert av1.picture_size(HEADER + b"\x18" + unit) == sizes
    assert av1.picture_size(HEADER + b"\x08" + bytes((len(unit),)) + unit) == sizes
    assert av1.picture_size(HEADER + b"\x10" + unit) is None, "no new sequence"
    assert av1.picture_size(HEADER + b"\x18" + unit[:20]) is None


def test_the_size_of_a_vp9_picture_is_that_of_its_highest_layer() -> None:
    """RFC 9628 4.2.1: the scalability structure names the size of each spatial layer."""
    structure = b"\x30" + b"\x00\xa0\x00\x5a" + b"\x01\x40\x00\xb4"
    assert vp9.picture_size(HEADER + b"\xaa\x85\x39" + b"\x00\x01" + structure) == (320, 180)
    assert vp9.picture_size(HEADER + b"\x9a\x05" + structure) == (320, 180)
    assert vp9.picture_size(HEADER + b"\x9a\x05" + structure[:-1]) is None
    assert vp9.picture_size(HEADER + b"\x88\x05" + structure) is None, "no structure"


@given(st.binary(max_size=60))
def test_any_payload_is_read_without_an_error(payload: bytes) -> None:
    """Payloads come from pages; a broken one has no size, or a wrong one, but is never an exception."""
    for reader in (h264, vp8, vp9, av1):
        reader.picture_size(HEADER + payload)
    sps.picture_size(b"\x67" + payload)
    h264.picture_size(HEADER + b"\x67" + payload)
