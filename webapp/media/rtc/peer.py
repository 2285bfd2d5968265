"""A participant: one connection to publish on, one to receive on, each replaced whole when it fails."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from webapp.media import protocol
from webapp.media.core.formats import BASIC_CODECS, CODECS, MediaType
from webapp.media.core.layers import TileSize
from webapp.media.core.links import Served
from webapp.media.core.plan import PlannedPeer, Stream
from webapp.media.rtc import sdp
from webapp.media.rtc.adapting import Rank, ViewKey
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.link import Endpoint, Link, Send
from webapp.media.rtc.publishing import PublishLink, Source
from webapp.media.rtc.subscribing import SubscribeLink

logger = logging.getLogger(__name__)

MIN_INCARNATION_S = 1.0  # a page that fails at once must not make us spin
MAX_VIEWS = 256  # tiles a page may tell the size of


@dataclass(frozen=True, slots=True)
class PeerEvents:
    """What a peer tells its room."""

    stream_appeared: Callable[[Stream, LayeredSource], None]
    streams_vanished: Callable[[str], None]
    viewer_ready: Callable[[str], None]
    lost: Callable[[str], None]
    watching: Callable[[str, bool], None]
    preferring: Callable[[], None] = lambda: None
    restless: Callable[[], None] = lambda: None
    """Something is due: `tick_fast` is wanted soon."""


class Peer:
    """The two connections of one page."""

    def __init__(self, planned: PlannedPeer, endpoint: Endpoint, send: Send, events: PeerEvents) -> None:
        self.planned = planned
        self._endpoint, self._send, self._events = endpoint, send, events
        self._publisher: PublishLink | None = None
        self._subscriber: SubscribeLink | None = None
        self._received: dict[Stream, int] = {}
        self._views: dict[ViewKey, TileSize] = {}
        self.preferred: tuple[str, ...] = ()
        self._understood: tuple[str, ...] = BASIC_CODECS
        self._sent_in: dict[Source, tuple[str, ...]] = {}
        self._born_s: dict[str, float] = {}
        self._doomed: set[str] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._is_closed = False

    # ---- what the plan wants

    def update(self, planned: PlannedPeer, now_s: float) -> None:
        """Open and close sources as planned."""
        self.planned = planned
        if self._publisher is None and planned.publishes:
            self._publisher = self._new_publisher(now_s)
        if self._publisher is not None:
            self._publisher.publish(planned.publishes, now_s)

    def receive(self, source: Stream, account: int, now_s: float) -> None:
        """Show the source to this page; the offer goes out with `flush`."""
        self._received[source] = account
        if self._subscriber is None:
            self._subscriber = self._new_subscriber(now_s)
        self._subscriber.receive(source, account)

    def release(self, source: Stream) -> None:
        """Show the source no more."""
        self._received.pop(source, None)
        if self._subscriber is not None:
            self._subscriber.release(source)

    def flush(self, now_s: float) -> None:
        """Offer what `receive` and `release` changed, all at once."""
        if self._subscriber is not None:
            self._subscriber.offer_if_needed(now_s)

    def feed(self, source: Stream, layers: LayeredSource) -> None:
        """The source arrives in these layers."""
        if self._subscriber is not None:
            self._subscriber.feed(source, layers)

    def adapt(self, rank: Rank, now_s: float) -> None:
        """Choose the layer of each source this page receives, by what its link carries; call a few times a second."""
        if self._subscriber is not None:
            self._subscriber.adapt(rank, now_s)

    def served(self, now_s: float) -> list[Served]:
        """What flows to this page, measured since the last call."""
        return self._subscriber.adaptation.served(now_s) if self._subscriber is not None else []

    def estimate_bps(self, now_s: float) -> float:
        """What the page's link is believed to carry, in bit/s; infinite while nothing is known."""
        return self._subscriber.adaptation.estimate_bps(now_s) if self._subscriber is not None else math.inf

    @property
    def loss_permille(self) -> int:
        """How much of what the page was sent lately was lost, as far as it tells."""
        return self._subscriber.adaptation.loss_permille if self._subscriber is not None else 0

    # ---- codecs

    def decodes(self, media: MediaType) -> frozenset[str] | None:
        """The codecs the page decodes, of those it was offered; None until it has answered."""
        return self._subscriber.decodes.get(media) if self._subscriber is not None else None

    def understand(self, codecs: tuple[str, ...], now_s: float) -> None:
        """Find out which of these the page decodes."""
        self._understood = codecs
        if self._subscriber is not None:
            self._subscriber.understand(codecs, now_s)

    def send_in(self, source: Source, codecs: tuple[str, ...], now_s: float) -> None:
        """Ask the page to send the source in the first of these that it speaks."""
        self._sent_in[source] = codecs
        if self._publisher is not None:
            self._publisher.send_in(source, codecs, now_s)

    def is_connected(self) -> bool:
        """Whether any of the connections stands."""
        return any(link.session.is_connected for link in self._links())

    # ---- what the page says

    def on_message(self, msg: dict[str, Any], now_s: float) -> None:
        """Take a page's message; a message that is none is logged and forgotten."""
        try:
            message = protocol.read_page_message(msg)
            self._on_page_message(message, now_s)
        except (msgspec.ValidationError, sdp.MalformedAnswer) as error:
            logger.warning("peer %s sent a message that is refused: %s", self.planned.peer, error)

    def _on_page_message(self, message: protocol.PageMessage, now_s: float) -> None:
        match message:
            case protocol.Ready():
                for link in self._links():
                    link.on_ready(now_s)
            case protocol.WatchStats(on):
                self._events.watching(self.planned.peer, on)
            case protocol.Prefer(codecs):
                self.preferred = tuple(name for name in codecs if name in CODECS)
                self._events.preferring()
            case protocol.View():
                self._on_view(message)
            case protocol.Answer():
                answered = self._link(message.pc, message.peer)
                if answered is not None and not answered.on_answer(message):
                    self._replace(answered, now_s)
            case protocol.Failed():
                failed = self._link(message.pc, message.peer)
                if failed is not None:
                    logger.info("link %s failed at the page", failed.epoch)
                    self._doomed.add(failed.epoch)
                    self._replace_dead(now_s)
            case protocol.Restart():
                silent = self._link(message.pc, message.peer)
                if silent is not None:
                    logger.info("link %s looks for another path", silent.epoch)
                    silent.restart(now_s)

    def _on_view(self, view: protocol.View) -> None:
        if len(self._views) < MAX_VIEWS or view.key in self._views:
            self._views[view.key] = TileSize(view.width, view.height)

    def _link(self, pc: str, epoch: str) -> Link | None:
        return next((link for link in self._links() if link.pc == pc and link.epoch == epoch), None)

    def _links(self) -> list[PublishLink | SubscribeLink]:
        return [link for link in (self._publisher, self._subscriber) if link is not None]

    # ---- time

    @property
    def is_restless(self) -> bool:
        """Whether something is due before long: then `tick_fast` is wanted every 50 ms, else it may come later."""
        return any(link.is_restless for link in self._links())

    @property
    def is_adaptive(self) -> bool:
        """Whether the page tells what arrives: then what it gets is decided anew a few times a second."""
        return self._subscriber is not None and self._subscriber.adaptation.has_feedback

    def tick_fast(self, now_s: float) -> None:
        """Every beat of the room's clock."""
        if self._publisher is not None:
            self._publisher.tick_fast(now_s)
        if self._subscriber is not None:
            self._subscriber.tick_fast(now_s)

    def tick_slow(self, now_s: float) -> None:
        """Every second: reports, repeated offers, and new connections for dead ones."""
        if self._publisher is not None:
            self._publisher.tick_slow(now_s)
        if self._subscriber is not None:
            self._subscriber.resend_if_due(now_s)
        for link in self._links():
            if link.session.is_lost(now_s):
                if not link.session.has_ended:
                    self._events.lost(self.planned.peer)
                self._doomed.add(link.epoch)
        self._replace_dead(now_s)

    def _replace_dead(self, now_s: float) -> None:
        for link in self._links():
            if link.epoch in self._doomed and now_s - self._born_s[link.epoch] >= MIN_INCARNATION_S:
                self._replace(link, now_s)

    # ---- incarnations

    def _replace(self, link: Link, now_s: float) -> None:
        """Close the connection and offer a new one with the same content."""
        self._retire(link)
        if link is self._publisher:
            self._publisher = self._new_publisher(now_s)
            self._events.streams_vanished(self.planned.peer)
            self._publisher.publish(self.planned.publishes, now_s)
        elif link is self._subscriber:
            self._subscriber = self._new_subscriber(now_s)
            for source, account in self._received.items():
                self._subscriber.receive(source, account)
            self._subscriber.offer_if_needed(now_s)

    def _retire(self, link: Link) -> None:
        self._doomed.discard(link.epoch)
        self._born_s.pop(link.epoch, None)
        task = asyncio.ensure_future(link.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _new_publisher(self, now_s: float) -> PublishLink:
        link = PublishLink(
            self._endpoint,
            self._send,
            lambda: None,
            account=self.planned.account,
            on_stream=self._on_stream,
            on_restless=self._events.restless,
        )
        for source, codecs in self._sent_in.items():
            link.send_in(source, codecs, now_s)
        self._born_s[link.epoch] = now_s
        return link

    def _new_subscriber(self, now_s: float) -> SubscribeLink:
        link = SubscribeLink(
            self._endpoint,
            self._send,
            lambda: self._events.viewer_ready(self.planned.peer),
            views=self._views,
        )
        link.understand(self._understood, now_s)
        self._born_s[link.epoch] = now_s
        return link

    def _on_stream(self, source: Source, layers: LayeredSource) -> None:
        kind, index = source
        self._events.stream_appeared(Stream(self.planned.peer, kind, index), layers)

    async def close(self) -> None:
        """Close both connections and tell the page."""
        if self._is_closed:
            return
        self._is_closed = True
        for link in self._links():
            link.say_close()
            self._retire(link)
        self._publisher = self._subscriber = None
        await asyncio.gather(*self._closing, return_exceptions=True)
