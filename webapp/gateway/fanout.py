"""Event -> one publish per audience; every web process that holds such sockets delivers to them locally.

The publishing half is sync (services, Celery, admin); the delivering half is `Hub`, one per event loop.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import msgspec
import redis
import redis.asyncio
from django.conf import settings

from webapp.dialects.base import Actor, Dialect
from webapp.domain.messaging.events import Said
from webapp.gateway import frames, mirror
from webapp.kernel.events import Audience, Event
from webapp.kernel.ids import SessionId

log = logging.getLogger(__name__)

PREFIX = "sb:aud:"
SEQUENCE_TTL_S = 86_400

# One round trip for all audiences: number the message per audience, then publish it there.
_PUBLISH = """
for i, audience in ipairs(KEYS) do
  local n = redis.call('INCR', 'sb:seq:' .. audience)
  redis.call('EXPIRE', 'sb:seq:' .. audience, ARGV[2])
  redis.call('PUBLISH', ARGV[3] .. audience, n .. '\\n' .. ARGV[1])
end
"""


class Message(msgspec.Struct):
    """An event on its way; `to` in order, so that a socket in two audiences hears it only through the first."""

    name: str
    fields: msgspec.Raw
    to: list[str]
    told: str | None = None


class Listener(Protocol):
    """A socket as the hub sees it."""

    actor: Actor
    dialect: Dialect
    audiences: set[str]

    async def hear(self, news: Wording) -> None: ...
    async def heard_in_return(self, news: Wording) -> None: ...
    async def refresh(self) -> None: ...
    async def media(self, session: str, text: str) -> None: ...


@lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    """The one connection pool of this process."""
    return redis.Redis.from_url(url)


@lru_cache(maxsize=2)
def _publisher(url: str) -> Any:
    """The publishing script."""
    return _client(url).register_script(_PUBLISH)


def is_alive(process: int) -> bool:
    """Whether the web process of that hub number has its subscription: a killed one loses it in the same moment.

    Without Redis nobody can tell; then it counts as alive.
    """
    try:
        ((_, subscribers),) = _client(settings.REDIS_URL).pubsub_numsub(f"{PREFIX}{process_name(process)}")
    except (redis.ConnectionError, redis.TimeoutError) as error:
        log.warning("nobody can tell whether process %s is alive (%s)", process, error)
        return True
    return bool(subscribers)


def process_name(process: int) -> str:
    """The audience of a process: every socket in it belongs to it, from the greeting on."""
    return f"process:{process}"


def fan_out(event: Event, to: Sequence[Audience], told: SessionId | None = None) -> None:
    """Send an event to its audiences; `told` is the session whose return frame already carries it."""
    names = [str(audience) for audience in to]
    if not names:
        return
    message = Message(type(event).__name__, msgspec.Raw(msgspec.json.encode(event)), names, told)
    _publisher(settings.REDIS_URL)(keys=names, args=[msgspec.json.encode(message), SEQUENCE_TTL_S, PREFIX])


class Hub:
    """The sockets of this process, by audience, and the one Redis subscription that feeds them."""

    def __init__(self) -> None:
        self.number = secrets.randbits(48)  # by which the others know this process
        self._held: dict[str, set[Listener]] = defaultdict(set)
        self._seen: dict[str, int] = {}
        self._subscribed: dict[str, asyncio.Future[None]] = {}
        self._redis = redis.asyncio.Redis.from_url(settings.REDIS_URL)
        self._pubsub = self._redis.pubsub()
        self._pump: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._lock = asyncio.Lock()

    async def join(self, listener: Listener, audiences: Iterable[str]) -> None:
        """Deliver these audiences to the listener; returns when nothing said from now on can be missed."""
        waiting = []
        for name in audiences:
            listener.audiences.add(name)
            self._held[name].add(listener)
            if name not in self._subscribed:
                self._seen.pop(name, None)
                self._subscribed[name] = asyncio.get_running_loop().create_future()
                await self._command(self._pubsub.subscribe, name)
            waiting.append(self._subscribed[name])
        if waiting:
            await asyncio.gather(*waiting)

    async def part(self, listener: Listener, audiences: Iterable[str]) -> None:
        """Stop delivering these audiences to the listener."""
        for name in list(audiences):
            listener.audiences.discard(name)
            self._held[name].discard(listener)
            if not self._held[name]:
                del self._held[name]
                self._seen.pop(name, None)
                self._subscribed.pop(name, None)
                await self._command(self._pubsub.unsubscribe, name)

    async def _command(self, verb: Any, name: str) -> None:
        async with self._lock:
            await verb(PREFIX + name)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        """Read the subscription for ever; a lost Redis is reconnected to and counts as a gap for everybody."""
        while self._held:
            try:
                message = await self._pubsub.get_message(timeout=30.0)
                if message:
                    await self._receive(message)
            except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
                log.warning("fan-out lost Redis (%s); trying again", error)
                await asyncio.sleep(0.5)
                await self._resubscribe()
            except Exception:
                log.exception("fan-out could not deliver a message")

    async def _resubscribe(self) -> None:
        try:
            await self._pubsub.connect()  # type: ignore[no-untyped-call]
        except (redis.ConnectionError, redis.TimeoutError, OSError):
            return
        for listener in {one for held in self._held.values() for one in held}:
            await listener.refresh()

    async def _receive(self, message: dict[str, Any]) -> None:
        name = message["channel"].decode().removeprefix(PREFIX)
        match message["type"]:
            case "subscribe":
                done = self._subscribed.get(name)
                if done and not done.done():
                    done.set_result(None)
            case "message" if message["data"][:1] == b"{":
                await self._pass_media(name, message["data"])
            case "message":
                number, _, body = message["data"].partition(b"\n")
                await self._deliver(name, int(number), body)

    async def _pass_media(self, name: str, data: bytes) -> None:
        envelope = msgspec.json.decode(data, type=MediaEnvelope)
        text = frames.text(frames.MediaOut(envelope.msg))
        for listener in list(self._held.get(name, ())):
            await listener.media(envelope.session, text)

    async def _deliver(self, name: str, number: int, body: bytes) -> None:
        if name not in self._held:
            return  # a straggler after the last page left; its number must not look like a gap later
        last = self._seen.get(name)
        self._seen[name] = max(number, last or 0)
        if last is not None and number > last + 1:
            log.warning("gap in %s: %d after %d; its pages get a snapshot", name, number, last)
            for listener in list(self._held.get(name, ())):
                await listener.refresh()
        message = msgspec.json.decode(body, type=Message)
        event = msgspec.json.decode(message.fields, type=Event.known[message.name])
        earlier = message.to[: message.to.index(name)]
        news = Wording(event, frozenset(message.to))
        for listener in list(self._held.get(name, ())):
            if not listener.audiences.isdisjoint(earlier):
                continue
            if isinstance(event, Said) and listener.actor.account_id in event.kept_for:
                continue  # a page that is just coming back is told by those who have kept it
            if listener.actor.session_id == message.told:
                await listener.heard_in_return(news)
            else:
                await listener.hear(news)


class MediaEnvelope(msgspec.Struct):
    """What a media node publishes to a person's audience."""

    t: str
    session: str
    msg: msgspec.Raw


class Wording:
    """An event for its audiences, worded for listeners: once per dialect when the words are the same for all of it."""

    def __init__(self, event: Event, to: frozenset[str]) -> None:
        self.event = event
        self._to = to
        self._cache: dict[tuple[str, bool, bool], str] = {}

    def concerns(self, listener: Listener) -> bool:
        """Whether the listener is, by now, among those who shall hear."""
        return not listener.audiences.isdisjoint(self._to)

    def for_(self, listener: Listener) -> str:
        """The frame for one listener, empty when there is nothing to say."""
        news, changes = listener.dialect.news[type(self.event)], mirror.CHANGES[type(self.event)]
        if (news.to_each and not news.about) or (changes.to_each and not changes.about):
            return self._worded(listener)
        me, event = listener.actor.account_id, self.event
        left_out = news.but is not None and news.but(event) == me
        about = news.about or changes.about
        key = (listener.dialect.name, left_out, about is not None and about(event) == me)
        if key not in self._cache:
            self._cache[key] = self._worded(listener)
        return self._cache[key]

    def _worded(self, listener: Listener) -> str:
        patch = mirror.CHANGES[type(self.event)].seen_by(self.event, listener.actor)
        callbacks = listener.dialect.news[type(self.event)].said_to(self.event, listener.actor)
        return frames.text(frames.News(patch, callbacks)) if patch or callbacks else ""


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
