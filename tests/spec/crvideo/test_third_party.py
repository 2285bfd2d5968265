"""CRVideo management API: inviting a third party into a running call, and what the third party sees of it."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import Opener
from webapp.kernel import clock

COOKIE = {"$": "cookie"}
STATUS = "CRVideo_NotifyCallMorePartyStatus"


@pytest.fixture
async def talk(crvideo: Opener) -> tuple[Page, Page, int]:
    """Amy and Bob talk; the room of their call."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    await amy.say("CRVideo_Call", "bob", {}, "", "main")
    await bob.say("CRVideo_AcceptCall", "main", {})
    room = (await amy.hears("CRVideo_NotifyCallAccepted", "main"))[1]["ID"]
    for one in (amy, bob):
        await one.say("CRVideo_EnterMeeting3", room)
        await one.hears("CRVideo_EnterMeetingRslt", 0)
    return amy, bob, room


async def calls_in(one: Page, third: str, key: str = "more", ext: str = "please") -> None:
    """The third party rings, and the inviter knows."""
    await one.say("CRVideo_CallMoreParty", third, {}, ext, key)
    assert await one.hears("CRVideo_CallMorePartyRslt") == (key, 0, COOKIE)
    await one.hears(STATUS, key, 0)
    told = [name for name, *_ in one.log if name in ("CRVideo_CallMorePartyRslt", STATUS)]
    assert told[-2:] == ["CRVideo_CallMorePartyRslt", STATUS]


async def test_to_the_third_party_it_is_a_call_into_the_running_room(
    talk: tuple[Page, Page, int], crvideo: Opener
) -> None:
    """CallMoreParty: the third party hears NotifyCallIn with the room and accepts like any call; statuses 0, 1."""
    amy, bob, room = talk
    carl = await crvideo("carl")
    await calls_in(amy, "carl")
    key, meeting, caller, ext = await carl.hears("CRVideo_NotifyCallIn")
    assert (key, meeting["ID"], caller, ext) == ("more", room, "amy", "please")
    await carl.say("CRVideo_AcceptCall", key, meeting)
    assert await carl.hears("CRVideo_AcceptCallSuccess") == ("more", COOKIE)
    assert await amy.hears(STATUS) == ("more", 1)
    await amy.hears_nothing("CRVideo_NotifyCallAccepted")
    await carl.say("CRVideo_EnterMeeting3", room)
    assert len(carl.mirror["seats"]) == 3
    await carl.say("CRVideo_StartUserStatusNotify")
    assert (carl.row("people", carl.id)["status"], carl.row("people", bob.id)["status"]) == (2, 2)


async def test_refusing_not_answering_and_hanging_up_are_statuses_2_3_4(
    talk: tuple[Page, Page, int], crvideo: Opener
) -> None:
    """NotifyCallMorePartyStatus: 2 refused, 3 no answer within 30 s, 4 hung up; the running call goes on."""
    from webapp.tasks.calls import sweep

    amy, bob, _ = talk
    carl = await crvideo("carl")
    await calls_in(amy, "carl", "a")
    await carl.say("CRVideo_RejectCall", "a", "no")
    assert await amy.hears(STATUS, "a", 2)
    with clock.held():
        await calls_in(amy, "carl", "b")
        clock.advance(31)
        await sync_to_async(sweep)()
        assert await amy.hears(STATUS, "b", 3)
        assert await carl.hears("CRVideo_NotifyCallHungup", "b")
    await calls_in(amy, "carl", "c")
    await carl.say("CRVideo_AcceptCall", "c", {})
    await carl.say("CRVideo_HangupCall", "c")
    assert await amy.hears(STATUS, "c", 4)
    await amy.hears_nothing("CRVideo_NotifyCallRejected")
    await bob.hears_nothing("CRVideo_NotifyCallHungup")


async def test_the_inviter_may_take_it_back_while_it_rings_and_afterwards(
    talk: tuple[Page, Page, int], crvideo: Opener
) -> None:
    """CancelCallMoreParty: the third party hears NotifyCallHungup with the text; a second time it is 600."""
    amy, _, _ = talk
    carl = await crvideo("carl")
    for accepts in (False, True):
        key = f"key {accepts}"
        await calls_in(amy, "carl", key)
        if accepts:
            await carl.say("CRVideo_AcceptCall", key, {})
            await amy.hears(STATUS, key, 1)
        await amy.say("CRVideo_CancelCallMoreParty", key, "sorry")
        assert await amy.hears("CRVideo_CancelCallMorePartyRslt") == (key, 0, COOKIE)
        assert await carl.hears("CRVideo_NotifyCallHungup") == (key, "sorry")
        await amy.say("CRVideo_CancelCallMoreParty", key)
        assert await amy.hears("CRVideo_CancelCallMorePartyRslt") == (key, 600, COOKIE)
    await amy.hears_nothing(STATUS, key, 4)


async def test_the_running_call_is_not_ended_by_the_word_for_third_parties(talk: tuple[Page, Page, int]) -> None:
    """CancelCallMoreParty with the id of a call is 600."""
    amy, bob, _ = talk
    await amy.say("CRVideo_CancelCallMoreParty", "main")
    assert await amy.hears("CRVideo_CancelCallMorePartyRslt") == ("main", 600, COOKIE)
    await bob.hears_nothing("CRVideo_NotifyCallHungup")


async def test_the_end_of_the_running_call_is_the_end_for_all_who_were_called_in(
    talk: tuple[Page, Page, int], crvideo: Opener
) -> None:
    """Whether they talk or still ring: NotifyCallHungup; the inviter hears status 4."""
    amy, bob, _ = talk
    carl, dora, eve = await crvideo("carl"), await crvideo("dora"), await crvideo("eve")
    await calls_in(amy, "carl", "c")
    await carl.say("CRVideo_AcceptCall", "c", {})
    await calls_in(carl, "eve", "e")
    await calls_in(amy, "dora", "d")
    await bob.say("CRVideo_HangupCall", "main")
    for one, key in ((carl, "c"), (dora, "d"), (eve, "e")):
        await one.hears("CRVideo_NotifyCallHungup", key)
    for key in ("c", "d"):
        await amy.hears(STATUS, key, 4)
    assert "calls" not in amy.mirror


async def test_a_third_party_that_cannot_be_called_has_the_number_of_a_call(
    talk: tuple[Page, Page, int], crvideo: Opener
) -> None:
    """CallMorePartyRslt: 602 busy or not to be disturbed, 603 offline, 605 unknown, 800 no such room."""
    amy, bob, _ = talk
    dora, free = await crvideo("dora"), await crvideo("eve")
    await crvideo("carl")
    await dora.say("CRVideo_SetDNDStatus", 1)
    await calls_in(bob, "carl", "first")
    no_room = {"ID": 12345678}
    for third, meeting, number in [
        ("carl", {}, 602),
        ("dora", {}, 602),
        ("bob", {}, 602),
        ("customer1", {}, 603),
        ("nobody", {}, 605),
        ("eve", no_room, 800),
    ]:
        await amy.say("CRVideo_CallMoreParty", third, meeting, "", f"to {third}")
        assert await amy.hears("CRVideo_CallMorePartyRslt") == (f"to {third}", number, COOKIE)
    await free.say("CRVideo_CallMoreParty", "amy", {}, "", "x")
    assert await free.hears("CRVideo_CallMorePartyRslt") == ("x", 9, COOKIE), "a running call is needed"


async def test_several_third_parties_may_be_called_at_a_time(talk: tuple[Page, Page, int], crvideo: Opener) -> None:
    """The one call that a user makes at a time is the running one; third parties are as many as needed."""
    amy, _, _ = talk
    for name in ("carl", "dora"):
        third = await crvideo(name)
        await calls_in(amy, name, f"to {name}")
        await third.hears("CRVideo_NotifyCallIn", f"to {name}")


async def test_an_anychat_user_is_called_in_as_by_any_caller(talk: tuple[Page, Page, int], anychat: Opener) -> None:
    """AnyChat 5.2.4: a request of the inviter; after the acceptance START names the running room."""
    amy, _, room = talk
    customer = await anychat("customer1")
    await calls_in(amy, "customer1")
    assert (await customer.hears("OnAnyChatVideoCallEvent", 1, amy.id))[5] == "please"
    await customer.say("BRAC_VideoCallControl", 2, amy.id, 0, 0, 0, "")
    assert (await customer.hears("OnAnyChatVideoCallEvent", 3, amy.id))[4] == room
    await customer.say("BRAC_EnterRoom", room, "", 0)
    assert await amy.hears("CRVideo_UserEnterMeeting", "customer1")
    assert await amy.hears(STATUS, "more", 1)
    await customer.say("BRAC_VideoCallControl", 4, amy.id, 0, 0, 0, "")
    assert await amy.hears(STATUS, "more", 4)


async def test_a_conference_client_is_called_in_by_an_invitation(
    talk: tuple[Page, Page, int], conference: Opener
) -> None:
    """Conference: the invitation names the room, agreement is status 1, and the client logs in to it."""
    amy, _, room = talk
    client = await conference("customer2")
    await calls_in(amy, "customer2")
    invited = [call for call in await client.listen(0.3) if call[0] == "on_conference_state"][-1]
    assert invited[-1]["room_id"] == room
    assert await client.say("ctrl_user_invite", amy.id, 1) == 0
    assert await amy.hears(STATUS, "more", 1)
    await client.say("login_conference_room", room)
    assert await amy.hears("CRVideo_UserEnterMeeting", "customer2")
