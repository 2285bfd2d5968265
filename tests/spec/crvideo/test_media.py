"""CRVideo: media played to the meeting, as its members hear of it."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener


@pytest.fixture
async def two(crvideo: Opener) -> tuple[Page, Page]:
    """Cai and Wang in a meeting of Cai's."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    await cai.say("CRVideo_CreateMeeting2")
    room = (await cai.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    for page in (cai, wang):
        await page.say("CRVideo_EnterMeeting3", room)
    return cai, wang


async def test_what_is_played_is_told_to_all_the_player_included(two: tuple[Page, Page]) -> None:
    """NotifyMediaStart(uid), NotifyMediaPause(uid, 1 stands still, 0 goes on), NotifyMediaStop(uid)."""
    cai, wang = two
    assert await cai.say("sb.play.page", "clip.mp4", 4000) == 0
    for page in two:
        assert await page.hears("CRVideo_NotifyMediaStart") == ("cai",)
        row = page.row("playback", "playback")
        assert (row["external_id"], row["name"], row["state"], row["by"]) == ("cai", "clip.mp4", "playing", "page")
    await cai.say("sb.play.pause")
    await cai.say("sb.play.resume")
    for page in two:
        assert await page.hears("CRVideo_NotifyMediaPause") == ("cai", 1)
        assert await page.hears("CRVideo_NotifyMediaPause") == ("cai", 0)
    assert await wang.say("sb.play.stop") == 9, "only who plays it stops it"
    await cai.say("sb.play.stop")
    for page in two:
        assert await page.hears("CRVideo_NotifyMediaStop") == ("cai",)
        assert page.row("playback", "playback") == {}


async def test_whoever_comes_late_hears_of_it_after_the_result(two: tuple[Page, Page], crvideo: Opener) -> None:
    """Pages, section 8: replayed in a task of its own behind EnterMeetingRslt; that it stands still as well."""
    cai, _ = two
    await cai.say("sb.play.page", "clip.mp4")
    await cai.say("sb.play.pause")
    late = await crvideo("li")
    await late.say("CRVideo_EnterMeeting3", cai.actor.room_id)
    assert late.log[-3:] == [
        ("CRVideo_EnterMeetingRslt", 0, {"$": "cookie"}),
        ("CRVideo_NotifyMediaStart", "cai"),
        ("CRVideo_NotifyMediaPause", "cai", 1),
    ]


async def test_one_thing_is_played_at_a_time_and_ends_with_its_player(two: tuple[Page, Page]) -> None:
    """A second one is refused (9), until the first has left."""
    cai, wang = two
    await cai.say("sb.play.page", "clip.mp4")
    assert await wang.say("sb.play.page", "other.mp4") == 9
    await cai.say("CRVideo_ExitMeeting")
    assert await wang.hears("CRVideo_NotifyMediaStop") == ("cai",)
    assert await wang.say("sb.play.page", "other.mp4") == 0
    await wang.hears("CRVideo_NotifyMediaStart", "wang")
