"""CRVideo: several cameras of one member, their names, and the default one."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener

ROOM = 1


@pytest.fixture
async def two(anychat: Opener, crvideo: Opener) -> tuple[Page, Page]:
    """Cai and Wang in one meeting, which an AnyChat page made by entering it."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    await (await anychat("customer1")).say("BRAC_EnterRoom", ROOM, "", 0)
    for page in (cai, wang):
        await page.say("CRVideo_EnterMeeting3", ROOM)
    await cai.hears("CRVideo_UserEnterMeeting", "wang")
    return cai, wang


async def test_the_list_of_cameras_is_shared_by_the_server(two: tuple[Page, Page], crvideo: Opener) -> None:
    """GetAllVideoInfo(remote): names by number, a gap where there is no camera; latecomers find them at once."""
    cai, wang = two
    assert await cai.say("sb.cameras", ["Front", "Back", "", "Board"], 0) == 0
    assert await wang.hears("CRVideo_VideoDevChanged") == ("cai",)
    late = await crvideo("late")
    await late.say("CRVideo_EnterMeeting3", ROOM)
    assert late.mirror["seats"][str(cai.id)]["camera_names"] == ["Front", "Back", "", "Board"]


async def test_another_default_camera_is_told_to_all(two: tuple[Page, Page]) -> None:
    """DefVideoChanged(uid, videoID) counts from 1; said once more it is no change."""
    cai, wang = two
    await cai.say("sb.cameras", ["Front", "Back"], 1)
    for page in (cai, wang):
        assert await page.hears("CRVideo_DefVideoChanged") == ("cai", 2)
    await cai.say("sb.cameras", ["Front", "Back"], 1)
    await wang.hears_nothing("CRVideo_DefVideoChanged")


async def test_several_cameras_are_open_at_once(two: tuple[Page, Page]) -> None:
    """Each one that opens or closes is a VideoDevChanged; the status changes with the first and the last only."""
    cai, wang = two
    await cai.say("CRVideo_OpenVideo", "cai", 1)
    assert await wang.hears("CRVideo_VideoStatusChanged") == ("cai", 2, 3, "cai")
    await wang.hears("CRVideo_VideoDevChanged")
    await cai.say("sb.publish", "video", 7, 1)
    assert await wang.hears("CRVideo_VideoDevChanged") == ("cai",)
    assert wang.mirror["seats"][str(cai.id)]["cameras"] == [0, 7]
    await cai.say("sb.publish", "video", 0, 0)
    await wang.hears("CRVideo_VideoDevChanged")
    await wang.hears_nothing("CRVideo_VideoStatusChanged")
    await cai.say("CRVideo_CloseVideo", "cai")
    assert await wang.hears("CRVideo_VideoStatusChanged") == ("cai", 3, 2, "cai")
    assert wang.mirror["seats"][str(cai.id)]["cameras"] == []


async def test_a_member_has_eight_cameras_at_most(two: tuple[Page, Page]) -> None:
    """The web overview's limit, for names and for streams; a default outside of it is none."""
    cai, _ = two
    assert await cai.say("sb.cameras", [f"Camera {number}" for number in range(8)], 7) == 0
    assert await cai.say("sb.cameras", [f"Camera {number}" for number in range(9)], 0) == 5
    assert await cai.say("sb.cameras", [], 8) == 5
    assert await cai.say("sb.publish", "video", 8, 1) == 5
