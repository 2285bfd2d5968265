"""One publisher's connection in Python: it is told what came right after that came, without a clock."""

from __future__ import annotations

import time

from webapp.media.forwarder import receiver
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.receiver import Back, OnRtcp, OnUnbound
from webapp.media.forwarder.srtp import SrtpHandle

TELL_S = 0.09  # with packets every 5 to 20 ms, about every 100, as libwebrtc does by default


class Receiver(receiver.Receiver):
    """A connection whose feedback leaves with the batch of packets that it tells of last."""

    def __init__(self, srtp: SrtpHandle, on_unbound: OnUnbound, on_rtcp: OnRtcp) -> None:
        super().__init__(srtp, on_unbound, on_rtcp)
        self._back: Back | None = None
        self._media_ssrc = 0
        self._told_s = 0.0

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

    def _note(self, sequence: int, arrival_s: float) -> None:
        super()._note(sequence, arrival_s)
        if arrival_s - self._told_s >= TELL_S and batch.is_open and self.tells_itself:
            self._told_s = arrival_s
            batch.add(self)

    def flush(self) -> None:
        """Tell the publisher what came so far."""
        if self._back is not None:
            super().tell(self._back, self._media_ssrc)
