"""CRVideo: Invite, AcceptInvite, RejectInvite, CancelInvite (web docs; crvideo-pages, section 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import Opener
from webapp.kernel import clock

COOKIE = {"$": "cookie"}


@pytest.fixture
async def host(crvideo: Opener) -> tuple[Page, int]:
    """Amy in a meeting, and its number."""
    amy = await crvideo("amy")
    await amy.say("CRVideo_CreateMeeting2")
    number = (await amy.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    await amy.say("CRVideo_EnterMeeting3", number)
    await amy.hears("CRVideo_EnterMeetingRslt", 0)
    return amy, number


async def invites(one: Page, invitee: str, key: str, ext: Any = "") -> None:
    await one.say("CRVideo_Invite", invitee, ext, key)
    assert await one.hears("CRVideo_InviteSuccess") == (key, COOKIE)


async def test_an_invitation_arrives_with_its_text_and_acceptance_is_told(
    host: tuple[Page, int], crvideo: Opener
) -> None:
    """Pages put the room into the text and enter it when AcceptInviteSuccess comes; nobody is busy meanwhile."""
    amy, number = host
    bob = await crvideo("bob")
    ext = json.dumps({"meeting": {"ID": number}})
    await invites(amy, "bob", "i", ext)
    assert await bob.hears("CRVideo_NotifyInviteIn") == ("i", "amy", ext)
    assert bob.row("people", bob.id)["status"] == 1
    await bob.say("CRVideo_AcceptInvite", "i", "coming")
    assert await bob.hears("CRVideo_AcceptInviteSuccess") == ("i", COOKIE)
    assert await amy.hears("CRVideo_NotifyInviteAccepted") == ("i", "coming")
    for one, function in ((bob, "AcceptInvite"), (bob, "RejectInvite"), (amy, "CancelInvite")):
        await one.say(f"CRVideo_{function}", "i")
        assert await one.hears(f"CRVideo_{function}Fail") == ("i", 600, COOKIE)


async def test_a_refusal_is_606_and_a_withdrawal_reaches_the_invitee(host: tuple[Page, int], crvideo: Opener) -> None:
    """NotifyInviteRejected(id, 606, text), NotifyInviteCanceled(id, 0, text); who did it hears only his answer."""
    amy, _ = host
    bob = await crvideo("bob")
    await invites(amy, "bob", "a")
    await bob.say("CRVideo_RejectInvite", "a", "no time")
    assert await bob.hears("CRVideo_RejectInviteSuccess") == ("a", COOKIE)
    assert await amy.hears("CRVideo_NotifyInviteRejected") == ("a", 606, "no time")
    await invites(amy, "bob", "b")
    await amy.say("CRVideo_CancelInvite", "b", "later")
    assert await amy.hears("CRVideo_CancelInviteSuccess") == ("b", COOKIE)
    assert await bob.hears("CRVideo_NotifyInviteCanceled") == ("b", 0, "later")
    await amy.hears_nothing("CRVideo_NotifyInviteRejected")
    await bob.hears_nothing("CRVideo_NotifyInviteCanceled")


async def test_no_answer_is_604_on_both_sides_after_30_seconds(host: tuple[Page, int], crvideo: Opener) -> None:
    """As with a call."""
    from webapp.tasks.calls import sweep

    amy, _ = host
    bob = await crvideo("bob")
    with clock.held():
        await invites(amy, "bob", "i")
        clock.advance(29)
        await sync_to_async(sweep)()
        await amy.hears_nothing("CRVideo_NotifyInviteRejected")
        clock.advance(2)
        await sync_to_async(sweep)()
        assert await amy.hears("CRVideo_NotifyInviteRejected") == ("i", 604, "")
        assert await bob.hears("CRVideo_NotifyInviteCanceled") == ("i", 604, "")


async def test_whoever_goes_ends_what_he_sent_and_received(host: tuple[Page, int], crvideo: Opener) -> None:
    """603: the other one is not online any more."""
    amy, _ = host
    bob, carl = await crvideo("bob"), await crvideo("carl")
    await invites(amy, "bob", "received")
    await invites(bob, "carl", "sent")
    await bob.say("CRVideo_Logout")
    assert await amy.hears("CRVideo_NotifyInviteRejected") == ("received", 603, "")
    assert await carl.hears("CRVideo_NotifyInviteCanceled") == ("sent", 603, "")


async def test_many_are_invited_at_a_time_but_nobody_twice(host: tuple[Page, int], crvideo: Opener) -> None:
    """InviteFail 9 while the first one is unanswered; 603 offline, 605 unknown, 602 do not disturb, 806 a device's URL,
    5 oneself.
    """
    amy, _ = host
    await crvideo("bob")
    carl = await crvideo("carl")
    await invites(amy, "bob", "b")
    await invites(amy, "carl", "c")
    await carl.say("CRVideo_RejectInvite", "c")
    await carl.say("CRVideo_SetDNDStatus", 1)
    wrong = [("bob", 9), ("customer1", 603), ("nobody", 605), ("carl", 602), ("rtsp://camera/1", 806), ("amy", 5)]
    for invitee, number in wrong:
        await amy.say("CRVideo_Invite", invitee, "", f"to {invitee}")
        assert await amy.hears("CRVideo_InviteFail") == (f"to {invitee}", number, COOKIE)


async def test_only_the_invitee_answers_and_only_the_inviter_withdraws(host: tuple[Page, int], crvideo: Opener) -> None:
    """600 for everybody else."""
    amy, _ = host
    bob, carl = await crvideo("bob"), await crvideo("carl")
    await invites(amy, "bob", "i")
    wrong = [(amy, "AcceptInvite"), (amy, "RejectInvite"), (bob, "CancelInvite"), (carl, "AcceptInvite")]
    for one, function in wrong:
        await one.say(f"CRVideo_{function}", "i")
        assert await one.hears(f"CRVideo_{function}Fail") == ("i", 600, COOKIE)
    await bob.say("CRVideo_AcceptInvite", "i")
    await amy.hears("CRVideo_NotifyInviteAccepted", "i")


async def test_an_anychat_user_is_invited_by_a_call_that_leads_to_the_room(
    host: tuple[Page, int], anychat: Opener
) -> None:
    """AnyChat 5.2.4: request, reply, START with the inviter's room; a withdrawal is a request that was taken back."""
    amy, number = host
    customer = await anychat("customer1")
    await invites(amy, "customer1", "a", "free text")
    assert (await customer.hears("OnAnyChatVideoCallEvent", 1, amy.id))[5] == "free text"
    await amy.say("CRVideo_CancelInvite", "a")
    assert (await customer.hears("OnAnyChatVideoCallEvent", 2, amy.id))[2] == 100101
    await invites(amy, "customer1", "b")
    await customer.say("BRAC_VideoCallControl", 2, amy.id, 100104, 0, 0, "no")
    assert await amy.hears("CRVideo_NotifyInviteRejected") == ("b", 606, "no")
    await invites(amy, "customer1", "c")
    await customer.say("BRAC_VideoCallControl", 2, amy.id, 0, 0, 0, "yes")
    assert await amy.hears("CRVideo_NotifyInviteAccepted") == ("c", "yes")
    assert (await customer.hears("OnAnyChatVideoCallEvent", 3, amy.id))[4] == number


async def test_a_conference_client_is_invited_to_the_room(host: tuple[Page, int], conference: Opener) -> None:
    """Conference: RECV_INVITE with the room's number; agreeing answers it, and the client logs in there."""
    amy, number = host
    client = await conference("customer2")
    await invites(amy, "customer2", "i")
    invited = [call for call in await client.listen(0.3) if call[0] == "on_conference_state"][-1]
    assert (invited[-1]["ctrl"], invited[-1]["room_id"]) == (1, number)
    assert await client.say("ctrl_user_invite", amy.id, 1) == 0
    assert await amy.hears("CRVideo_NotifyInviteAccepted") == ("i", "")
    await client.say("login_conference_room", number)
    await amy.hears("CRVideo_UserEnterMeeting", "customer2")
