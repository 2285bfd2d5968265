"""A link that breaks without a goodbye: its page has `LINK_GRACE_S` to go on where it was, and nobody else notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async

from webapp.kernel import clock

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

CALL = "OnAnyChatVideoCallEvent"
REQUEST, REPLY, START, FINISH = 1, 2, 3, 4
STATE = "on_conference_state"
ROOM = 1001
AREA, QUEUE, AGENT = 4, 5, 6
EVENT, CONTROL = "OnAnyChatObjectEvent", "BRAC_ObjectControl"
TOO_LATE_S = 11


@sync_to_async
def sweep() -> None:
    """What beat does every second."""
    from webapp.tasks import presence

    presence.sweep()


async def enter(page: Page, room: int = ROOM) -> None:
    """Into a room, as AnyChat pages go."""
    await page.say("BRAC_EnterRoom", room, "", 0)
    assert (await page.hears("OnAnyChatEnterRoom", room))[1] == 0


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """Two customers in a room, the first with an open camera."""
    one, other = await anychat("customer1"), await anychat("customer2")
    for each in (one, other):
        await enter(each)
    await one.say("BRAC_UserCameraControl", -1, 1)
    await other.listen()
    other.forget()
    return one, other


@pytest.fixture
async def talking(anychat: Opener) -> tuple[Page, Page, int]:
    """Two customers in a call and in its room."""
    caller, callee = await anychat("customer1"), await anychat("customer2")
    await caller.say("BRAC_VideoCallControl", REQUEST, callee.id, 0, 0, 0, "")
    await callee.say("BRAC_VideoCallControl", REPLY, caller.id, 0, 0, 0, "")
    room = (await caller.hears(CALL, START))[4]
    for each in (caller, callee):
        await enter(each, room)
        await each.listen()
        each.forget()
    return caller, callee, room


async def test_who_is_back_in_time_was_never_gone_for_the_others(two: tuple[Page, Page], back: Opener) -> None:
    """The same session, the same seat with its open camera, the room's news again; the other hears nothing at all."""
    one, other = two
    before = one.login_id
    await one.drop()
    again = await back(one)
    await enter(again)
    assert again.login_id == before
    assert again.row("seats", one.id)["cameras"] == [0]
    await sweep()
    assert await other.listen(0.5) == []
    await other.say("BRAC_SendTextMessage", -1, 0, "still there?")
    assert (await again.hears("OnAnyChatTextMessage"))[0] == other.id
    await again.say("BRAC_UserCameraControl", -1, 0)
    await other.in_step()
    assert other.row("seats", one.id)["cameras"] == []


async def test_the_room_sees_who_is_waited_for(two: tuple[Page, Page], back: Opener) -> None:
    """Our own row `seats` says it from the loss until the page has entered again; no dialect has a word for it."""
    one, other = two
    assert other.row("seats", one.id)["is_away"] is False
    await one.drop()
    await other.in_step()
    assert other.row("seats", one.id)["is_away"] is True
    again = await back(one)
    await other.in_step()
    assert other.row("seats", one.id)["is_away"] is True  # its room is not entered again yet
    await enter(again)
    await other.in_step()
    assert other.row("seats", one.id)["is_away"] is False
    assert await other.listen(0.3) == []


async def test_a_loss_that_is_heard_of_after_the_return_changes_nothing(two: tuple[Page, Page], back: Opener) -> None:
    """The two are told by different processes: whoever is back is not shown as away, and keeps the seat."""
    from webapp.domain.rooms import kept
    from webapp.kernel.ids import SessionId

    one, other = two
    await one.drop()
    again = await back(one)
    await enter(again)
    await sync_to_async(kept.link_lost)(session_id=SessionId(again.login_id))
    await other.in_step()
    assert other.row("seats", one.id)["is_away"] is False


async def test_the_room_tells_how_many_are_inside_as_at_the_first_entry(two: tuple[Page, Page], back: Opener) -> None:
    """AnyChat 4.1.4 and 4.1.5: entering again is answered with both events."""
    await two[0].drop()
    again = await back(two[0])
    await enter(again)
    assert await again.hears("OnAnyChatRoomOnlineUser") == (2, ROOM)


async def test_who_does_not_come_back_leaves_in_the_ordinary_way(two: tuple[Page, Page]) -> None:
    """OnAnyChatUserAtRoom 0 and OnAnyChatFriendStatus 0, once the time is up and not before."""
    one, other = two
    with clock.held():
        await one.drop()
        clock.advance(TOO_LATE_S - 2)
        await sweep()
        assert await other.listen(0.3) == []
        clock.advance(2)
        await sweep()
        await other.hears("OnAnyChatUserAtRoom", one.id, 0)
        await other.hears("OnAnyChatFriendStatus", one.id, 0)


async def test_who_comes_back_too_late_begins_anew(two: tuple[Page, Page], back: Opener) -> None:
    """Also when no sweep has run: the secret is worth nothing any more, and the old login stands in nobody's way."""
    one, other = two
    before = one.login_id
    with clock.held():
        await one.drop()
        clock.advance(TOO_LATE_S)
        again = await back(one)
        assert again.login_id != before
        assert "seats" not in again.mirror
        await other.hears("OnAnyChatUserAtRoom", one.id, 0)


async def test_a_goodbye_takes_effect_at_once(two: tuple[Page, Page]) -> None:
    """A page that is closed or left says so by the way its link ends (RFC 6455 7.4.1)."""
    one, other = two
    await one.close()
    await other.hears("OnAnyChatUserAtRoom", one.id, 0)


async def test_without_a_grace_period_every_end_is_one(settings: Any, two: tuple[Page, Page]) -> None:
    """`LINK_GRACE_S=0`."""
    settings.LINK_GRACE_S = 0
    one, other = two
    await one.drop()
    await other.hears("OnAnyChatUserAtRoom", one.id, 0)


async def test_an_absent_login_keeps_nobody_out(two: tuple[Page, Page], page: Opener) -> None:
    """The right password from elsewhere is let in at once (no error 201) as a new login: the old seat is free."""
    one, other = two
    await one.drop()
    elsewhere = await page("anychat")
    await elsewhere.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await elsewhere.hears("OnAnyChatLoginSystem"))[1] == 0
    assert elsewhere.login_id != one.login_id
    await other.hears("OnAnyChatUserAtRoom", one.id, 0)
    await enter(elsewhere)


async def test_a_secret_of_somebody_else_opens_nothing(two: tuple[Page, Page], page: Opener) -> None:
    """It is good for the same account only, after the right password."""
    await two[0].drop()
    thief = await page("anychat")
    await thief.say("sb.resume", two[0].secret)
    await thief.say("BRAC_Login", "customer1", "wrong", 0)
    assert (await thief.hears("OnAnyChatLoginSystem"))[1] == 200
    await thief.say("BRAC_Login", "agent1", "agent1-pass", 0)
    await thief.hears("OnAnyChatLoginSystem", thief.id, 0)
    assert "seats" not in thief.mirror


async def test_a_secret_is_good_once(two: tuple[Page, Page], back: Opener, page: Opener) -> None:
    """The link that goes on has a secret of its own; a copy of the old one is a second login (201)."""
    await two[0].drop()
    await back(two[0])
    copy = await page("anychat")
    await copy.say("sb.resume", two[0].secret)
    await copy.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await copy.hears("OnAnyChatLoginSystem"))[1] == 201


async def test_a_page_that_notices_first_goes_on_too(two: tuple[Page, Page], back: Opener) -> None:
    """A half-open link: the server still takes it for alive; its late end does not touch the page's new one."""
    one, other = two
    again = await back(one)
    await one.drop()
    await sweep()
    assert await other.listen(0.3) == []
    await again.drop()
    third = await back(again)
    assert third.login_id == one.login_id


async def test_a_returned_page_that_does_not_enter_again_leaves_the_room(two: tuple[Page, Page], back: Opener) -> None:
    """It may have gone back to its lobby: the others must not wait for it for ever."""
    one, other = two
    with clock.held():
        await one.drop()
        again = await back(one)
        clock.advance(TOO_LATE_S)
        await sweep()
        await other.hears("OnAnyChatUserAtRoom", one.id, 0)
        await again.in_step()
        assert "seats" not in again.mirror


async def test_a_returned_page_that_enters_another_room_leaves_the_old_one(
    two: tuple[Page, Page], back: Opener
) -> None:
    """A session sits in one room; the one it has not entered again is no reason for error 308."""
    one, other = two
    await one.drop()
    again = await back(one)
    await enter(again, ROOM + 1)
    await other.hears("OnAnyChatUserAtRoom", one.id, 0)


async def test_a_running_call_goes_on(talking: tuple[Page, Page, int], back: Opener) -> None:
    """The returned page hears the start of its call and the room, as at the beginning; the other side hears nothing."""
    caller, callee, room = talking
    await caller.drop()
    again = await back(caller)
    assert (await again.hears(CALL, START, callee.id))[4] == room
    await enter(again, room)
    assert await callee.listen(0.3) == []
    await again.say("BRAC_VideoCallControl", FINISH, callee.id, 0, 0, 0, "")
    await callee.hears(CALL, FINISH, caller.id)


async def test_a_call_that_ended_meanwhile_is_told(talking: tuple[Page, Page, int], back: Opener) -> None:
    """The other side hung up while the page was away."""
    caller, callee, _ = talking
    await caller.drop()
    await callee.say("BRAC_VideoCallControl", FINISH, caller.id, 0, 0, 0, "")
    again = await back(caller)
    await again.hears(CALL, FINISH, callee.id)
    assert "calls" not in again.mirror


async def test_a_call_ends_with_the_waiting(talking: tuple[Page, Page, int]) -> None:
    """Time is up: 100106, the other side's link was lost."""
    caller, callee, _ = talking
    with clock.held():
        await caller.drop()
        clock.advance(TOO_LATE_S)
        await sweep()
        assert (await callee.hears(CALL, FINISH, caller.id))[2] == 100106


async def test_a_ringing_call_rings_on(anychat: Opener, back: Opener) -> None:
    """The callee's page is asked again, and may still accept."""
    caller, callee = await anychat("customer1"), await anychat("customer2")
    await caller.say("BRAC_VideoCallControl", REQUEST, callee.id, 0, 7, 8, "hello")
    await callee.hears(CALL, REQUEST)
    await callee.drop()
    again = await back(callee)
    assert await again.hears(CALL, REQUEST) == (REQUEST, caller.id, 0, 7, 8, "hello")
    await again.say("BRAC_VideoCallControl", REPLY, caller.id, 0, 0, 0, "")
    await caller.hears(CALL, START, callee.id)


async def test_nobody_can_ring_a_page_that_is_away(anychat: Opener, back: Opener) -> None:
    """Nobody would hear it: offline (100102) until the page is back."""
    caller, callee = await anychat("customer1"), await anychat("customer2")
    await callee.drop()
    await caller.say("BRAC_VideoCallControl", REQUEST, callee.id, 0, 0, 0, "")
    assert (await caller.hears(CALL, REPLY, callee.id))[2] == 100102
    again = await back(callee)
    await caller.say("BRAC_VideoCallControl", REQUEST, callee.id, 0, 0, 0, "")
    await again.hears(CALL, REQUEST, caller.id)


async def test_a_waiting_customer_keeps_his_place_but_is_passed_over(crvideo: Opener, back: Opener) -> None:
    """The next one is offered while the first is away; back again, the first goes before a later one."""
    first, second = await crvideo("first"), await crvideo("second")
    for each in (first, second):
        await each.say("CRVideo_StartQueuing", 101, "")
    await first.drop()
    agent = await crvideo("amy")
    await agent.say("CRVideo_StartService", 101, 0)
    assert (await agent.hears("CRVideo_AutoAssignUser"))[0]["userID"] == "second"
    again = await back(first)
    assert again.row("ticket", "ticket")["queue_id"] == 101
    await agent.say("CRVideo_RejectAssignUser", 101, "second")
    assert (await agent.hears("CRVideo_AutoAssignUser"))[0]["userID"] == "first"


async def test_a_customer_whom_an_agent_took_meanwhile_is_told(anychat: Opener, crvideo: Opener, back: Opener) -> None:
    """OnAnyChatServiceStart is not lost with the link."""
    customer, agent = await anychat("customer1"), await crvideo("amy")
    await customer.say(CONTROL, AREA, 10001, 401, 0, 0, 0, 0, "")
    await customer.say(CONTROL, QUEUE, 101, 501, 0, 0, 0, 0, "")
    await agent.say("CRVideo_StartService", 101, 0)
    (user,) = await agent.hears("CRVideo_AutoAssignUser")
    await customer.drop()
    await agent.say("CRVideo_AcceptAssignUser", 101, user["userID"])
    again = await back(customer)
    assert (await again.hears(EVENT, AGENT, agent.id, 602))[3:6] == (agent.id, customer.id, 101)


async def test_a_serving_agent_keeps_desk_and_customer(anychat: Opener, back: Opener) -> None:
    """He is told nothing new, and gives the customer back himself."""
    agent, customer = await anychat("agent1"), await anychat("customer1")
    await agent.say("BRAC_ObjectSetIntValue", 8, agent.id, 7, 2)
    await agent.say(CONTROL, AREA, 10002, 401, 0, 0, 0, 0, "")
    await customer.say(CONTROL, AREA, 10002, 401, 0, 0, 0, 0, "")
    await customer.say(CONTROL, QUEUE, 202, 501, 0, 0, 0, 0, "")
    await agent.listen()
    await agent.say(CONTROL, AGENT, agent.id, 602, 0, 0, 0, 0, "")
    await customer.hears(EVENT, AGENT, agent.id, 602)
    await customer.listen()
    customer.forget()
    await agent.drop()
    again = await back(agent)
    assert again.row("agents", agent.id)["customer_id"] == customer.id
    assert await customer.listen(0.3) == []
    await again.say(CONTROL, AGENT, agent.id, 604, 0, 0, 0, 0, "")
    await again.hears(EVENT, AGENT, agent.id, 601, 1)


async def test_an_agent_who_is_away_is_offered_nobody(crvideo: Opener, back: Opener) -> None:
    """The customer waits for somebody who hears it."""
    agent = await crvideo("amy")
    await agent.say("CRVideo_StartService", 101, 0)
    await agent.drop()
    customer = await crvideo("cai")
    await customer.say("CRVideo_StartQueuing", 101, "")
    assert customer.row("ticket", "ticket")["state"] == "waiting"
    again = await back(agent)
    assert (await again.hears("CRVideo_AutoAssignUser"))[0]["userID"] == "cai"


async def test_a_crvideo_page_asks_for_its_session_and_goes_on(crvideo: Opener, back: Opener) -> None:
    """LineOff 204, Login, GetSessionInfo (the mirror's call), EnterMeeting: harmless, and unheard by the other."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    await amy.say("CRVideo_Call", "bob", {}, "", "k1")
    meet = (await bob.hears("CRVideo_NotifyCallIn"))[1]
    await bob.say("CRVideo_AcceptCall", "k1", meet, None)
    for each in (amy, bob):
        await each.say("CRVideo_EnterMeeting3", meet["ID"])
        await each.listen()
        each.forget()
    await amy.drop()
    again = await back(amy)
    [call] = again.mirror["calls"].values()
    assert (call["key"], call["state"], call["room_id"]) == ("k1", "active", meet["ID"])
    await again.say("CRVideo_EnterMeeting3", meet["ID"])
    assert (await again.hears("CRVideo_EnterMeetingRslt"))[0] == 0
    assert await bob.listen(0.3) == []


async def test_a_lost_member_is_extruded_when_time_is_up(crvideo: Opener) -> None:
    """UserLeftMeeting "extrude": pages show their text for a lost network."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    await amy.say("CRVideo_CreateMeeting2")
    meet = (await amy.hears("CRVideo_CreateMeetingSuccess"))[0]
    for each in (amy, bob):
        await each.say("CRVideo_EnterMeeting3", meet["ID"])
    with clock.held():
        await amy.drop()
        clock.advance(TOO_LATE_S)
        await sweep()
        assert await bob.hears("CRVideo_UserLeftMeeting") == ("amy", "extrude")


async def test_a_crvideo_login_from_elsewhere_replaces_an_absent_one(crvideo: Opener) -> None:
    """One session per user: the newer wins, and the lost one has no page that could hear LineOff."""
    amy = await crvideo("amy")
    await amy.drop()
    other = await crvideo("amy")
    assert other.login_id != amy.login_id


async def test_a_conference_client_goes_on(conference: Opener, back: Opener) -> None:
    """connect_MCU and login_conference_room again: LOGIN_ROOM here, no USER_LEAVE and USER_ENTER there."""
    from webapp.domain.rooms.models import Room

    client, other = await conference("agent1"), await conference("customer1")
    await Room.objects.filter(number=9002).aupdate(capacity=2)
    for each in (client, other):
        assert await each.say("login_conference_room", 9002) == 0
    await other.listen()
    other.forget()
    await client.drop()
    again = await back(client)
    assert await again.say("login_conference_room", 9002) == 0
    await again.hears(STATE, 0, 2)
    assert await other.listen(0.3) == []
