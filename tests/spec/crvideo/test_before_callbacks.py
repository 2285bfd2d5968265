"""CRVideo: what getters read is there when the callback comes that pages read it in (crvideo-pages, section 9)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Page
from tests.spec.crvideo.test_errors import seated
from tests.spec.crvideo.test_room import create
from tests.stage import Opener


async def rows_at_the_answer(page: Page, table: str, fn: str, *args: Any) -> list[dict[str, Any]]:
    """What the page's mirror holds when the call is answered, and not a moment later."""
    await page.send({"op": "call", "id": 9000, "fn": fn, "args": list(args)})
    answer = await page.answer()
    assert answer["id"] == 9000
    return list(page.mirror.get(table, {}).values())


async def test_served_queues_are_known_before_the_result(crvideo: Opener) -> None:
    """GetServingQueues before StartServiceRslt and StopServiceRslt."""
    agent = await crvideo("amy")
    (served,) = await rows_at_the_answer(agent, "agents", "CRVideo_StartService", 101, 0)
    assert served["queues"] == [101]
    await agent.in_step()
    rest = await rows_at_the_answer(agent, "agents", "CRVideo_StopService", 101)
    assert [row["queues"] for row in rest if row["queues"]] == []


async def test_the_own_place_is_known_before_the_result(crvideo: Opener) -> None:
    """GetQueuingInfo before StartQueuingRslt and StopQueuingRslt."""
    customer = await crvideo("cai")
    (ticket,) = await rows_at_the_answer(customer, "ticket", "CRVideo_StartQueuing", 101, "text")
    assert (ticket["queue_id"], ticket["position"]) == (101, 0)
    await customer.in_step()
    assert await rows_at_the_answer(customer, "ticket", "CRVideo_StopQueuing") == []


@pytest.mark.parametrize(
    ("enter", "more"), [("CRVideo_EnterMeeting3", ()), ("CRVideo_EnterMeeting", ("", "cai", "Cai"))]
)
async def test_all_members_are_known_before_the_result(crvideo: Opener, enter: str, more: tuple[str, ...]) -> None:
    """GetAllMembers before EnterMeetingRslt: oneself and whoever is there."""
    wang, cai = await crvideo("wang"), await crvideo("cai")
    number = await create(wang)
    await wang.say("CRVideo_EnterMeeting3", number)
    members = await rows_at_the_answer(cai, "seats", enter, number, *more)
    assert {row["external_id"] for row in members} == {"cai", "wang"}


async def test_the_own_device_is_open_before_its_news(crvideo: Opener) -> None:
    """GetAudioStatus, GetOpenedVideoIDs before AudioStatusChanged and VideoDevChanged."""
    cai = await seated(crvideo, "cai")
    (seat,) = await rows_at_the_answer(cai, "seats", "CRVideo_OpenMic", "cai")
    assert seat["microphone"] == 1
    assert cai.log[-1][0] == "CRVideo_AudioStatusChanged"
    (seat,) = await rows_at_the_answer(cai, "seats", "CRVideo_OpenVideo", "cai", 2)
    assert seat["cameras"] == [1]


async def test_whoever_is_in_a_call_is_busy(crvideo: Opener) -> None:
    """GetUserStatus 2, for both ends of a call, as long as nobody sits in a meeting."""
    amy, bob, cai = await crvideo("amy"), await crvideo("bob"), await crvideo("cai")
    await amy.say("CRVideo_Call", "bob", {}, "", "a" * 32)
    await bob.hears("CRVideo_NotifyCallIn")
    await bob.say("CRVideo_AcceptCall", "a" * 32, {})
    await cai.say("CRVideo_GetUserStatus")
    people, _ = await cai.hears("CRVideo_GetUserStatusSuccess")
    known = {row["userID"]: row["userStatus"] for row in people}
    assert (known["amy"], known["bob"], known["cai"]) == (2, 2, 1)
