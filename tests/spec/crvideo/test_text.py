"""CRVideo: SendMeetingCustomMsg and SendCmd."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener

COOKIE = {"$": "cookie"}
ROOM = 9002  # any room that is there


@pytest.fixture
async def cai(crvideo: Opener) -> Page:
    """Cai, in a meeting."""
    one = await crvideo("cai")
    await one.say("CRVideo_EnterMeeting3", ROOM)
    one.forget()
    return one


async def test_a_broadcast_comes_back_to_its_sender_after_the_result(cai: Page) -> None:
    """SendMeetingCustomMsg: the result only clears the page's box; the line appears from the notification."""
    message = '{"CmdType":"IM","IMMsg":"您好"}'
    await cai.say("CRVideo_SendMeetingCustomMsg", message)
    assert cai.log[-2:] == [
        ("CRVideo_SendMeetingCustomMsgRslt", 0, COOKIE),
        ("CRVideo_NotifyMeetingCustomMsg", "cai", message),
    ]


async def test_a_broadcast_needs_a_meeting_and_a_measure(crvideo: Opener, cai: Page) -> None:
    """At most 8 KB; outside a meeting there is nobody to hear it."""
    await cai.say("CRVideo_SendMeetingCustomMsg", "x" * (8 * 1024 + 1))
    assert await cai.hears("CRVideo_SendMeetingCustomMsgRslt") == (1100, COOKIE)
    outside = await crvideo("wang")
    await outside.say("CRVideo_SendMeetingCustomMsg", "x")
    assert await outside.hears("CRVideo_SendMeetingCustomMsgRslt") == (9, COOKIE)


@pytest.mark.parametrize(
    ("message", "text"),
    [('{"CmdType":"IM","IMMsg":"hi"}', "hi"), ("plain words", "plain words"), ("42", "42"), ('{"CmdType":"draw"}', "")],
)
def test_only_what_a_person_said_is_a_text(message: str, text: str) -> None:
    """Chat travels packed as the demo pages pack it; whatever else pages tell each other concerns no other dialect."""
    from webapp.dialects.crvideo.commands.text import text_of

    assert text_of(message) == text


async def test_a_command_brings_its_result_in_both_spellings_under_the_pages_id(crvideo: Opener) -> None:
    """SendCmd: SendCmdRlst and SendCmdRslt(taskID, err, cookie); works without a meeting; verbatim at the receiver."""
    one, other = await crvideo("cai"), await crvideo("wang")
    await one.say("CRVideo_SendCmd", "wang", '{"a": 1} ', "task-1")
    for name in ("CRVideo_SendCmdRlst", "CRVideo_SendCmdRslt"):
        assert await one.hears(name) == ("task-1", 0, COOKIE)
    assert await other.hears("CRVideo_NotifyCmdData") == ("cai", '{"a": 1} ')
    await one.hears_nothing("CRVideo_NotifyCmdData")


async def test_a_command_that_is_too_large_or_for_nobody_is_refused(crvideo: Opener) -> None:
    """1100 above 64 KB, 1102 for a user who is unknown or offline."""
    one, other = await crvideo("cai"), await crvideo("wang")
    await one.say("CRVideo_SendCmd", "wang", "x" * (64 * 1024 + 1), "a")
    assert await one.hears("CRVideo_SendCmdRslt") == ("a", 1100, COOKIE)
    await one.say("CRVideo_SendCmd", "nobody", "x", "b")
    assert await one.hears("CRVideo_SendCmdRslt") == ("b", 1102, COOKIE)
    await other.say("CRVideo_Logout")
    await one.say("CRVideo_SendCmd", "wang", "x", "c")
    assert await one.hears("CRVideo_SendCmdRslt") == ("c", 1102, COOKIE)
