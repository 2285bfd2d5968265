"""One Matroska file of encoded frames, written without decoding."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer

from webapp.media.core.depacketise import EncodedFrame

MILLISECOND = Fraction(1, 1000)


class TakeFile:
    """A file with one track; timestamps in milliseconds since its first frame. Raises OSError when the disk refuses."""

    def __init__(self, path: Path, codec: str, first: EncodedFrame) -> None:
        self._container = av.open(str(path), "w", format="matroska")
        # A stream that is only muxed gets its codec parameters from a stream that was read: PyAV has no other way.
        # `opaque`, or it would look for an encoder of the decoder's name, and there is none for AV1.
        with _one_frame_file(codec, first) as template:
            self._stream = self._container.add_stream_from_template(template.streams[0], opaque=True)
        self._stream.time_base = MILLISECOND
        self._last_ms = -1

    def write(self, frame: EncodedFrame, at_ms: int) -> None:
        """Append a frame; Matroska wants rising timestamps, so one that does not rise is moved by a millisecond."""
        self._last_ms = max(at_ms, self._last_ms + 1)
        packet = av.Packet(frame.data)
        packet.stream = self._stream
        packet.time_base = MILLISECOND
        packet.pts = packet.dts = self._last_ms
        packet.is_keyframe = frame.is_keyframe
        self._container.mux_one(packet)

    def close(self) -> None:
        """Write the index and close; the file is complete after this."""
        self._container.close()


def _one_frame_file(codec: str, first: EncodedFrame) -> InputContainer:
    match codec:
        case "vp8" | "vp9" | "av1":
            return av.open(io.BytesIO(_ivf(_FOURCC[codec], first)), "r", format="ivf")
        case "h264":
            return av.open(io.BytesIO(first.parameter_sets + first.data), "r", format="h264")
        case _:
            return av.open(io.BytesIO(_OGG_OPUS), "r", format="ogg")


_FOURCC = {"vp8": b"VP80", "vp9": b"VP90", "av1": b"AV01"}


def _ivf(fourcc: bytes, frame: EncodedFrame) -> bytes:
    header = struct.pack("<4sHH4sHHIIII", b"DKIF", 0, 32, fourcc, *frame.size, 30, 1, 1, 0)
    return header + struct.pack("<IQ", len(frame.data), 0) + frame.data


def _ogg_page(flags: int, number: int, payload: bytes, granule: int = 0) -> bytes:
    """One Ogg page (RFC 3533 6) with one short packet."""
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 1, number, 0) + bytes([1, len(payload)])
    return head[:22] + struct.pack("<I", _ogg_crc(head + payload)) + head[26:] + payload


def _ogg_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


# Identification and comment headers (RFC 7845 5) with no pre-skip: a call's Opus stream has no encoder delay to trim.
_OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 0, 48000, 0, 0)
_OPUS_TAGS = b"OpusTags" + bytes(8)
_SILENT_PACKET = b"\xfc\xff\xfe"
_OGG_OPUS = _ogg_page(2, 0, _OPUS_HEAD) + _ogg_page(0, 1, _OPUS_TAGS) + _ogg_page(4, 2, _SILENT_PACKET, 960)
