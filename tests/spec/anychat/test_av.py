"""AnyChat chapters 4.3, 5.3 and 5.4: camera and microphone."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import Opener


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """A customer and an agent in room 1."""
    one, other = await anychat("customer1"), await anychat("agent1")
    for page in (one, other):
        await page.say("BRAC_EnterRoom", 1, "", 0)
    await one.hears("OnAnyChatUserAtRoom", other.id, 1)
    return one, other


async def plan() -> Any:
    """The media plan of room 1."""
    from webapp.domain.rooms import plan as plans

    return await sync_to_async(plans.plan_for)(1)


@pytest.mark.parametrize("myself", ["-1", "own id"])
async def test_opening_the_own_camera_is_told_to_all_in_the_room_oneself_included(
    two: tuple[Page, Page], myself: str
) -> None:
    """5.3.2, 4.3.4: -1 and the own id mean the local user; 1 closed, 2 open, and the getter agrees already."""
    one, other = two
    user = -1 if myself == "-1" else one.id
    assert await one.say("BRAC_UserCameraControl", user, 1) == 0
    for page in two:
        assert await page.hears("OnAnyChatCameraStateChange") == (one.id, 2)
        assert page.row("seats", one.id)["camera"] == 2
    await one.say("BRAC_UserCameraControl", user, 0)
    assert await other.hears("OnAnyChatCameraStateChange") == (one.id, 1)


async def test_opening_the_own_microphone_is_told_to_all_in_the_room(two: tuple[Page, Page]) -> None:
    """5.3.1, 4.3.2: 0 closed, 1 open."""
    one, other = two
    await one.say("BRAC_UserSpeakControl", -1, 1)
    for page in two:
        assert await page.hears("OnAnyChatMicStateChange") == (one.id, 1)
    await one.say("BRAC_UserSpeakControl", -1, 0)
    assert await other.hears("OnAnyChatMicStateChange") == (one.id, 0)
    assert other.row("seats", one.id)["microphone"] == 0


async def test_opening_what_is_open_is_told_once(two: tuple[Page, Page]) -> None:
    """4.3.4: the event reports a change; pages ask several times."""
    one, other = two
    for _ in range(3):
        assert await one.say("BRAC_UserCameraControl", -1, 1) == 0
    await other.hears("OnAnyChatCameraStateChange", one.id, 2)
    await other.hears_nothing("OnAnyChatCameraStateChange")


async def test_asking_for_somebody_never_touches_their_devices(two: tuple[Page, Page]) -> None:
    """5.3.1, 5.3.2: with another's id the functions only receive or no longer receive."""
    from webapp.media.core.plan import Route, Stream

    one, other = two
    await one.say("BRAC_UserCameraControl", other.id, 1)
    await one.say("BRAC_UserSpeakControl", other.id, 1)
    await other.hears_nothing("OnAnyChatCameraStateChange")
    video, audio = (Route(one.session, Stream(other.session, kind, 0)) for kind in ("video", "audio"))
    assert set((await plan()).routes) == {video, audio}
    await one.say("BRAC_UserCameraControl", other.id, 0)
    assert (await plan()).routes == (audio,)


async def test_a_request_for_somebody_who_is_not_here_yet_is_remembered(anychat: Opener) -> None:
    """5.3.2: pages ask for the other party of a call before it is in the room."""
    one, other = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_UserCameraControl", other.id, 1) == 0
    assert (await plan()).routes == ()
    await other.say("BRAC_EnterRoom", 1, "", 0)
    assert len((await plan()).routes) == 1


async def test_several_cameras_are_opened_by_index(two: tuple[Page, Page]) -> None:
    """SDK file, UserCameraControlEx: one stream per camera; the state is open while one of them is."""
    one, other = two
    for index in (0, 2):
        await one.say("BRAC_UserCameraControlEx", -1, 1, index, 0, "")
    await other.hears("OnAnyChatCameraStateChange", one.id, 2)
    assert other.row("seats", one.id)["cameras"] == [0, 2]
    await one.say("BRAC_UserCameraControlEx", -1, 0, 0, 0, "")
    await other.hears_nothing("OnAnyChatCameraStateChange")
    await one.say("BRAC_UserCameraControlEx", -1, 0, 2, 0, "")
    await other.hears("OnAnyChatCameraStateChange", one.id, 1)


async def test_user_0_is_accepted_without_effect(two: tuple[Page, Page]) -> None:
    """The multi-camera page opens the microphone of user 0, whom the manual does not know."""
    one, other = two
    assert await one.say("BRAC_UserSpeakControl", 0, 1) == 0
    await other.hears_nothing("OnAnyChatMicStateChange")


async def test_an_unknown_user_is_error_205_and_without_a_room_it_is_3(anychat: Opener) -> None:
    """Chapter 6."""
    one = await anychat("customer1")
    assert await one.say("BRAC_UserCameraControl", -1, 1) == 3
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_UserCameraControl", 999_999, 1) == 205


async def test_leaving_closes_camera_and_microphone(two: tuple[Page, Page]) -> None:
    """5.2.7: no page closes its devices before it leaves, and none finds them open when it comes back."""
    one, other = two
    await one.say("BRAC_UserCameraControl", -1, 1)
    await one.say("BRAC_UserSpeakControl", -1, 1)
    await one.say("BRAC_LeaveRoom", -1)
    assert [peer.account for peer in (await plan()).peers] == [other.id]
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert (one.row("seats", one.id)["camera"], one.row("seats", one.id)["microphone"]) == (1, 0)


async def test_a_page_without_a_camera_has_state_0(two: tuple[Page, Page]) -> None:
    """4.3.4, 5.4.1: 0 says that there is none; opening it is refused."""
    one, other = two
    assert await one.say("sb.devices", 0, 1) == 0
    await other.hears("OnAnyChatCameraStateChange", one.id, 0)
    assert await one.say("BRAC_UserCameraControl", -1, 1) == 20
    await one.say("sb.devices", 1, 1)
    await other.hears("OnAnyChatCameraStateChange", one.id, 1)


async def test_a_latecomer_reads_what_is_open(anychat: Opener) -> None:
    """4.1.5, 5.4.1: states are readable when the entry is told; no event repeats them."""
    one, late = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    await one.say("BRAC_UserCameraControl", -1, 1)
    await late.say("BRAC_EnterRoom", 1, "", 0)
    assert late.row("seats", one.id)["camera"] == 2
    await late.hears_nothing("OnAnyChatCameraStateChange")
