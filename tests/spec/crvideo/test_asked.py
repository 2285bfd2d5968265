"""CRVideo: OpenMic and OpenVideo of another member, whose page opens the device itself."""

from __future__ import annotations

import pytest

from tests.cast import Page
from tests.stage import Opener
from webapp.kernel import clock

ROOM = 1
ASKED = "sb.asked"  # what the other page's SDK hears, on no page's own account
MICROPHONE, CAMERA = "CRVideo_AudioStatusChanged", "CRVideo_VideoStatusChanged"


@pytest.fixture
async def three(anychat: Opener, crvideo: Opener) -> tuple[Page, Page, Page]:
    """Cai and Wang on CRVideo pages and a customer on an AnyChat page in one room."""
    customer, cai, wang = await anychat("customer1"), await crvideo("cai"), await crvideo("wang")
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    for page in (cai, wang):
        await page.say("CRVideo_EnterMeeting3", ROOM)
    return cai, wang, customer


async def test_the_asked_page_opens_its_device_and_everybody_hears_who_did_it(three: tuple[Page, Page, Page]) -> None:
    """ASTATUS 5 is the waiting of who asks; for the others it goes from 2 to 3, and the operator is named."""
    cai, wang, customer = three
    await cai.say("CRVideo_OpenMic", "wang")
    await wang.hears(ASKED, "audio", 1)
    await customer.hears_nothing(ASKED)
    assert cai.row("seats", wang.id)["microphone"] == 0
    await wang.say("CRVideo_OpenMic", "wang")
    for page in (cai, wang):
        assert await page.hears(MICROPHONE) == ("wang", 2, 3, "cai")
    await wang.say("CRVideo_CloseMic", "wang")
    assert await cai.hears(MICROPHONE) == ("wang", 3, 2, "wang")
    await wang.say("CRVideo_OpenMic", "wang")
    assert await cai.hears(MICROPHONE) == ("wang", 2, 3, "wang"), "asked for once"


async def test_a_camera_and_a_page_of_another_dialect_are_asked_alike(three: tuple[Page, Page, Page]) -> None:
    """An AnyChat page has no word for being asked: its SDK opens what is asked for by the page's own function."""
    cai, wang, customer = three
    await cai.say("CRVideo_OpenVideo", customer.external_id)
    await customer.hears(ASKED, "video", 1)
    await customer.say("BRAC_UserCameraControl", -1, 1)
    assert await customer.hears("OnAnyChatCameraStateChange") == (customer.id, 2)
    assert await wang.hears(CAMERA) == (customer.external_id, 2, 3, "cai")


async def test_a_page_that_does_not_answer_leaves_its_devices_as_they_were(three: tuple[Page, Page, Page]) -> None:
    """After ten seconds the question is forgotten: who opens the device later did it by himself."""
    cai, wang, _ = three
    with clock.held():
        await cai.say("CRVideo_OpenMic", "wang")
        await wang.hears(ASKED, "audio", 1)
        clock.advance(11)
        assert cai.row("seats", wang.id)["microphone"] == 0
        await wang.say("CRVideo_OpenMic", "wang")
        assert await cai.hears(MICROPHONE) == ("wang", 2, 3, "wang")


async def test_what_is_open_is_not_asked_for_and_strangers_ask_nobody(three: tuple[Page, Page, Page]) -> None:
    """Opening twice changes nothing; whoever has left is 603, whom nobody knows 605; before a meeting it is 9."""
    cai, wang, _ = three
    await wang.say("CRVideo_OpenMic", "wang")
    await cai.say("CRVideo_OpenMic", "wang")
    await wang.hears_nothing(ASKED)
    await cai.say("CRVideo_OpenMic", "nobody")
    assert (await cai.hears("CRVideo_OpenMicFailed"))[0] == 605
    await wang.say("CRVideo_ExitMeeting")
    await cai.say("CRVideo_OpenVideo", "wang")
    assert (await cai.hears("CRVideo_OpenVideoFailed"))[0] == 603
    await wang.say("CRVideo_OpenVideo", "cai")
    assert (await wang.hears("CRVideo_OpenVideoFailed"))[0] == 9


async def test_who_owns_the_room_is_opened_by_nobody(crvideo: Opener) -> None:
    """The rule is that of Kickout: in a room of somebody's own he asks everybody, and nobody asks him (806)."""
    host, guest = await crvideo("cai"), await crvideo("wang")
    await host.say("CRVideo_CreateMeeting2")
    number = (await host.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    for page in (host, guest):
        await page.say("CRVideo_EnterMeeting3", number)
    await guest.say("CRVideo_OpenMic", "cai")
    assert (await guest.hears("CRVideo_OpenMicFailed"))[0] == 806
    await host.hears_nothing(ASKED)
    await host.say("CRVideo_OpenVideo", "wang")
    await guest.hears(ASKED, "video", 1)


async def test_a_device_that_somebody_closes_goes_dark_where_it_is(three: tuple[Page, Page, Page]) -> None:
    """CloseMic(uid), CloseVideo(uid), SetAllAudioClose: the others hear who did it, the page stops capturing."""
    cai, wang, customer = three
    await wang.say("CRVideo_OpenMic", "wang")
    await customer.say("BRAC_UserSpeakControl", -1, 1)
    await cai.say("CRVideo_CloseMic", "wang")
    await wang.hears(ASKED, "audio", 0)
    assert await wang.hears(MICROPHONE, "wang", 3) == ("wang", 3, 2, "cai")
    wang.forget()
    await cai.say("CRVideo_SetAllAudioClose")
    await customer.hears(ASKED, "audio", 0)
    await wang.hears_nothing(ASKED)
    assert await wang.hears(MICROPHONE) == (customer.external_id, 3, 2, "cai")
