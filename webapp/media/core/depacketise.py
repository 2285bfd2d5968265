"""Turns ordered RTP packets into encoded frames; no decoding.

VP8 (RFC 7741), VP9 (RFC 9628), H.264 (RFC 6184), AV1 (its RTP specification, 4), Opus (RFC 7587).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

from webapp.media.core import av1, h264, vp8, vp9
from webapp.media.core.bits import Broken
from webapp.media.core.rtp import HEADER, HEADER_LENGTH, MalformedRtp, payload_offset

START_CODE = b"\x00\x00\x00\x01"
NAL_IDR, NAL_SPS, NAL_PPS, NAL_AUD, NAL_STAP_A, NAL_FU_A = 5, 7, 8, 9, 24, 28


class RtpPayload(NamedTuple):
    """What a depacketiser needs of one RTP packet (RFC 3550 5.1)."""

    sequence: int
    timestamp: int
    ssrc: int
    marker: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One complete encoded frame; `timestamp` is in RTP ticks (mod 2**32).

    `parameter_sets` is what a keyframe's decoder must know: H.264's SPS and PPS in force (Annex B), AV1's sequence
    header. `size` is the pixels of a keyframe of VP8, VP9 or AV1. No frame builds on one of a higher `temporal_layer`
    (which only VP8 and VP9 tell).
    """

    timestamp: int
    data: bytes
    is_keyframe: bool
    parameter_sets: bytes = b""
    size: tuple[int, int] = (0, 0)
    temporal_layer: int = 0


class Assembler(Protocol):
    """Collects payloads of one stream into frames."""

    needs_keyframe: bool

    def push(self, payload: RtpPayload, *, after_loss: bool) -> list[EncodedFrame]:
        """Take the next payload in order and return the frames it completes."""


def parse_rtp(packet: bytes) -> RtpPayload:
    """Strip the RTP header, extensions and padding; raises MalformedRtp."""
    if len(packet) < HEADER_LENGTH or packet[0] >> 6 != 2:
        raise MalformedRtp
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
    start = payload_offset(packet) if first & 0x1F else HEADER_LENGTH
    end = len(packet) - packet[-1] if first & 0x20 else len(packet)
    if end < start:
        raise MalformedRtp
    return RtpPayload(sequence, timestamp, ssrc, second >= 0x80, packet[start:end])


def assembler_for(codec: str) -> Assembler:
    """Return a new assembler; raises KeyError for a codec that cannot be recorded."""
    return _MAKERS[codec]()


class OpusAssembler:
    """Every packet is a frame; a loss is only a gap in time."""

    needs_keyframe = False

    def push(self, payload: RtpPayload, *, after_loss: bool) -> list[EncodedFrame]:
        """Return the payload as a frame; an empty payload (padding) is none."""
        return [EncodedFrame(payload.timestamp, payload.data, is_keyframe=True)] if payload.data else []


class _VideoAssembler:
    """The part both video codecs share: a frame ends at the marker or at a new timestamp; loss waits for a keyframe."""

    def __init__(self) -> None:
        self.needs_keyframe = True
        self._buffer = bytearray()
        self._timestamp: int | None = None
        self._is_broken = True
        self._is_between_frames = False
        self._temporal_layer = 0

    def push(self, payload: RtpPayload, *, after_loss: bool) -> list[EncodedFrame]:
        """Return the frames this payload completes: none while a keyframe is awaited, two after a missing marker."""
        done: list[EncodedFrame] = []
        if after_loss:
            self._lose()
        if not payload.data:
            return []
        if not after_loss and payload.timestamp != self._timestamp:
            done += self._finish()
            self._is_between_frames = True
        self._take(payload)
        if payload.marker:
            done += self._finish()
            self._is_between_frames = True
        return done

    def _lose(self) -> None:
        self.needs_keyframe = True
        self._buffer.clear()
        self._timestamp = None
        self._is_between_frames = False

    def _take(self, payload: RtpPayload) -> None:
        if payload.timestamp != self._timestamp:
            self._timestamp = payload.timestamp
            self._is_broken = not (self._is_between_frames or self._surely_starts_frame(payload.data))
            self._is_between_frames = False
        if not self._is_broken:
            self._append(payload.data)

    def _finish(self) -> list[EncodedFrame]:
        data, timestamp = bytes(self._buffer), self._timestamp
        self._buffer.clear()
        self._timestamp = None
        if not data or timestamp is None:
            return []
        frame = self._frame(timestamp, data)
        if self.needs_keyframe and not frame.is_keyframe:
            return []
        self.needs_keyframe = False
        return [frame]

    def _sized(self, timestamp: int, data: bytes, size: tuple[int, int] | None) -> EncodedFrame:
        """A frame of a codec of which key frames, and only they, tell their size."""
        if size is None:
            return EncodedFrame(timestamp, data, is_keyframe=False, temporal_layer=self._temporal_layer)
        return EncodedFrame(timestamp, data, is_keyframe=True, size=size)

    def _surely_starts_frame(self, data: bytes) -> bool:
        raise NotImplementedError

    def _append(self, data: bytes) -> None:
        raise NotImplementedError

    def _frame(self, timestamp: int, data: bytes) -> EncodedFrame:
        raise NotImplementedError


class Vp8Assembler(_VideoAssembler):
    """VP8 frames (RFC 7741)."""

    def _surely_starts_frame(self, data: bytes) -> bool:
        descriptor = vp8.descriptor_of(data)
        return descriptor is not None and descriptor.starts_frame

    def _append(self, data: bytes) -> None:
        descriptor = vp8.descriptor_of(data)
        if descriptor is not None:
            self._buffer += data[descriptor.payload_at :]
            self._temporal_layer = descriptor.temporal_layer

    def _frame(self, timestamp: int, data: bytes) -> EncodedFrame:
        return self._sized(timestamp, data, vp8.keyframe_size(data))


class H264Assembler(_VideoAssembler):
    """H.264 access units in Annex B form from single NAL units, STAP-A and FU-A (RFC 6184 5.6, 5.7.1, 5.8)."""

    def __init__(self) -> None:
        super().__init__()
        self._sps: list[bytes] = []
        self._pps: list[bytes] = []

    def _surely_starts_frame(self, data: bytes) -> bool:
        first = data[3] & 31 if data[0] & 31 == NAL_STAP_A and len(data) > 3 else data[0] & 31
        return first in (NAL_SPS, NAL_AUD)

    def _append(self, data: bytes) -> None:
        kind = data[0] & 31
        if kind == NAL_STAP_A:
            for start, end in h264.aggregated(data, 1):
                self._buffer += START_CODE + data[start:end]
        elif kind == NAL_FU_A and len(data) > 2:
            if data[1] & 0x80:
                self._buffer += START_CODE
                self._buffer.append((data[0] & 0xE0) | (data[1] & 31))
            if self._buffer:
                self._buffer += data[2:]
        elif kind < NAL_STAP_A:
            self._buffer += START_CODE + data

    def _frame(self, timestamp: int, data: bytes) -> EncodedFrame:
        nals = list(_leading_nals(data))
        sps, pps = ([nal for nal in nals if nal[0] & 31 == kind] for kind in (NAL_SPS, NAL_PPS))
        self._sps, self._pps = sps or self._sps, pps or self._pps
        if not any(nal[0] & 31 == NAL_IDR for nal in nals) or not self._sps or not self._pps:
            return EncodedFrame(timestamp, data, is_keyframe=False)
        sets = b"".join(START_CODE + nal for nal in (*self._sps, *self._pps))
        # Some encoders send the parameter sets once only; a file that starts here needs them again.
        return EncodedFrame(timestamp, data if sps else sets + data, is_keyframe=True, parameter_sets=sets)


def _leading_nals(data: bytes) -> Iterator[bytes]:
    """The NAL units before the first slice, where parameter sets live, and the header byte of that slice."""
    at = len(START_CODE)
    while at < len(data):
        if data[at] & 31 in (1, NAL_IDR):
            yield data[at : at + 1]
            return
        end = data.find(START_CODE, at)
        end = end if end >= 0 else len(data)
        if end > at:
            yield data[at:end]
        at = end + len(START_CODE)


class Vp9Assembler(_VideoAssembler):
    """VP9 pictures (RFC 9628); several spatial layers become one superframe."""

    def __init__(self) -> None:
        super().__init__()
        self._layers: list[int] = []

    def _surely_starts_frame(self, data: bytes) -> bool:
        descriptor = vp9.descriptor_of(data)
        return descriptor is not None and descriptor.starts_picture

    def _append(self, data: bytes) -> None:
        descriptor = vp9.descriptor_of(data)
        if descriptor is None:
            return
        if not self._buffer:
            self._layers.clear()
        if descriptor.starts_frame:
            self._layers.append(len(self._buffer))
        self._buffer += data[descriptor.payload_at :]
        self._temporal_layer = descriptor.temporal_layer

    def _frame(self, timestamp: int, data: bytes) -> EncodedFrame:
        size = vp9.keyframe_size(data)
        edges = [*self._layers, len(data)]
        whole = vp9.superframe([data[begin:end] for begin, end in pairwise(edges)])
        return self._sized(timestamp, whole, size)


class Av1Assembler(_VideoAssembler):
    """AV1 temporal units as files keep them: OBUs with their sizes, without delimiters (AV1 RTP specification 4)."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = b""

    def _surely_starts_frame(self, data: bytes) -> bool:
        return data[0] & (av1.NEW_SEQUENCE | av1.CONTINUES) == av1.NEW_SEQUENCE

    def _append(self, data: bytes) -> None:
        try:
            found = list(av1.elements(data))
        except (IndexError, Broken):
            found = []
        if found and data[0] & av1.CONTINUES:
            found[0] = self._begun + found[0] if self._begun else b""
        self._begun = found.pop() if found and data[0] & av1.GOES_ON else b""
        for obu in found:
            if obu and av1.kind_of(obu) != av1.TEMPORAL_DELIMITER:
                self._buffer += av1.with_size(obu)

    def _frame(self, timestamp: int, data: bytes) -> EncodedFrame:
        self._begun = b""
        header = av1.sequence_header(data)
        if header is None:
            return EncodedFrame(timestamp, data, is_keyframe=False)
        return EncodedFrame(timestamp, data, is_keyframe=True, parameter_sets=header[0], size=header[1])


_MAKERS: dict[str, type[Assembler]] = {
    "vp8": Vp8Assembler,
    "vp9": Vp9Assembler,
    "h264": H264Assembler,
    "av1": Av1Assembler,
    "opus": OpusAssembler,
}
