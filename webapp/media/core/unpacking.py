"""From a stream's RTP packets, as they came, to encoded frames at their wall-clock times; for films and live mixes."""

from __future__ import annotations

import logging
from typing import Protocol

from webapp.media.core import red
from webapp.media.core.active_speaker import SILENCE
from webapp.media.core.depacketise import Assembler, EncodedFrame, RtpPayload, assembler_for, parse_rtp
from webapp.media.core.formats import EXT_AUDIO_LEVEL, RED, Format, format_of, media_of
from webapp.media.core.plan import Kind
from webapp.media.core.reorder import Arrived, ReorderBuffer
from webapp.media.core.rtp import read_extensions
from webapp.media.core.tape import Packet, Report
from webapp.media.core.timeline import MAX_LAG_S, SenderClock, StreamClock

logger = logging.getLogger(__name__)

_NTP_FRACTION = 1 << 32


class FrameSink(Protocol):
    """Takes the frames of one track; `stem` names it in the log."""

    stem: str

    @property
    def kind(self) -> Kind:
        """What the track is."""

    def write(self, codec: str, frame: EncodedFrame, at_ms: int) -> None:
        """Take a frame at its wall-clock time."""

    def end(self, at_ms: int | None) -> None:
        """What comes now has nothing to do with what came before; None when nobody knows since when."""


class Ear(Protocol):
    """Hears how loud a microphone is (RFC 6464)."""

    def hear(self, at_ms: int, level: int) -> None:
        """Take one packet's level in -dBov: 0 is the loudest, 127 silence."""


class Unpacker:
    """The packets of one stream on their way to frames; starts anew when the source or its codec changes.

    `first`: the first report of the run where it is known from its beginning, so that not even the first seconds are
    out of step. `max_lag_s`: by how much packets may be later than at first before that is the time they have.
    """

    def __init__(
        self,
        sink: FrameSink,
        sender: SenderClock,
        ear: Ear,
        first: Report | None = None,
        max_lag_s: float = MAX_LAG_S,
    ) -> None:
        self._sink, self._sender, self._ear, self._first, self._max_lag_s = sink, sender, ear, first, max_lag_s
        self._source: tuple[int, str] | None = None
        self._reorder: ReorderBuffer[RtpPayload] = ReorderBuffer()
        self._assembler: Assembler | None = None
        self._clock = StreamClock(1, sender)

    @property
    def needs_keyframe(self) -> bool:
        """Whether nothing can be seen before the next key frame."""
        return self._assembler is not None and self._assembler.needs_keyframe

    def take(self, record: Packet) -> None:
        """Take the next packet in order of arrival. Raises MalformedRtp, IndexError."""
        form = format_of(record.data)
        if form is None or form.media != media_of(self._sink.kind):
            return
        payload = parse_rtp(record.data)
        if record.data[1] & 0x7F == RED.payload_type:
            payload = payload._replace(data=red.newest(payload.data))
        arrival_s = record.at_us / 1e6
        if (payload.ssrc, form.codec) != self._source:
            self._begin(payload.ssrc, form, record.at_us // 1000)
        if form.media == "audio":
            self._ear.hear(record.at_us // 1000, _level(record.data))
        for arrived in self._reorder.push(payload.sequence, payload, arrival_s):
            self._assemble(arrived)

    def report(self, report: Report) -> None:
        """Take a clock pair of the sender."""
        self._clock.report(ntp_s(report.ntp), report.rtp_timestamp)

    def end(self, closed_at_ms: int | None) -> None:
        """There is no more; None when the node died."""
        self._flush()
        self._sink.end(closed_at_ms)

    def _begin(self, ssrc: int, form: Format, at_ms: int) -> None:
        if self._source is not None:
            self._flush()
            self._sink.end(at_ms)
            self._first = None
        self._source = (ssrc, form.codec)
        self._reorder = ReorderBuffer()
        self._clock = StreamClock(form.clock_hz, self._sender, self._max_lag_s)
        try:
            self._assembler = assembler_for(form.codec)
        except KeyError:
            logger.warning("%s: %s is kept, but cannot be shown", self._sink.stem, form.codec)
            self._assembler = None

    def _flush(self) -> None:
        for arrived in self._reorder.flush():
            self._assemble(arrived)

    def _assemble(self, arrived: Arrived[RtpPayload]) -> None:
        if self._assembler is None or self._source is None:
            return
        payload = arrived.packet
        self._clock.arrived(payload.timestamp, arrived.arrival_s)
        if self._first is not None:
            self.report(self._first)
            self._first = None
        for frame in self._assembler.push(payload, after_loss=arrived.after_loss):
            self._sink.write(self._source[1], frame, round(self._clock.wall_s(frame.timestamp) * 1000))


def ntp_s(ntp: int) -> float:
    """A 64-bit NTP time (32.32) in seconds."""
    return ntp / _NTP_FRACTION


def _level(packet: bytes) -> int:
    """The sender's own measure of its loudness: 0 is the loudest, 127 silence (RFC 6464)."""
    place = read_extensions(packet).get(EXT_AUDIO_LEVEL)
    return packet[place[0]] & 0x7F if place else SILENCE
