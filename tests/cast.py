"""Pages as the server sees them: say a function, hear callbacks; the mirror stays equal to a fresh snapshot."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import msgspec
from channels.testing import WebsocketCommunicator
from django.conf import settings
from redis.asyncio import Redis

from webapp.asgi import application
from webapp.dialects.base import Actor
from webapp.gateway import mirror
from webapp.gateway.changes.base import State, applied
from webapp.gateway.fanout import PREFIX, MediaEnvelope, hub, process_name
from webapp.gateway.invoke import invoke
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId

HEAR_TIMEOUT_S = 30.0  # of a machine that does ten other things
Callback = tuple[Any, ...]


class Page:
    """One browser page of one dialect, without the browser."""

    def __init__(self, dialect: str, name: str = "", *, user_agent: str = "") -> None:
        self.dialect, self.name = dialect, name or dialect
        self.mirror: State = {}
        self.heard: list[Callback] = []  # callbacks not yet asked for, in order
        self.log: list[Callback] = []  # every callback ever heard, in order
        self.media: list[dict[str, Any]] = []
        self.bye: str | None = None
        self.session = ""
        self.secret = ""  # proves on another link that this page held this one
        self.ret: Any = None
        self._ids = itertools.count(1)
        headers = [(b"user-agent", user_agent.encode())] if user_agent else []
        self._socket = WebsocketCommunicator(application, f"/ws/{dialect}/", headers=headers)
        self._socket.scope["client"] = ["127.0.0.1", 50000]

    # --- life

    async def open(self) -> Page:
        """Connect and wait for the hello frame."""
        connected, _ = await self._socket.connect(timeout=HEAR_TIMEOUT_S)
        assert connected
        hello = await self._frame(HEAR_TIMEOUT_S)
        assert hello["op"] == "hello"
        self.session, self.secret = hello["session"], hello["resume"]
        return self

    async def close(self) -> None:
        """End the link as a page does that is left: the server notices at once."""
        await self._end(1000)

    async def drop(self) -> None:
        """Lose the link without a word, as with a network that is gone (RFC 6455 7.1.5)."""
        await self._end(1006)

    async def _end(self, code: int) -> None:
        # After its own second the communicator would cancel the server's half, silently.
        await self._socket.disconnect(code=code, timeout=HEAR_TIMEOUT_S)

    @property
    def id(self) -> int:
        """The account id after login."""
        return int(self.mirror["me"]["me"]["account_id"])

    @property
    def external_id(self) -> str:
        """The text id after login."""
        return str(self.mirror["me"]["me"]["external_id"])

    @property
    def login_id(self) -> str:
        """The session that the page is logged in with; after a lost link not the one it was greeted with."""
        return str(self.mirror.get("me", {}).get("me", {}).get("session_id", self.session))

    @property
    def actor(self) -> Actor:
        """Who the server takes this page for."""
        me = self.mirror.get("me", {}).get("me", {})
        return Actor(
            SessionId(self.login_id),
            AccountId(me.get("account_id", 0)),
            ApplicationId(me.get("application_id", 0)),
            me.get("external_id", ""),
            "127.0.0.1",
            RoomId(me.get("room_id") or 0),
        )

    # --- speaking

    async def say(self, fn: str, *args: Any) -> Any:
        """Call a function and wait for its return; its callbacks are then among those heard."""
        call_id = next(self._ids)
        await self.send({"op": "call", "id": call_id, "fn": fn, "args": list(args)})
        while True:
            frame = await self._take()
            if frame["op"] == "return" and frame["id"] == call_id:
                self.ret = frame["ret"]
                await self.in_step()
                return self.ret

    async def send(self, frame: Any) -> None:
        """Send a raw frame: anything JSON, or text that is not JSON."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        # Not send_to: it refuses an empty text, which a page may well send.
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    # --- hearing

    async def hears(self, name: str, *first: Any, within_s: float = HEAR_TIMEOUT_S) -> Callback:
        """The arguments of the next callback `name` whose first arguments are `first`; fails when none comes."""
        deadline = asyncio.get_running_loop().time() + within_s
        while True:
            for index, callback in enumerate(self.heard):
                if callback[0] == name and callback[1 : 1 + len(first)] == first:
                    del self.heard[index]
                    await self.in_step()
                    return callback[1:]
            left = deadline - asyncio.get_running_loop().time()
            try:
                await self._take(max(left, 0.001))
            except TimeoutError:
                raise AssertionError(f"{self.name} did not hear {name}{first}; unasked: {self.heard}") from None

    async def hears_nothing(self, name: str, *first: Any, for_s: float = 0.3) -> None:
        """Fails when callback `name` (with these first arguments) is or comes there."""
        await self.listen(for_s)
        found = [c for c in self.heard if c[0] == name and c[1 : 1 + len(first)] == first]
        assert not found, f"{self.name} heard {found}"

    async def listen(self, for_s: float = 0.2) -> list[Callback]:
        """Take in whatever comes for a while, and at least all that was said to this page before; returns `heard`."""
        deadline = asyncio.get_running_loop().time() + for_s
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            try:
                await self._take(left)
            except TimeoutError:
                break
        await self._hear_out()
        await self.in_step()
        return self.heard

    async def _hear_out(self) -> None:
        """Send this page a mark the way all its news come: what was said earlier is delivered before it."""
        mark = {"mark": next(self._ids)}
        envelope = MediaEnvelope("media", self.login_id, msgspec.Raw(msgspec.json.encode(mark)))
        async with Redis.from_url(settings.REDIS_URL) as broker:
            await broker.publish(PREFIX + process_name(hub().number), msgspec.json.encode(envelope))
        while mark not in self.media and not self.bye:
            await self._take()
        self.media = [msg for msg in self.media if msg != mark]

    def forget(self) -> None:
        """Drop what was heard so far."""
        self.heard.clear()

    def row(self, table: str, key: object) -> dict[str, Any]:
        """A row of the mirror, empty when absent."""
        return self.mirror.get(table, {}).get(str(key), {})

    async def answer(self) -> dict[str, Any]:
        """The next return frame, whatever call it belongs to (for frames that are not calls)."""
        while True:
            frame = await self._take()
            if frame["op"] == "return":
                return frame

    # --- the mirror

    async def in_step(self) -> None:
        """snapshot + patches == snapshot: fails when the mirror does not become equal to a fresh snapshot."""
        if "me" not in self.mirror or self.bye:
            return
        deadline = asyncio.get_running_loop().time() + HEAR_TIMEOUT_S
        while (fresh := await invoke(self._fresh)) != self.mirror:
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"{self.name}: mirror is out of step:\n{difference(self.mirror, fresh)}")
            try:
                await self._take(0.05)
            except TimeoutError:
                continue
            if "me" not in self.mirror:
                return

    def _fresh(self) -> State:
        return json.loads(json.dumps(mirror.snapshot(self.actor)))

    # --- frames

    async def _take(self, timeout_s: float = HEAR_TIMEOUT_S) -> dict[str, Any]:
        """Receive one frame and apply it: patch first, then callbacks."""
        frame = await self._frame(timeout_s)
        self.mirror = applied(self.mirror, frame.get("patch", []))
        for callback in frame.get("callbacks", []):
            self.heard.append(tuple(callback))
            self.log.append(tuple(callback))
        match frame["op"]:
            case "hello":
                self.session, self.secret = frame["session"], frame["resume"]
            case "snapshot":
                self.mirror = frame["state"]
            case "media":
                self.media.append(frame["msg"])
            case "bye":
                self.bye = frame["reason"]
        return frame

    async def _frame(self, timeout_s: float) -> dict[str, Any]:
        # Not receive_json_from: it kills the consumer when nothing comes in time.
        message = await asyncio.wait_for(self._socket.output_queue.get(), timeout_s)
        if message["type"] == "websocket.close":
            return {"op": "close"}
        frame: dict[str, Any] = json.loads(message["text"])
        assert frame["op"] in {"hello", "return", "event", "snapshot", "media", "pong", "bye"}
        return frame


def difference(ours: State, fresh: State) -> str:
    """The rows in which two states differ, for a readable failure."""
    lines = []
    for table in sorted(ours.keys() | fresh.keys()):
        a, b = ours.get(table, {}), fresh.get(table, {})
        for key in sorted(a.keys() | b.keys()):
            if a.get(key) != b.get(key):
                lines.append(f"  {table}/{key}: mirror {a.get(key)}\n      fresh {b.get(key)}")
    return "\n".join(lines)
