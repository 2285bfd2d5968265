"""One publisher's connection in Python: it is told what came right after that came, without a clock."""

from __future__ import annotations

import time

from webapp.media.core.rtp import HEADER, HEADER_LENGTH, MalformedRtp
from webapp.media.forwarder import receiver
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.pyfwd.incoming import InStream
from webapp.media.forwarder.pyfwd.reading import places, views
from webapp.media.forwarder.receiver import MAX_ARRIVALS, Back, Bound, OnRtcp, OnUnbound
from webapp.media.forwarder.srtp import SrtpHandle, length, srtp_unprotect

TELL_S = 0.09  # with packets every 5 to 20 ms, about every 100, as libwebrtc does by default
START = 64  # bytes, in which the extensions mostly end; a layout that ends later takes the long way
_TYPE_BITS = 0x7F  # of the second byte; the other one is the marker
_unpack_header = HEADER.unpack_from


class Receiver(receiver.Receiver):
    """A connection whose feedback leaves with the batch of packets that it tells of last."""

    def __init__(self, srtp: SrtpHandle, on_unbound: OnUnbound, on_rtcp: OnRtcp) -> None:
        super().__init__(srtp, on_unbound, on_rtcp)
        self._back: Back | None = None
        self._media_ssrc = 0
        self._told_s = 0.0
        self._bound: dict[int, InStream] = {}

    def bind(self, stream: Bound) -> None:
        """Give the packets of this SSRC and format to the stream; all others go to `on_unbound`."""
        super().bind(stream)
        assert isinstance(stream, InStream)
        self._bound[stream.ssrc] = stream

    def unbind(self, stream: Bound) -> None:
        """Give the stream nothing any more."""
        if self._bound.get(stream.ssrc) is stream:
            del self._bound[stream.ssrc]
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

    def on_slot(self, slot: int, size: int, arrival_s: float) -> None:
        """Take one encrypted packet of that size, which lies in this slot of what was read.

        Mostly it looks like the last one of its stream; else the long way is taken.
        """
        length[0] = size
        if srtp_unprotect(self._srtp, places[slot], length):
            self.rejected += 1
            return
        packet = views[slot][: length[0]]
        start = packet[:START].tobytes()
        if len(start) >= HEADER_LENGTH:
            _, second, sequence, timestamp, ssrc = _unpack_header(start)
            stream, layout = self._bound.get(ssrc), self._layouts.get(ssrc)
            if stream is not None and layout is not None and second & _TYPE_BITS in stream.types:
                block = layout.block(start)
                if block >= 0:
                    if at := layout.number_at:
                        self._note((start[at] << 8) | start[at + 1], arrival_s)
                    try:
                        stream.take(packet, sequence, timestamp, layout, block, arrival_s)
                    except (MalformedRtp, IndexError) as error:
                        self._reject(error)
                    return
        self._on_packet(packet.tobytes(), arrival_s)

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
