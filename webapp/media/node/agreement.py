"""Codecs in a room: what each page is asked to send in, from what the pages prefer and what they speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.media.core.codecs import by_viewers, in_order
from webapp.media.core.formats import BASIC_CODECS, media_of
from webapp.media.core.plan import Stream
from webapp.media.core.reconcile import RoomState
from webapp.media.rtc.peer import Peer


def agree(state: RoomState, peers: Mapping[str, Peer], now_s: float) -> None:
    """Offer every page what the room's people prefer, and ask it to send what those who get it speak."""
    preferred = dict.fromkeys(name for peer in peers.values() for name in peer.preferred)
    for peer in peers.values():
        peer.understand((*BASIC_CODECS, *preferred), now_s)
    for key, peer in peers.items():
        for kind, index in peer.planned.publishes:
            stream = Stream(key, kind, index)
            codecs = by_viewers(in_order(peer.preferred, media_of(kind)), list(_decoded(state, peers, stream)))
            peer.send_in((kind, index), codecs, now_s)


def _decoded(state: RoomState, peers: Mapping[str, Peer], stream: Stream) -> Iterator[frozenset[str]]:
    """What each of those who get the stream decodes, as far as known; a recording takes whatever comes."""
    for route in state.routes:
        viewer = peers.get(route.viewer) if route.source == stream else None
        decodes = viewer.decodes(media_of(stream.kind)) if viewer is not None else None
        if decodes is not None:
            yield decodes
