"""One publisher's connection in Python: it is told what came right after that came, without a clock."""

from __future__ import annotations

import struct
import time

from webapp.media.forwarder import receiver
from webapp.media.forwarder.layout import PLAIN, Layout
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.pyfwd.incoming import InStream
from webapp.media.forwarder.pyfwd.reading import START, places, starts
from webapp.media.forwarder.receiver import MAX_ARRIVALS, Back, Bound, OnRtcp, OnUnbound
from webapp.media.forwarder.srtp import SrtpHandle, length, srtp_unprotect

TELL_S = 0.09  # with packets every 5 to 20 ms, about every 100, as libwebrtc does by default
_TYPE_BITS = 0x7F  # of the second byte; the other one is the marker
_unpack_numbers = struct.Struct("!2xHL").unpack_from  # the sequence number and the timestamp
_NO_WAY: tuple[InStream | None, Layout] = (None, PLAIN)


class Receiver(receiver.Receiver):
    """A connection whose feedback leaves with the batch of packets that it tells of last."""

    def __init__(self, srtp: SrtpHandle, on_unbound: OnUnbound, on_rtcp: OnRtcp) -> None:
        super().__init__(srtp, on_unbound, on_rtcp)
        self._back: Back | None = None
        self._media_ssrc = 0
        self._told_s = 0.0
        self._bound: dict[int, InStream] = {}
        self._ways: dict[bytes, tuple[InStream, Layout]] = {}  # by the bytes of the SSRC

    def bind(self, stream: Bound) -> None:
        """Give the packets of this SSRC and format to the stream; all others go to `on_unbound`."""
        super().bind(stream)
        assert isinstance(stream, InStream)
        self._bound[stream.ssrc] = stream
        self._ways.clear()

    def unbind(self, stream: Bound) -> None:
        """Give the stream nothing any more."""
        if self._bound.get(stream.ssrc) is stream:
            del self._bound[stream.ssrc]
            self._ways.clear()
        super().unbind(stream)

    def tell(self, back: Back, media_ssrc: int) -> None:
        """Send that feedback; from now on it goes by itself while packets come, and this sends what is left."""
        self._back, self._media_ssrc = back, media_ssrc
        now_s = time.monotonic()
        if self._noted and not (self.tells_itself and now_s - self._told_s < TELL_S):
            self._told_s = now_s
            self.flush()

    @property
    def tells_itself(self) -> bool:
        """Whether feedback is sent without `tell`, but for the last packets before a pause."""
        return self._back is not None and self._back.descriptor is not None

    # The packet path. A burst finds the caches cold, and then each function costs more than what it does: few and long.

    def on_usual(self, slot: int, size: int, arrival_s: float) -> bool:
        """Take a packet of that size, which lies in this slot of what was read, if it looks like one before it.

        Otherwise it is left as it is, and False returned: whoever reads finds out what it is.
        """
        start = starts[slot].tobytes()  # which is not encrypted
        stream, layout = self._ways.get(start[8:12], _NO_WAY)
        if stream is None or size < layout.end or start[1] & _TYPE_BITS not in stream.types:
            return False
        block = layout.block(start)
        if block < 0:
            return False
        length[0] = size
        if srtp_unprotect(self._srtp, places[slot], length) or length[0] < layout.end:
            self.rejected += 1
            return True
        if at := layout.number_at:
            self._note((start[at] << 8) | start[at + 1], arrival_s)
        sequence, timestamp = _unpack_numbers(start)
        stream.take(slot, length[0], sequence, timestamp, layout, block, arrival_s)
        return True

    def on_srtp(self, data: bytes, arrival_s: float) -> None:
        """Take one encrypted packet, whatever it looks like; what looks like it is usual from then on."""
        super().on_srtp(data, arrival_s)
        ssrc = int.from_bytes(data[8:12], "big")
        stream, layout = self._bound.get(ssrc), self._layouts.get(ssrc)
        if stream is not None and layout is not None and layout.end <= START:
            self._ways[data[8:12]] = stream, layout

    def _note(self, sequence: int, arrival_s: float) -> None:
        if self._noted < MAX_ARRIVALS:
            self._noted += 1
            self._arrivals.log.append((sequence, arrival_s))
        if arrival_s - self._told_s >= TELL_S and batch.is_open and self.tells_itself:
            self._told_s = arrival_s
            batch.tell(self)

    def flush(self) -> None:
        """Tell the publisher what came so far."""
        if self._back is not None:
            super().tell(self._back, self._media_ssrc)
