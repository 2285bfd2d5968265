"""CRVideo: OpenMic, OpenVideo, StartScreenShare and what members hear of them."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import Opener

ROOM = 1


@pytest.fixture
async def two(anychat: Opener, crvideo: Opener) -> tuple[Page, Page]:
    """Cai on a CRVideo page and a customer on an AnyChat page in one room."""
    customer, cai = await anychat("customer1"), await crvideo("cai")
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    await cai.say("CRVideo_EnterMeeting3", ROOM)
    await customer.hears("OnAnyChatUserAtRoom", cai.id, 1)
    return cai, customer


async def plan() -> Any:
    """The media plan of the room."""
    from webapp.domain.rooms import plan as plans

    return await sync_to_async(plans.plan_for)(ROOM)


async def test_the_own_microphone_opens_for_all_in_the_words_of_each_page(two: tuple[Page, Page]) -> None:
    """AudioStatusChanged(uid, 2, 3) to everybody, self included; an AnyChat page hears the same as its own event."""
    cai, customer = two
    await cai.say("CRVideo_OpenMic", "cai")
    assert await cai.hears("CRVideo_AudioStatusChanged") == ("cai", 2, 3, "cai")
    assert await customer.hears("OnAnyChatMicStateChange") == (cai.id, 1)
    await cai.say("CRVideo_CloseMic", "cai")
    assert await cai.hears("CRVideo_AudioStatusChanged") == ("cai", 3, 2, "cai")


async def test_the_own_camera_opens_for_all_and_the_device_list_changes(two: tuple[Page, Page]) -> None:
    """VideoStatusChanged(uid, 2, 3), then VideoDevChanged, by which pages find the camera."""
    cai, customer = two
    await cai.say("CRVideo_OpenVideo", "cai")
    assert [callback[0] for callback in cai.log[-2:]] == ["CRVideo_VideoStatusChanged", "CRVideo_VideoDevChanged"]
    assert await cai.hears("CRVideo_VideoStatusChanged") == ("cai", 2, 3, "cai")
    assert await customer.hears("OnAnyChatCameraStateChange") == (cai.id, 2)
    await cai.say("CRVideo_CloseVideo", "cai")
    assert await customer.hears("OnAnyChatCameraStateChange") == (cai.id, 1)


async def test_another_pages_devices_are_told_in_crvideo_numbers(two: tuple[Page, Page]) -> None:
    """VSTATUS and ASTATUS: 1 there is none, 2 closed, 3 open."""
    cai, customer = two
    await customer.say("BRAC_UserCameraControl", -1, 1)
    assert await cai.hears("CRVideo_VideoStatusChanged") == (customer.external_id, 2, 3, customer.external_id)
    await customer.say("sb.devices", 0, 0)
    assert await cai.hears("CRVideo_VideoStatusChanged") == (customer.external_id, 3, 1, customer.external_id)
    assert await cai.hears("CRVideo_AudioStatusChanged") == (customer.external_id, 2, 1, customer.external_id)


async def test_everybodys_sound_is_received_without_asking(two: tuple[Page, Page]) -> None:
    """A CRVideo page subscribes to no sound by name; a picture is asked for by its view component."""
    from webapp.media.core.plan import Route, Stream

    cai, customer = two
    sound = Route(cai.session, Stream(customer.session, "audio", 0))
    assert (await plan()).routes == (sound,)
    assert await cai.say("sb.want", customer.id, "video", 0, 1) == 0
    assert set((await plan()).routes) == {sound, Route(cai.session, Stream(customer.session, "video", 0))}
    assert await cai.say("sb.want", customer.id, "video", 0, 0) == 0
    assert (await plan()).routes == (sound,)


async def test_a_device_that_cannot_be_opened_is_told_to_its_owner(two: tuple[Page, Page]) -> None:
    """OpenMicFailed, OpenVideoFailed: without a device, one's own or somebody else's."""
    cai, customer = two
    await customer.say("sb.devices", 0, 0)
    await cai.say("sb.devices", 0, 0)
    await cai.say("CRVideo_OpenMic", "cai")
    assert (await cai.hears("CRVideo_OpenMicFailed"))[0] == 808
    await cai.say("CRVideo_OpenVideo", "cai")
    assert await cai.hears("CRVideo_OpenVideoFailed") == (702, "", 1)
    await cai.say("CRVideo_OpenMic", customer.external_id)
    assert (await cai.hears("CRVideo_OpenMicFailed"))[0] == 808
    await cai.say("CRVideo_OpenVideo", customer.external_id)
    assert (await cai.hears("CRVideo_OpenVideoFailed"))[0] == 702
    await customer.hears_nothing("sb.asked")


async def test_a_member_can_be_silenced_and_so_can_all(two: tuple[Page, Page]) -> None:
    """CloseMic(uid) of another member, SetAllAudioClose."""
    cai, customer = two
    await customer.say("BRAC_UserSpeakControl", -1, 1)
    await cai.say("CRVideo_CloseMic", customer.external_id)
    assert await customer.hears("OnAnyChatMicStateChange", customer.id, 0)
    for one in (("BRAC_UserSpeakControl", -1, 1),):
        await customer.say(*one)
    await cai.say("CRVideo_OpenMic", "cai")
    await cai.say("CRVideo_SetAllAudioClose")
    assert [seat["microphone"] for seat in cai.mirror["seats"].values()] == [0, 0]


async def test_a_shown_screen_is_told_to_all_to_its_owner_and_to_latecomers(
    two: tuple[Page, Page], crvideo: Opener
) -> None:
    """StartScreenShare: Rslt 0, Started to everybody; latecomers hear it after their result; 700 for a second one."""
    cai, _ = two
    await cai.say("CRVideo_StartScreenShare")
    assert cai.log[-2:] == [("CRVideo_StartScreenShareRslt", 0), ("CRVideo_NotifyScreenShareStarted", "cai")]
    late = await crvideo("wang")
    await late.say("CRVideo_EnterMeeting3", ROOM)
    names = [callback[0] for callback in late.log]
    assert names.index("CRVideo_EnterMeetingRslt") < names.index("CRVideo_NotifyScreenShareStarted")
    await late.say("CRVideo_StartScreenShare")
    assert await late.hears("CRVideo_StartScreenShareRslt") == (700,)
    await cai.say("CRVideo_StopScreenShare")
    assert await late.hears("CRVideo_NotifyScreenShareStopped") == ("cai",)
