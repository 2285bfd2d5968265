"""News that come while a return or a snapshot is being made: in the order in which everything happened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Page
from tests.stage import Opener

BEFORE_S, AFTER_S = 0.4, 0.4


def slowed(real: Callable[..., Any], *, before_s: float = 0, after_s: float = 0) -> Callable[..., Any]:
    """The same function, so slow that somebody else can do something meanwhile."""

    def slow(*args: Any, **given: Any) -> Any:
        time.sleep(before_s)
        done = real(*args, **given)
        time.sleep(after_s)
        return done

    return slow


async def answer_in_step(one: Page) -> dict[str, Any]:
    """Take the return and whatever follows it; the mirror must equal a fresh snapshot then."""
    frame = await one.answer()
    await one.listen(0.3)
    return frame


async def read_slowly(one: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the server read a snapshot for the page; it has not been sent yet when this returns."""
    from webapp.gateway import mirror
    from webapp.gateway.watch import watch

    (socket,) = (each for each in watch()._sockets if each.actor.session_id == one.session)
    monkeypatch.setattr(mirror, "snapshot", slowed(mirror.snapshot, after_s=AFTER_S))
    await socket.refresh()  # type: ignore[attr-defined]
    await asyncio.sleep(AFTER_S / 4)
    monkeypatch.undo()


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """Two customers in room 5."""
    a, b = await anychat("customer1"), await anychat("customer2")
    for one in (a, b):
        await one.say("BRAC_EnterRoom", 5, "", 0)
    await a.listen(0.2)
    return a, b


async def test_who_leaves_meanwhile_sees_nothing_more_of_the_room(
    two: tuple[Page, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the room was told while one stood up must not bring back a row of it, nor a callback."""
    from webapp.domain.rooms import services as rooms

    a, b = two
    monkeypatch.setattr(rooms, "leave", slowed(rooms.leave, before_s=BEFORE_S))
    await a.send({"op": "call", "id": 99, "fn": "BRAC_LeaveRoom", "args": [5]})
    await asyncio.sleep(BEFORE_S / 4)
    await b.say("BRAC_UserCameraControl", -1, 1)
    assert (await answer_in_step(a))["id"] == 99
    assert "seats" not in a.mirror
    await a.hears_nothing("OnAnyChatCameraStateChgNotify")


@pytest.mark.parametrize(("where", "order"), [("before_s", ["quick", "return"]), ("after_s", ["return", "quick"])])
async def test_a_return_stands_among_the_news_where_its_own_events_do(
    two: tuple[Page, Page], monkeypatch: pytest.MonkeyPatch, where: str, order: list[str]
) -> None:
    """What somebody said before my call took effect I hear before its return, and what was said later after it."""
    from webapp.domain.messaging import services as messaging

    a, b = two
    real = messaging.send_text
    slow = slowed(real, **{where: BEFORE_S})
    monkeypatch.setattr(messaging, "send_text", lambda **given: (slow if given["text"] == "slow" else real)(**given))
    await a.send({"op": "call", "id": 99, "fn": "BRAC_SendTextMessage", "args": [0, 0, "slow"]})
    await asyncio.sleep(BEFORE_S / 4)
    await b.say("BRAC_SendTextMessage", 0, 0, "quick")
    frames = [await a._take(3), await a._take(3)]
    assert [frame["op"] if frame["op"] == "return" else frame["callbacks"][0][4] for frame in frames] == order


async def test_what_somebody_did_before_i_removed_him_is_told_before(
    crvideo: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom I remove while he turns his camera on is gone, and stays so, although both news are on the way at once."""
    from webapp.domain.rooms import services as rooms

    cai, wang = await crvideo("cai"), await crvideo("wang")
    await cai.say("CRVideo_CreateMeeting2")
    number = (await cai.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    for one in (cai, wang):
        await one.say("CRVideo_EnterMeeting3", number)
    await cai.hears("CRVideo_UserEnterMeeting", "wang")
    wangs_id = wang.id
    monkeypatch.setattr(rooms, "kick", slowed(rooms.kick, before_s=BEFORE_S))
    await cai.send({"op": "call", "id": 99, "fn": "CRVideo_Kickout", "args": ["wang"]})
    await asyncio.sleep(BEFORE_S / 4)
    await wang.say("CRVideo_OpenVideo", "wang")
    assert (await answer_in_step(cai))["id"] == 99
    assert not cai.row("seats", wangs_id)
    assert [words[0] for words in cai.log].count("CRVideo_UserLeftMeeting") == 1


async def test_a_snapshot_is_not_older_than_the_news_before_it(
    two: tuple[Page, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happens after the reading of a snapshot is told after the snapshot."""
    a, b = two
    await read_slowly(a, monkeypatch)
    await b.say("BRAC_LeaveRoom", 5)
    await a.hears("OnAnyChatUserAtRoom", b.id, 0)
    await a.listen(AFTER_S)
    assert not a.row("seats", b.id)


async def test_a_call_during_a_snapshot_is_answered_after_it(
    two: tuple[Page, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the snapshot would undo what the return has brought."""
    a, _ = two
    await read_slowly(a, monkeypatch)
    assert await a.say("BRAC_LeaveRoom", 5) == 0
    await a.listen(AFTER_S)
    assert "seats" not in a.mirror
