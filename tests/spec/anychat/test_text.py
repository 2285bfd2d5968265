"""AnyChat chapters 4.4, 4.5.3, 5.5.4 and 5.5.5: text and small data."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener


@pytest.fixture
async def three(anychat: Opener) -> list[Page]:
    """Two people and a visitor in room 1."""
    pages = [await anychat(name) for name in ("customer1", "agent1", "guest")]
    for page in pages:
        await page.say("BRAC_EnterRoom", 1, "", 0)
    for page in pages:
        await page.listen()
        page.forget()
    return pages


@pytest.mark.parametrize("everybody", [-1, 0])
async def test_a_text_for_everybody_reaches_all_but_the_speaker(three: list[Page], everybody: int) -> None:
    """5.5.4, 4.4.2: the manual has -1 for everybody, two demos pass 0; the speaker's page shows its line itself."""
    one, two, guest = three
    text = ' <b>您好</b> "1 < 2" '
    assert await one.say("BRAC_SendTextMessage", everybody, 0, text) == 0
    for page in (two, guest):
        assert await page.hears("OnAnyChatTextMessage") == (one.id, -1, 0, text, len(text.encode()))
    await one.hears_nothing("OnAnyChatTextMessage")


async def test_a_secret_text_reaches_only_the_one_it_is_for(three: list[Page]) -> None:
    """5.5.4: with the flag only the target sees the line, without it the whole room."""
    one, two, guest = three
    await one.say("BRAC_SendTextMessage", two.id, 1, "psst")
    assert await two.hears("OnAnyChatTextMessage") == (one.id, two.id, 1, "psst", 4)
    await guest.hears_nothing("OnAnyChatTextMessage")
    await one.say("BRAC_SendTextMessage", two.id, 0, "loud")
    assert await guest.hears("OnAnyChatTextMessage") == (one.id, two.id, 0, "loud", 4)


async def test_without_a_room_there_is_nobody_to_talk_to(anychat: Opener) -> None:
    """Chapter 6, 3; 401 for somebody who is not in the room."""
    one, two = await anychat("customer1"), await anychat("agent1")
    assert await one.say("BRAC_SendTextMessage", -1, 0, "hi") == 3
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_SendTextMessage", two.id, 1, "hi") == 401
    await two.hears_nothing("OnAnyChatTextMessage")


async def test_a_buffer_for_everybody_stays_in_the_room_and_does_not_come_back(
    three: list[Page], anychat: Opener
) -> None:
    """5.5.5, 4.5.3: -1 is everybody in the own room, not oneself."""
    one, two, guest = three
    outside = await anychat("agent2")
    assert await one.say("BRAC_TransBuffer", -1, "data") == 0
    for page in (two, guest):
        assert await page.hears("OnAnyChatTransBuffer") == (one.id, "data", 4)
    await one.hears_nothing("OnAnyChatTransBuffer")
    await outside.hears_nothing("OnAnyChatTransBuffer")


async def test_a_buffer_for_one_person_needs_no_room(anychat: Opener) -> None:
    """5.5.5: to a named user it works across rooms and without any room."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await two.say("BRAC_EnterRoom", 2, "", 0)
    await one.say("BRAC_TransBuffer", two.id, "x" * 1024)
    assert await two.hears("OnAnyChatTransBuffer") == (one.id, "x" * 1024, 1024)


async def test_bytes_arrive_as_the_same_bytes(anychat: Opener) -> None:
    """5.5.5, 4.5.3: the buffer is a byte array; pages put one character for each byte on the wire, and say so."""
    one, two = await anychat("customer1"), await anychat("agent1")
    every = "".join(map(chr, range(256)))
    assert await one.say("BRAC_TransBuffer", two.id, every * 4, 1) == 0
    assert await two.hears("OnAnyChatTransBuffer") == (one.id, {"bytes": every * 4}, 1024)
    assert await one.say("BRAC_TransBuffer", two.id, every * 4 + "x", 1) == 20
    assert await one.say("BRAC_TransBuffer", two.id, "界", 1) == 20


async def test_an_empty_buffer_is_refused(anychat: Opener) -> None:
    """5.5.5, chapter 6, 20: a buffer has at least one byte (our limit: the manual names the upper one only)."""
    one, two = await anychat("customer1"), await anychat("agent1")
    for binary in (0, 1):
        assert await one.say("BRAC_TransBuffer", two.id, "", binary) == 20
    assert await one.say("BRAC_TransBufferEx", two.id, "", 0, 0, 0, 7, 0) == 20
    await two.hears_nothing("OnAnyChatTransBuffer")


async def test_a_buffer_above_1024_bytes_or_for_nobody_is_refused(anychat: Opener) -> None:
    """5.5.5: at most 1024 bytes, counted as UTF-8; chapter 6, 205 for somebody offline or unknown."""
    one, two = await anychat("customer1"), await anychat("agent1")
    assert await one.say("BRAC_TransBuffer", two.id, "界" * 342) == 20
    gone = two.id
    await two.say("BRAC_Logout")
    assert await one.say("BRAC_TransBuffer", gone, "x") == 205
    assert await one.say("BRAC_TransBuffer", 999_999, "x") == 205
    assert await one.say("BRAC_TransBuffer", -1, "x") == 3


async def test_what_is_not_offered_is_refused_openly(anychat: Opener) -> None:
    """2.2, 5.5.9, 5.6.7, chapter 6, 20: commands for a business server are not offered."""
    one = await anychat("customer1")
    assert await one.say("BRAC_SendSDKFilterData", "x") == 20
    assert await one.say("BRAC_UserInfoControl", 1, 100, 0, 0, "") == 20


async def test_texts_cross_the_dialects_in_the_words_of_each(
    anychat: Opener, crvideo: Opener, conference: Opener
) -> None:
    """An AnyChat line reaches a CRVideo page packed as its demo packs chat, a recorder as a chat struct; and back."""
    rooms = await crvideo("cai")
    await rooms.say("CRVideo_CreateMeeting2")
    number = (await rooms.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    one, recorder = await anychat("customer1"), await conference("customer2")
    await rooms.say("CRVideo_EnterMeeting3", number)
    await one.say("BRAC_EnterRoom", number, "", 0)
    await recorder.say("login_conference_room", number)
    await one.say("BRAC_SendTextMessage", -1, 0, "您好")
    packed = await rooms.hears("CRVideo_NotifyMeetingCustomMsg")
    assert packed == (one.external_id, '{"CmdType":"IM","IMMsg":"您好"}')
    assert (await recorder.hears("on_conference_chat"))[0]["m_strContent"] == "您好"
    await rooms.say("CRVideo_SendMeetingCustomMsg", '{"CmdType":"IM","IMMsg":"hello"}')
    assert (await one.hears("OnAnyChatTextMessage"))[3] == "hello"
    await rooms.say("CRVideo_SendMeetingCustomMsg", '{"CmdType":"draw","x":1}')
    await one.hears_nothing("OnAnyChatTextMessage")
    await recorder.say("send_chat", {"m_i32DstID": 0, "m_i32Color": 0xFF, "m_strContent": "from the classroom"})
    assert (await one.hears("OnAnyChatTextMessage"))[3] == "from the classroom"
