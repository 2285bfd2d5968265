"""Constants manual: the lists of states, number by number, as callbacks carry them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cast import Page
from tests.spec.anychat.test_record import first_packet, node_and_worker_do_their_work
from tests.spec.crvideo.test_errors import seated
from tests.spec.transferring import disk
from tests.stage import Opener

__all__ = ["disk"]

AUDIO, VIDEO = "CRVideo_AudioStatusChanged", "CRVideo_VideoStatusChanged"


async def test_a_microphone_is_missing_closed_or_open(crvideo: Opener) -> None:
    """CRVideo_ASTATUS: 1 there is none, 2 closed, 3 open; opening (4, 5 for another's) is the page's waiting."""
    one = await seated(crvideo, "cai")
    await one.say("CRVideo_OpenMic", "cai")
    assert await one.hears(AUDIO) == ("cai", 2, 3, "cai")
    await one.say("CRVideo_CloseMic", "cai")
    assert await one.hears(AUDIO) == ("cai", 3, 2, "cai")
    await one.say("sb.devices", 0, 0)
    assert await one.hears(AUDIO) == ("cai", 2, 1, "cai")
    await one.say("sb.devices", 1, 1)
    assert await one.hears(AUDIO) == ("cai", 1, 2, "cai")


async def test_a_camera_is_missing_closed_or_open(crvideo: Opener) -> None:
    """CRVideo_VSTATUS: 1 there is none, 2 closed, 3 open; a camera that is pulled out while open goes from 3 to 1."""
    one = await seated(crvideo, "cai")
    await one.say("CRVideo_OpenVideo", "cai", 1)
    assert await one.hears(VIDEO) == ("cai", 2, 3, "cai")
    await one.say("sb.devices", 0, 0)
    assert await one.hears(VIDEO) == ("cai", 3, 1, "cai")


async def test_a_mixer_starts_runs_ends_and_is_gone(crvideo: Opener, disk: Path) -> None:
    """CRVideo_MIXER_STATE: 1, 2, 4, 0 and never 3. OUTPUT_STATE: 1 written, 2 closed, each with length and bytes."""
    one = await seated(crvideo, "cai")
    await one.say("CRVideo_CreateCloudMixer", {"mode": 0, "videoFileCfg": {"svrPathName": "/a.mp4"}}, "m")
    await first_packet()
    await one.hears("CRVideo_CloudMixerStateChanged", "m", 2)  # news under way would follow the next call's return
    await one.say("CRVideo_DestroyCloudMixer", "m")
    await node_and_worker_do_their_work(disk, 5.0)
    await one.hears("CRVideo_CloudMixerOutputInfoChanged", "m")
    assert states(one, "CRVideo_CloudMixerStateChanged") == [1, 2, 4, 0]
    begun, closed, *_ = states(one, "CRVideo_CloudMixerOutputInfoChanged")
    assert (begun["state"], begun["duration"], begun["fileSize"]) == (1, 0, 0)
    assert (closed["state"], closed["duration"] > 0, closed["fileSize"] > 0) == (2, True, True)


def states(one: Page, callback: str) -> list[Any]:
    """The second argument of every such callback, in their order."""
    return [each[2] for each in one.log if each[0] == callback]
