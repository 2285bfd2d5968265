"""CRVideo management API: calls, and what its call pages rely on (crvideo-pages, sections 4 and 5)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async

from webapp.kernel import clock

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

COOKIE = {"$": "cookie"}


def new_id() -> str:
    """The id that a page mints, because the function returns it at once."""
    return uuid.uuid4().hex


async def rings(caller: Page, callee: Page, ext: str = '{"type":"x"}', meet: Any = None) -> str:
    """The caller's page calls; the cookie stays there, the minted id goes last."""
    call_id = new_id()
    await caller.say("CRVideo_Call", callee.external_id, meet or {}, ext, call_id)
    assert await caller.hears("CRVideo_CallSuccess") == (call_id, COOKIE)
    return call_id


async def test_the_callee_hears_who_calls_the_room_and_the_exact_text(crvideo: Opener) -> None:
    """NotifyCallIn: call id, room object with its ID, caller's user id, the text as it was sent (pages parse it)."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    ext = '{"type":"\u6392\u961f\u547c\u53eb"}'
    call_id = await rings(amy, bob, ext)
    heard_id, meet, caller, text = await bob.hears("CRVideo_NotifyCallIn")
    assert (heard_id, caller, text) == (call_id, "amy", ext)
    assert 10_000_000 <= meet["ID"] <= 99_999_999
    await amy.hears_nothing("CRVideo_NotifyCallIn")


async def test_accepting_answers_the_callee_and_tells_the_caller_where_to_go(crvideo: Opener) -> None:
    """AcceptCall: success with the cookie here, NotifyCallAccepted with the same room there; both may enter it."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    call_id = await rings(amy, bob)
    meet = (await bob.hears("CRVideo_NotifyCallIn"))[1]
    await bob.say("CRVideo_AcceptCall", call_id, meet, None)
    assert await bob.hears("CRVideo_AcceptCallSuccess") == (call_id, COOKIE)
    heard_id, room, _ = await amy.hears("CRVideo_NotifyCallAccepted")
    assert (heard_id, room["ID"]) == (call_id, meet["ID"])
    for one in (amy, bob):
        await one.say("CRVideo_EnterMeeting3", room["ID"])
        assert (await one.hears("CRVideo_EnterMeetingRslt"))[0] == 0


async def test_the_callers_meeting_is_where_both_meet(crvideo: Opener) -> None:
    """Pages: CreateMeeting2, then Call with the room object that came back."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    await amy.say("CRVideo_CreateMeeting2")
    meet = (await amy.hears("CRVideo_CreateMeetingSuccess"))[0]
    await rings(amy, bob, meet=meet)
    assert (await bob.hears("CRVideo_NotifyCallIn"))[1]["ID"] == meet["ID"]


async def test_a_room_that_does_not_exist_fails_the_call(crvideo: Opener) -> None:
    """Error 800: no such meeting; the minted id comes back with the failure."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    await amy.say("CRVideo_Call", bob.external_id, {"ID": 12345678}, "", "k")
    assert await amy.hears("CRVideo_CallFail") == ("k", 800, COOKIE)


async def test_a_refusal_is_606_at_the_caller(crvideo: Opener) -> None:
    """RejectCall: success here, NotifyCallRejected 606 there, with the callee's text."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    call_id = await rings(amy, bob)
    await bob.hears("CRVideo_NotifyCallIn")
    await bob.say("CRVideo_RejectCall", call_id, "no time")
    assert await bob.hears("CRVideo_RejectCallSuccess") == (call_id, COOKIE)
    assert await amy.hears("CRVideo_NotifyCallRejected") == (call_id, 606, "no time")


async def test_no_answer_is_604_at_the_caller_and_a_hang_up_at_the_callee(crvideo: Opener) -> None:
    """Call: without an answer it ends after 30 s."""
    from webapp.tasks.calls import sweep

    amy, bob = await crvideo("amy"), await crvideo("bob")
    with clock.held():
        call_id = await rings(amy, bob)
        await bob.hears("CRVideo_NotifyCallIn")
        clock.advance(31)
        await sync_to_async(sweep)()
        assert await amy.hears("CRVideo_NotifyCallRejected") == (call_id, 604, "")
        assert await bob.hears("CRVideo_NotifyCallHangup") == (call_id, "")


async def test_failures_of_a_call_have_their_numbers(crvideo: Opener) -> None:
    """CallFail: 601 already calling, 602 busy, 603 offline, 605 unknown user."""
    amy, bob, carl = await crvideo("amy"), await crvideo("bob"), await crvideo("carl")
    await rings(amy, bob)
    await bob.hears("CRVideo_NotifyCallIn")
    await amy.say("CRVideo_Call", "carl", {}, "", "a")
    assert await amy.hears("CRVideo_CallFail") == ("a", 601, COOKIE)
    await carl.say("CRVideo_Call", "bob", {}, "", "b")
    assert await carl.hears("CRVideo_CallFail") == ("b", 602, COOKIE)
    await carl.say("CRVideo_Call", "nobody", {}, "", "c")
    assert await carl.hears("CRVideo_CallFail") == ("c", 605, COOKIE)
    await bob.say("CRVideo_Logout")
    await carl.say("CRVideo_Call", "bob", {}, "", "d")
    assert await carl.hears("CRVideo_CallFail") == ("d", 603, COOKIE)


async def test_do_not_disturb_is_busy_for_callers(crvideo: Opener) -> None:
    """SetDNDStatus: while it is on, incoming calls fail with 602 at the caller."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    await bob.say("CRVideo_SetDNDStatus", 1)
    await bob.hears("CRVideo_SetDNDStatusSuccess")
    await amy.say("CRVideo_Call", "bob", {}, "", "k")
    assert await amy.hears("CRVideo_CallFail") == ("k", 602, COOKIE)


async def test_both_spellings_of_hanging_up_work_and_both_notices_are_raised(crvideo: Opener) -> None:
    """HungupCall is the manual's name, HangupCall the pages'; whoever hung up hears only his answer."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    for spelling in ("CRVideo_HungupCall", "CRVideo_HangupCall"):
        call_id = await rings(amy, bob)
        await bob.hears("CRVideo_NotifyCallIn")
        await bob.say("CRVideo_AcceptCall", call_id, {})
        await amy.hears("CRVideo_NotifyCallAccepted")
        await bob.say(spelling, call_id, "bye")
        assert await bob.hears("CRVideo_HangupCallSuccess") == (call_id, COOKIE)
        assert await amy.hears("CRVideo_NotifyCallHungup") == (call_id, "bye")
        assert await amy.hears("CRVideo_NotifyCallHangup") == (call_id, "bye")
        await bob.hears_nothing("CRVideo_NotifyCallHangup")


async def test_a_caller_who_gives_up_is_a_hang_up_at_the_callee(crvideo: Opener) -> None:
    """HungupCall also cancels a call that still rings."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    call_id = await rings(amy, bob)
    await bob.hears("CRVideo_NotifyCallIn")
    await amy.say("CRVideo_HungupCall", call_id)
    await amy.hears("CRVideo_HangupCallSuccess")
    assert await bob.hears("CRVideo_NotifyCallHangup") == (call_id, "")


async def test_a_call_that_is_over_is_600(crvideo: Opener) -> None:
    """AcceptCallFail, RejectCallFail, HangupCallFail: 600 when there is no such call."""
    bob = await crvideo("bob")
    for name, failure in (
        ("AcceptCall", "AcceptCallFail"),
        ("RejectCall", "RejectCallFail"),
        ("HungupCall", "HangupCallFail"),
    ):
        await bob.say(f"CRVideo_{name}", "gone")
        assert await bob.hears(f"CRVideo_{failure}") == ("gone", 600, COOKIE)


async def test_a_lost_link_is_a_hang_up_at_the_other_side(crvideo: Opener) -> None:
    """NotifyCallHangup: the other side ended the call, or was lost."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    call_id = await rings(amy, bob)
    await bob.hears("CRVideo_NotifyCallIn")
    await bob.say("CRVideo_AcceptCall", call_id, {})
    await bob.close()
    assert await amy.hears("CRVideo_NotifyCallHangup") == (call_id, "")


async def test_a_page_that_logs_in_again_still_knows_its_call(crvideo: Opener) -> None:
    """GetSessionInfo: after a reconnect the surviving call has an id and a room; the older link is gone."""
    amy, bob = await crvideo("amy"), await crvideo("bob")
    call_id = await rings(amy, bob)
    await bob.hears("CRVideo_NotifyCallIn")
    await bob.say("CRVideo_AcceptCall", call_id, {})
    await amy.hears("CRVideo_NotifyCallAccepted")
    again = await crvideo("bob")
    (row,) = again.mirror["calls"].values()
    assert (row["key"], row["state"]) == (call_id, "active")
    await amy.hears_nothing("CRVideo_NotifyCallHangup")


async def test_calls_need_a_login_and_sane_arguments(page: Opener, crvideo: Opener) -> None:
    """Error 12: not logged in; 5: bad parameter. The answer is always the failure callback."""
    stranger = await page("crvideo")
    await stranger.say("CRVideo_Call", "bob", {}, "", "k")
    assert (await stranger.hears("CRVideo_CallFail"))[1:] == (12, COOKIE)
    amy = await crvideo("amy")
    await crvideo("bob")
    await amy.say("CRVideo_Call", "bob", {"ID": "soon"}, "", "k")
    assert await amy.hears("CRVideo_CallFail") == ("k", 5, COOKIE)
    await amy.say("CRVideo_Call", {"no": "text"})
    assert (await amy.hears("CRVideo_CallFail"))[1] == 5
