"""AnyChat manual, chapter 6: the numbers with which functions are refused, one after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async

from tests.spec.anychat.test_ch_4_7_objects import SET_INT, SET_TEXT
from tests.spec.anychat.test_login import signed, with_key
from tests.spec.anychat.test_queues import CONTROL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cast import Page
    from tests.stage import Opener

# What a page may call only after its login, with arguments that would do afterwards.
AFTER_LOGIN: dict[str, tuple[Any, ...]] = {
    "BRAC_EnterRoom": (1, "", 0),
    "BRAC_EnterRoomEx": ("hall", ""),
    "BRAC_VideoCallControl": (1, 1001, 0, 0, 0, ""),
    "BRAC_SendTextMessage": (-1, 0, "hello"),
    "BRAC_TransBuffer": (1001, "x"),
    "BRAC_TransBufferEx": (1001, "x", 0, 0, 0, 1, 1),
    "BRAC_TransFile": (1001, "a.txt", 0, 0, 0, 2, 5),
    "BRAC_CancelTransTask": (1001, 2),
    "BRAC_SendSDKFilterData": ("x",),
    "BRAC_UserInfoControl": (1001, 1, 0, 0, ""),
    "BRAC_StreamRecordCtrl": (-1, 1, 0, 0),
    "BRAC_StreamRecordCtrlEx": (-1, 1, 0, 0, ""),
    "BRAC_SnapShot": (-1, 0, 0, 3, 5),
    "BRAC_ChangeChatMode": (1,),
    "BRAC_PrivateChatRequest": (1001,),
    "BRAC_PrivateChatEcho": (1001, 1, 1),
    "BRAC_PrivateChatEchoEx": (1001, 1, 0),
    "BRAC_PrivateChatExit": (1001,),
}
# Arguments of a wrong kind, or too few.
MISUNDERSTOOD: dict[str, tuple[Any, ...]] = {
    "BRAC_EnterRoom": ("first floor", "", 0),
    "BRAC_EnterRoomEx": ("", ""),
    "BRAC_UserSpeakControl": ("me", 1),
    "BRAC_UserCameraControl": (),
    "BRAC_UserCameraControlEx": (-1, 1, "first"),
    "BRAC_SendTextMessage": ("all", 0, "hello"),
    "BRAC_TransBufferEx": ("all", "x"),
    "BRAC_TransFile": ({}, "a.txt"),
    "BRAC_CancelTransTask": ("x", "y"),
    "BRAC_StreamRecordCtrl": ("me", 1),
    "BRAC_StreamRecordCtrlEx": ("me", 1),
    "BRAC_SnapShot": ("me", 0),
    "BRAC_ChangeChatMode": ("silent",),
    "BRAC_PrivateChatRequest": ("you",),
    "BRAC_PrivateChatEcho": ("you", 1, 1),
    "BRAC_PrivateChatEchoEx": ("you", 1, 0),
    "BRAC_PrivateChatExit": ("you",),
}
ROOM = "OnAnyChatEnterRoom"


async def test_before_the_login_functions_return_2(page: Opener) -> None:
    """6: 2 is "not initialised", the number for whoever has not logged in."""
    stranger = await page("anychat")
    for function, arguments in AFTER_LOGIN.items():
        assert await stranger.say(function, *arguments) == 2


async def test_arguments_that_nobody_can_mean_return_20(anychat: Opener) -> None:
    """6: 20 is "not allowed": a number that is none, a name that is empty, too few values."""
    one = await anychat("customer1")
    for function, arguments in MISUNDERSTOOD.items():
        assert await one.say(function, *arguments) == 20


async def test_what_happens_in_a_room_returns_3_outside(anychat: Opener) -> None:
    """6: 3 is "not in a room": recording and taking pictures need one."""
    one = await anychat("customer1")
    for function in ("BRAC_StreamRecordCtrl", "BRAC_StreamRecordCtrlEx", "BRAC_SnapShot"):
        assert await one.say(function, *AFTER_LOGIN[function]) == 3


# --- 201 to 203: signed logins


async def test_a_signed_login_of_somebody_who_is_there_is_201(page: Opener, anychat: Opener, tmp_path: Path) -> None:
    """6, 201: the user is logged in already; a signature does not push anybody out."""
    key = await with_key()
    there, one = await anychat("customer1"), await page("anychat")
    await one.say("BRAC_LoginEx", *signed(key, tmp_path, user_id=there.id))
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 201


async def test_a_signed_login_of_a_locked_account_is_202(page: Opener, anychat: Opener, tmp_path: Path) -> None:
    """6, 202: the account is locked, whoever vouches for it."""
    from webapp.domain.accounts.models import Account

    key = await with_key()
    there = await anychat("customer1")
    locked_id = there.id
    await there.say("BRAC_Logout")
    await Account.objects.filter(pk=locked_id).aupdate(is_locked=True)
    await there.say("BRAC_LoginEx", *signed(key, tmp_path, user_id=locked_id))
    assert (await there.hears("OnAnyChatLoginSystem"))[1] == 202


async def test_guessing_signatures_locks_the_address_with_203(page: Opener, settings: Any, tmp_path: Path) -> None:
    """6, 203: an address that shows wrong signatures is closed, for good ones too."""
    settings.LOGIN_FAILURES_PER_ADDRESS = 2
    good = signed(await with_key(), tmp_path, external_id="wang-7")
    one = await page("anychat")
    for _ in range(2):
        await one.say("BRAC_LoginEx", *good[:5], "AAAA", "")
        assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200
    await one.say("BRAC_LoginEx", *good)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 203


# --- 300 to 308: entering a room, by number and by name


def _change(number: int, **fields: Any) -> None:
    from webapp.domain.rooms.models import Room

    Room.objects.filter(pk=number).update(**fields)


async def _by_number(one: Page, number: int, password: str = "") -> int:
    await one.say("BRAC_EnterRoom", number, password, 0)
    return int((await one.hears(ROOM))[1])


async def _by_name(one: Page, name: str, password: str = "") -> int:
    await one.say("BRAC_EnterRoomEx", name, password)
    return int((await one.hears(ROOM))[1])


@pytest.mark.parametrize("by_name", [False, True])
async def test_each_reason_not_to_let_somebody_in_has_a_number(anychat: Opener, by_name: bool) -> None:
    """6: 300 locked, 301 wrong password, 302 full, 304 its time is over, 306 the owner is not inside."""
    from webapp.kernel import clock

    owner, guest = await anychat("agent1"), await anychat("customer1")
    assert await owner.say("BRAC_EnterRoomEx", "corner", "") == 0
    number, code = await owner.hears(ROOM)
    assert code == 0
    change = sync_to_async(_change)

    async def tries(password: str = "") -> int:
        return await (_by_name(guest, "corner", password) if by_name else _by_number(guest, number, password))

    await change(number, is_locked=True)
    assert await tries() == 300
    await change(number, is_locked=False, password="secret")
    assert await tries("guess") == 301
    await change(number, password="", capacity=1)
    assert await tries() == 302
    await change(number, capacity=9, expires_at=clock.now() - timedelta(seconds=1))
    assert await tries() == 304
    await change(number, expires_at=None, needs_owner=True, owner=None)
    assert await tries() == 306
    await change(number, owner=owner.id)
    assert await tries() == 0


async def test_an_owner_enters_his_room_before_the_others(anychat: Opener) -> None:
    """6, 306: the owner himself is never refused for being absent."""
    owner, guest = await anychat("agent1"), await anychat("customer1")
    await owner.say("BRAC_EnterRoom", 9002, "", 0)
    await owner.say("BRAC_LeaveRoom", -1)
    await sync_to_async(_change)(9002, capacity=9, needs_owner=True, owner=owner.id)
    owner.forget()
    assert await _by_number(guest, 9002) == 306
    assert await _by_number(owner, 9002) == 0
    assert await _by_number(guest, 9002) == 0


async def test_a_name_without_a_room_is_303_where_rooms_are_made_by_the_admin(anychat: Opener) -> None:
    """6, 303: no such room; a number and a name alike."""
    from webapp.domain.accounts.models import Application

    one = await anychat("customer1")
    await Application.objects.all().aupdate(rooms_on_entry=False)
    assert await _by_name(one, "nowhere") == 303
    assert await _by_number(one, 4711) == 303


async def test_entering_by_name_while_inside_is_308(anychat: Opener) -> None:
    """6, 308: leave first."""
    one = await anychat("customer1")
    assert await _by_number(one, 1) == 0
    assert await _by_name(one, "elsewhere") == 308


async def test_when_no_number_is_left_a_named_room_cannot_be_entered(
    anychat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6, 307: the room cannot be entered, for a reason that is nobody's fault."""
    from webapp.domain.rooms import services

    one, other = await anychat("customer1"), await anychat("agent1")
    monkeypatch.setattr(services, "FIRST_GIVEN", 77)
    monkeypatch.setattr(services, "LAST_GIVEN", 77)
    assert await _by_name(one, "first") == 0
    assert await _by_name(other, "second") == 307


# --- people who are not there


async def test_sending_to_somebody_who_does_not_exist_is_205(anychat: Opener) -> None:
    """6, 205: no such user. Buffers, extended buffers and files alike."""
    one = await anychat("customer1")
    for function in ("BRAC_TransBuffer", "BRAC_TransBufferEx", "BRAC_TransFile"):
        assert await one.say(function, 999_999, *AFTER_LOGIN[function][1:]) == 205


async def test_objects_are_refused_with_20(anychat: Opener) -> None:
    """6, 20, and 5.8: an object that is not there, and attributes of others."""
    one = await anychat("customer1")
    assert await one.say(CONTROL, 4, 999, 401, 0, 0, 0, 0, "") == 20
    assert await one.say(SET_INT, 4, 10001, 9, 1) == 20
    assert await one.say(SET_TEXT, 4, 10001, 8, "x") == 20


async def test_naming_somebody_who_is_not_in_the_room_is_401(anychat: Opener) -> None:
    """6, 401: the user has left the room, or was never in it; recording, taking pictures and talking alike."""
    one = await anychat("customer1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_SendTextMessage", 999_999, 1, "x") == 401
    assert await one.say("BRAC_StreamRecordCtrl", 999_999, 1, 0x21, 0) == 401
    assert await one.say("BRAC_StreamRecordCtrlEx", 999_999, 1, 0x21, 0, "") == 401
    assert await one.say("BRAC_SnapShot", 999_999, 0x420, 0, 1, 5) == 401
    assert await one.say("BRAC_PrivateChatRequest", 999_999) == 401
