"""CRVideo: mixers of mode 1, a file per camera and per microphone (web docs: mixer objects; crvideo-pages.md 6)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.spec.anychat.test_record import first_packet, last
from tests.spec.crvideo.test_record import MIXER, OUTPUT, STATE, outputs, two
from tests.spec.transferring import disk, fetch
from tests.stage import Opener

__all__ = ["disk", "two"]

REFUSED, UPDATED = "CRVideo_CreateCloudMixerFailed", "CRVideo_CloudMixerInfoChanged"
BAD, NOT_ENABLED, TOO_LARGE, TOO_MUCH, FILE_ERR = 5, 806, 903, 904, 905
LOOK_UP = "/CLOUDMEETING-API/netDisk/query"


def video(*cameras: str, **more: Any) -> dict[str, Any]:
    """A mixer of these cameras."""
    return {"mode": 1, "videoFileCfg": {"svrPathName": "/d/$UID$_$CAMID$.mp4", "subscribeVideos": [*cameras], **more}}


def sound(*users: str, **more: Any) -> dict[str, Any]:
    """A mixer of these people's microphones."""
    return {"mode": 1, "audioFileCfg": {"svrPathName": "/d/$UID$.mp3", "subscribeAudios": [*users], **more}}


async def start(page: Page, config: dict[str, Any]) -> None:
    """A mixer that runs."""
    await page.say("CRVideo_CreateCloudMixer", config, MIXER)
    await page.hears(STATE, MIXER, 1)
    await first_packet()
    await page.hears(STATE, MIXER, 2)


async def node_and_worker_make(disk: Path, missing: tuple[int, ...] = ()) -> None:
    """The node closed its tapes, and a worker made the files of the newest recording but for some."""
    from webapp.domain.recordings import film
    from webapp.domain.recordings.files import Made

    row = await last()

    def report() -> None:
        film.on_tracks_written(recording_id=row.pk, node="n1")
        folder = disk / "recordings" / str(row.pk)
        folder.mkdir(parents=True)
        made = []
        for file in row.files.all():
            path = folder / f"{file.number}.mp4"
            path.write_bytes(b"film" * (file.number + 1))
            facts = (str(path.relative_to(disk)), path.stat().st_size, "0" * 64)
            is_missing = file.number in missing
            made.append(
                Made(file.number, failure="broken") if is_missing else Made(file.number, *facts, duration_s=2.5)
            )
        film.on_written(recording_id=row.pk, path="", size=8, sha256="", duration_s=2.5, copied=made)

    await sync_to_async(report, thread_sensitive=False)()


async def listed(name: str) -> list[dict[str, Any]]:
    """What the look-up knows of a file."""
    from django.test import AsyncClient

    query = {"CompID": "1", "SecretKey": hashlib.md5(b"1&1").hexdigest(), "FileName": name}
    answer = await AsyncClient().get(LOOK_UP, query)
    return list(answer.json()["Data"]["fileList"])


async def taken(page: Page) -> set[tuple[str, str, int]]:
    """Whose streams the newest recording takes now, by user, kind and number."""
    from webapp.domain.recordings import selectors
    from webapp.domain.rooms.models import Seat
    from webapp.kernel.ids import RoomId

    def look() -> set[tuple[str, str, int]]:
        users = dict(Seat.objects.values_list("session_id", "account__external_id"))
        (planned,) = selectors.planned(RoomId(page.row("room", "room")["id"]))
        return {(users[stream.peer], stream.kind, stream.index) for stream in planned.streams}

    return await sync_to_async(look, thread_sensitive=False)()


def short(told: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Files and their states."""
    return [(info["svrFilePathName"], info["state"]) for info in told]


async def test_each_camera_has_a_file_with_states_of_its_own(two: tuple[Page, Page], disk: Path) -> None:
    """Mode 1: one output per camera of the room, told to every member: 1 when it opens, 2, 4, 5 and 7 when it is there.

    The id stays; the file is looked up by its name, as pages do after state 7, and can be fetched.
    """
    one, other = two
    await one.say("CRVideo_OpenVideo", one.external_id, 1)
    await start(one, video("_cr_all_"))
    assert short(await outputs(other, 1)) == [("/d/cai_1.mp4", 1)]
    await other.say("CRVideo_OpenVideo", other.external_id, 1)
    await one.say("CRVideo_OpenVideo", one.external_id, 3)
    begun = await outputs(other, 2)
    assert short(begun) == [("/d/dong_1.mp4", 1), ("/d/cai_3.mp4", 1)]
    await one.say("CRVideo_CloseVideo", one.external_id, 3)
    await one.say("CRVideo_OpenVideo", one.external_id, 3)  # goes on in the same file
    await other.hears_nothing(OUTPUT)
    assert await one.say("CRVideo_DestroyCloudMixer", MIXER) == 0
    await node_and_worker_make(disk)
    assert (await other.hears(STATE, MIXER, 0))[2]["err"] == 0
    ended = await outputs(other, 12)
    assert [info["state"] for info in ended] == [2, 4, 5, 7] * 3
    assert [info["fileName"] for info in ended[::4]] == ["cai_1.mp4", "dong_1.mp4", "cai_3.mp4"]
    for first, done in zip(begun, (ended[7], ended[11]), strict=True):
        assert {**first, "state": 7, "duration": 2500, "fileSize": done["fileSize"]} == done
    (row,) = await listed("/d/dong_1.mp4")
    assert (row["fileName"], row["fileSize"], row["ctime"]) == ("dong_1.mp4", 8, begun[0]["startTime"])
    assert await fetch(row["downUrl"].removeprefix("http://testserver")) == b"filmfilm"


async def test_default_cameras_and_cameras_by_name_also_of_those_who_come_later(
    two: tuple[Page, Page], crvideo: Opener
) -> None:
    """subscribeVideos: _cr_allDefCam_ all default cameras, uid.camid one, also of a user whom nobody has seen yet."""
    one, other = two
    await start(one, video("_cr_allDefCam_", "dong.3", "er.-1"))
    for camera in (1, 2, 3):
        await other.say("CRVideo_OpenVideo", other.external_id, camera)
    assert short(await outputs(one, 2)) == [("/d/dong_1.mp4", 1), ("/d/dong_3.mp4", 1)]
    await one.hears_nothing(OUTPUT)
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    await one.say("CRVideo_CreateCloudMixer", video("er.-1"), "second")
    await one.hears(STATE, "second", 1)
    await first_packet()
    late = await crvideo("er")
    await late.say("CRVideo_EnterMeeting3", one.row("room", "room")["id"])
    await late.say("CRVideo_OpenVideo", late.external_id, 1)
    mixer, info = await late.hears(OUTPUT)
    assert (mixer, info["state"], info["fileName"]) == ("second", 1, "er_1.mp4")


async def test_microphones_have_files_in_a_folder_with_names_of_the_house(two: tuple[Page, Page]) -> None:
    """svrPath, svrFileNameSuffix and subscribeAudios: a sound file for each named user who speaks; others have none."""
    one, other = two
    part = {"svrPath": "/sound/", "svrFileNameSuffix": ".wav", "subscribeAudios": ["dong"]}
    for page in two:
        await page.say("CRVideo_OpenMic", page.external_id)
    await start(one, {"mode": 1, "audioFileCfg": part})
    (info,) = await outputs(other, 1)
    assert re.fullmatch(r"/sound/dong_\d{8}-\d{6}\.wav", info["svrFilePathName"])
    assert await taken(one) == {("dong", "audio", 0)}


@pytest.mark.parametrize(
    ("config", "streams"),
    [
        (video("cai.1"), {("cai", "video", 0), ("cai", "audio", 0)}),
        (video("cai.1", aStreamType=1), {("cai", "video", 0), ("cai", "audio", 0), ("dong", "audio", 0)}),
        ({**video("dong.1"), **sound("cai")}, {("dong", "video", 0), ("dong", "audio", 0), ("cai", "audio", 0)}),
    ],
)
async def test_a_camera_is_recorded_with_its_owners_voice_or_with_everybodys(
    two: tuple[Page, Page], config: Any, streams: set[tuple[str, str, int]]
) -> None:
    """aStreamType: 0 the own voice, 1 everybody's; the other cameras are not touched."""
    for page in two:
        await page.say("CRVideo_OpenVideo", page.external_id, 1)
    await start(two[0], config)
    assert await taken(two[0]) == streams


async def test_other_streams_can_be_chosen_while_it_runs(two: tuple[Page, Page], disk: Path) -> None:
    """UpdateCloudMixerContent: from then on others are recorded; what was written before stays, under its id."""
    one, other = two
    for page in two:
        await page.say("CRVideo_OpenVideo", page.external_id, 1)
    await start(one, video("cai.1"))
    (first,) = await outputs(other, 1)
    new = video("dong.1")
    assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, new) == 0
    assert await other.hears(UPDATED) == (MIXER,)
    assert short(await outputs(other, 1)) == [("/d/dong_1.mp4", 1)]
    assert await taken(one) == {("dong", "video", 0), ("dong", "audio", 0)}
    await one.in_step()
    assert one.row("recordings", str((await last()).pk))["config"]["videoFileCfg"]["subscribeVideos"] == ["dong.1"]
    senseless: tuple[Any, ...] = ("x", {}, sound("cai"), {"videoFileCfg": {"layoutConfig": []}}, video("cai.camera"))
    for bad in senseless:
        assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, bad) == BAD
    assert await taken(one) == {("dong", "video", 0), ("dong", "audio", 0)}
    await one.say("CRVideo_UpdateCloudMixerContent", MIXER, video("_cr_all_"))
    await other.hears_nothing(OUTPUT)  # both have their files already
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    await node_and_worker_make(disk)
    assert (await outputs(other, 4))[3] == {**first, "state": 7, "duration": 2500, "fileSize": 4}


async def test_one_file_that_fails_harms_no_other(two: tuple[Page, Page], disk: Path) -> None:
    """Output state 3 has a number and a sentence; the other streams go their way to 7."""
    one, other = two
    for page in two:
        await page.say("CRVideo_OpenVideo", page.external_id, 1)
    await start(one, video("_cr_all_"))
    await outputs(other, 2)
    await one.say("CRVideo_StopSvrMixer")
    await node_and_worker_make(disk, missing=(0,))
    told = await outputs(other, 5)
    assert [info["state"] for info in told] == [3, 2, 4, 5, 7]
    assert (told[0]["errCode"], told[0]["errDesc"]) == (FILE_ERR, "broken")


async def test_a_mixer_to_which_nobody_sent_anything_ends_with_a_sentence(two: tuple[Page, Page]) -> None:
    """Every file that was begun fails; the mixer itself is over."""
    from webapp.domain.recordings import film

    one, other = two
    await one.say("CRVideo_OpenVideo", one.external_id, 1)
    await start(one, video("_cr_all_"))
    await one.say("CRVideo_DestroyCloudMixer", MIXER)
    row = await last()
    await sync_to_async(film.fail, thread_sensitive=False)(recording_id=row.pk, reason=film.NOTHING)
    assert [(info["state"], info.get("errDesc")) for info in await outputs(other, 2)] == [(1, None), (3, film.NOTHING)]


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({"mode": 1}, BAD),
        ({"mode": 1, "videoFileCfg": "x"}, BAD),
        (video("nobody"), BAD),
        (video("cai.0"), BAD),
        (video("cai.1", aStreamType=2), BAD),
        (video("_cr_all_", subscribeVideos="_cr_all_"), BAD),
        (sound(""), BAD),
        (sound("_cr_all_", subscribeAudios=[7]), BAD),
        (video("_cr_all_", svrPathName="/d/$UID$.avi"), NOT_ENABLED),
        (video("_cr_all_", svrPathName="rtmp://x/$UID$.flv"), NOT_ENABLED),
        (video("_cr_all_", svrPathName="/d/$UID$.mp3"), NOT_ENABLED),
        (video("_cr_all_", vWidth=3840, vHeight=2160), TOO_LARGE),
        (video("_cr_all_", svrPathName=";".join(f"{number}.mp4" for number in range(9))), TOO_MUCH),
        (video(*(f"u{number}.1" for number in range(501))), TOO_MUCH),
        ({**video("_cr_all_"), "mode": 2}, NOT_ENABLED),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_number(two: tuple[Page, Page], config: Any, code: int) -> None:
    """The refusal names the mixer; nothing is recorded."""
    one, other = two
    await one.say("CRVideo_CreateCloudMixer", config, MIXER)
    assert await one.hears(REFUSED) == (MIXER, code)
    await other.hears_nothing(STATE)
