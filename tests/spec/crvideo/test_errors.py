"""Constants manual, CRVideo_ERR_DEF: the numbers of refusals in the wrong state or with wrong data, and the limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import Opener

COOKIE = {"$": "cookie"}
NOT_LOGGED_IN, NOT_SEATED, NOBODY, NO_MEETING = 12, 9, 605, 800


async def seated(crvideo: Opener, name: str) -> Page:
    """Somebody in a meeting of his own."""
    one = await crvideo(name)
    await one.say("CRVideo_CreateMeeting2")
    await one.say("CRVideo_EnterMeeting3", (await one.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"])
    await one.hears("CRVideo_EnterMeetingRslt", 0)
    return one


async def test_before_the_login_the_answer_is_12(page: Opener) -> None:
    """CRVideo_ERR_DEF, 12: who has not logged in gets this number in the failure callback of each function."""
    one = await page("crvideo")
    asked: list[tuple[str, list[Any], str]] = [
        ("CRVideo_SetDNDStatus", [1], "CRVideo_SetDNDStatusFail"),
        ("CRVideo_GetUserStatus", [], "CRVideo_GetUserStatusFail"),
        ("CRVideo_CreateMeeting", ["x"], "CRVideo_CreateMeetingFail"),
        ("CRVideo_EnterMeeting", [9001, "", "", ""], "CRVideo_EnterMeetingRslt"),
        ("CRVideo_EnterMeeting3", [9001], "CRVideo_EnterMeetingRslt"),
        ("CRVideo_DestroyMeeting", [9001], "CRVideo_DestroyMeetingRslt"),
        ("CRVideo_StartQueuing", [101], "CRVideo_StartQueuingRslt"),
        ("CRVideo_InitQueueDat", [], "CRVideo_InitQueueDatRslt"),
    ]
    for function, args, answer in asked:
        await one.say(function, *args)
        assert await one.hears(answer) == (NOT_LOGGED_IN, COOKIE)


async def test_the_push_of_statuses_is_answered_on_and_off(crvideo: Opener, page: Opener) -> None:
    """StartUserStatusNotify and StopUserStatusNotify each have a result of their own, 0, or 12 before the login."""
    one, stranger = await crvideo("cai"), await page("crvideo")
    for who, number in ((one, 0), (stranger, NOT_LOGGED_IN)):
        await who.say("CRVideo_StartUserStatusNotify")
        assert await who.hears("CRVideo_StartUserStatusNotifyRslt") == (number, COOKIE)
        await who.say("CRVideo_StopUserStatusNotify")
        assert await who.hears("CRVideo_StopUserStatusNotifyRslt") == (number, COOKIE)


@pytest.mark.parametrize(
    ("number", "password", "code"),
    [(12345678, "", 800), (9001, "", 804), (9003, "", 801), (9003, "wrong", 801)],
)
async def test_the_old_form_of_entering_is_refused_with_the_same_numbers(
    crvideo: Opener, number: int, password: str, code: int
) -> None:
    """EnterMeeting, 800 to 804: no such meeting, locked, a password that is missing or wrong."""
    one = await crvideo("cai")
    await one.say("CRVideo_EnterMeeting", number, password, "cai", "")
    assert await one.hears("CRVideo_EnterMeetingRslt") == (code, COOKIE)


async def test_a_full_meeting_refuses_the_old_form_too(crvideo: Opener) -> None:
    """EnterMeeting, 802: no seat is left."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    await cai.say("CRVideo_EnterMeeting", 9002, "", "cai", "")
    await cai.hears("CRVideo_EnterMeetingRslt", 0)
    await wang.say("CRVideo_EnterMeeting", 9002, "", "wang", "")
    assert await wang.hears("CRVideo_EnterMeetingRslt") == (802, COOKIE)


async def test_nobody_of_that_name_is_605(crvideo: Opener) -> None:
    """Kickout and SetNickName reject their promise, attributes of members fail: 605, no such user."""
    one = await seated(crvideo, "cai")
    assert await one.say("CRVideo_Kickout", "nobody") == 605
    assert await one.say("CRVideo_SetNickName", "nobody", "x") == 605
    await one.say("CRVideo_DelUserAttrs", "nobody", ["a"], "")
    assert await one.hears("CRVideo_DelUserAttrsRslt") == (605, COOKIE)
    await one.say("CRVideo_ClearUserAttrs", ["nobody"], "")
    assert await one.hears("CRVideo_ClearUserAttrsRslt") == (605, COOKIE)


async def test_outside_a_meeting_the_answer_is_9(crvideo: Opener) -> None:
    """CRVideo_ERR_DEF, 9, wrong state: what belongs to a meeting needs one."""
    one = await crvideo("cai")
    for function, args in (("DelMeetingAttrs", [["a"], ""]), ("ClearMeetingAttrs", [""])):
        await one.say(f"CRVideo_{function}", *args)
        assert await one.hears(f"CRVideo_{function}Rslt") == (9, COOKIE)
    config = {"mode": 0, "videoFileCfg": {"svrPathName": "/a.mp4"}}
    await one.say("CRVideo_CreateCloudMixer", config, "m")
    assert await one.hears("CRVideo_CreateCloudMixerFailed") == ("m", 9)


async def test_a_share_is_ended_by_its_own_word(crvideo: Opener) -> None:
    """StopScreenShareRslt: 0 to the sharer, and NotifyScreenShareStopped to everybody; 9 outside meetings."""
    one, outsider = await seated(crvideo, "cai"), await crvideo("li")
    await one.say("CRVideo_StartScreenShare")
    assert await one.hears("CRVideo_StartScreenShareRslt") == (0,)
    await one.say("CRVideo_StopScreenShare")
    assert await one.hears("CRVideo_StopScreenShareRslt") == (0,)
    assert await one.hears("CRVideo_NotifyScreenShareStopped") == ("cai",)
    await outsider.say("CRVideo_StartScreenShare")
    assert await outsider.hears("CRVideo_StartScreenShareRslt") == (NOT_SEATED,)


async def test_the_other_spelling_of_a_hang_up_is_refused_alike(crvideo: Opener) -> None:
    """HangupCall is HungupCall under its newer name: 600 without a call."""
    one = await crvideo("bob")
    await one.say("CRVideo_HangupCall", "gone")
    assert await one.hears("CRVideo_HangupCallFail") == ("gone", 600, COOKIE)


async def test_queues_that_there_are_not_and_offers_that_are_over(crvideo: Opener) -> None:
    """400 for a queue nobody made, 402 for a customer who is not offered to this agent (any more)."""
    agent = await crvideo("amy")
    await agent.say("CRVideo_StartService", 999)
    assert await agent.hears("CRVideo_StartServiceRslt") == (999, 400, COOKIE)
    await agent.say("CRVideo_StartService", 101)
    assert await agent.hears("CRVideo_StartServiceRslt") == (101, 0, COOKIE)
    await crvideo("cai")
    await agent.say("CRVideo_RejectAssignUser", 101, "cai")
    assert await agent.hears("CRVideo_ResponseAssignUserRslt") == (402, COOKIE)


@pytest.mark.parametrize("function", ["CRVideo_SendBuffer", "CRVideo_SendFile"])
@pytest.mark.parametrize(("receiver", "size", "code"), [("nobody", 5, 1102), ("dong", 100 * 2**20 + 1, 1101)])
async def test_large_data_needs_a_receiver_and_a_size(
    crvideo: Opener, function: str, receiver: str, size: int, code: int
) -> None:
    """SendBuffer and SendFile: 1102 without a receiver, 1101 beyond 100 MB; the result comes in both spellings."""
    one = await crvideo("cai")
    await crvideo("dong")
    await one.say(function, receiver, "a.doc", "t", size)
    for answer in ("CRVideo_SendBufferRslt", "CRVideo_SendFileRslt"):
        if answer.startswith(function):
            assert await one.hears(answer) == ("t", code, COOKIE)


async def test_a_transfer_that_is_not_there_cannot_be_called_off(crvideo: Opener) -> None:
    """CancelSend: 1104, no such task; both spellings of the result."""
    one = await crvideo("cai")
    await one.say("CRVideo_CancelSend", "never")
    assert await one.hears("CRVideo_CancelSendRslt") == ("never", 1104, COOKIE)
    assert await one.hears("CRVideo_CancelSendRlst") == ("never", 1104, COOKIE)


@pytest.mark.parametrize(("size", "code"), [(64 * 1024, 0), (64 * 1024 + 1, 1100)])
async def test_a_command_has_64_kilobytes(crvideo: Opener, size: int, code: int) -> None:
    """SendCmd: the last byte that fits and the first that does not (web documents: 64 KB)."""
    one, other = await crvideo("cai"), await crvideo("dong")
    await one.say("CRVideo_SendCmd", "dong", "x" * size, "t")
    assert await one.hears("CRVideo_SendCmdRslt") == ("t", code, COOKIE)
    if code == 0:
        assert len((await other.hears("CRVideo_NotifyCmdData"))[1]) == size


@pytest.mark.parametrize(("size", "code"), [(8192, 0), (8193, 1100)])
async def test_a_broadcast_has_8_kilobytes(crvideo: Opener, size: int, code: int) -> None:
    """SendMeetingCustomMsg: the last byte that fits and the first that does not (native documents: 8 KB)."""
    one = await seated(crvideo, "cai")
    await one.say("CRVideo_SendMeetingCustomMsg", "x" * size)
    assert await one.hears("CRVideo_SendMeetingCustomMsgRslt") == (code, COOKIE)


@pytest.mark.parametrize(("key", "value", "code"), [(64, 8192, 0), (65, 1, 5), (1, 8193, 5)])
async def test_an_attribute_has_64_bytes_of_key_and_8_kilobytes_of_value(
    crvideo: Opener, key: int, value: int, code: int
) -> None:
    """AddOrUpdateMeetingAttrs and AddOrUpdateUserAttrs: the edge and just beyond (web documents)."""
    one = await seated(crvideo, "cai")
    text = json.dumps({"k" * key: "v" * value})
    await one.say("CRVideo_AddOrUpdateMeetingAttrs", text, "")
    assert await one.hears("CRVideo_AddOrUpdateMeetingAttrsRslt") == (code, COOKIE)
    await one.say("CRVideo_AddOrUpdateUserAttrs", "cai", text, "")
    assert await one.hears("CRVideo_AddOrUpdateUserAttrsRslt") == (code, COOKIE)


@pytest.mark.parametrize(("count", "answer"), [(50, "CRVideo_GetUserAttrsSuccess"), (51, "CRVideo_GetUserAttrsFail")])
async def test_fifty_members_are_read_at_once(crvideo: Opener, count: int, answer: str) -> None:
    """GetUserAttrs: one more is refused with 5 (web documents: 50 ids)."""
    one = await seated(crvideo, "cai")
    await one.say("CRVideo_GetUserAttrs", ["cai"] * count, [])
    told = await one.hears(answer)
    assert told[0] == 5 if count > 50 else list(told[0]) == ["cai"]


@pytest.mark.parametrize(("priority", "code"), [(0, 0), (1000, 0), (1001, 5), (-1, 5)])
async def test_an_agents_priority_is_0_to_1000(crvideo: Opener, priority: int, code: int) -> None:
    """StartService (web documents): both ends work, beyond them is an argument that is wrong."""
    agent = await crvideo("amy")
    await agent.say("CRVideo_StartService", 101, priority)
    assert await agent.hears("CRVideo_StartServiceRslt") == (101, code, COOKIE)


async def test_a_meetings_number_has_8_digits(crvideo: Opener) -> None:
    """CreateMeeting2: a number, never a text, of exactly eight digits."""
    one = await crvideo("cai")
    for _ in range(3):
        await one.say("CRVideo_CreateMeeting2")
        number = (await one.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
        assert isinstance(number, int)
        assert 10_000_000 <= number <= 99_999_999


async def test_a_locked_meeting_keeps_even_its_maker_out(crvideo: Opener) -> None:
    """EnterMeeting3, 804: a lock that is set while the meeting is empty holds for everybody."""
    from webapp.domain.rooms.models import Room

    one = await crvideo("cai")
    await one.say("CRVideo_CreateMeeting2")
    number = (await one.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    await sync_to_async(Room.objects.filter(pk=number).update)(is_locked=True)
    await one.say("CRVideo_EnterMeeting3", number)
    assert await one.hears("CRVideo_EnterMeetingRslt") == (804, COOKIE)


async def test_a_name_has_128_characters(crvideo: Opener) -> None:
    """SetNickName (native documents): the longest name is taken, one character more is an argument that is wrong."""
    one = await seated(crvideo, "cai")
    longest = "\u4f1a" * 128
    assert (await one.say("CRVideo_SetNickName", "cai", longest))["newname"] == longest
    assert await one.say("CRVideo_SetNickName", "cai", longest + "!") == 5
    assert await one.hears("CRVideo_NotifyNickNameChanged") == ("cai", "cai", longest)
    await one.hears_nothing("CRVideo_NotifyNickNameChanged")
