"""The m-lines of a receiving connection: each carries one source, or waits to carry another."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from webapp.media.core.formats import MediaType
from webapp.media.core.plan import Stream
from webapp.media.forwarder import OutStream
from webapp.media.rtc.layers import Layer, LayeredSource


@dataclass(slots=True)
class Slot:
    """One m-line; without a source it is inactive and waits to be used again."""

    mid: str
    media: MediaType
    source: Stream | None = None
    account: int = 0
    ssrc: int = 0
    rtx_ssrc: int = 0
    offered_in: int = 0
    is_refused: bool = False
    out: OutStream | None = None
    feed: LayeredSource | None = None

    def fill(self, source: Stream, account: int) -> None:
        """Carry this source from the next offer on, as a new stream."""
        self.source, self.account = source, account
        self.ssrc, self.rtx_ssrc = (secrets.randbelow(0x7FFFFFFF) + 1 for _ in range(2))
        self.offered_in, self.is_refused = 0, False

    def clear(self) -> None:
        """Carry nothing."""
        if self.out is not None:
            self.out.detach()
        self.source = self.out = self.feed = None

    def chosen(self) -> Layer | None:
        """The layer that flows or is waited for."""
        return self._layer_of(self.out.awaited or self.out.source) if self.out is not None else None

    def served(self) -> Layer | None:
        """The layer that flows."""
        return self._layer_of(self.out.source) if self.out is not None else None

    def _layer_of(self, stream: object) -> Layer | None:
        for layer in self.feed.layers if self.feed is not None else ():
            if layer.stream is stream:
                return layer
        return None
