"""Delivery: once per listener, in order, behind the return; a gap becomes a snapshot; the replaced are dismissed."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import sync_to_async
from redis import Redis

from tests.stage import Opener
from webapp.kernel.ids import SessionId


async def test_a_page_in_two_audiences_hears_an_event_once(anychat: Opener) -> None:
    """Whoever leaves is told as a person, the others as a room; while leaving one belongs to both."""
    a, b = await anychat("customer1"), await anychat("customer2")
    for one in (a, b):
        await one.say("BRAC_EnterRoom", 5, "", 0)
    await a.listen(0.2)
    a.forget()
    await b.say("BRAC_LeaveRoom", -1)
    assert await a.hears("OnAnyChatUserAtRoom", b.id, 0) == (b.id, 0)
    await a.hears_nothing("OnAnyChatUserAtRoom", b.id, 0)


async def test_a_gap_in_the_numbers_makes_the_server_send_the_state(anychat: Opener, redis_url: str) -> None:
    """Redis may lose a message; the next one shows the gap, and the page hears everything again as a snapshot."""
    a, b = await anychat("customer1"), await anychat("customer2")
    for one in (a, b):
        await one.say("BRAC_EnterRoom", 5, "", 0)
    await b.say("BRAC_SendTextMessage", 0, 0, "one")
    await a.hears("OnAnyChatTextMessage")
    with Redis.from_url(redis_url) as client:
        await sync_to_async(client.incr)("sb:seq:room:5")
    a.mirror["seats"].pop(str(b.id))  # what the lost message would have put
    await b.send({"op": "call", "id": 50, "fn": "BRAC_SendTextMessage", "args": [0, 0, "two"]})
    frames = [await a._take(), await a._take()]
    assert sorted(frame["op"] for frame in frames) == ["event", "snapshot"]
    await a.in_step()
    assert a.row("seats", b.id)["account_id"] == b.id


async def test_a_replaced_page_is_told_why_and_dismissed(crvideo: Opener) -> None:
    """CRVideo login: a second login of a user id throws the first session out (LineOff 10)."""
    old = await crvideo("twin")
    await crvideo("twin")
    assert await old.hears("CRVideo_LineOff") == (10,)
    await old.listen(0.3)
    assert old.bye == "replaced"


async def test_a_page_that_stays_silent_or_falls_behind_is_dismissed(anychat: Opener) -> None:
    """Frames to a page that no longer reads must not pile up for ever."""
    from webapp.gateway.watch import MAX_UNREAD, SILENT_AFTER_S, watch

    slow, silent = await anychat("customer1"), await anychat("customer2")
    sockets = {socket.actor.session_id: socket for socket in watch()._sockets}
    await slow.listen(0.2)
    await slow.send({"op": "ping", "t": 1, "got": 1})
    assert (await slow._take())["op"] == "pong"
    sockets[SessionId(slow.session)].sent += MAX_UNREAD + 1
    sockets[SessionId(silent.session)].heard_at -= SILENT_AFTER_S + 1
    await watch()._round()
    await slow.listen(0.3)
    await silent.listen(0.3)
    assert (slow.bye, silent.bye) == ("slow", "silent")


async def test_words_that_are_the_same_for_all_are_encoded_once(
    anychat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cost of a text in a room must not grow with one encoding per listener."""
    from webapp.gateway import fanout

    pages = [await anychat(f"v{i}") for i in range(4)]
    for one in pages:
        await one.say("BRAC_EnterRoom", 5, "", 0)
    for one in pages:
        await one.listen(0.1)
    worded: list[str] = []
    real = fanout.Wording._worded

    def counted(self: fanout.Wording, listener: fanout.Listener) -> str:
        worded.append(type(self.event).__name__)
        return real(self, listener)

    monkeypatch.setattr(fanout.Wording, "_worded", counted)
    await pages[0].say("BRAC_SendTextMessage", 0, 0, json.dumps("hi"))
    for one in pages[1:]:
        await one.hears("OnAnyChatTextMessage")
    assert worded.count("TextSent") <= 2, "once for the listeners, once more at most for the sender"
