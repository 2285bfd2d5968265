"""RTCP packets: reports (RFC 3550 6.4, RFC 3611), feedback (RFC 4585, RFC 5104), REMB; to and from values."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SR, RR, BYE, RTPFB, PSFB, XR = 200, 201, 203, 205, 206, 207
FMT_NACK, FMT_TRANSPORT_CC = 1, 15
FMT_PLI, FMT_FIR, FMT_REMB = 1, 4, 15
BLOCK_REFERENCE_TIME, BLOCK_DELAY = 4, 5
NTP_EPOCH_OFFSET_S = 2208988800


class MalformedRtcp(ValueError):
    """The datagram is not a well-formed compound packet."""


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one source was received; jitter in timestamp ticks, delay in 1/65536 s (RFC 3550 6.4.1)."""

    ssrc: int
    fraction_lost: int
    packets_lost: int
    highest_sequence: int
    jitter: int
    last_sr: int
    delay_since_last_sr: int


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A sender's clock pair: 64-bit NTP time and the RTP timestamp of the same moment."""

    ssrc: int
    ntp: int
    rtp_timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """What a receiver reports about our streams."""

    ssrc: int
    blocks: tuple[ReportBlock, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers the receiver lacks (RFC 4585 6.2.1)."""

    media_ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    """A PLI or FIR for the stream."""

    media_ssrc: int


@dataclass(frozen=True, slots=True)
class Remb:
    """The bitrate in bit/s the receiver believes it can take."""

    bitrate_bps: int
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """A transport-cc feedback message; `fci` is read by `core.twcc`."""

    media_ssrc: int
    fci: bytes


@dataclass(frozen=True, slots=True)
class Bye:
    """These sources have ended."""

    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DelayReport:
    """A sender's answer to a receiver's reference time; both in 1/65536 s (RFC 3611 4.5)."""

    ssrc: int
    last_reference: int
    delay_since: int


Packet = SenderReport | ReceiverReport | Nack | KeyframeRequest | Remb | TransportFeedback | Bye | DelayReport

# ---- building


def receiver_report(sender_ssrc: int, blocks: Sequence[ReportBlock]) -> bytes:
    """An RR with up to 31 blocks."""
    body = struct.pack("!L", sender_ssrc) + b"".join(map(_pack_block, blocks[:31]))
    return _packet(RR, min(len(blocks), 31), body)


def sender_report(report: SenderReport) -> bytes:
    """An SR without report blocks."""
    body = struct.pack(
        "!LQLLL",
        report.ssrc,
        report.ntp,
        report.rtp_timestamp,
        report.packets & 0xFFFFFFFF,
        report.octets & 0xFFFFFFFF,
    )
    return _packet(SR, 0, body)


def pli(sender_ssrc: int, media_ssrc: int) -> bytes:
    """A picture loss indication (RFC 4585 6.3.1)."""
    return _packet(PSFB, FMT_PLI, struct.pack("!LL", sender_ssrc, media_ssrc))


def nack(sender_ssrc: int, media_ssrc: int, sequences: Iterable[int]) -> bytes:
    """A generic NACK; the sequence numbers (mod 2**16) are packed 17 to a word (RFC 4585 6.2.1)."""
    fci = b"".join(struct.pack("!HH", first, mask) for first, mask in _nack_words(sequences))
    return _packet(RTPFB, FMT_NACK, struct.pack("!LL", sender_ssrc, media_ssrc) + fci)


def remb(sender_ssrc: int, bitrate_bps: int, ssrcs: Sequence[int]) -> bytes:
    """A receiver-estimated maximum bitrate (draft-alvestrand-rmcat-remb-03)."""
    exponent = max(0, bitrate_bps.bit_length() - 18)
    word = len(ssrcs) << 24 | exponent << 18 | bitrate_bps >> exponent
    fci = b"REMB" + struct.pack(f"!L{len(ssrcs)}L", word, *ssrcs)
    return _packet(PSFB, FMT_REMB, struct.pack("!LL", sender_ssrc, 0) + fci)


def transport_feedback(sender_ssrc: int, media_ssrc: int, fci: bytes) -> bytes:
    """A transport-cc message around an FCI of `core.twcc`."""
    return _packet(RTPFB, FMT_TRANSPORT_CC, struct.pack("!LL", sender_ssrc, media_ssrc) + fci)


def reference_time(sender_ssrc: int, ntp: int) -> bytes:
    """A receiver's clock, which the sender gives back in a delay report: so a receiver learns the round trip.

    Rule: RFC 3611 4.4.
    """
    return _packet(XR, 0, struct.pack("!LBBHQ", sender_ssrc, BLOCK_REFERENCE_TIME, 0, 2, ntp))


def _packet(kind: int, count: int, body: bytes) -> bytes:
    padding = -len(body) % 4
    if padding:
        body += bytes(padding - 1) + bytes((padding,))
    first = 0x80 | (0x20 if padding else 0) | count
    return struct.pack("!BBH", first, kind, len(body) // 4) + body


def _pack_block(block: ReportBlock) -> bytes:
    lost = max(-0x800000, min(0x7FFFFF, block.packets_lost)) & 0xFFFFFF
    return struct.pack(
        "!LLLLLL",
        block.ssrc,
        block.fraction_lost << 24 | lost,
        block.highest_sequence & 0xFFFFFFFF,
        block.jitter,
        block.last_sr,
        block.delay_since_last_sr & 0xFFFFFFFF,
    )


def _nack_words(sequences: Iterable[int]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    mask = 0
    for sequence in sequences:
        ahead = (sequence - first - 1) & 0xFFFF if first is not None else 0xFFFF
        if first is not None and ahead < 16:
            mask |= 1 << ahead
            continue
        if first is not None:
            yield first, mask
        first, mask = sequence, 0
    if first is not None:
        yield first, mask


# ---- reading


def parse(data: bytes) -> list[Packet]:
    """Read a compound packet; kinds nobody here needs are skipped. Raises MalformedRtcp."""
    found: list[Packet] = []
    try:
        for kind, count, body in _split(data):
            found += _READERS[kind](count, body) if kind in _READERS else ()
    except struct.error:
        raise MalformedRtcp from None
    return found


def split(data: bytes) -> Iterator[bytes]:
    """The packets of a well-formed compound, each whole."""
    at = 0
    while at < len(data):
        end = at + 4 + 4 * ((data[at + 2] << 8) | data[at + 3])
        yield data[at:end]
        at = end


def _split(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at < len(data):
        if at + 4 > len(data) or data[at] >> 6 != 2:
            raise MalformedRtcp
        end = at + 4 + 4 * ((data[at + 2] << 8) | data[at + 3])
        if end > len(data):
            raise MalformedRtcp
        padding = data[end - 1] if data[at] & 0x20 else 0
        if padding > end - at - 4:
            raise MalformedRtcp
        yield data[at + 1], data[at] & 0x1F, data[at + 4 : end - padding]
        at = end


def _read_sr(count: int, body: bytes) -> Iterator[Packet]:
    yield SenderReport(*struct.unpack_from("!LQLLL", body))
    blocks = _read_blocks(count, body[24:])
    if blocks:
        yield ReceiverReport(struct.unpack_from("!L", body)[0], blocks)


def _read_rr(count: int, body: bytes) -> Iterator[Packet]:
    yield ReceiverReport(struct.unpack_from("!L", body)[0], _read_blocks(count, body[4:]))


def _read_blocks(count: int, body: bytes) -> tuple[ReportBlock, ...]:
    blocks = []
    for index in range(count):
        ssrc, loss, highest, jitter, lsr, dlsr = struct.unpack_from("!LLLLLL", body, 24 * index)
        lost = (loss & 0xFFFFFF) - (0x1000000 if loss & 0x800000 else 0)
        blocks.append(ReportBlock(ssrc, loss >> 24, lost, highest, jitter, lsr, dlsr))
    return tuple(blocks)


def _read_bye(count: int, body: bytes) -> Iterator[Packet]:
    yield Bye(struct.unpack_from(f"!{count}L", body))


def _read_rtpfb(fmt: int, body: bytes) -> Iterator[Packet]:
    _, media = struct.unpack_from("!LL", body)
    if fmt == FMT_NACK:
        yield Nack(media, tuple(_nacked(body[8:])))
    elif fmt == FMT_TRANSPORT_CC:
        yield TransportFeedback(media, body[8:])


def _nacked(fci: bytes) -> Iterator[int]:
    for at in range(0, len(fci) - 3, 4):
        first, mask = struct.unpack_from("!HH", fci, at)
        yield first
        for bit in range(16):
            if mask >> bit & 1:
                yield (first + 1 + bit) & 0xFFFF


def _read_psfb(fmt: int, body: bytes) -> Iterator[Packet]:
    _, media = struct.unpack_from("!LL", body)
    if fmt == FMT_PLI:
        yield KeyframeRequest(media)
    elif fmt == FMT_FIR:
        for at in range(8, len(body) - 7, 8):
            yield KeyframeRequest(struct.unpack_from("!L", body, at)[0])
    elif fmt == FMT_REMB and body[8:12] == b"REMB":
        (word,) = struct.unpack_from("!L", body, 12)
        bitrate = (word & 0x3FFFF) << (word >> 18 & 0x3F)
        yield Remb(bitrate, struct.unpack_from(f"!{word >> 24}L", body, 16))


def _read_xr(_: int, body: bytes) -> Iterator[Packet]:
    at = 4
    while at + 4 <= len(body):
        kind, end = body[at], at + 4 + 4 * ((body[at + 2] << 8) | body[at + 3])
        if kind == BLOCK_DELAY:
            for item in range(at + 4, end - 11, 12):
                yield DelayReport(*struct.unpack_from("!LLL", body, item))
        at = end


_READERS = {SR: _read_sr, RR: _read_rr, BYE: _read_bye, RTPFB: _read_rtpfb, PSFB: _read_psfb, XR: _read_xr}


def middle_ntp(ntp: int) -> int:
    """The middle 32 bits of an NTP time, as LSR wants them (RFC 3550 6.4.1)."""
    return ntp >> 16 & 0xFFFFFFFF


def round_trip_s(report: DelayReport, ntp: int) -> float:
    """Seconds between our reference time and the answer that came at `ntp`, without the time it lay there."""
    ticks = (middle_ntp(ntp) - report.last_reference - report.delay_since) & 0xFFFFFFFF
    return 0.0 if ticks >> 31 else ticks / 65536


def ntp_time(unix_s: float) -> int:
    """A Unix time in seconds as a 64-bit NTP time (32.32)."""
    return int((unix_s + NTP_EPOCH_OFFSET_S) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
