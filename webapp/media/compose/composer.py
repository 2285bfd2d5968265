"""Composing itself: from a recording's tapes to one film, in parts that a second attempt does not make again."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path

import msgspec

from webapp.media.compose.developing import Track, develop
from webapp.media.compose.job import Job
from webapp.media.compose.output import PART_SUFFIX, join
from webapp.media.compose.pictures import HOLD_MS
from webapp.media.compose.rendering import render
from webapp.media.compose.segments import decode_pictures, is_readable
from webapp.media.core.cutting import Part, cut
from webapp.media.core.scene import Interval, Scene, Source, Stage, joined
from webapp.media.core.speaker import Loudness, speakers
from webapp.media.core.timeline import Segment
from webapp.media.core.wish import Wish

logger = logging.getLogger(__name__)

PARTS = "parts"
CHANGE_MS = 500  # a camera whose pictures come again so soon changed its layer, or its connection

Tracks = Mapping[Source, Sequence[Segment]]


class NothingRecorded(Exception):
    """No track of the recording can be read."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What was written; width and height are 0 without pictures."""

    duration_s: float
    size_bytes: int
    width: int
    height: int


def compose(
    directory: Path, out: Path, wish: Wish, progress: Callable[[float], None] = lambda _fraction: None
) -> Composed:
    """Make one film of what was recorded in `directory`.

    `progress` hears 0.0 to 1.0 about once per recorded second. Finished parts stay in `directory` until the film is
    whole, so that an attempt that is broken off costs a minute of film at most; memory does not grow with its length.
    Raises NothingRecorded, and OSError when the disk refuses.
    """
    return compose_tracks(directory, develop(directory, lambda: progress(0.0)), out, wish, progress)


def compose_tracks(
    directory: Path, developed: Sequence[Track], out: Path, wish: Wish, progress: Callable[[float], None]
) -> Composed:
    """The same of tracks that are developed already, or of some of them."""
    tracks = _tracks(directory, developed, wish.accounts)
    if not tracks:
        raise NothingRecorded(str(directory))
    job = _job(directory, tracks, _loudness(developed), wish)
    folder = directory / PARTS / job.key
    folder.mkdir(parents=True, exist_ok=True)
    files = [_finished(job, part, folder, progress) for part in job.parts]
    join(files, out, wish.style.container)
    shutil.rmtree(folder)
    progress(1.0)
    return Composed(job.parts[-1].to_ms / 1000, out.stat().st_size, *(job.size or (0, 0)))


def _finished(job: Job, part: Part, folder: Path, progress: Callable[[float], None]) -> Path:
    path = folder / f"{part.number:06}{PART_SUFFIX}"
    if not path.exists():
        whole_ms = job.parts[-1].to_ms
        render(job, part, path, lambda done_ms: progress((part.from_ms + done_ms) / whole_ms))
    return path


def _tracks(directory: Path, developed: Sequence[Track], accounts: Sequence[int]) -> Tracks:
    takes = [take for track in developed for take in track.takes if not accounts or take.account in accounts]
    readable = [take for take in takes if is_readable(directory, take)]
    by_source = sorted(readable, key=attrgetter("source", "started_at_ms"))
    return {source: _joined_up(list(group)) for source, group in groupby(by_source, key=attrgetter("source"))}


def _joined_up(takes: list[Segment]) -> list[Segment]:
    """The takes of a track; one that the next follows at once was not closed: its last picture stays until then."""
    return [*(_until(take, following) for take, following in pairwise(takes)), *takes[-1:]]


def _until(take: Segment, following: Segment) -> Segment:
    closed_at_ms, begins_at_ms = take.closed_at_ms, following.started_at_ms
    if closed_at_ms is None or not closed_at_ms < begins_at_ms < closed_at_ms + CHANGE_MS:
        return take
    return msgspec.structs.replace(take, closed_at_ms=begins_at_ms)


def _loudness(developed: Sequence[Track]) -> dict[int, Loudness]:
    found: dict[int, Loudness] = {}
    for track in developed:
        for take in track.takes[:1]:
            found.setdefault(take.account, Loudness()).levels.update(track.loudness.levels)
    return found


def _job(directory: Path, tracks: Tracks, loudness: Mapping[int, Loudness], wish: Wish) -> Job:
    style, people = wish.style, wish.accounts or _in_order_of_appearance(tracks)
    by_time = sorted(wish.cues, key=attrgetter("at_ms"))
    has_picture = wish.video and style.has_picture
    sources = _picture_sources(tracks, wish.shown or people) if has_picture else []
    size = _size(directory, tracks, sources, wish) if sources else None
    heard = {account: voice for account, voice in loudness.items() if account in people}
    return Job(
        directory=directory,
        tracks=tracks,
        style=style,
        size=size,
        on_the_left=(style.left or people[0]) if style.is_stereo else None,
        scenes=_scenes(tracks, sources, heard, people[0], size, wish) if size else (),
        parts=cut(wish.started_at_ms, wish.stopped_at_ms, wish.pauses, wish.part_ms),
        people_names=wish.names or {},
        time_zone=wish.time_zone,
        font=wish.font,
        overlays=[(cue.at_ms, cue.overlays) for cue in by_time if cue.overlays is not None],
    )


def _scenes(
    tracks: Tracks,
    sources: Sequence[Source],
    heard: Mapping[int, Loudness],
    first: int,
    size: tuple[int, int],
    wish: Wish,
) -> list[tuple[int, Scene]]:
    sending = {source: joined([_interval(take) for take in tracks.get(source, ())], HOLD_MS) for source in sources}
    stage = Stage(sources, sending, speakers(heard, first), *size)
    return stage.scenes(wish.style.layout, wish.cues, wish.style.panes)


def _interval(take: Segment) -> Interval:
    """When it sent; of a node that was killed it is only known when it began."""
    return take.started_at_ms, take.closed_at_ms or take.started_at_ms + HOLD_MS


def _size(directory: Path, tracks: Tracks, sources: Sequence[Source], wish: Wish) -> tuple[int, int]:
    """Both sides even; the size of the first picture where the style keeps it and there is one."""
    asked, first = (wish.width, wish.height), tracks.get(sources[0], [])
    if wish.style.keeps_size and first:
        _, picture = next(decode_pictures(directory / first[0].file, 0))
        asked = (picture.width, picture.height)
    return (asked[0] // 2 * 2, asked[1] // 2 * 2)


def _picture_sources(tracks: Tracks, accounts: Sequence[int]) -> list[Source]:
    """Cameras, then screens, of each account in turn; somebody who sent no picture keeps a place, black."""
    sources: list[Source] = []
    for account in accounts:
        own = [source for source in tracks if source[0] == account and source[1] != "audio"]
        cameras_first = sorted(own, key=lambda source: (source[1] == "screen", source[2]))
        sources += cameras_first or [(account, "video", 0)]
    return sources


def _in_order_of_appearance(tracks: Tracks) -> list[int]:
    takes = sorted((track[0] for track in tracks.values()), key=attrgetter("started_at_ms"))
    return list(dict.fromkeys(take.account for take in takes))
