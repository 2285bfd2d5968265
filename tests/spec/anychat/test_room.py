"""AnyChat chapters 4.1.4 to 4.1.6 and 5.2.5 to 5.2.7: rooms."""

from __future__ import annotations

import pytest

from tests.stage import Opener


async def test_an_entry_is_answered_by_the_result_and_the_number_of_people_in_this_order(anychat: Opener) -> None:
    """4.1.4, 4.1.5: always both, also in an empty room, and the result first; the number includes oneself."""
    one, two = await anychat("customer1"), await anychat("agent1")
    assert await one.say("BRAC_EnterRoom", 1, "", 0) == 0
    assert one.log[-2:] == [("OnAnyChatEnterRoom", 1, 0), ("OnAnyChatRoomOnlineUser", 1, 1)]
    await two.say("BRAC_EnterRoom", 1, "", 0)
    assert two.log[-2:] == [("OnAnyChatEnterRoom", 1, 0), ("OnAnyChatRoomOnlineUser", 2, 1)]


async def test_those_inside_hear_who_comes_and_goes_and_never_themselves(anychat: Opener) -> None:
    """4.1.6: about others only, after the own entry; an own one would show a page's user twice."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    await two.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.hears("OnAnyChatUserAtRoom") == (two.id, 1)
    await two.hears_nothing("OnAnyChatUserAtRoom")
    await two.say("BRAC_LeaveRoom", -1)
    assert await one.hears("OnAnyChatUserAtRoom") == (two.id, 0)
    await two.hears_nothing("OnAnyChatUserAtRoom")


async def test_the_user_list_is_complete_when_the_entry_is_told_and_empty_after_leaving(anychat: Opener) -> None:
    """4.1.5, 5.5.2: pages read the list inside the events."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    await two.say("BRAC_EnterRoom", 1, "", 0)
    assert set(two.mirror["seats"]) == {str(one.id), str(two.id)}
    assert two.row("people", one.id)["room_id"] == two.row("me", "me")["room_id"] == two.row("room", "room")["id"] == 1
    await two.say("BRAC_LeaveRoom", 1)
    assert ("seats" in two.mirror, "room" in two.mirror, two.row("me", "me")["room_id"]) == (False, False, None)
    await one.hears("OnAnyChatUserAtRoom", two.id, 0)
    assert set(one.mirror["seats"]) == {str(one.id)}


@pytest.mark.parametrize(
    ("room", "password", "code"),
    [(9001, "", 300), (9003, "", 301), (9003, "wrong", 301), (0, "", 303), (-1, "", 303)],
)
async def test_a_refused_entry_is_told_with_its_number_and_nothing_else(
    anychat: Opener, room: int, password: str, code: int
) -> None:
    """Chapter 6: 300 locked, 301 wrong password, 303 no such room."""
    one = await anychat("customer1")
    await one.say("BRAC_EnterRoom", room, password, 0)
    assert await one.hears("OnAnyChatEnterRoom") == (room, code)
    await one.hears_nothing("OnAnyChatRoomOnlineUser")


async def test_the_right_password_opens_the_door(anychat: Opener) -> None:
    """5.2.5: the password is the room's."""
    one = await anychat("customer1")
    await one.say("BRAC_EnterRoom", 9003, "secret", 0)
    assert await one.hears("OnAnyChatEnterRoom") == (9003, 0)


async def test_a_full_room_is_error_302_until_somebody_leaves(anychat: Opener) -> None:
    """Chapter 6, 302."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 9002, "", 0)
    await two.say("BRAC_EnterRoom", 9002, "", 0)
    assert await two.hears("OnAnyChatEnterRoom") == (9002, 302)
    await one.say("BRAC_LeaveRoom", -1)
    await two.say("BRAC_EnterRoom", 9002, "", 0)
    assert await two.hears("OnAnyChatEnterRoom") == (9002, 0)


@pytest.mark.parametrize("room", [1, 2])
async def test_entering_while_inside_is_error_308(anychat: Opener, room: int) -> None:
    """5.2.7, chapter 6, 308: leave before entering another room, or the same one."""
    one = await anychat("customer1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    one.forget()
    await one.say("BRAC_EnterRoom", room, "", 0)
    assert await one.hears("OnAnyChatEnterRoom") == (room, 308)
    assert one.row("me", "me")["room_id"] == 1


async def test_a_room_by_name_gets_a_number_that_all_who_say_the_name_share(anychat: Opener) -> None:
    """5.2.6: an unknown name makes a room with a number of its own."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoomEx", "branch meeting", "")
    number, code = await one.hears("OnAnyChatEnterRoom")
    assert code == 0
    assert number > 0
    await two.say("BRAC_EnterRoomEx", "branch meeting", "")
    assert await two.hears("OnAnyChatEnterRoom") == (number, 0)
    assert await two.hears("OnAnyChatRoomOnlineUser") == (2, number)


async def test_leaving_twice_and_leaving_another_room_do_no_harm(anychat: Opener) -> None:
    """5.2.7: pages leave twice; a number that is not the own room's moves nobody. Chapter 6, 3: not in a room."""
    one = await anychat("customer1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_LeaveRoom", 2) == 3
    assert one.row("me", "me")["room_id"] == 1
    assert await one.say("BRAC_LeaveRoom", 1) == 0
    assert await one.say("BRAC_LeaveRoom", -1) == 3


async def test_those_inside_hear_that_somebody_was_lost_or_logged_out(anychat: Opener) -> None:
    """5.1.2, 4.1.6: whoever logs out or loses the link leaves the room as well."""
    one, two, three = await anychat("customer1"), await anychat("agent1"), await anychat("agent2")
    for page in (one, two, three):
        await page.say("BRAC_EnterRoom", 1, "", 0)
    logged_out, lost = two.id, three.id
    await two.say("BRAC_Logout")
    await one.hears("OnAnyChatUserAtRoom", logged_out, 0)
    await three.close()
    await one.hears("OnAnyChatUserAtRoom", lost, 0)


async def test_whoever_is_put_out_hears_it_as_a_refused_entry(anychat: Opener, crvideo: Opener) -> None:
    """AnyChat has no word for a removal by a CRVideo member: the page learns that it is not inside any more (305)."""
    one, other = await anychat("customer1"), await crvideo("cai")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    await other.say("CRVideo_EnterMeeting3", 1)
    await other.say("CRVideo_Kickout", one.external_id)
    assert await one.hears("OnAnyChatEnterRoom", 1, 305) == (1, 305)
    assert one.row("me", "me")["room_id"] is None


async def test_a_room_that_another_dialect_closes_is_left_with_303(anychat: Opener, crvideo: Opener) -> None:
    """The room does not exist any more: the page hears it as it hears a refused entry."""
    one, other = await anychat("customer1"), await crvideo("cai")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    await other.say("CRVideo_DestroyMeeting", 1)
    assert await one.hears("OnAnyChatEnterRoom", 1, 303) == (1, 303)
    assert "seats" not in one.mirror
