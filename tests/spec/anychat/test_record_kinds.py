"""AnyChat chapters 3.1 (recording options), 3.5 (flags) and 4.3.6: what a film is to be, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.spec.anychat.test_record import first_packet, last, node_and_worker_do_their_work, two
from tests.spec.transferring import disk
from tests.stage import Opener

__all__ = ["disk", "two"]

VIDEO, AUDIO, SERVER, MIXAUDIO, MIXVIDEO = 1, 2, 4, 16, 32
ABREAST, STEREO, LOCALCB, STREAM, USERFILENAME = 256, 512, 2048, 4096, 8192
BOTH = VIDEO | AUDIO | SERVER
VIDEOBR, AUDIOBR, FILETYPE, WIDTH, HEIGHT, NAMERULE, CLIPMODE = 10, 11, 140, 141, 142, 143, 144


async def started(page: Page, flags: int, options: dict[int, int] | None = None, text: str = "") -> Any:
    """The recording of oneself that such a call begins."""
    sent = json.dumps(options) if options else ""
    assert await page.say("BRAC_StreamRecordCtrlEx", -1, 1, flags, 0, text, sent) == 0
    return await last()


@pytest.mark.parametrize(
    ("flags", "layout", "stereo", "people"),
    [
        (BOTH, "side_by_side", False, 1),
        (BOTH | MIXVIDEO, "overlaid", False, 2),
        (BOTH | ABREAST, "side_by_side", False, 2),
        (BOTH | MIXVIDEO | ABREAST, "side_by_side", False, 2),
        (BOTH | STEREO, "side_by_side", True, 2),
        (BOTH | MIXAUDIO | LOCALCB, "side_by_side", False, 2),
        (BOTH | STREAM | MIXVIDEO | STEREO, "single", False, 1),
    ],
)
async def test_flags_arrange_the_people(
    two: tuple[Page, Page], flags: int, layout: str, stereo: bool, people: int
) -> None:
    """3.5: mixed video is overlaid, abreast side by side, stereo on two sides, a stream is one person as he comes."""
    from webapp.domain.recordings import selectors
    from webapp.kernel.ids import RoomId

    row = await started(two[0], flags)
    assert (row.style["layout"], row.style["is_stereo"]) == (layout, stereo)
    (planned,) = await sync_to_async(selectors.planned)(RoomId(1))
    assert len({stream.peer for stream in planned.streams}) == people


async def test_options_travel_with_the_call(two: tuple[Page, Page]) -> None:
    """3.1: size, rates, file type and clip mode hold for the recordings that begin after they were set."""
    options = {VIDEOBR: 800_000, AUDIOBR: 64_000, FILETYPE: 2, WIDTH: 640, HEIGHT: 360, CLIPMODE: 1}
    row = await started(two[0], BOTH, options)
    assert (row.width, row.height) == (640, 360)
    style = row.style
    assert (style["video_bits_per_s"], style["audio_bits_per_s"]) == (800_000, 64_000)
    assert (style["container"], style["fit"]) == ("flv", "cover")


@pytest.mark.parametrize(("file_type", "ending"), [(0, ".mp4"), (1, ".wmv"), (2, ".flv"), (3, ".mp3")])
async def test_the_file_type_is_the_ending(two: tuple[Page, Page], disk: Path, file_type: int, ending: str) -> None:
    """3.1: MP4, WMV, FLV or MP3; the last has no picture, whatever the flags say."""
    one, _ = two
    row = await started(one, VIDEO | SERVER, {FILETYPE: file_type})
    assert (row.has_video, row.has_audio) == ((False, True) if ending == ".mp3" else (True, False))
    await first_packet()
    await one.say("BRAC_StreamRecordCtrlEx", -1, 0, BOTH, 0, "")
    await node_and_worker_do_their_work(disk)
    assert (await one.hears("OnAnyChatRecordSnapShotEx"))[1].endswith(ending)


@pytest.mark.parametrize("options", [{FILETYPE: 4}, {CLIPMODE: 9}, {NAMERULE: 3}])
async def test_an_option_without_meaning_is_refused(two: tuple[Page, Page], options: dict[int, int]) -> None:
    """Chapter 6, 20: there is no such file type, clip mode or rule, and nothing begins."""
    one, _ = two
    assert await one.say("BRAC_StreamRecordCtrl", -1, 1, BOTH, 0, json.dumps(options)) == 20
    assert await one.say("BRAC_StreamRecordCtrl", -1, 1, BOTH, 0, "no list") == 20
    assert await last() is None


async def test_a_page_may_name_its_file(two: tuple[Page, Page], disk: Path) -> None:
    """3.5, user file name: the text of the extended form is the name, without folders, with the ending of its type."""
    one, _ = two
    await started(one, BOTH | USERFILENAME, {FILETYPE: 2}, "../合同 17.mp4")
    await first_packet()
    await one.say("BRAC_StreamRecordCtrlEx", -1, 0, BOTH, 0, "")
    await node_and_worker_do_their_work(disk)
    assert (await last()).file_name == "合同 17.flv"
    assert (await one.hears("OnAnyChatRecordSnapShotEx"))[5] == "../合同 17.mp4"


async def test_files_are_named_by_the_rule(two: tuple[Page, Page]) -> None:
    """3.1, file name rule (numbers are ours): 0 by room, 1 by the person's name, 2 by his number."""
    one, _ = two
    for rule, beginning in ((0, ""), (1, "customer1-"), (2, f"{one.id}-")):
        row = await started(one, BOTH, {NAMERULE: rule})
        assert row.file_name.startswith(beginning)
        assert bool(row.file_name) == bool(rule)
        await one.say("BRAC_StreamRecordCtrl", -1, 0, BOTH, 0)


async def test_both_extended_events_tell_a_result(two: tuple[Page, Page], disk: Path) -> None:
    """4.3.6 and the SDK file: the second extended event is the first with an error number, 0, before the file."""
    one, _ = two
    await started(one, BOTH, text="note")
    await first_packet()
    await one.say("BRAC_StreamRecordCtrlEx", -1, 0, BOTH, 0, "")
    await node_and_worker_do_their_work(disk)
    user, *rest = await one.hears("OnAnyChatRecordSnapShotEx")
    assert await one.hears("OnAnyChatRecordSnapShotEx2") == (user, 0, *rest)


async def test_options_do_not_change_what_is_refused(anychat: Opener) -> None:
    """5.5.10, chapter 6, 3: outside a room there is nobody to record."""
    one = await anychat("customer1")
    assert await one.say("BRAC_StreamRecordCtrl", -1, 1, BOTH | STREAM, 0, json.dumps({FILETYPE: 3})) == 3
