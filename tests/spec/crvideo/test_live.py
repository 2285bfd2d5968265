"""CRVideo: mixers whose picture goes out live, and mixers that are changed while they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.spec.anychat.test_record import first_packet, last
from tests.spec.crvideo.test_record import CONFIG, MIXER, STATE, outputs, two
from tests.spec.transferring import disk
from webapp.media.core.live import PlannedLive
from webapp.media.core.style import Cue, Pane, Style

__all__ = ["disk", "two"]

LIVE = {
    "mode": 0,
    "videoFileCfg": {"svrPathName": "/x/call.mp4;rtmp://live.example/app/key;/x/call.m3u8", "vFps": 15},
}
ONLY_LIVE = {"mode": 0, "videoFileCfg": {"svrPathName": "rtmp://live.example/app/key"}}
LARGE = {"type": 0, "left": 0, "top": 0, "width": 1280, "height": 720, "param": {"camid": "cai.-1"}}
SMALL = {"type": 0, "left": 900, "top": 500, "width": 320, "height": 180, "param": {"camid": "dong.-1"}}
TEXT = {"type": 10, "left": 8, "top": 8, "param": {"text": "Please wait"}}


async def node_says(number: int, state: str, cause: str = "", reason: str = "") -> None:
    """What the media node reports of an output of the newest recording."""
    from webapp.domain.recordings import film

    row = await last()
    report = sync_to_async(film.on_output_told, thread_sensitive=False)
    await report(recording_id=row.pk, node="n1", number=number, state=state, cause=cause, reason=reason)


async def node_has_stopped() -> None:
    """The media node has closed everything of the newest recording."""
    from webapp.domain.recordings import film

    row = await last()
    await sync_to_async(film.on_tracks_written, thread_sensitive=False)(recording_id=row.pk, node="n1")


async def planned() -> tuple[str, PlannedLive | None]:
    """Where the plan keeps the packets of the only recording, and its live mix."""
    from webapp.domain.recordings import selectors

    row = await last()
    (found,) = await sync_to_async(selectors.planned, thread_sensitive=False)(row.room_number)
    return found.directory, found.live


async def test_a_mixer_with_several_outputs_tells_of_each(two: tuple[Page, Page], disk: Path) -> None:
    """svrPathName joins targets by semicolons; the output states: 1 runs, 3 has failed with a number, 2 is closed.

    One that fails leaves the film and the other outputs alone, and is no longer in the media plan.
    """
    one, other = two
    await one.say("CRVideo_CreateCloudMixer", LIVE, MIXER)
    await first_packet()
    (film,) = await outputs(other, 1)
    assert (film["svrFilePathName"], film["state"]) == ("/x/call.mp4", 1)
    await node_says(1, "retrying", "unreachable", "Connection refused")
    await node_says(2, "running")
    (info,) = await outputs(other, 1)
    assert (info["svrFilePathName"], info["state"], info["id"]) == ("/x/call.m3u8", 1, f"{MIXER}_2")
    await node_says(1, "failed", "unreachable", "Connection refused")
    (info,) = await outputs(other, 1)
    assert (info["fileName"], info["state"], info["errCode"], info["errDesc"]) == ("key", 3, 203, "Connection refused")
    assert info["err"] == 203  # as the constants manual calls it
    directory, live = await planned()
    assert directory
    assert live is not None
    assert [output.number for output in live.outputs] == [2]
    (row,) = other.mirror["recordings"].values()
    assert [(out["state"], bool(out["url"])) for out in row["outputs"]] == [("failed", False), ("running", True)]
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    await node_has_stopped()
    (info,) = await outputs(other, 1)
    assert (info["id"], info["state"]) == (f"{MIXER}_2", 2)


async def test_a_mixer_without_a_file_is_only_live(two: tuple[Page, Page]) -> None:
    """Nothing is kept; it runs with its first output, and ends without a film."""
    one, other = two
    await one.say("CRVideo_CreateCloudMixer", ONLY_LIVE, MIXER)
    assert (await planned())[0] == ""
    await node_says(0, "running")
    assert await other.hears(STATE, MIXER, 2) == (MIXER, 2, ONLY_LIVE, "cai")
    assert [info["state"] for info in await outputs(other, 1)] == [1]
    assert await one.say("CRVideo_DestroyCloudMixer", MIXER) == 0
    await node_has_stopped()
    assert [info["state"] for info in await outputs(other, 1)] == [2]
    assert (await other.hears(STATE, MIXER, 0))[2]["err"] == 0
    assert (await last()).state == "written"


async def test_a_live_mixer_too_many_is_refused(two: tuple[Page, Page]) -> None:
    """Error table: 907, no mixing server is free. Who asked for a live picture only has no mixer then."""
    one, other = two
    await one.say("CRVideo_CreateCloudMixer", ONLY_LIVE, MIXER)
    await node_says(0, "failed", "busy", "No more live mixers may run on this machine.")
    (info,) = await outputs(other, 1)
    assert (info["state"], info["errCode"]) == (3, 907)
    assert (await one.hears(STATE, MIXER, 0))[2]["err"] == 907
    assert (await last()).state == "failed"


async def test_a_running_mixer_shows_something_else(two: tuple[Page, Page]) -> None:
    """UpdateCloudMixerContent: places and texts change at once, live and in the film from that moment on.

    Every member is told, and the list of mixers has the new configuration; targets and sizes stay.
    """
    one, other = two
    video: dict[str, Any] = {**LIVE["videoFileCfg"], "layoutConfig": [LARGE]}  # type: ignore[dict-item]
    await one.say("CRVideo_CreateCloudMixer", {"mode": 0, "videoFileCfg": video}, MIXER)
    await first_packet()
    row = await last()
    cai = Pane(row.subject_id, "video", 0, 0, 0, 1280, 720, is_default=True)
    _, before = await planned()
    assert before is not None
    assert (before.style.layout, before.style.panes) == ("panes", (cai,))
    content = {"mode": 0, "videoFileCfg": {"svrPathName": "other.mp4", "layoutConfig": [LARGE, SMALL, TEXT]}}
    assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, content) == 0
    assert await other.hears("CRVideo_CloudMixerInfoChanged") == (MIXER,)
    (mirrored,) = other.mirror["recordings"].values()
    assert mirrored["config"]["videoFileCfg"] == {**LIVE["videoFileCfg"], "layoutConfig": [LARGE, SMALL, TEXT]}  # type: ignore[dict-item]
    _, live = await planned()
    assert live is not None
    assert [overlay.text for overlay in live.style.overlays] == ["Please wait"]
    assert live.style.panes[0] == cai
    dong = live.style.panes[1]
    assert (dong.x, dong.y, dong.width, dong.height) == (900, 500, 320, 180)
    assert dong.account not in (cai.account, 0)
    (cue,) = msgspec.convert((await last()).cues, list[Cue])
    assert (cue.layout, cue.panes, cue.overlays) == ("panes", (cai, dong), live.style.overlays)
    assert msgspec.convert(row.style, Style).panes == (cai,)  # the film begins as it was asked for


async def test_only_ones_own_running_mixer_can_be_changed(two: tuple[Page, Page]) -> None:
    """A mixer of somebody else, none, one that has ended, or no content: a number, and nobody is told."""
    one, other = two
    content: dict[str, Any] = {"videoFileCfg": {"layoutConfig": []}}
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    assert await other.say("CRVideo_UpdateCloudMixerContent", MIXER, content) == 1201
    assert await one.say("CRVideo_UpdateCloudMixerContent", "none", content) == 1201
    assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, {}) == 5
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, content) == 905
    await other.hears_nothing("CRVideo_CloudMixerInfoChanged")
