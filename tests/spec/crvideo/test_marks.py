"""CRVideo: StartScreenMark and what is drawn on a shown screen."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener

STROKE = '{"id":"s1","color":"#ff0000","width":0.01,"at":0,"points":[0.1,0.2,0.3,0.4]}'


@pytest.fixture
async def two(crvideo: Opener) -> tuple[Page, Page]:
    """Cai, who shows a screen, and Wang, who looks at it."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    await cai.say("CRVideo_CreateMeeting2")
    room = (await cai.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    for page in (cai, wang):
        await page.say("CRVideo_EnterMeeting3", room)
    await cai.say("CRVideo_StartScreenShare")
    await wang.hears("CRVideo_NotifyScreenShareStarted")
    return cai, wang


async def test_marking_is_told_to_all_and_to_latecomers(two: tuple[Page, Page], crvideo: Opener) -> None:
    """NotifyScreenMarkStarted(uid) to everybody, whoever starts it; who enters later hears it after the screen."""
    cai, wang = two
    await wang.say("CRVideo_StartScreenMark")
    assert await wang.hears("CRVideo_StartScreenMarkRslt") == (0,)
    for page in two:
        assert await page.hears("CRVideo_NotifyScreenMarkStarted") == ("wang",)
    late = await crvideo("li")
    await late.say("CRVideo_EnterMeeting3", cai.actor.room_id)
    told = [callback[0] for callback in late.log[-3:]]
    assert told == ["CRVideo_EnterMeetingRslt", "CRVideo_NotifyScreenShareStarted", "CRVideo_NotifyScreenMarkStarted"]
    await cai.say("CRVideo_StopScreenMark")
    for page in (cai, wang, late):
        assert await page.hears("CRVideo_NotifyScreenMarkStopped") == ("cai",)


async def test_nothing_can_be_marked_while_no_screen_is_shown(two: tuple[Page, Page]) -> None:
    """900 for a start without a screen and for a stop without a start; 9 outside of meetings."""
    cai, wang = two
    await wang.say("CRVideo_StopScreenMark")
    assert await wang.hears("CRVideo_StopScreenMarkRslt") == (900,)
    await cai.say("CRVideo_StopScreenShare")
    await wang.say("CRVideo_StartScreenMark")
    assert await wang.hears("CRVideo_StartScreenMarkRslt") == (900,)
    await wang.say("CRVideo_ExitMeeting")
    await wang.say("CRVideo_StartScreenMark")
    assert await wang.hears("CRVideo_StartScreenMarkRslt") == (9,)
    await cai.hears_nothing("CRVideo_NotifyScreenMarkStarted")


async def test_strokes_reach_the_others_while_marking_is_on(two: tuple[Page, Page]) -> None:
    """A stroke goes to the others as it is; before and afterwards it is refused."""
    cai, wang = two
    assert await wang.say("sb.mark", STROKE) == 9
    await cai.say("CRVideo_StartScreenMark")
    assert await wang.say("sb.mark", STROKE) == 0
    assert await cai.hears("sb.mark") == (wang.id, STROKE)
    await wang.hears_nothing("sb.mark")
    assert await wang.say("sb.mark", "x" * 9000) == 1100


@pytest.mark.parametrize("leaving", ["CRVideo_StopScreenShare", "CRVideo_ExitMeeting"])
async def test_marking_ends_with_the_screen(two: tuple[Page, Page], leaving: str) -> None:
    """Who no longer shows the screen, or leaves, ends the drawing on it, and the showing."""
    cai, wang = two
    await wang.say("CRVideo_StartScreenMark")
    await cai.say(leaving)
    assert await wang.hears("CRVideo_NotifyScreenMarkStopped") == ("cai",)
    assert await wang.hears("CRVideo_NotifyScreenShareStopped") == ("cai",)
    assert await wang.say("sb.mark", STROKE) == 9
