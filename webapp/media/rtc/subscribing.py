"""The connection a participant receives on: slots (m-lines) that are reused, and the streams that fill them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from webapp.media import protocol
from webapp.media.core import rtcp
from webapp.media.core.formats import BASIC_CODECS, FORMATS, MediaType, media_of
from webapp.media.core.layers import TileSize
from webapp.media.core.plan import Stream
from webapp.media.forwarder import OutStream
from webapp.media.rtc import sdp
from webapp.media.rtc.adapting import Adaptation, Rank, ViewKey
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.link import Endpoint, Link, Send
from webapp.media.rtc.path import Path
from webapp.media.rtc.slots import Slot

_CLOCK_HZ: dict[MediaType, int] = {kind.media: kind.clock_hz for kind in FORMATS.values()}


class SubscribeLink(Link):
    """What one page receives."""

    pc = "sub"
    upward = False

    def __init__(
        self,
        endpoint: Endpoint,
        send: Send,
        on_change: Callable[[], None],
        *,
        views: Mapping[ViewKey, TileSize],
    ) -> None:
        super().__init__(endpoint, send, on_change)
        self._slots: list[Slot] = []
        self.decodes: dict[MediaType, frozenset[str]] = {}
        self.adaptation = Adaptation(self._slots, views, self.decodes)
        self._codecs: tuple[str, ...] = BASIC_CODECS
        self.session.follow(self.adaptation.log)
        self._groups: dict[str, str] = {}
        self.session.transport.on_path = self._on_path

    # ---- slots

    def receive(self, source: Stream, account: int) -> None:
        """Give the source a slot, if it has none: an inactive one when there is one."""
        if self._slot_of(source) is not None:
            return
        media = media_of(source.kind)
        slot = next((s for s in self._slots if s.source is None and s.media == media), None)
        if slot is None:
            slot = Slot(str(len(self._slots)), media)
            self._slots.append(slot)
        slot.fill(source, account)
        self.negotiation.want()

    def release(self, source: Stream) -> None:
        """Free the source's slot."""
        slot = self._slot_of(source)
        if slot is not None:
            slot.clear()
            self.negotiation.want()

    def feed(self, source: Stream, layers: LayeredSource) -> None:
        """The source arrives in these layers; `adapt` says which of them flows."""
        slot = self._slot_of(source)
        if slot is not None:
            slot.feed = layers

    def adapt(self, rank: Rank, now_s: float) -> None:
        """Give every slot the page has answered for, and that is fed, its layer."""
        if self.session.is_connected:
            self._hear(now_s)
            self.adaptation.choose([slot for slot in self._slots if self._stands(slot)], rank, now_s)
            self.adaptation.pace(now_s)

    def _stands(self, slot: Slot) -> bool:
        if slot.source is None or slot.is_refused or not 0 < slot.offered_in <= self.negotiation.answered:
            return False
        if slot.out is None:
            slot.out = self._new_out(slot)
        return True

    @property
    def is_restless(self) -> bool:
        """Whether it needs the fast beat: a probe runs."""
        return self.adaptation.is_probing

    def tick_fast(self, now_s: float) -> None:
        """Every beat: what the page told of our packets, and a running probe; one that tells nothing has neither."""
        if self.adaptation.has_feedback and self.session.is_connected:
            self._hear(now_s)
            if self.adaptation.is_probing:
                self.adaptation.pace(now_s)

    def _hear(self, now_s: float) -> None:
        heard = self.session.take_heard(one_by_one=self.adaptation.is_probing)
        if heard is not None:
            self.adaptation.on_feedback(heard, now_s)

    def _new_out(self, slot: Slot) -> OutStream:
        path = self.session.path
        return OutStream(
            srtp=self.session.srtp,
            sendto=path.wire.sendto,
            address=path.address,
            send_rtcp=self.session.send_rtcp,
            ssrc=slot.ssrc,
            rtx_ssrc=slot.rtx_ssrc,
            clock_hz=_CLOCK_HZ[slot.media],
            log=self.adaptation.log,
            descriptor=path.wire.descriptor,
            send_run=path.wire.send_run,
        )

    def _slot_of(self, source: Stream) -> Slot | None:
        return next((slot for slot in self._slots if slot.source == source), None)

    # ---- offers

    def understand(self, codecs: tuple[str, ...], now_s: float) -> None:
        """Find out which of these the page decodes; the outcome is in `decodes` once it has answered."""
        if codecs == self._codecs:
            return
        self._codecs = codecs
        if self._slots:
            self.negotiation.want()
            self.offer_if_needed(now_s)

    def media(self, version: int) -> list[sdp.OfferedMedia]:
        """One m-line per slot."""
        return [self._line(slot, version) for slot in self._slots]

    def _line(self, slot: Slot, version: int) -> sdp.OfferedMedia:
        if slot.source is None:
            return sdp.OfferedMedia(slot.mid, slot.media, "inactive", codecs=self._codecs)
        slot.offered_in = slot.offered_in or version
        group = self._groups.setdefault(slot.source.peer, f"p{len(self._groups)}")
        return sdp.OfferedMedia(slot.mid, slot.media, "sendonly", slot.ssrc, slot.rtx_ssrc, group, codecs=self._codecs)

    def tracks(self) -> list[protocol.Track]:
        """What the slots carry now."""
        return [
            protocol.Track(slot.mid, slot.account, slot.source.kind, slot.source.index)
            for slot in self._slots
            if slot.source is not None
        ]

    def on_answered(self, answer: sdp.Answer) -> None:
        """Note which m-lines the page does not want, and what it decodes."""
        self.decodes.update((line.media, line.codecs) for line in answer.media if not line.is_rejected)
        wanted = {line.mid for line in answer.media if not line.is_rejected and line.direction != "inactive"}
        for slot in self._slots:
            if 0 < slot.offered_in <= self.negotiation.answered:
                slot.is_refused = slot.mid not in wanted

    # ---- packets

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """The page sends nothing here."""

    def on_rtcp(self, packet: rtcp.Packet) -> None:
        """Retransmit, pass key-frame requests on, learn what the link carries."""
        match packet:
            case rtcp.Nack(media_ssrc, sequences):
                out = self._out_by_ssrc(media_ssrc)
                if out is not None:
                    out.on_nack(sequences, time.monotonic())
            case rtcp.KeyframeRequest(media_ssrc):
                out = self._out_by_ssrc(media_ssrc)
                if out is not None:
                    out.on_keyframe_request(time.monotonic())
            case rtcp.Remb(bitrate_bps):
                self.adaptation.on_remb(bitrate_bps)

    def _out_by_ssrc(self, ssrc: int) -> OutStream | None:
        return next((slot.out for slot in self._slots if slot.out is not None and slot.ssrc == ssrc), None)

    def _on_path(self, path: Path) -> None:
        for slot in self._slots:
            if slot.out is not None:
                slot.out.redirect(path.wire.sendto, path.address, path.wire.descriptor, path.wire.send_run)

    async def close(self) -> None:
        """Take the slots from their sources, then close the session."""
        self.adaptation.close()
        for slot in self._slots:
            slot.clear()
        await super().close()
