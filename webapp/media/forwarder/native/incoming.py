"""An incoming stream whose packet path is in C; Python sees what is out of order, watched, or perhaps a key frame.

C keeps pointers to what this object holds: a subscriber is in the C list exactly as long as it is in `_sinks`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from webapp.media.core.formats import EXT_TRANSPORT_CC, LEG_EXTENSIONS, Format
from webapp.media.core.nack import ReceptionStats
from webapp.media.core.rtp import HEADER, Extensions, MalformedRtp, read_extensions
from webapp.media.forwarder import outgoing
from webapp.media.forwarder.incoming import Counts, IncomingStream
from webapp.media.forwarder.native.library import ffi, lib, outbox, owned
from webapp.media.forwarder.native.outgoing import OutStream

_CODECS = {"vp8": lib.SW_VP8, "h264": lib.SW_H264}  # whose key frames C sees coming
_BLANKED = sum(1 << key for key in LEG_EXTENSIONS)


class InStream(IncomingStream):
    """An incoming stream whose packets mostly stay in C."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        codec = _CODECS.get(kind.codec, lib.SW_OTHER_CODEC)
        new = lib.sw_stream_new(codec, kind.payload_type, kind.wrapped_type, kind.clock_hz, _BLANKED)
        self.c: Any = owned(new, lib.sw_stream_free)
        super().__init__(ssrc, kind, send_pli, cast(Counts, self.c))  # the structure has the fields of Counts
        self._stats = ReceptionStats(kind.clock_hz)
        self._restarts = 0

    @property
    def stats(self) -> ReceptionStats:
        """What was received."""
        c = self.c
        if c.has_begun:
            self._stats.load(
                newest=c.newest,
                base=c.base,
                cycles=c.cycles,
                received=c.received,
                jitter_q4=c.jitter_q4,
                restarted=c.restarts != self._restarts,
            )
            self._restarts = c.restarts
        return self._stats

    # ---- the packet path

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""
        verdict = ffi.new("sw_verdict *")
        if lib.sw_stream_take(self.c, packet, len(packet), arrival_s, verdict):
            raise MalformedRtp
        if verdict.fate != lib.SW_DUPLICATE:
            self.on_counted(packet, verdict.before, verdict.ahead, arrival_s)

    def on_counted(self, packet: bytes, before: int, ahead: int, arrival_s: float) -> None:
        """Go on with a packet that C decrypted and counted; `before` is -1 for the first."""
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        if ahead != 1 and not self._note_disorder(before if before >= 0 else None, ahead, sequence):
            return
        if not self.is_open:
            return
        self._measure_picture(packet)
        for tap in self._taps:
            tap.on_rtp(packet, arrival_s)
        buffer = bytearray(packet)
        lib.sw_stream_keep(self.c, ffi.from_buffer("uint8_t[]", buffer), len(buffer), arrival_s)
        place = read_extensions(buffer).get(EXT_TRANSPORT_CC)
        self._forward(buffer, sequence, timestamp, ahead, place[0] if place is not None else 0, arrival_s)

    def _fan_out(self, buffer: bytes | bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        lib.sw_stream_fan_out(self.c, outbox, ffi.from_buffer("uint8_t[]", buffer), len(buffer), now_s)
        for out in self._sinks:
            if cast(OutStream, out).needs_python:
                out.send_copy(bytearray(buffer), sequence, timestamp, stamp_at, now_s)

    def flush(self) -> None:
        """Nothing waits when Python has its turn."""

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        found = ffi.new("const uint8_t **")
        length = lib.sw_stream_find(self.c, sequence, found)
        return bytes(ffi.buffer(found[0], length)) if length else None

    # ---- what C must know

    def set_open(self, is_open: bool) -> None:
        """Forward or not: a closed stream keeps its place and its statistics."""
        self.c.is_open = is_open
        super().set_open(is_open)

    def _add_sink(self, out: outgoing.OutStream) -> None:
        assert isinstance(out, OutStream)
        if lib.sw_stream_add(self.c, out.c):
            raise MemoryError
        super()._add_sink(out)

    def _remove_sink(self, out: outgoing.OutStream) -> None:
        assert isinstance(out, OutStream)
        lib.sw_stream_remove(self.c, out.c)
        super()._remove_sink(out)

    def watch(self) -> None:
        waits_unseen = bool(self._waiting) and self.c.codec == lib.SW_OTHER_CODEC
        serves_python = any(cast(OutStream, out).needs_python for out in self._sinks)
        self.c.is_watched = bool(self._taps) or waits_unseen or serves_python
