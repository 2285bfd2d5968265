"""One room: an actor that makes its peers, routes and recordings look like the latest plan.

Packets do not come through here: a room only connects incoming streams to outgoing ones.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from webapp.media import protocol
from webapp.media.core import reconcile as rec
from webapp.media.core.active_speaker import SILENCE, ActiveSpeaker
from webapp.media.core.links import Link, RoomLinks
from webapp.media.core.plan import Plan, PlannedPeer, Route, Stream
from webapp.media.forwarder import InStream
from webapp.media.node.agreement import agree
from webapp.media.node.file_peer import FilePeer, Stage
from webapp.media.node.recording import Recordings
from webapp.media.node.reports import Reports
from webapp.media.node.snapshots import Snapshots
from webapp.media.node.statistics import Statistics
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.link import Endpoint
from webapp.media.rtc.peer import Peer, PeerEvents
from webapp.media.rtc.side_process import Slots
from webapp.media.rtc.taps import MakeRecorder

logger = logging.getLogger(__name__)

MAX_COMMANDS = 1000
# Of the clock: while something is due, while somebody speaks or tells what arrives, and otherwise.
BEAT_S, CALM_BEAT_S, SECOND_S = 0.05, 0.2, 1.0
LINKS_EVERY = 2  # seconds
SCREEN_RANK, SPEAKER_RANK, OTHER_RANK = range(3)  # what a narrow link keeps fine longest


@dataclass(frozen=True, slots=True)
class RoomContext:
    """What a room needs of its node.

    `reply` sends a message to a page (channel, session, message), `tell_links` shows operators what flows, `slots`
    bound the processes beside the nodes of this machine, `hurry` lets the clock beat at this time already.
    """

    node: str
    endpoint: Endpoint
    reply: Callable[[str, str, protocol.NodeMessage], None]
    reports: Reports
    make_recorder: MakeRecorder
    tell_links: Callable[[RoomLinks], None] = lambda links: None
    slots: Slots = field(default_factory=lambda: Slots("side", protocol.SIDE_PROCESSES))
    hurry: Callable[[float], None] = lambda at_s: None


Command = Plan | protocol.FromPeer | protocol.TakeSnapshot


class Room:
    """The people of one room and what flows between them."""

    def __init__(self, room: int, context: RoomContext) -> None:
        self.room = room
        self._context = context
        self._state = rec.RoomState()
        self._revision: int | None = None
        self._peers: dict[str, Peer] = {}
        self._incoming: dict[Stream, LayeredSource] = {}
        self._speaker: ActiveSpeaker[str] = ActiveSpeaker()
        self._adapted_s = 0.0
        self.due_s = time.monotonic() + CALM_BEAT_S
        """When the clock shall beat."""
        self._second_s, self._seconds = time.monotonic() + SECOND_S, 0
        self._recordings = Recordings(
            room,
            context.node,
            context.reports,
            context.make_recorder,
            self._account_of,
            context.slots,
        )
        self._snapshots = Snapshots(context.reports)
        self._statistics = Statistics(self._account_of)
        self._events = PeerEvents(
            self._on_stream,
            self._on_vanished,
            self._on_viewer_ready,
            self._on_lost,
            self._on_watching,
            self._agree,
            self._hurry,
        )
        self._commands: asyncio.Queue[Command] = asyncio.Queue(MAX_COMMANDS)
        self._task = asyncio.ensure_future(self._run())

    # ---- the actor

    def post(self, command: Command) -> None:
        """Queue a command; an overrun room drops it (plans come again, pages ask again)."""
        if self._commands.full():
            logger.warning("room %d is overrun, a command is dropped", self.room)
            return
        self._commands.put_nowait(command)

    async def _run(self) -> None:
        while True:
            command = await self._commands.get()
            try:
                if isinstance(command, Plan):
                    await self._apply(command)
                elif isinstance(command, protocol.TakeSnapshot):
                    stream = Stream(command.peer, command.kind, command.index)
                    self._snapshots.take(command, self._open_streams().get(stream))
                else:
                    self._on_page(command.peer, command.msg)
            except Exception:  # this is a door: one bad command must not end the room
                logger.exception("room %d: a command failed", self.room)

    async def close(self) -> None:
        """End everything in the room."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._snapshots.close()
        await self._recordings.stop_all()
        await asyncio.gather(*(peer.close() for peer in self._peers.values()))
        self._peers.clear()
        self._incoming.clear()
        # They refer to us: nothing of a room waits for the garbage collector.
        del self._task, self._recordings, self._statistics, self._events
        logger.info("room %d closed", self.room)

    def peer_count(self) -> int:
        """How many people the plan has here."""
        return len(self._peers)

    # ---- the plan

    async def _apply(self, plan: Plan) -> None:
        if self._revision is not None and plan.revision <= self._revision:
            return
        actions = rec.reconcile(self._state, plan)
        for action in actions:
            await self._do(action)
            self._state = rec.after(self._state, action)
        self._revision = plan.revision  # only now: after a failure the same plan, sent again, does the rest
        now_s = time.monotonic()
        for route in self._state.routes:
            self._open(route)
        self._agree()
        self._adapt(now_s)
        for peer in self._peers.values():
            peer.flush(now_s)
        if actions:
            logger.info("room %d at revision %d: %d changes", self.room, plan.revision, len(actions))

    async def _do(self, action: rec.Action) -> None:
        match action:
            case rec.PutPeer(peer):
                self._put_peer(peer)
            case rec.DropPeer(key):
                await self._drop_peer(key)
            case rec.Connect():
                pass  # opened for all routes below, as soon as the source is published
            case rec.Disconnect(route):
                self._peers[route.viewer].release(route.source)
            case rec.PutRecording(recording):
                self._recordings.put(recording, self._open_sources(), time.monotonic())
            case rec.StopRecording(key):
                await self._recordings.stop(key)

    def _put_peer(self, planned: PlannedPeer) -> None:
        peer = self._peers.get(planned.peer)
        if peer is None:
            peer = self._peers[planned.peer] = self._new_peer(planned)
        peer.update(planned, time.monotonic())
        self._record()

    def _new_peer(self, planned: PlannedPeer) -> Peer:
        context = self._context
        if planned.plays is not None:
            return FilePeer(planned, Stage(self.room, context.endpoint, context.reports, context.slots), self._events)
        return Peer(planned, context.endpoint, self._sender(planned.peer), self._events)

    async def _drop_peer(self, key: str) -> None:
        self._on_vanished(key)
        peer = self._peers.pop(key)
        await peer.close()

    def _sender(self, key: str) -> Callable[[protocol.Offer | protocol.Close], None]:
        """Sends to the channel the person's page listens on at that moment."""
        return lambda message: self._context.reply(self._reply_to(key), key, message)

    def _reply_to(self, key: str) -> str:
        peer = self._peers.get(key)
        return peer.planned.reply_to if peer is not None else self._state.peers[key].reply_to

    # ---- routes

    def _open(self, route: Route) -> None:
        """Give the viewer a slot once the source is published, and feed it once it arrives."""
        source = self._peers[route.source.peer].planned
        if (route.source.kind, route.source.index) in source.publishes:
            self._peers[route.viewer].receive(route.source, source.account, time.monotonic())
            self._feed(route)

    def _feed(self, route: Route) -> None:
        source = self._incoming.get(route.source)
        if source is not None and route.viewer in self._peers:
            self._peers[route.viewer].feed(route.source, source)

    def _on_stream(self, stream: Stream, source: LayeredSource) -> None:
        """A layer of the source arrives for the first time."""
        self._incoming[stream] = source
        source.look(time.monotonic())
        self._record()
        for route in self._state.routes:
            if route.source == stream:
                self._feed(route)
                self._adapt_viewer(route.viewer, time.monotonic())

    def _on_vanished(self, key: str) -> None:
        for stream in [stream for stream in self._incoming if stream.peer == key]:
            self._incoming.pop(stream).detach_all()
        self._record()

    def _on_viewer_ready(self, key: str) -> None:
        for route in self._state.routes:
            if route.viewer == key:
                self._feed(route)
        self._agree()
        self._adapt_viewer(key, time.monotonic())

    def _agree(self) -> None:
        agree(self._state, self._peers, time.monotonic())

    # ---- layers

    def _adapt(self, now_s: float) -> None:
        """Measure what arrives, and choose what each viewer gets of it."""
        self._adapted_s = now_s
        if sum(source.look(now_s) for source in self._incoming.values()):
            self._record()
        for key in self._peers:
            self._adapt_viewer(key, now_s)

    def _adapt_viewer(self, key: str, now_s: float) -> None:
        if key in self._peers:
            self._peers[key].adapt(self._rank, now_s)

    def _rank(self, stream: Stream) -> int:
        if stream.kind == "screen":
            return SCREEN_RANK
        return SPEAKER_RANK if stream.peer == self._speaker.speaker else OTHER_RANK

    def _listen(self, now_s: float) -> None:
        """Find out who speaks and tell everybody when that changed."""
        levels: dict[str, int] = {}
        for stream, source in self._incoming.items():
            if source.is_open and stream.kind == "audio":
                level = min((layer.stream.take_loudest() for layer in source.layers), default=SILENCE)
                self._statistics.hear(stream, level)
                levels[stream.peer] = min(level, levels.get(stream.peer, SILENCE))
        if self._speaker.listen(levels, now_s) and self._speaker.speaker is not None:
            message = protocol.Speaker(self._account_of(self._speaker.speaker))
            for key in self._peers:
                self._context.reply(self._reply_to(key), key, message)

    def _on_watching(self, key: str, on: bool) -> None:
        self._statistics.watch(key, time.monotonic(), on=on)

    def _on_lost(self, key: str) -> None:
        logger.info("room %d: peer %s is lost", self.room, key)
        self._context.reports.peer_lost(self.room, key)

    # ---- pages and recordings

    def _on_page(self, key: str, msg: dict[str, Any]) -> None:
        peer = self._peers.get(key)
        if peer is None:
            logger.warning("room %d: a message from %s, who is not here", self.room, key)
            return
        peer.on_message(msg, time.monotonic())

    def _record(self) -> None:
        """Let recordings take the layers that they need; another layer means another segment."""
        self._recordings.follow(self._open_sources(), time.monotonic())

    def _open_sources(self) -> dict[Stream, LayeredSource]:
        return {stream: source for stream, source in self._incoming.items() if source.is_open}

    def _open_streams(self) -> dict[Stream, InStream]:
        """The best layer of every open source."""
        now_s = time.monotonic()
        best = {stream: source.best(now_s) for stream, source in self._open_sources().items()}
        return {stream: layer for stream, layer in best.items() if layer is not None}

    def _account_of(self, key: str) -> int:
        return self._peers[key].planned.account

    # ---- time

    def tick(self, now_s: float) -> None:
        """Do what is due, and say in `due_s` when to call again."""
        self.due_s = now_s + BEAT_S  # even when something fails
        self._tick_fast(now_s)
        if now_s >= self._second_s - BEAT_S / 2:
            self._second_s = max(self._second_s, now_s - SECOND_S) + SECOND_S
            self._tick_slow(now_s)
        self.due_s = self._next_beat_s(now_s)

    def _next_beat_s(self, now_s: float) -> float:
        """Until when nothing needs the clock."""
        peers = self._peers.values()
        if self._speaker.is_undecided or any(peer.is_restless for peer in peers):
            return now_s + BEAT_S
        has_voices = any(stream.kind == "audio" and source.is_open for stream, source in self._incoming.items())
        is_calm = has_voices or any(peer.is_adaptive for peer in peers)
        return now_s + CALM_BEAT_S if is_calm else self._second_s

    def _hurry(self) -> None:
        """Something is due soon: let nobody wait for a calm beat."""
        at_s = time.monotonic() + BEAT_S
        if at_s < self.due_s:
            self.due_s = at_s
            self._context.hurry(at_s)

    def _tick_fast(self, now_s: float) -> None:
        for peer in self._peers.values():
            peer.tick_fast(now_s)
        self._listen(now_s)
        if now_s - self._adapted_s >= CALM_BEAT_S - BEAT_S / 2:
            self._adapt(now_s)

    def _tick_slow(self, now_s: float) -> None:
        self._seconds += 1
        for peer in list(self._peers.values()):
            peer.tick_slow(now_s)
        self._record()
        self._snapshots.tick(now_s)
        self._tell_statistics(now_s)

    def _tell_statistics(self, now_s: float) -> None:
        watchers, is_shown = self._statistics.watchers(now_s), self._seconds % LINKS_EVERY == 0
        if not watchers and not is_shown:
            return
        links = {key: _link(peer, now_s) for key, peer in self._peers.items()}
        if is_shown:
            speaker = self._account_of(self._speaker.speaker) if self._speaker.speaker in self._peers else None
            self._context.tell_links(RoomLinks(self._context.node, self.room, speaker, list(links.values())))
        watchers = [key for key in watchers if key in links]
        if watchers:
            rows = self._statistics.rows(self._open_streams(), now_s)
            for key in watchers:
                self._context.reply(self._reply_to(key), key, protocol.Stats(rows, links[key]))


def _link(peer: Peer, now_s: float) -> Link:
    estimate_bps = peer.estimate_bps(now_s)
    known_bps = round(estimate_bps) if math.isfinite(estimate_bps) else 0
    return Link(peer.planned.account, known_bps, peer.served(now_s), peer.loss_permille)
