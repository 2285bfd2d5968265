"""AnyChat chapters 4.5.5, 5.2.3 to 5.2.6, 5.5.9 and 5.6.7: what the company's own server decides, hears and says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async

from tests.stage import Opener

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.company import Company

REQUEST, REPLY = 1, 2


async def log_in(page: Opener, name: str, password: str = "") -> tuple[Page, int]:
    """Try to log in; returns the page and the error code."""
    one = await page("anychat", name)
    await one.say("BRAC_Login", name, password, 0)
    return one, (await one.hears("OnAnyChatLoginSystem"))[1]


async def push(verb: str, **fields: Any) -> int:
    """Call the API as the company's server does, signed; returns the status."""
    import json
    import time

    from django.test import Client

    from tests.company import SECRET
    from webapp.business.signatures import SIGNATURE, TIMESTAMP, sign

    body = json.dumps({"application": "\u9ed8\u8ba4", "id": str(time.monotonic_ns()), **fields}).encode()
    stamp = str(int(time.time()))
    headers = {TIMESTAMP: stamp, SIGNATURE: sign(SECRET, stamp, body), "Host": "localhost"}
    post = sync_to_async(Client().post)
    answer = await post(f"/api/v1/{verb}", body, content_type="application/json", headers=headers)
    return answer.status_code


async def test_the_company_verifies_names_and_passwords(page: Opener, company: Company) -> None:
    """5.2.3: where the company has a server of its own, name and password are its to verify; who is let in is who it
    says, also when no such account was here before.
    """
    company.answers["verify_user"] = {"allow": True, "external_id": "staff-7", "nickname": "Ms Wang", "level": 3}
    one, code = await log_in(page, "wang", "known there only")
    assert code == 0
    me = one.row("me", "me")
    assert (me["external_id"], me["name"], me["level"]) == ("staff-7", "Ms Wang", 3)
    asked = {"login_name": "wang", "password": "known there only", "address": "127.0.0.1"}
    assert company.asked("verify_user") == [asked]
    assert company.wrongly_signed == 0


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"allow": False}, 200),
        ({"allow": False, "reason": "account_locked"}, 202),
        ({"allow": False, "reason": "address_locked"}, 203),
        ({"allow": False, "reason": "visitors_refused"}, 204),
        (500, 1),
        ({"allow": "perhaps"}, 1),
    ],
)
async def test_a_login_the_company_refuses_or_cannot_verify_fails(
    page: Opener, company: Company, answer: Any, code: int
) -> None:
    """5.2.3 and chapter 6: the company's reason has the manual's number; without a clear answer nobody gets in."""
    company.answers["verify_user"] = answer
    assert (await log_in(page, "customer1", "customer1-pass"))[1] == code


async def test_a_company_without_an_opinion_leaves_logins_to_the_server(page: Opener, company: Company) -> None:
    """5.2.3: without a verdict the accounts of the server itself count."""
    assert (await log_in(page, "customer1", "customer1-pass"))[1] == 0
    assert (await log_in(page, "customer2", "wrong"))[1] == 200


async def test_the_company_refuses_a_room_with_305(anychat: Opener, company: Company) -> None:
    """5.2.5, 5.2.6 and chapter 6, 305: by number and by name; nobody inside sees anything of it."""
    inside, one = await anychat("customer1"), await anychat("customer2")
    await inside.say("BRAC_EnterRoom", 7, "", 0)
    company.answers["prepare_enter_room"] = {"allow": False}
    await one.say("BRAC_EnterRoom", 7, "", 0)
    assert await one.hears("OnAnyChatEnterRoom") == (7, 305)
    await one.say("BRAC_EnterRoomEx", "the vault", "")
    assert await one.hears("OnAnyChatEnterRoom") == (0, 305)
    await inside.hears_nothing("OnAnyChatUserAtRoom")
    asked = [(each["user"]["external_id"], each["room_id"], each["room_name"]) for each in
             company.asked("prepare_enter_room")]  # fmt: skip
    assert asked == [("customer1", 7, ""), ("customer2", 7, ""), ("customer2", 0, "the vault")]


async def test_silence_about_a_room_counts_as_the_application_says(anychat: Opener, company: Company) -> None:
    """5.2.5: by default people go on when the company's server fails; an application may have it the other way."""
    one = await anychat("customer1")
    company.answers["prepare_enter_room"] = 503
    await one.say("BRAC_EnterRoom", 7, "", 0)
    assert await one.hears("OnAnyChatEnterRoom") == (7, 0)
    await one.say("BRAC_LeaveRoom", -1)
    await change(unanswered_is_yes=False)
    await one.say("BRAC_EnterRoom", 7, "", 0)
    assert await one.hears("OnAnyChatEnterRoom") == (7, 305)


async def change(**facts: Any) -> None:
    """Change the application as an administrator would."""
    from webapp.domain.accounts.models import Application

    await sync_to_async(Application.objects.update)(**facts)


async def test_a_question_takes_three_seconds_at_most_and_a_dead_webhook_is_left_alone(
    anychat: Opener, company: Company
) -> None:
    """Docs, Time-outs: after 3 s the default counts; after three silent questions the webhook rests for 10 s."""
    one = await anychat("customer1")
    company.sleeps_s = 10.0
    loop = asyncio.get_running_loop()
    began = loop.time()
    await one.say("BRAC_EnterRoom", 7, "", 0)
    assert 2.8 < loop.time() - began < 8
    assert await one.hears("OnAnyChatEnterRoom") == (7, 0)
    company.sleeps_s, company.answers["prepare_enter_room"] = 0.0, 503
    for _ in range(3):
        await one.say("BRAC_LeaveRoom", -1)
        await one.say("BRAC_EnterRoom", 7, "", 0)
    assert len(company.asked("prepare_enter_room")) == 3


@pytest.mark.parametrize(("reason", "code"), [("", 100104), ("busy", 100103), ("offline", 100102)])
async def test_the_company_vetoes_a_call(anychat: Opener, company: Company, reason: str, code: int) -> None:
    """5.2.4: the caller hears a reply with the reason's number, the callee nothing."""
    one, two = await anychat("customer1"), await anychat("agent1")
    company.answers["prepare_video_call"] = {"allow": False, "reason": reason}
    await one.say("BRAC_VideoCallControl", REQUEST, two.id, 0, 5, 6, "please")
    assert await one.hears("OnAnyChatVideoCallEvent") == (REPLY, two.id, code, 5, 6, "please")
    await two.hears_nothing("OnAnyChatVideoCallEvent")
    (asked,) = company.asked("prepare_video_call")
    assert (asked["caller"]["user_id"], asked["callee"]["user_id"], asked["ext"]) == (one.id, two.id, "please")


async def test_filter_data_reaches_the_company_and_comes_back_to_one_or_to_all(
    anychat: Opener, company: Company
) -> None:
    """4.5.5, 5.5.9: opaque for the server, both ways; the size counts bytes of UTF-8."""
    one, two = await anychat("customer1"), await anychat("agent1")
    assert await one.say("BRAC_SendSDKFilterData", "<ask>余额</ask>") == 0
    (sent,) = company.asked("filter_data")
    assert (sent["user"]["external_id"], sent["data"]) == ("customer1", "<ask>余额</ask>")
    assert await push("filter-data", user_id=one.id, data="余额 7") == 204
    assert await one.hears("OnAnyChatSDKFilterData") == ("余额 7", 8)
    await two.hears_nothing("OnAnyChatSDKFilterData")
    assert await push("filter-data", data="closing soon") == 204
    for page in (one, two):
        assert await page.hears("OnAnyChatSDKFilterData") == ("closing soon", 12)


async def test_a_user_info_command_reaches_the_company(anychat: Opener, company: Company) -> None:
    """5.6.7: the numbers are the company's; those up to 100 are reserved and refused with 20."""
    one = await anychat("customer1")
    assert await one.say("BRAC_UserInfoControl", -1, 101, 7, -8, "vip") == 0
    (sent,) = company.asked("user_info_control")
    numbers = (sent["target_id"], sent["code"], sent["wparam"], sent["lparam"], sent["text"])
    assert (sent["user"]["user_id"], *numbers) == (one.id, -1, 101, 7, -8, "vip")
    assert await one.say("BRAC_UserInfoControl", -1, 100, 0, 0, "") == 20
    assert len(company.asked("user_info_control")) == 1


async def test_a_notification_is_repeated_until_it_is_taken(anychat: Opener, company: Company) -> None:
    """Docs, Notifications: a failed delivery comes again with the same id."""
    one = await anychat("customer1")
    company.answers["filter_data"] = [503, 503]
    await one.say("BRAC_SendSDKFilterData", "important")
    ids = [message["id"] for message in company.got if message["name"] == "filter_data"]
    assert len(ids) == 3
    assert len(set(ids)) == 1


async def test_the_company_hears_who_comes_meets_calls_and_goes(anychat: Opener, company: Company) -> None:
    """Docs, Events: in the order in which they happen."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 7, "", 0)
    await one.say("BRAC_LeaveRoom", -1)
    await one.say("BRAC_VideoCallControl", REQUEST, two.id, 0, 0, 0, "")
    await two.say("BRAC_VideoCallControl", REPLY, one.id, 100104, 0, 0, "")
    await one.say("BRAC_Logout")
    events = [message["name"] for message in company.got if "." in message["name"]]
    assert events == ["user.arrived"] * 2 + ["room.entered", "room.left", "call.ringing", "call.ended", "user.left"]
    assert company.asked("call.ended")[0]["reason"] == "rejected"
