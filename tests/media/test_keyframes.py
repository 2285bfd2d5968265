"""Key frames and picture ids in VP8 (RFC 7741), VP9 (RFC 9628), AV1 and H.264 (RFC 6184) packets."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.captures import packets
from webapp.media.core import av1, h264, rtp, vp8, vp9

HEADER = b"\x80\x60" + bytes(10)


@pytest.mark.parametrize(
    ("payload", "is_key"),
    [
        (b"\x10\x00", True),  # S, partition 0, P bit clear
        (b"\x10\x01", False),  # delta frame
        (b"\x00\x00", False),  # not the start of a frame
        (b"\x11\x00", False),  # second partition
        (b"\x90\x80\x11\x00", True),  # 7-bit picture id
        (b"\x90\x80\x91\x22\x00", True),  # 15-bit picture id
        (b"\x90\xe0\x91\x22\x05\x20\x00", True),  # picture id, TL0PICIDX, TID
        (b"\x90\xe0\x91\x22\x05\x20\x01", False),
        (b"\x90\x80", False),  # cut off
        (b"", False),
    ],
)
def test_vp8_key_frames(payload: bytes, is_key: bool) -> None:
    """RFC 7741 4.2 and 4.3: the first byte of the frame, behind a descriptor of one to six bytes."""
    assert vp8.starts_keyframe(HEADER + payload) is is_key


def test_chromiums_vp8_key_frames_are_those_with_a_start_code() -> None:
    """Captured; RFC 6386 9.1: only a key frame's header carries the start code 9d 01 2a."""
    flags = [vp8.starts_keyframe(p) for p in packets("vp8")]
    codes = [b"\x9d\x01\x2a" in p[: rtp.read_header(p).payload_start + 16] for p in packets("vp8")]
    assert flags == codes
    assert flags[0]
    assert not all(flags)


@pytest.mark.parametrize(
    ("payload", "is_key"),
    [
        (b"\x65\x88", True),  # IDR
        (b"\x41\x9a", False),  # non-IDR slice
        (b"\x67\x42", True),  # SPS
        (b"\x68\xce", False),  # PPS alone
        (b"\x78\x00\x02\x67\x42\x00\x02\x68\xce", True),  # STAP-A with SPS and PPS
        (b"\x78\x00\x02\x09\x10\x00\x02\x41\x9a", False),  # STAP-A with a delimiter and a slice
        (b"\x7c\x85\x88", True),  # FU-A, start of an IDR
        (b"\x7c\x05\x88", False),  # FU-A, middle of an IDR
        (b"\x7c\x81\x9a", False),  # FU-A, start of a slice
        (b"\x78\x00", False),
        (b"\x7c", False),
        (b"", False),
    ],
)
def test_h264_key_frames(payload: bytes, is_key: bool) -> None:
    """RFC 6184 5.6 to 5.8: single NAL units, aggregates and fragments."""
    assert h264.starts_keyframe(HEADER + payload) is is_key


def test_chromiums_h264_key_frames_begin_with_parameter_sets() -> None:
    """Captured; constrained baseline: the SPS (0x67 0x42) comes with each IDR and with nothing else."""
    flags = [h264.starts_keyframe(p) for p in packets("h264")]
    assert flags[0]
    assert not all(flags)
    with_sps = {rtp.read_header(p).timestamp for p in packets("h264") if b"\x67\x42" in p[:60]}
    flagged = {rtp.read_header(p).timestamp for p, flag in zip(packets("h264"), flags, strict=True) if flag}
    assert flagged == with_sps


@pytest.mark.parametrize(
    ("payload", "is_key"),
    [
        (b"\x88\x05\x82", True),  # 7-bit picture id, a frame's start, not inter-predicted
        (b"\x88\x80\x05\x82", True),
        (b"\xc8\x80\x05\x82", False),  # inter-predicted
        (b"\x80\x80\x05\x82", False),  # the middle of a frame
        (b"\xa8\x80\x05\x00\x07\x82", True),  # layers: temporal and spatial 0
        (b"\xa8\x80\x05\x02\x07\x82", False),  # a higher spatial layer
        (b"\xa8\x80\x05", False),
        (b"", False),
    ],
)
def test_vp9_key_frames(payload: bytes, is_key: bool) -> None:
    """RFC 9628 4.2: P clear, B set, and the lowest spatial layer where there are several."""
    assert vp9.starts_keyframe(HEADER + payload) is is_key


@pytest.mark.parametrize(
    ("payload", "is_key"),
    [(b"\x18\x0a", True), (b"\x08\x0a", True), (b"\x88\x0a", False), (b"\x10\x32", False), (b"", False)],
)
def test_av1_key_frames(payload: bytes, is_key: bool) -> None:
    """AV1 RTP specification 4.4: N says that a coded video sequence begins, Z that an OBU goes on."""
    assert av1.starts_keyframe(HEADER + payload) is is_key


@pytest.mark.parametrize("reader", [vp9, av1])
def test_chromiums_key_frames_of_newer_codecs_begin_its_captures(reader: ModuleType) -> None:
    """Captured from its first key frame on: one packet begins it, none of the others does."""
    captured = packets(reader.__name__.rpartition(".")[2])
    assert [reader.starts_keyframe(p) for p in captured] == [True, *[False] * (len(captured) - 1)]


def test_picture_ids_go_on_when_the_source_changes() -> None:
    """RFC 7741 4.2: PictureID and TL0PICIDX count up frame by frame; a jump would freeze the decoder."""
    ids = vp8.PictureIdMap()
    ids.note(HEADER + b"\x90\xe0\xff\xff\xff\x20\x01")  # 15 bits, 0x7fff, TL0 255
    key = bytearray(HEADER + b"\x90\xe0\x80\x05\x0a\x20\x00")
    ids.rebase(key)
    assert not ids.is_identity
    ids.rewrite(key)
    moved = vp8.read_descriptor(key)
    assert moved is not None
    assert (moved.picture_id, moved.tl0, moved.is_keyframe) == (0, 0, True)
    after = bytearray(HEADER + b"\x90\xe0\x80\x07\x0b\x20\x01")
    ids.rewrite(after)
    moved = vp8.read_descriptor(after)
    assert moved is not None
    assert (moved.picture_id, moved.tl0) == (2, 1)


def test_seven_bit_picture_ids_wrap_at_seven_bits() -> None:
    """RFC 7741 4.2: the M bit says which length is used; it stays."""
    ids = vp8.PictureIdMap()
    ids.note(HEADER + b"\x90\x80\x7e\x01")
    packet = bytearray(HEADER + b"\x90\x80\x05\x00")
    ids.rebase(packet)
    ids.rewrite(packet)
    first = vp8.read_descriptor(packet)
    later = bytearray(HEADER + b"\x90\x80\x06\x01")
    ids.rewrite(later)
    second = vp8.read_descriptor(later)
    assert first is not None
    assert second is not None
    assert (first.picture_id, second.picture_id, first.picture_id_bits) == (0x7F, 0, 7)


def test_the_first_source_is_left_alone() -> None:
    """Without an earlier source there is nothing to continue."""
    ids = vp8.PictureIdMap()
    ids.rebase(packets("vp8")[0])
    assert ids.is_identity


@given(st.binary(max_size=40))
def test_any_payload_is_read_without_an_error(payload: bytes) -> None:
    """Payloads come from pages; a broken one is no key frame or is one, but never an exception."""
    for reader in (h264, vp9, av1):
        reader.starts_keyframe(HEADER + payload)
    vp8.starts_keyframe(HEADER + payload)
    vp8.PictureIdMap().rewrite(bytearray(HEADER + payload))
