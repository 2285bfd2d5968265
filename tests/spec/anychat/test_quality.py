"""What pages tell of the quality they measure: a word of our own, the same in every dialect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Page
from tests.stage import Opener

ROOM = 71
INVALID, NOT_IN_ROOM = 20, 3


async def samples() -> list[tuple[Any, ...]]:
    """Everything that was kept."""
    from webapp.domain.quality.models import Sample

    fields = ("room_number", "reporter_id", "subject_id", "score", "reason", "loss_percent", "rtt_ms")
    return [row async for row in Sample.objects.order_by("id").values_list(*fields)]


async def seated(anychat: Opener, name: str) -> Page:
    """A page in the room."""
    page = await anychat(name)
    await page.say("BRAC_EnterRoom", ROOM, "", 0)
    return page


async def test_two_pages_of_different_vendors_tell_the_same_server(anychat: Opener, crvideo: Opener) -> None:
    """Each names the other by account; what it sends itself stands under 0."""
    one, other = await seated(anychat, "customer1"), await crvideo("cai")
    await other.say("CRVideo_EnterMeeting3", ROOM)
    assert await one.say("sb.quality", [[0, 9, "fine", 0, 30], [other.id, 4, "freeze", 1, 35]]) == 0
    assert await other.say("sb.quality", [[0, 6, "cpu", 0, 30]]) == 0
    assert await samples() == [
        (ROOM, one.id, one.id, 9, "fine", 0, 30),
        (ROOM, one.id, other.id, 4, "freeze", 1, 35),
        (ROOM, other.id, other.id, 6, "cpu", 0, 30),
    ]


@pytest.mark.parametrize("rows", ["", None, [[0, 99, "fine", 0, 0]], [[0, 5, "no such reason", 0, 0]], [[]]])
async def test_nonsense_is_refused_with_the_number_of_a_bad_argument(anychat: Opener, rows: Any) -> None:
    """The socket stays open, and nothing is kept."""
    page = await seated(anychat, "customer1")
    assert await page.say("sb.quality", rows) == INVALID
    assert await samples() == []
    assert await page.say("BRAC_LeaveRoom", -1) == 0


async def test_outside_of_a_room_it_is_refused(anychat: Opener) -> None:
    page = await anychat("customer1")
    assert await page.say("sb.quality", [[0, 9, "fine", 0, 30]]) == NOT_IN_ROOM
