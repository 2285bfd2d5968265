"""CRVideo: CreateMeeting, EnterMeeting, ExitMeeting, DestroyMeeting, Kickout, SetNickName."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Page
from tests.stage import Opener
from webapp.kernel import clock

COOKIE = {"$": "cookie"}


async def create(one: Page) -> Any:
    """A meeting's number."""
    await one.say("CRVideo_CreateMeeting2")
    return (await one.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]


@pytest.fixture
async def two(crvideo: Opener) -> tuple[Page, Page, int]:
    """Cai and Wang in a meeting that Cai made."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    number = await create(cai)
    for one in (cai, wang):
        await one.say("CRVideo_EnterMeeting3", number)
    await cai.hears("CRVideo_UserEnterMeeting", "wang")
    return cai, wang, number


async def test_a_meeting_gets_a_number_of_8_digits_and_its_creator(crvideo: Opener) -> None:
    """CreateMeeting2: permanent, without a password, and the page insists on exactly 8 digits."""
    one = await crvideo("cai")
    await one.say("CRVideo_CreateMeeting2")
    meeting, cookie = await one.hears("CRVideo_CreateMeetingSuccess")
    assert len(str(meeting["ID"])) == 8
    assert (meeting["creator"], meeting["pswd"], cookie) == ("cai", "", COOKIE)


async def test_a_subject_has_at_most_50_characters(crvideo: Opener) -> None:
    """CreateMeeting, the old form with a subject; error 5 beyond its length."""
    one = await crvideo("cai")
    await one.say("CRVideo_CreateMeeting", "主" * 50)
    assert (await one.hears("CRVideo_CreateMeetingSuccess"))[0]["subject"] == "主" * 50
    await one.say("CRVideo_CreateMeeting", "主" * 51)
    assert await one.hears("CRVideo_CreateMeetingFail") == (5, COOKIE)


@pytest.mark.parametrize("as_text", [False, True])
async def test_every_form_of_entering_brings_the_result(crvideo: Opener, as_text: bool) -> None:
    """EnterMeeting3 (number or text) and the old EnterMeeting with password, user id and name; members are readable."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    number = await create(cai)
    await cai.say("CRVideo_EnterMeeting3", str(number) if as_text else number)
    assert await cai.hears("CRVideo_EnterMeetingRslt") == (0, COOKIE)
    await wang.say("CRVideo_EnterMeeting", number, "", "wang", "Wang")
    assert await wang.hears("CRVideo_EnterMeetingRslt") == (0, COOKIE)
    assert {seat["external_id"] for seat in wang.mirror["seats"].values()} == {"cai", "wang"}


@pytest.mark.parametrize(("number", "code"), [(12345678, 800), (9001, 804), (9003, 801)])
async def test_a_refused_entry_brings_its_number(crvideo: Opener, number: int, code: int) -> None:
    """800 no such meeting (none is made on entry), 804 locked, 801 wrong password."""
    one = await crvideo("cai")
    await one.say("CRVideo_EnterMeeting3", number)
    assert await one.hears("CRVideo_EnterMeetingRslt") == (code, COOKIE)


async def test_a_full_meeting_is_802(crvideo: Opener) -> None:
    """802: the member limit is reached."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    await cai.say("CRVideo_EnterMeeting3", 9002)
    await wang.say("CRVideo_EnterMeeting3", 9002)
    assert await wang.hears("CRVideo_EnterMeetingRslt") == (802, COOKIE)


async def test_members_hear_who_comes_and_goes_and_never_themselves(two: tuple[Page, Page, int]) -> None:
    """UserEnterMeeting, UserLeftMeeting: never for oneself, or two pages show a tile twice."""
    cai, wang, _ = two
    await wang.hears_nothing("CRVideo_UserEnterMeeting")
    await wang.say("CRVideo_ExitMeeting")
    assert await cai.hears("CRVideo_UserLeftMeeting") == ("wang", "")
    await wang.hears_nothing("CRVideo_UserLeftMeeting")
    await wang.say("CRVideo_ExitMeeting", "refresh")  # twice does no harm


async def test_a_lost_member_is_told_as_a_network_loss(two: tuple[Page, Page, int]) -> None:
    """UserLeftMeeting: the second argument "extrude" gives pages the network text."""
    cai, wang, _ = two
    await wang.close()
    assert await cai.hears("CRVideo_UserLeftMeeting") == ("wang", "extrude")


async def test_a_removed_member_hears_it_as_its_own_leaving(two: tuple[Page, Page, int]) -> None:
    """Kickout: the victim gets UserLeftMeeting(own id, "kick"), not MeetingDropped, after which pages re-enter."""
    cai, wang, _ = two
    assert await cai.say("CRVideo_Kickout", "wang") == {"errCode": 0, "userID": "wang"}
    for one in (cai, wang):
        assert await one.hears("CRVideo_UserLeftMeeting") == ("wang", "kick")
    assert "seats" not in wang.mirror


async def test_nobody_but_a_supervisor_removes_the_creator(two: tuple[Page, Page, int]) -> None:
    """Kickout: the promise is rejected with a number."""
    cai, wang, _ = two
    assert await wang.say("CRVideo_Kickout", "cai") == 806
    await cai.hears_nothing("CRVideo_UserLeftMeeting")


async def test_whoever_hangs_up_may_close_the_meeting_from_outside(two: tuple[Page, Page, int]) -> None:
    """DestroyMeeting by somebody who did not make it and has left already; those inside hear MeetingStopped."""
    cai, wang, number = two
    await wang.say("CRVideo_ExitMeeting")
    await wang.say("CRVideo_DestroyMeeting", number)
    assert await wang.hears("CRVideo_DestroyMeetingRslt") == (0, COOKIE)
    await cai.hears("CRVideo_MeetingStopped")
    await wang.hears_nothing("CRVideo_MeetingStopped")
    assert "seats" not in cai.mirror
    await cai.say("CRVideo_EnterMeeting3", number)
    assert await cai.hears("CRVideo_EnterMeetingRslt", 800)
    await wang.say("CRVideo_DestroyMeeting", number)
    assert await wang.hears("CRVideo_DestroyMeetingRslt") == (800, COOKIE)


async def test_stopping_is_the_older_name_of_destroying(two: tuple[Page, Page, int]) -> None:
    """StopMeeting(meetID, reserve), StopMeetingRslt: the manual has the result, the plugin's document the function."""
    cai, wang, number = two
    await cai.say("CRVideo_StopMeeting", number, "")
    assert await cai.hears("CRVideo_StopMeetingRslt") == (0,)
    await wang.hears("CRVideo_MeetingStopped")
    await cai.say("CRVideo_StopMeeting", number, "")
    assert await cai.hears("CRVideo_StopMeetingRslt") == (800,)


async def test_the_old_form_of_entering_brings_a_name_along(two: tuple[Page, Page, int], crvideo: Opener) -> None:
    """EnterMeeting(meetID, pswd, userID, nickName): members read that name as soon as they hear of the newcomer."""
    cai, _, number = two
    li = await crvideo("li")
    await li.say("CRVideo_EnterMeeting", number, "", "li", "Dr. Li")
    await cai.hears("CRVideo_UserEnterMeeting", "li")
    assert cai.row("seats", li.id)["name"] == "Dr. Li"


async def test_a_seat_that_is_lost_is_a_dropped_meeting(two: tuple[Page, Page, int]) -> None:
    """MeetingDropped(0): the server has given somebody up who is still there; pages enter again on this word."""
    from asgiref.sync import sync_to_async

    from webapp.domain.rooms import services as rooms

    cai, wang, number = two
    await sync_to_async(rooms.leave)(session_id=wang.session, reason="lost")
    assert await wang.hears("CRVideo_MeetingDropped") == (0,)
    assert await cai.hears("CRVideo_UserLeftMeeting") == ("wang", "extrude")
    await wang.say("CRVideo_EnterMeeting3", number)
    assert await wang.hears("CRVideo_EnterMeetingRslt", 0)


async def test_a_meeting_outlives_its_last_member(crvideo: Opener) -> None:
    """CreateMeeting2: permanent until it is destroyed; leaving it stops nothing."""
    one = await crvideo("cai")
    number = await create(one)
    for _ in range(2):
        await one.say("CRVideo_EnterMeeting3", number)
        assert await one.hears("CRVideo_EnterMeetingRslt") == (0, COOKIE)
        await one.say("CRVideo_ExitMeeting")
    await one.hears_nothing("CRVideo_MeetingStopped")


async def test_a_meeting_that_nobody_uses_is_over_after_a_month(crvideo: Opener) -> None:
    """crvideo-pages.md 5: mobile pages destroy no meeting, so meetings expire; whoever comes later hears 800."""
    from asgiref.sync import sync_to_async

    from webapp.domain.rooms import unused

    one = await crvideo("cai")
    number = await create(one)
    with clock.held():
        clock.advance(31 * 24 * 3600)
        await sync_to_async(unused.close_unused)()
    await one.say("CRVideo_EnterMeeting3", number)
    assert await one.hears("CRVideo_EnterMeetingRslt") == (800, COOKIE)


async def test_a_new_name_is_told_to_all_and_to_the_renamed(two: tuple[Page, Page, int]) -> None:
    """SetNickName: a promise of {errCode, userID, newname}, and NotifyNickNameChanged(uid, old, new) for everybody."""
    cai, wang, _ = two
    assert await wang.say("CRVideo_SetNickName", "wang", "老王") == {"errCode": 0, "userID": "wang", "newname": "老王"}
    for one in (cai, wang):
        assert await one.hears("CRVideo_NotifyNickNameChanged") == ("wang", "wang", "老王")
        assert one.row("seats", wang.id)["name"] == "老王"
    assert await wang.say("CRVideo_SetNickName", "cai", "x") == 806
    assert await cai.say("CRVideo_SetNickName", "wang", "小王") == {"errCode": 0, "userID": "wang", "newname": "小王"}
