"""CRVideo: cloud mixers as pages use them for recording (crvideo-pages.md 4, item 10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.spec.anychat.test_record import first_packet, last, node_and_worker_do_their_work
from tests.spec.transferring import disk
from tests.stage import Opener

__all__ = ["disk"]

MIXER = "mixer-1"
CONFIG = {
    "mode": 0,
    "videoFileCfg": {
        "svrPathName": "/2026-11-20/call.mp4",
        "vWidth": 1280,
        "vHeight": 720,
        "layoutConfig": [],
    },
    "audioFileCfg": {"svrPathName": "/2026-11-20/call.mp3"},
}
STATE, OUTPUT = "CRVideo_CloudMixerStateChanged", "CRVideo_CloudMixerOutputInfoChanged"
NOT_ENABLED, FILE_ERR = 806, 905


@pytest.fixture
async def two(crvideo: Opener) -> tuple[Page, Page]:
    """Two users in one meeting."""
    one, other = await crvideo("cai"), await crvideo("dong")
    await one.say("CRVideo_CreateMeeting2")
    (meeting, *_) = await one.hears("CRVideo_CreateMeetingSuccess")
    for page in (one, other):
        await page.say("CRVideo_EnterMeeting3", meeting["ID"])
        await page.hears("CRVideo_EnterMeetingRslt", 0)
    return one, other


async def outputs(page: Page, count: int) -> list[dict[str, Any]]:
    """The next notices about outputs."""
    return [(await page.hears(OUTPUT, MIXER))[1] for _ in range(count)]


async def test_a_mixer_goes_through_its_states_for_everybody(two: tuple[Page, Page], disk: Path) -> None:
    """States 1, 2, 4, 0 to every member; each file's output 1, then 2, 4, 5 and 7, with an object at every state."""
    from webapp.domain.recordings.files import Made

    one, other = two
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    for page in two:
        assert await page.hears(STATE) == (MIXER, 1, {}, "cai")
    await first_packet()
    for page in two:
        assert await page.hears(STATE) == (MIXER, 2, CONFIG, "cai")
    begun = await outputs(one, 2)
    assert [(info["svrFilePathName"], info["state"]) for info in begun] == [
        ("/2026-11-20/call.mp4", 1),
        ("/2026-11-20/call.mp3", 1),
    ]
    assert await one.say("CRVideo_DestroyCloudMixer", MIXER) == 0
    assert await one.hears(STATE) == (MIXER, 4, {}, "cai")
    await node_and_worker_do_their_work(disk, 61.5, [Made(1, "recordings/1/copies/1.mp3", 3)])
    assert (await other.hears(STATE, MIXER, 0))[2]["err"] == 0
    for info, name, size in ((begun[0], "call.mp4", 5), (begun[1], "call.mp3", 3)):
        ended = await outputs(one, 4)
        assert [told["state"] for told in ended] == [2, 4, 5, 7]
        facts = {(told["id"], told["fileName"], told["duration"], told["fileSize"]) for told in ended}
        assert facts == {(info["id"], name, 61500, size)}


async def test_every_kind_of_file_has_its_own_states_and_one_that_fails_harms_no_other(
    two: tuple[Page, Page], disk: Path
) -> None:
    """Issue 5, recording: MP4, FLV, TS and MP3 of one mixer; 3 with a number for those that are not to be had."""
    from webapp.domain.recordings.files import Made

    one, other = two
    files = "/d/a.flv;/d/a.avi;/d/a.mp4;/d/a.ts;rtsp://x/a"
    config = {"mode": 0, "videoFileCfg": {"svrPathName": files}, "audioFileCfg": {"svrPathName": "/d/a.mp3;/d/a.wav"}}
    await one.say("CRVideo_CreateCloudMixer", config, MIXER)
    await first_packet()
    begun = await outputs(other, 7)
    assert [info["id"] for info in begun] == [f"{MIXER}_{index}" for index in range(7)]
    assert [(info["state"], info.get("errCode")) for info in begun] == [
        *((1, None), (3, NOT_ENABLED), (1, None), (1, None), (3, NOT_ENABLED), (1, None), (1, None))
    ]
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    copied = [Made(0, "0.flv", 10), Made(3, "3.ts", 13), Made(5, failure="no room"), Made(6, "6.wav", 16)]
    await node_and_worker_do_their_work(disk, 2, copied)
    told = await outputs(other, 17)
    done = [(info["id"][-1], info["fileName"], info["fileSize"]) for info in told if info["state"] == 7]
    assert done == [("0", "a.flv", 10), ("2", "a.mp4", 5), ("3", "a.ts", 13), ("6", "a.wav", 16)]
    (failed,) = [info for info in told if info["state"] == 3]
    assert (failed["id"], failed["errCode"], failed["errDesc"]) == (f"{MIXER}_5", FILE_ERR, "no room")


@pytest.mark.parametrize(
    ("video", "audio", "film", "copied"),
    [
        ("a.flv", "", ("a.flv", "flv"), []),
        ("", "a.mp3", ("a.mp3", "mp3"), []),
        ("a.ts", "a.mp3", ("a.ts.mp4", "mp4"), ["a.ts", "a.mp3"]),
        ("", "a.wav", ("a.wav.mp4", "mp4"), ["a.wav"]),
        ("rtmp://x/a.flv;rtsp://x/a.mp4", "a.mp3", ("a.mp3.mp4", "mp4"), ["a.mp3"]),
        ("x/a.mp4;y/a.mp4", "", ("a.mp4", "mp4"), ["a.mp4"]),
    ],
)
async def test_one_film_is_made_and_the_other_files_from_it(
    two: tuple[Page, Page], video: str, audio: str, film: tuple[str, str], copied: list[str]
) -> None:
    """The film is the mp4, else the flv; sound alone is made where nothing shows pictures, live or in a file."""
    from webapp.domain.recordings.film import film_name

    config = {"videoFileCfg": {"svrPathName": video}, "audioFileCfg": {"svrPathName": audio}}
    await two[0].say("CRVideo_CreateCloudMixer", config, MIXER)
    await two[0].hears(STATE, MIXER, 1)
    row = await last()
    assert (film_name(row), row.style["container"], row.has_video) == (*film, film[1] != "mp3")
    assert [name async for name in row.files.values_list("file_name", flat=True)] == copied


async def test_a_late_member_finds_the_mixer(two: tuple[Page, Page], crvideo: Opener) -> None:
    """The list of mixers is filled when the entry succeeds."""
    one, _ = two
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    late = await crvideo("er")
    await late.say("CRVideo_EnterMeeting3", one.row("room", "room")["id"])
    (row,) = late.mirror["recordings"].values()
    assert (row["key"], row["owner_external_id"], row["config"]) == (MIXER, "cai", CONFIG)


async def test_stopping_everything_stops_the_own_mixers(two: tuple[Page, Page]) -> None:
    """The old stop call is made at every hang-up: with mixers it stops them, without it does nothing."""
    one, other = two
    await other.say("CRVideo_StopSvrMixer")
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    await other.say("CRVideo_StopSvrMixer")
    assert (await last()).state == "starting"
    await one.say("CRVideo_StopSvrMixer")
    assert (await last()).state == "stopping"


async def test_a_mixer_that_recorded_nothing_fails_for_everybody(two: tuple[Page, Page]) -> None:
    """Every output fails with a number and a sentence."""
    from webapp.domain.recordings import film

    one, other = two
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    row = await last()
    await sync_to_async(film.fail, thread_sensitive=False)(recording_id=row.pk, reason=film.NOTHING)
    told = await outputs(other, 2)
    assert [(info["fileName"], info["state"]) for info in told] == [("call.mp4", 3), ("call.mp3", 3)]
    assert {info["errDesc"] for info in told} == {film.NOTHING}


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({**CONFIG, "mode": 2}, NOT_ENABLED),
        ({"mode": 0, "videoFileCfg": {"svrPathName": "a.avi;rtsp://x/a"}}, NOT_ENABLED),
        ({"mode": 0, "videoFileCfg": {"svrPathName": ";".join(f"{number}.mp4" for number in range(10))}}, 904),
        ("x", 5),
    ],
)
async def test_what_is_not_offered_is_refused_with_the_mixer_id(two: tuple[Page, Page], config: Any, code: int) -> None:
    """Mixed files of some kinds, nine at most, and live outputs are offered; the refusal names the mixer."""
    one, other = two
    await one.say("CRVideo_CreateCloudMixer", config, MIXER)
    assert await one.hears("CRVideo_CreateCloudMixerFailed") == (MIXER, code)
    await other.hears_nothing(STATE)


async def test_what_is_too_large_too_much_or_there_already_is_refused(two: tuple[Page, Page]) -> None:
    """Error table: 903 the picture's size, 904 the configuration (here five live outputs), 906 runs already."""
    one, _ = two
    large = {"mode": 0, "videoFileCfg": {"svrPathName": "a.mp4", "vWidth": 3840, "vHeight": 2160}}
    await one.say("CRVideo_CreateCloudMixer", large, MIXER)
    assert await one.hears("CRVideo_CreateCloudMixerFailed") == (MIXER, 903)
    much = {"mode": 0, "videoFileCfg": {"svrPathName": ";".join(f"rtmp://x/{number}" for number in range(5))}}
    await one.say("CRVideo_CreateCloudMixer", much, MIXER)
    assert await one.hears("CRVideo_CreateCloudMixerFailed") == (MIXER, 904)
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    assert await one.hears("CRVideo_CreateCloudMixerFailed") == (MIXER, 906)


async def test_a_recording_of_another_dialect_is_a_mixer_too(two: tuple[Page, Page], anychat: Opener) -> None:
    """One room, three languages: a recording that an AnyChat page asked for has a mixer id, an owner and one output."""
    one, _ = two
    guest = await anychat("customer1")
    await guest.say("BRAC_EnterRoom", one.row("room", "room")["id"], "", 0)
    assert await guest.say("BRAC_StreamRecordCtrl", -1, 1, 0, 0) == 0
    mixer, state, extra, owner = await one.hears(STATE)
    assert (state, extra, owner) == (1, {}, guest.external_id)
    assert mixer == f"recording-{(await last()).pk}"


async def test_a_mixer_that_ran_as_long_as_it_may_ends_with_901_and_a_film(
    two: tuple[Page, Page], disk: Path, settings: Any
) -> None:
    """Error table: 901, the longest recording (eight hours, here a second). What was recorded is a film anyhow."""
    from webapp.domain.recordings import film
    from webapp.kernel import clock

    one, other = two
    settings.RECORDING_LIMIT_S = 1
    with clock.held():
        await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
        await first_packet()
        clock.advance(2)
        await sync_to_async(film.sweep, thread_sensitive=False)()
    assert (await other.hears(STATE, MIXER, 4))[2] == {}
    await node_and_worker_do_their_work(disk)
    assert (await other.hears(STATE, MIXER, 0))[2]["err"] == 901
    assert [info["state"] for info in (await outputs(one, 6))[2:]] == [2, 4, 5, 7]
    (missing,) = await outputs(one, 1)
    assert (missing["fileName"], missing["state"]) == ("call.mp3", 3)


async def test_a_pause_and_another_layout_of_a_mixer(two: tuple[Page, Page]) -> None:
    """A new layout is told to every member; of a pause on the server pages have no word, and the mixer stays at 2."""
    from webapp.domain.recordings import services

    one, other = two
    await one.say("CRVideo_CreateCloudMixer", CONFIG, MIXER)
    await first_packet()
    row = await last()
    for verb, more in ((services.pause, {}), (services.resume, {}), (services.rearrange, {"layout": "speaker"})):
        act = sync_to_async(verb, thread_sensitive=False)
        await act(owner_id=row.owner_id, recording_id=row.pk, **more)
    assert await other.hears("CRVideo_CloudMixerInfoChanged") == (MIXER,)
    assert [state for _, state, *_ in [await other.hears(STATE), await other.hears(STATE)]] == [1, 2]
    await other.hears_nothing(STATE)
    assert other.row("recordings", str(row.pk))["state"] == "running"
