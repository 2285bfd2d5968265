"""Conference SDK: connect_MCU, the room list, login_conference_room and its states; members, chat, transparent data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Page
from tests.stage import Opener

STATE, CHAT = "on_conference_state", "on_conference_chat"
LOGIN_MCU, LOGIN_ROOM, USER_ENTER, USER_LEAVE, ROOM_EXIT = 1, 2, 3, 4, 5
USER_TALK, USER_BCAST, USER_CLOSE, CONNECT_FAILED, LOGIN_ROOM_FAILED, USER_KICKED = 6, 7, 10, 12, 13, 14
USER_CHAT, NICK_NAME, TRANSPARENT = 17, 19, 26
KICKED, LOST, CLOSED = 0x10029, 0x1002A, 0x1001E
ROOM = 9002


async def make_bigger() -> None:
    """Let more than one person into room 9002."""
    from asgiref.sync import sync_to_async

    from webapp.domain.rooms.models import Room

    await sync_to_async(Room.objects.filter(number=ROOM).update)(capacity=9)


@pytest.fixture
async def two(conference: Opener, anychat: Opener) -> tuple[Page, Page]:
    """A recorder and an AnyChat customer in one room."""
    recorder, customer = await conference("agent1"), await anychat("customer1")
    await make_bigger()
    await recorder.say("login_conference_room", ROOM)
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    await recorder.hears(STATE, 0, USER_ENTER)
    recorder.forget()
    return recorder, customer


async def test_connecting_is_accepted_at_once_and_its_outcome_is_a_state(page: Opener) -> None:
    """connect_MCU returns the local check; LOGIN_MCU says that it worked, without user and data."""
    one = await page("conference")
    assert await one.say("connect_MCU", "10.0.0.1", 8906, "agent1", "agent1-pass") == 0
    assert one.log == [(STATE, 0, LOGIN_MCU, None, None)]


@pytest.mark.parametrize(
    ("name", "password", "result"), [("agent1", "wrong", 0x10013), ("agent1", "", 0x10013), ("nobody", "x", 0x10013)]
)
async def test_a_refused_connection_is_a_state_with_the_cause(
    page: Opener, name: str, password: str, result: int
) -> None:
    """CONNECT_MCU_FAILED: result is the cause, 0x10013 for a wrong name or password."""
    one = await page("conference")
    assert await one.say("connect_MCU", "10.0.0.1", 8906, name, password) == 0
    assert one.log == [(STATE, result, CONNECT_FAILED, None, None)]


async def test_a_second_connection_of_an_account_is_101(conference: Opener, page: Opener) -> None:
    """connect_MCU, 101: logged in already; the first link stays."""
    first, second = await conference("agent1"), await page("conference")
    await second.say("connect_MCU", "10.0.0.1", 8906, "agent1", "agent1-pass")
    assert await second.hears(STATE, 101) == (101, CONNECT_FAILED, None, None)
    assert await first.say("connect_MCU", "10.0.0.1", 8906, "agent2", "agent2-pass") == 101
    assert await first.say("get_conference_room_count") == {"ret": 0, "pcount": 3}


async def test_the_room_list_is_counted_and_read_by_place(conference: Opener, anychat: Opener) -> None:
    """get_conference_room_count, get_conference_room_info(0..count-1): rooms that last, not those made on entry."""
    one, customer = await conference("agent1"), await anychat("customer1")
    await customer.say("BRAC_EnterRoom", 5, "", 0)
    await customer.say("BRAC_LeaveRoom", -1)
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    assert await one.say("get_conference_room_count") == {"ret": 0, "pcount": 3}
    rooms = [(await one.say("get_conference_room_info", place))["proom_info"] for place in range(3)]
    assert [room["m_strRoomID"] for room in rooms] == ["9001", "9002", "9003"]
    assert (rooms[1]["m_s32MaxUserCnt"], rooms[1]["m_s32CurUserCnt"], rooms[1]["m_tEndTime"]) == (1, 1, 0)
    assert await one.say("get_conference_room_info", 3) == {"ret": 2}
    assert await one.say("get_conference_room_info", -1) == {"ret": 2}


async def test_an_entry_brings_the_own_data_and_then_every_member_inside(conference: Opener, anychat: Opener) -> None:
    """LOGIN_ROOM with the own user_info, then one USER_ENTER per member: no function lists their ids."""
    await make_bigger()
    customer = await anychat("customer1")
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    one = await conference("agent1")
    assert await one.say("login_conference_room", ROOM) == 0
    own, other = one.log[-2:]
    assert (own[1:3], own[3]["m_strID"], own[3]["m_strNickName"]) == ((0, LOGIN_ROOM), str(one.id), "agent1")
    assert (other[1:3], other[3]["m_strID"]) == ((0, USER_ENTER), str(customer.id))
    assert await customer.hears("OnAnyChatUserAtRoom") == (one.id, 1)


@pytest.mark.parametrize(("room", "result"), [(4711, 0x10014), (9001, 0x1001C), (9003, None)])
async def test_a_refused_entry_is_a_state_with_the_cause_and_the_room(
    conference: Opener, room: int, result: int | None
) -> None:
    """LOGIN_ROOM_FAILED: 0x10014 no such room, 0x1001c locked; a password cannot be given, so its room stays shut."""
    one = await conference("agent1")
    assert await one.say("login_conference_room", room) == 0
    _, code, state, user, data = one.log[-1]
    assert (state, user, data) == (LOGIN_ROOM_FAILED, None, room)
    assert code == result if result is not None else code != 0


async def test_a_full_room_is_0x10015_and_a_second_entry_101(conference: Opener, anychat: Opener) -> None:
    """LOGIN_ROOM_FAILED 0x10015; while inside, the function itself returns 101."""
    customer, one = await anychat("customer1"), await conference("agent1")
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    await one.say("login_conference_room", ROOM)
    assert one.log[-1][1:3] == (0x10015, LOGIN_ROOM_FAILED)
    await customer.say("BRAC_LeaveRoom", -1)
    await one.say("login_conference_room", ROOM)
    assert await one.say("login_conference_room", ROOM) == 101


async def test_members_are_counted_and_read_from_the_server(two: tuple[Page, Page]) -> None:
    """get_user_count counts oneself; get_user_info knows members only, 0x1005 for others."""
    recorder, customer = two
    assert await recorder.say("get_user_count") == {"ret": 0, "pcount": 2}
    own = (await recorder.say("get_own_user_info"))["puser_info"]
    assert (own["m_strID"], own["m_u8IsMaster"], own["m_u8AudioState"]) == (str(recorder.id), 0, 0)
    other = (await recorder.say("get_user_info", customer.id))["puser_info"]
    assert other["m_strID"] == str(customer.id)
    assert await recorder.say("get_user_info", 999_999) == {"ret": 0x1005}


async def test_before_an_entry_there_is_no_room_to_ask_about(conference: Opener, page: Opener) -> None:
    """102 outside a room, 100 before the login."""
    one, stranger = await conference("agent1"), await page("conference")
    assert await one.say("get_user_count") == {"ret": 102}
    assert await one.say("logout_conference_room") == 102
    assert await stranger.say("login_conference_room", ROOM) == 100
    assert await stranger.say("get_conference_room_count") == {"ret": 100}


async def test_leaving_tells_oneself_the_exit_and_the_others_the_leaving(
    two: tuple[Page, Page], conference: Opener
) -> None:
    """logout_conference_room: ROOM_EXIT to oneself, USER_LEAVE to the others, both with result 0."""
    recorder, customer = two
    other = await conference("agent2")
    await other.say("login_conference_room", ROOM)
    assert await other.say("logout_conference_room") == 0
    assert other.log[-1][1:3] == (0, ROOM_EXIT)
    await recorder.hears(STATE, 0, USER_ENTER)
    assert (await recorder.hears(STATE, 0, USER_LEAVE))[2]["m_strID"] == str(other.id)
    await other.hears_nothing(STATE, 0, USER_LEAVE)
    assert await customer.hears("OnAnyChatUserAtRoom", other.id, 0)


async def test_disconnecting_inside_a_room_leaves_it_first(two: tuple[Page, Page]) -> None:
    """disconnect_MCU: ROOM_EXIT when a room was still joined; there is no state for the disconnection itself."""
    recorder, customer = two
    gone = recorder.id
    assert await recorder.say("disconnect_MCU") == 0
    assert recorder.log[-1][1:3] == (0, ROOM_EXIT)
    await customer.hears("OnAnyChatUserAtRoom", gone, 0)


async def test_a_lost_member_leaves_with_0x1002a(two: tuple[Page, Page]) -> None:
    """USER_LEAVE: the result says that the link broke."""
    recorder, customer = two
    await customer.close()
    await recorder.hears(STATE, LOST, USER_LEAVE)


async def test_a_removal_is_told_to_all_then_as_exit_and_as_leaving(two: tuple[Page, Page], conference: Opener) -> None:
    """kickout_conference_room: USER_KICKED to all incl. the one, with the id of who did it; all with 0x10029."""
    recorder, customer = two
    other = await conference("agent2")
    await other.say("login_conference_room", ROOM)
    assert await other.say("kickout_conference_room", other.id) == 2
    assert await recorder.say("kickout_conference_room", other.id) == 0
    assert (await other.hears(STATE, KICKED, USER_KICKED))[3] == recorder.id
    await other.hears(STATE, KICKED, ROOM_EXIT)
    await recorder.hears(STATE, KICKED, USER_KICKED)
    await recorder.hears(STATE, KICKED, USER_LEAVE)
    assert await recorder.say("kickout_conference_room", 999_999) == 0x1005
    assert await customer.hears("OnAnyChatUserAtRoom", other.id, 0)


async def test_a_room_that_is_closed_is_an_exit_with_0x1001e(two: tuple[Page, Page], crvideo: Opener) -> None:
    """ROOM_EXIT: the server closed the room."""
    recorder, _ = two
    cai = await crvideo("cai")
    await cai.say("CRVideo_DestroyMeeting", ROOM)
    await recorder.hears(STATE, CLOSED, ROOM_EXIT)


async def test_open_devices_show_as_broadcast_and_talking(two: tuple[Page, Page]) -> None:
    """In an open room whatever is open is broadcast and may be pulled: USER_TALK for sound, USER_BCAST for pictures."""
    recorder, customer = two
    await customer.say("BRAC_UserSpeakControl", -1, 1)
    user: Any = (await recorder.hears(STATE, 0, USER_TALK))[2]
    assert (user["m_u8AudioState"], user["m_u8BcastAudio"], user["m_u8AuthAudio"]) == (2, 1, 2)
    await customer.say("BRAC_UserCameraControl", -1, 1)
    user = (await recorder.hears(STATE, 0, USER_BCAST))[2]
    assert (user["m_u8BcastVideo"], user["m_u8AuthVideo"]) == (1, 2)
    await customer.say("BRAC_UserCameraControl", -1, 0)
    assert (await recorder.hears(STATE, 0, USER_BCAST))[2]["m_u8AuthVideo"] == 0


async def test_chat_is_reported_twice_and_not_to_its_sender(two: tuple[Page, Page], conference: Opener) -> None:
    """send_chat: on_conference_chat and USER_CHAT with the same struct; the server says who sent it."""
    recorder, _ = two
    other = await conference("agent2")
    await other.say("login_conference_room", ROOM)
    chat = {"m_i32SrcID": 1, "m_i32DstID": 0, "m_i32Color": 0xFF0000, "m_strContent": "您好"}
    assert await other.say("send_chat", chat) == 0
    heard = {**chat, "m_i32SrcID": other.id}
    assert await recorder.hears(CHAT) == (heard,)
    assert (await recorder.hears(STATE, 0, USER_CHAT))[3] == heard
    await other.hears_nothing(CHAT)


async def test_chat_of_more_than_127_bytes_is_16_and_longer_texts_of_others_are_cut(two: tuple[Page, Page]) -> None:
    """The content is a C array of 128: never cut within a character."""
    recorder, customer = two
    assert await recorder.say("send_chat", {"m_i32DstID": 0, "m_strContent": "x" * 128}) == 16
    assert await recorder.say("send_chat", "no struct") == 2
    await customer.say("BRAC_SendTextMessage", 0, 0, "界" * 43)  # 129 bytes
    assert (await recorder.hears(CHAT))[0]["m_strContent"] == "界" * 42


async def test_transparent_data_reach_any_user_of_the_mcu(two: tuple[Page, Page], conference: Opener) -> None:
    """send_transparent_data: to a user outside the room as well, 0 for the room; 0x1005 for nobody, 16 above 64 KiB."""
    recorder, customer = two
    outside = await conference("agent2")
    assert await recorder.say("send_transparent_data", outside.id, "data", 4, 1) == 0
    _, _, sender, data = await outside.hears(STATE, 0, TRANSPARENT)
    assert (sender["m_strID"], data) == (str(recorder.id), {"data": "data", "data_len": 4, "data_type": 1})
    assert await recorder.say("send_transparent_data", 0, "all", 3, 0) == 0
    # Binary (0) reaches a page as bytes, text (1) as text.
    assert await customer.hears("OnAnyChatTransBuffer") == (recorder.id, {"bytes": "all"}, 3)
    assert await recorder.say("send_transparent_data", customer.id, "text", 4, 1) == 0
    assert await customer.hears("OnAnyChatTransBuffer") == (recorder.id, "text", 4)
    await recorder.hears_nothing(STATE, 0, TRANSPARENT)
    assert await recorder.say("send_transparent_data", 999_999, "x", 1, 1) == 0x1005
    assert await recorder.say("send_transparent_data", 0, "x" * 65_537, 65_537, 1) == 16
    assert await recorder.say("send_transparent_data", 0, "x", 1, 2) == 2


async def test_a_new_name_is_a_state_with_the_new_name(two: tuple[Page, Page], crvideo: Opener) -> None:
    """NICK_NAME: no function of this SDK causes it, another dialect does."""
    recorder, customer = two
    cai = await crvideo("cai")
    await cai.say("CRVideo_EnterMeeting3", ROOM)
    await cai.say("CRVideo_SetNickName", customer.external_id, "Customer One")
    assert (await recorder.hears(STATE, 0, NICK_NAME))[2]["m_strNickName"] == "Customer One"


async def test_a_login_elsewhere_closes_the_connection_with_101(conference: Opener, crvideo: Opener) -> None:
    """USER_CLOSE: the link is no longer good; a CRVideo login of the same user took over."""
    recorder = await conference("agent1")
    await crvideo("agent1")
    await recorder.hears(STATE, 101, USER_CLOSE)
