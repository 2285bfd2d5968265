"""One WebSocket of one page: reads its frames, runs its calls in order, and hears the news of its audiences."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from webapp.dialects.base import NO_ROOM, Actor, Dialect, Spoken
from webapp.domain.presence import grace
from webapp.domain.presence import selectors as presence_selectors
from webapp.domain.presence import services as presence
from webapp.domain.presence.events import PersonLeft, SessionReplaced
from webapp.domain.presence.models import Session
from webapp.gateway import frames, mirror
from webapp.gateway.addresses import client_address, user_agent
from webapp.gateway.audiences import MOVES, moves, places, watched
from webapp.gateway.fanout import Wording, hub, process_name
from webapp.gateway.invoke import invoke
from webapp.gateway.watch import watch
from webapp.kernel import clock, events
from webapp.kernel.errors import DomainError, InternalFault, InvalidData
from webapp.kernel.events import Audience, Event, Speech
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId, new_secret, new_session_id
from webapp.media import client as media

log = logging.getLogger(__name__)

Worded = tuple[list[Any], list[Any]]  # patch, callbacks
TURNS = {PersonLeft, *MOVES}  # after these a socket belongs to other audiences
OWN_EVENTS_S = 0.5  # until the own events have come back from Redis; mostly they are here before the call's thread is
CLOSE_DISMISSED = 4001  # the range that servers may use for reasons of their own
# How a page ends a link on purpose: by a word, by being left, or without saying why (RFC 6455 7.4.1).
GOODBYES = {1000, 1001, 1005}


class Gateway(AsyncWebsocketConsumer):
    """A page's socket; routed once per dialect with `Gateway.as_asgi(dialect=...)`."""

    dialect: Dialect = None  # type: ignore[assignment]

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect
        self.actor = Actor(new_session_id())
        self.audiences: set[str] = set()
        self._link_key = ""
        self.heard_at = time.monotonic()
        self.sent = self.received = 0
        self._turn = asyncio.Lock()
        self._waiting: deque[Callable[[], Awaitable[None]]] | None = None  # what must not overtake a return
        self._marks: list[int] = []  # of each own event: how many of those waiting came before it
        self._marked = asyncio.Event()
        self._closing = False

    # --- life of the socket

    async def connect(self) -> None:
        """Greet: a session row, the hello frame. Nobody is logged in yet."""
        await self.accept()
        await self._greet()
        watch().add(self)

    async def _greet(self) -> None:
        address = client_address(self.scope)
        secret = new_secret()
        self.actor, self._link_key = Actor(new_session_id(), address=address), grace.key_of(secret)
        await hub().join(self, {process_name(hub().number)})
        await invoke(
            presence.greet,
            session_id=self.actor.session_id,
            dialect=self.dialect.name,
            address=address,
            user_agent=user_agent(self.scope),
            process=hub().number,
            link_key=self._link_key,
        )
        now_ms, grace_s = clock.ms(clock.now()), settings.LINK_GRACE_S
        await self._send(frames.text(frames.Hello(self.actor.session_id, now_ms, resume=secret, grace_s=grace_s)))

    async def disconnect(self, code: int) -> None:
        """The link is gone: whoever is left behind must know, at once when the page meant it."""
        self._closing = True
        watch().discard(self)
        await hub().part(self, set(self.audiences))
        await invoke(
            presence.end_link,
            session_id=self.actor.session_id,
            link_key=self._link_key,
            reason=f"link closed ({code})",
            is_goodbye=code in GOODBYES,
        )

    async def dismiss(self, reason: str) -> None:
        """Say goodbye and close (replaced, slow, silent, shutdown)."""
        if not self._closing:
            self._closing = True
            log.info("session %s dismissed: %s", self.actor.session_id, reason)
            await self._send(frames.text(frames.Bye(reason)))
            await self.close(CLOSE_DISMISSED)

    # --- the page speaks

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame from the page; a bad one is answered with the dialect's number, never with a closed socket."""
        self.heard_at = time.monotonic()
        try:
            frame = frames.read(text_data or "")
        except DomainError as refused:
            log.warning("bad frame from session %s: %s", self.actor.session_id, refused)
            await self._send(frames.text(frames.Return(None, self.dialect.number(refused))))
            return
        match frame:
            case frames.Call():
                await self._call(frame)
            case frames.MediaIn():
                await self._forward(frame.msg)
            case frames.Ping():
                self.received = self.sent if frame.got is None else frame.got
                await self._send(frames.text(frames.Pong(frame.t)))

    async def _call(self, call: frames.Call) -> None:
        """Run a call and send its return, which stands among the news where its own events do."""
        async with self._first():
            spoken, own, worded = await self._speak(call)
            await self._tell_older_than(own)
            patch, callbacks = worded or await self._follow(own)
            answer = frames.Return(call.id, spoken.ret, patch, [*spoken.callbacks, *callbacks])
            await self._send(frames.text(answer))

    async def _speak(self, call: frames.Call) -> tuple[Spoken, list[Event], Worded | None]:
        try:
            return await invoke(self._in_domain, call)
        except Exception:
            log.exception("call %s %s of session %s failed", call.id, call.fn, self.actor.session_id)
            return self.dialect.fault(call.fn, InternalFault), [], None

    def _in_domain(self, call: frames.Call) -> tuple[Spoken, list[Event], Worded | None]:
        """Speak, and word the own events at once unless they move the speaker (then joining comes first)."""
        with self._listening() as speech:
            spoken = self.dialect.speak(self.actor, call.fn, call.args)
        stays = self.actor.account_id and not any(type(event) in TURNS for event in speech.own)
        return spoken, speech.own, self._worded(speech.own) if stays else None

    def _listening(self) -> AbstractContextManager[Speech]:
        """Collect what happens meanwhile in one of the own audiences."""
        mine = [Audience(kind, int(number)) for kind, number in (name.split(":") for name in self.audiences)]  # type: ignore[arg-type]
        return events.spoken_by(self.actor.session_id, mine)

    async def _follow(self, own: list[Event]) -> Worded:
        """Join and leave audiences as the speaker's own events say, then word those events for the speaker.

        Joining comes first: what happens after the join reaches us as news, what happened before is in the reading.
        """
        if not self.actor.account_id:
            return await self._after_stranger_spoke()
        if any(isinstance(event, PersonLeft) and event.account_id == self.actor.account_id for event in own):
            await hub().part(self, set(self.audiences))
            await self._greet()
            return [["clear", table] for table in mirror.TABLES], []
        await self._move(own)
        return await invoke(self._worded, own)

    def _worded(self, own: list[Event]) -> Worded:
        callbacks = [words for event in own for words in self.dialect.news[type(event)].said_to(event, self.actor)]
        return mirror.patch(own, self.actor), callbacks

    async def _after_stranger_spoke(self) -> Worded:
        """When the call was a successful login: join, then read everything the page may know."""
        session = await invoke(presence_selectors.login_over, link_key=self._link_key)
        if session is None or session.account is None:
            return [], []
        account, is_resumed = session.account, session.pk != self.actor.session_id
        self.actor = Actor(
            SessionId(session.pk),
            AccountId(account.pk),
            ApplicationId(account.application_id),
            account.external_id,
            self.actor.address,
        )
        own = {f"person:{account.id}", f"application:{account.application_id}"}
        await hub().join(self, own | watched(session))
        callbacks = await self._come_back(session) if is_resumed else []
        return mirror.as_patch(await invoke(mirror.snapshot, self.actor)), callbacks

    async def _come_back(self, session: Session) -> list[Any]:
        """Go on where the lost link was; returns what the page is told of its absence."""
        await hub().join(self, await invoke(places, session))
        self.actor = replace(self.actor, room_id=self._room())

        def told() -> list[Any]:
            with self._listening() as speech:
                presence.come_back(session_id=self.actor.session_id)
            return self._worded(speech.own)[1]

        return await invoke(told)

    async def _forward(self, msg: dict[str, Any]) -> None:
        room = self.actor.room_id
        if not room:
            log.warning("media message from session %s, which is in no room", self.actor.session_id)
            await self._send(frames.text(frames.Return(None, self.dialect.number(InvalidData()))))
            return
        if not await invoke(media.forward, room, self.actor.session_id, msg):
            log.warning("no media node for room %s", room)

    # --- the page hears

    @asynccontextmanager
    async def _first(self) -> AsyncIterator[None]:
        """Send something before the news that come while it is being made; those follow in their order."""
        async with self._turn:
            self._waiting, self._marks = deque(), []
            try:
                yield
            finally:
                try:
                    while self._waiting:
                        await self._waiting.popleft()()
                finally:
                    self._waiting = None

    async def _tell_older_than(self, own: list[Event]) -> None:
        """Tell the news that are older than the own events: those come back on the way of all news, in its order."""
        try:
            async with asyncio.timeout(OWN_EVENTS_S):
                while len(self._marks) < len(own):
                    self._marked.clear()
                    await self._marked.wait()
        except TimeoutError:
            log.warning("what session %s did has not come back from Redis", self.actor.session_id)
        for _ in range(self._marks[0] if own and self._marks else 0):
            assert self._waiting
            await self._waiting.popleft()()

    async def _in_turn(self, step: Callable[[], Awaitable[None]]) -> None:
        if self._waiting is None:
            await step()
        else:
            self._waiting.append(step)

    async def hear(self, news: Wording) -> None:
        """Deliver one piece of news; called by the hub."""
        await self._in_turn(partial(self._tell, news))

    async def heard_in_return(self, news: Wording) -> None:
        """Note where among the news an own event stands; the return tells it."""
        if self._waiting is not None:
            self._marks.append(len(self._waiting))
            self._marked.set()

    async def _tell(self, news: Wording) -> None:
        # Worded only now: the call behind which it waited may have taken the page to where this is no news.
        if not news.concerns(self):
            return
        try:
            await self._take(news)
        except Exception:
            # One page's trouble must not cost the others their news; this page gets the state instead.
            log.exception("%s could not be told to session %s", type(news.event).__name__, self.actor.session_id)
            await self.refresh()

    async def _take(self, news: Wording) -> None:
        if text := news.for_(self):
            await self._send(text)
        if isinstance(news.event, SessionReplaced) and news.event.session_id == self.actor.session_id:
            await self.dismiss("replaced")
        elif type(news.event) in MOVES:
            await self._move([news.event])

    async def _move(self, told: list[Event]) -> None:
        """Follow the actor into and out of rooms and areas."""
        joined, left = moves(told, self.actor.account_id)
        if joined or left:
            await hub().part(self, left)
            await hub().join(self, joined)
            self.actor = replace(self.actor, room_id=self._room())

    def _room(self) -> RoomId:
        rooms = [name.removeprefix("room:") for name in self.audiences if name.startswith("room:")]
        return RoomId(int(rooms[0])) if rooms else NO_ROOM

    async def media(self, session: str, text: str) -> None:
        """Pass on a message of the media node meant for this very session."""
        if session == self.actor.session_id:
            await self._in_turn(partial(self._send, text))

    async def refresh(self) -> None:
        """Replace the page's mirror after a gap."""
        asyncio.get_running_loop().create_task(self._send_snapshot())

    async def _send_snapshot(self) -> None:
        async with self._first():
            if self._closing or not self.actor.account_id:
                return
            state = await invoke(mirror.snapshot, self.actor)
            await self._send(frames.text(frames.Snapshot(state)))

    async def _send(self, text: str) -> None:
        self.sent += 1
        try:
            await self.base_send({"type": "websocket.send", "text": text})
        except Exception as error:  # noqa: BLE001 - how each server says that the socket has just gone
            log.debug("session %s is gone: %s", self.actor.session_id, error)
