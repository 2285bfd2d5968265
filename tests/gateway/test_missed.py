"""What is said to a page while its link is lost is told when it is back: in order, once, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asgiref.sync import sync_to_async

from webapp.kernel import clock

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

ROOM = 1001
TOO_LATE_S = 11


def kept() -> int:
    """How much waits for lost links."""
    from webapp.domain.messaging.models import Missed

    return Missed.objects.count()


def texts(page: Page) -> list[str]:
    """The texts that the page has heard, in order."""
    return [heard[4] for heard in page.log if heard[0] == "OnAnyChatTextMessage"]


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """Two customers in a room."""
    one, other = await anychat("customer1"), await anychat("customer2")
    for each in (one, other):
        await each.say("BRAC_EnterRoom", ROOM, "", 0)
    await other.listen()
    return one, other


async def test_the_rooms_texts_come_in_order_and_once(two: tuple[Page, Page], back: Opener) -> None:
    """Before anything that is said after the return, and not again after the next loss."""
    one, other = two
    await one.drop()
    for text in ("first", "second", "third"):
        await other.say("BRAC_SendTextMessage", -1, 0, text)
    again = await back(one)
    await other.say("BRAC_SendTextMessage", -1, 0, "fourth")
    await again.hears("OnAnyChatTextMessage", other.id, -1, 0, "fourth")
    assert texts(again) == ["first", "second", "third", "fourth"]
    await again.drop()
    third = await back(again)
    await third.listen()
    assert texts(third) == []


async def test_secret_texts_and_data_for_one_person_wait_too(two: tuple[Page, Page], back: Opener) -> None:
    """The sender hears no refusal: the other is expected back, and nobody else hears it meanwhile."""
    one, other = two
    await one.drop()
    assert await other.say("BRAC_SendTextMessage", one.id, 1, "for you") == 0
    assert await other.say("BRAC_TransBuffer", one.id, "data") == 0
    again = await back(one)
    assert await again.hears("OnAnyChatTextMessage", other.id) == (other.id, one.id, 1, "for you", 7)
    assert (await again.hears("OnAnyChatTransBuffer", other.id))[1] == "data"


async def test_what_one_says_oneself_is_not_kept(two: tuple[Page, Page]) -> None:
    """Nor is anything while everybody is here."""
    _, other = two
    await other.say("BRAC_SendTextMessage", -1, 0, "hello")
    assert await sync_to_async(kept)() == 0


async def test_a_request_for_a_private_chat_waits(two: tuple[Page, Page], back: Opener) -> None:
    """Asked and withdrawn meanwhile: both are told."""
    one, other = two
    await one.drop()
    await other.say("BRAC_PrivateChatRequest", one.id)
    await other.say("BRAC_PrivateChatExit", one.id)
    again = await back(one)
    told = [name for name, *_ in again.log if name.startswith("OnAnyChatPrivate")]
    assert told == ["OnAnyChatPrivateRequest", "OnAnyChatPrivateExit"]


async def test_nothing_is_kept_of_those_who_do_not_come_back(two: tuple[Page, Page]) -> None:
    """Time is up, and it is forgotten."""
    from webapp.tasks import presence

    one, other = two
    with clock.held():
        await one.drop()
        await other.say("BRAC_SendTextMessage", -1, 0, "hello")
        assert await sync_to_async(kept)() == 1
        clock.advance(TOO_LATE_S)
        await sync_to_async(presence.sweep)()
        assert await sync_to_async(kept)() == 0


async def test_more_than_a_page_may_miss_is_lost(two: tuple[Page, Page], back: Opener) -> None:
    """The oldest are told: whoever floods somebody who is away fills no table."""
    from webapp.domain.messaging import missed

    one, other = two
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(missed, "MOST_KEPT", 2)
        await one.drop()
        for text in ("first", "second", "third"):
            await other.say("BRAC_SendTextMessage", -1, 0, text)
    again = await back(one)
    await again.listen()
    assert texts(again) == ["first", "second"]


async def test_each_dialect_hears_it_in_its_own_words(
    crvideo: Opener, conference: Opener, anychat: Opener, back: Opener
) -> None:
    """An AnyChat text is a custom message to a CRVideo page, a chat to a conference client; a command is a command."""
    from webapp.domain.rooms.models import Room

    await Room.objects.filter(number=9002).aupdate(capacity=3)
    amy, client, speaker = await crvideo("amy"), await conference("agent1"), await anychat("customer1")
    await amy.say("CRVideo_EnterMeeting3", 9002)
    await client.say("login_conference_room", 9002)
    await speaker.say("BRAC_EnterRoom", 9002, "", 0)
    await amy.drop()
    await client.drop()
    await speaker.say("BRAC_SendTextMessage", -1, 0, "good morning")
    bob = await crvideo("bob")
    await bob.say("CRVideo_SendCmd", "amy", "command", "task")
    assert (await bob.hears("CRVideo_SendCmdRslt"))[1] == 0
    amy, client = await back(amy), await back(client)
    assert (await amy.hears("CRVideo_NotifyMeetingCustomMsg"))[1] == '{"CmdType":"IM","IMMsg":"good morning"}'
    assert await amy.hears("CRVideo_NotifyCmdData") == ("bob", "command")
    assert (await client.hears("on_conference_chat"))[0]["m_strContent"] == "good morning"


async def test_a_page_that_is_just_coming_back_hears_the_kept_word_once(two: tuple[Page, Page]) -> None:
    """Its new link listens already when the kept words are read: what was kept for it is not for its live link."""
    from webapp.domain.messaging.events import FilterDataSent
    from webapp.kernel.events import person, publish
    from webapp.kernel.ids import AccountId

    one, other = two
    everybody = [person(AccountId(one.id)), person(AccountId(other.id))]
    said = FilterDataSent(AccountId(0), "twice?", kept_for=(AccountId(one.id),))
    await sync_to_async(publish)(said, to=everybody)
    await other.hears("OnAnyChatSDKFilterData")
    await one.hears_nothing("OnAnyChatSDKFilterData")
