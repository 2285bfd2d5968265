"""AnyChat chapters 2.2, 5.5.4 (private chat) and 6 (401, 402, 403, 420, 421)."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener

Two = tuple[Page, Page]


@pytest.fixture
async def two(anychat: Opener) -> Two:
    """A customer and an agent in room 1."""
    one, other = await anychat("customer1"), await anychat("agent1")
    for page in (one, other):
        await page.say("BRAC_EnterRoom", 1, "", 0)
    await one.hears("OnAnyChatUserAtRoom", other.id, 1)
    return one, other


async def asked(one: Page, other: Page) -> int:
    """One asks; the number of the request as the other hears it."""
    assert await one.say("BRAC_PrivateChatRequest", other.id) == 0
    user, number = await other.hears("OnAnyChatPrivateRequest")
    assert user == one.id
    return int(number)


async def test_a_private_chat_is_asked_for_accepted_and_left(two: Two) -> None:
    """2.2: request with a number, answer 0 to the asker, exit 0 to the partner; nobody hears his own act."""
    one, other = two
    number = await asked(one, other)
    assert number > 0
    assert await other.say("BRAC_PrivateChatEcho", one.id, number, 1) == 0
    assert await one.hears("OnAnyChatPrivateEcho") == (other.id, 0)
    await other.hears_nothing("OnAnyChatPrivateEcho")
    assert await one.say("BRAC_PrivateChatExit", other.id) == 0
    assert await other.hears("OnAnyChatPrivateExit") == (one.id, 0)
    await one.hears_nothing("OnAnyChatPrivateExit")
    assert await one.say("BRAC_PrivateChatExit", other.id) == 420
    assert await one.hears("OnAnyChatPrivateExit") == (other.id, 420)


@pytest.mark.parametrize(
    ("function", "value", "heard"),
    [
        ("BRAC_PrivateChatEcho", 0, 402),
        ("BRAC_PrivateChatEchoEx", 402, 402),
        ("BRAC_PrivateChatEchoEx", 100103, 100103),
    ],
)
async def test_a_refusal_carries_its_reason(two: Two, function: str, value: int, heard: int) -> None:
    """Chapter 6, 402: the invitation was refused; the extended answer passes its own number on."""
    one, other = two
    number = await asked(one, other)
    assert await other.say(function, one.id, number, value) == 0
    assert await one.hears("OnAnyChatPrivateEcho") == (other.id, heard)
    await asked(one, other)  # a refused request does not bar the next


async def test_the_extended_answer_accepts_with_zero(two: Two) -> None:
    """2.2: no error is a yes."""
    one, other = two
    number = await asked(one, other)
    assert await other.say("BRAC_PrivateChatEchoEx", one.id, number, 0) == 0
    assert await one.hears("OnAnyChatPrivateEcho") == (other.id, 0)


async def test_a_request_that_cannot_be_is_answered_with_its_number(two: Two, anychat: Opener) -> None:
    """Chapter 6: 3 outside a room, 401 for somebody who is not there, 421 for one who is asked already."""
    one, other = two
    outside = await anychat("agent2")
    assert await outside.say("BRAC_PrivateChatRequest", one.id) == 3
    assert await outside.hears("OnAnyChatPrivateEcho") == (one.id, 3)
    assert await one.say("BRAC_PrivateChatRequest", outside.id) == 401
    assert await one.hears("OnAnyChatPrivateEcho") == (outside.id, 401)
    await asked(one, other)
    for page, partner in ((one, other), (other, one)):
        assert await page.say("BRAC_PrivateChatRequest", partner.id) == 421
        assert await page.hears("OnAnyChatPrivateEcho") == (partner.id, 421)


async def test_an_answer_to_no_request_is_refused(two: Two) -> None:
    """Chapter 6, 420: the number is unknown, or was answered already."""
    one, other = two
    number = await asked(one, other)
    assert await other.say("BRAC_PrivateChatEcho", one.id, number + 1, 1) == 420
    assert await other.hears("OnAnyChatPrivateEcho") == (one.id, 420)
    await other.say("BRAC_PrivateChatEcho", one.id, number, 1)
    assert await other.say("BRAC_PrivateChatEchoEx", one.id, number, 0) == 420


@pytest.mark.parametrize(("mode", "whisper"), [(1, 0), (2, 403)])
async def test_a_chat_mode_is_seen_by_all_and_refuses(two: Two, mode: int, whisper: int) -> None:
    """2.2 and chapter 6, 403. The manual has no numbers for the modes: ours are 0 open, 1 no private chats, 2 no
    secret texts either."""
    one, other = two
    assert await other.say("BRAC_ChangeChatMode", mode) == 0
    await one.listen()
    assert one.row("people", other.id)["chat_mode"] == mode
    assert other.row("people", other.id)["chat_mode"] == mode
    assert await one.say("BRAC_PrivateChatRequest", other.id) == 403
    assert await one.hears("OnAnyChatPrivateEcho") == (other.id, 403)
    assert await other.say("BRAC_PrivateChatRequest", one.id) == 403  # he asks for none himself
    assert await one.say("BRAC_SendTextMessage", other.id, 1, "psst") == whisper
    assert await other.say("BRAC_ChangeChatMode", 0) == 0
    await asked(one, other)
    assert await one.say("BRAC_ChangeChatMode", 9) == 20


async def test_whoever_leaves_the_room_leaves_his_private_chats(two: Two) -> None:
    """Chapter 6, 401: the partner hears it as an exit, an asker who waits as the answer."""
    one, other = two
    number = await asked(one, other)
    await other.say("BRAC_PrivateChatEcho", one.id, number, 1)
    await one.say("BRAC_LeaveRoom", -1)
    assert await other.hears("OnAnyChatPrivateExit") == (one.id, 401)
    await one.say("BRAC_EnterRoom", 1, "", 0)
    one.forget()
    number = await asked(one, other)
    await other.say("BRAC_LeaveRoom", -1)
    assert await one.hears("OnAnyChatPrivateEcho") == (other.id, 401)
    await other.say("BRAC_EnterRoom", 1, "", 0)
    assert await other.say("BRAC_PrivateChatEcho", one.id, number, 1) == 420


async def test_a_lost_link_ends_a_private_chat(two: Two) -> None:
    """2.2: it lives no longer than the links of both."""
    one, other = two
    number = await asked(one, other)
    await other.say("BRAC_PrivateChatEcho", one.id, number, 1)
    await one.close()
    assert await other.hears("OnAnyChatPrivateExit") == (one.id, 401)


async def test_a_request_can_be_withdrawn(two: Two) -> None:
    """2.2: the exit of an asker takes his request back; an exit of the asked refuses it."""
    one, other = two
    await asked(one, other)
    assert await one.say("BRAC_PrivateChatExit", other.id) == 0
    assert await other.hears("OnAnyChatPrivateExit") == (one.id, 0)
    await asked(one, other)
    assert await other.say("BRAC_PrivateChatExit", one.id) == 0
    assert (await one.hears("OnAnyChatPrivateEcho")) == (other.id, 402)
