"""CRVideo: cloud mixers; here those that make one film of all. The page mints the mixer id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from webapp.dialects import neutral
from webapp.dialects.base import SILENT, Actor, Callback, Command, Json, News, Str, said
from webapp.dialects.crvideo.commands import record_streams as streams
from webapp.dialects.crvideo.commands.record_images import images_of
from webapp.dialects.crvideo.commands.record_style import size_of, style_of
from webapp.dialects.crvideo.commands.record_words import (
    FAILED,
    MIXER_NULL,
    MIXER_RUNNING,
    MIXER_STARTING,
    MIXER_STOPPING,
    RUNNING,
    STOPPED,
    base_name,
    kept,
    mixer,
    output,
)
from webapp.dialects.crvideo.errors import ERRORS, CrErr
from webapp.domain.accounts.selectors import account_ids
from webapp.domain.recordings import selectors, services
from webapp.domain.recordings.events import (
    FilmProgressed,
    LiveOutputChanged,
    RecordedFileBegun,
    RecordingFailed,
    RecordingPaused,
    RecordingPlayable,
    RecordingRearranged,
    RecordingRequested,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
    RecordingTracksClosed,
    RecordingWritten,
    SnapshotFailed,
    SnapshotRequested,
    SnapshotTaken,
)
from webapp.domain.recordings.live import is_live
from webapp.domain.recordings.models import Form, Recording
from webapp.domain.recordings.order import Order
from webapp.domain.recordings.views import RecordingView
from webapp.kernel import errors
from webapp.kernel.errors import InvalidArgument, NotSupported, RecordingRunning
from webapp.kernel.events import Event
from webapp.media.core.copying import ending
from webapp.media.core.style import Container

LIVE_STATES = {"running": RUNNING, "failed": FAILED, "ended": STOPPED}  # of one that is tried again pages know nothing
LIVE_ERRORS = {"busy": CrErr.NOMORE_MCU, "unreachable": CrErr.CREATE_CONN_FAILED, "broken": CrErr.FILE_ERR}
MIXED = 0  # mixer mode: all in one, as so many kinds of file
FILM = ".mp4"
FILMS: tuple[Container, ...] = ("mp4", "flv")  # the first of them becomes the film, the others are made from it


def targets(config: Any) -> list[str]:
    """The server paths a configuration names, in order: several are joined by semicolons."""
    files = [config.get(part) for part in ("videoFileCfg", "audioFileCfg")] if isinstance(config, dict) else []
    paths = [str(file.get("svrPathName", "")) for file in files if isinstance(file, dict)]
    return [path.strip() for joined in paths for path in joined.split(";") if path.strip()]


def kind_of(path: str) -> str:
    """What kind of file a target is; empty for addresses, whatever they end in, and for kinds that are not made."""
    return "" if "://" in path else ending(path)


def film_of(wanted: Sequence[str]) -> tuple[int | None, Container]:
    """Which target becomes the film, and of what kind it is; the other files are made from the film.

    Where only kinds are wanted that are no film themselves, it is an mp4 of which nothing is told.
    """
    endings = [kind_of(path) for path in wanted]
    for kind in FILMS:
        if kind in endings:
            return endings.index(kind), kind
    shows = "ts" in endings or any(is_live(path) for path in wanted)
    return (None, "mp4") if shows or "mp3" not in endings else (endings.index("mp3"), "mp3")


def create(who: Actor, a: Any) -> Recording:
    """Record the whole room in one film, or a file per stream."""
    if not isinstance(a.cfg, dict) or not a.mixerID:
        raise InvalidArgument("A mixer needs a configuration and an id.")
    order = streams.order(a.mixerID, a.cfg) if streams.is_separate(a.cfg) else mixed(who, a.mixerID, a.cfg)
    if selectors.has_key(who.account_id, a.mixerID):
        raise RecordingRunning
    return services.start(session_id=who.session_id, order=order)


def mixed(who: Actor, key: str, config: dict[str, Any]) -> Order:
    """All in one, in files, in live outputs, or both. Other modes and kinds of file are not offered."""
    wanted = targets(config)
    outputs = {number: path for number, path in enumerate(wanted) if is_live(path)}
    files = {number: base_name(path) for number, path in enumerate(wanted) if kind_of(path)}
    if config.get("mode", MIXED) != MIXED or not (files or outputs):
        raise NotSupported("Only mixed files (mp4, flv, ts, mp3, wav) and live outputs are offered.")
    width, height = size_of(config)
    shown = images_of(config, who.application_id)
    style = style_of(shown.config, partial(account_ids, who.application_id), shown.files)
    film, container = film_of(wanted)
    name = files[film] if film is not None else next(iter(files.values()), "")
    return Order(
        form=Form.MIXER,
        key=key,
        config=shown.config,
        file_name=name,
        mixes_audio=True,
        mixes_video=True,
        width=width,
        height=height,
        style=replace(style, container=container),
        keeps_film=bool(files),
        outputs=outputs,
        copied={number: file for number, file in files.items() if number != film},
        images=shown.contents,
    )


def update(who: Actor, a: Any) -> Recording:
    """Show and write something else from now on, live and in the film; the rest of the configuration stays."""
    recording = selectors.by_key(who.account_id, a.mixerID)
    if streams.is_separate(recording.config):
        return streams.update(who, recording, a.cfg)
    content = a.cfg.get("videoFileCfg") if isinstance(a.cfg, dict) else None
    if not isinstance(content, dict) or not isinstance(content.get("layoutConfig"), list):
        raise InvalidArgument("What is to be shown is missing.")
    video = recording.config.get("videoFileCfg")
    video = {**(video if isinstance(video, dict) else {}), "layoutConfig": content["layoutConfig"]}
    shown = images_of({**recording.config, "videoFileCfg": video}, who.application_id)
    style = style_of(shown.config, partial(account_ids, who.application_id), shown.files)
    return services.rearrange(
        owner_id=who.account_id,
        recording_id=recording.pk,
        layout=style.layout,
        overlays=style.overlays,
        panes=style.panes,
        config=shown.config,
        added=shown.contents,
    )


def destroy(who: Actor, a: Any) -> Recording:
    """Stop one's own mixer."""
    return services.stop_by_key(owner_id=who.account_id, key=a.mixerID)


def stop_all(who: Actor, a: Any) -> None:
    """Stop all of one's own mixers; none is no mistake: pages call it whenever they hang up."""
    services.stop_each(list(selectors.live_of(who.account_id).filter(form=Form.MIXER)), "stopped")


def outputs(r: RecordingView) -> list[str]:
    """The files of a mixer; a recording that another kind of page asked for has one."""
    return targets(r.config) or [r.file_name or f"{r.key}{FILM}"]


def film_index(r: RecordingView) -> int | None:
    """Which output is the film; of a recording that another kind of page asked for it is the only one."""
    wanted = targets(r.config)
    return film_of(wanted)[0] if wanted else 0


def started(e: RecordingStarted) -> list[Callback]:
    """The mixer runs: its configuration, then each file begins, or says at once that it will not be written.

    Live outputs speak for themselves.
    """
    said_so: list[Callback] = [mixer(e.recording, MIXER_RUNNING, e.recording.config)]
    if streams.is_separate(e.recording.config):
        return [*said_so, *(streams.begun(e.recording, file) for file in e.recording.files)]
    live = {each.number for each in e.recording.outputs}
    files = {film_index(e.recording), *(file.number for file in e.recording.files)}
    for index, path in enumerate(outputs(e.recording)):
        if index in files:
            said_so.append(output(e.recording, index, path, RUNNING))
        elif index not in live:
            why = {"errCode": ERRORS[errors.NotSupported], "errDesc": "this kind of output is not offered"}
            said_so.append(output(e.recording, index, path, FAILED, **why))
    return said_so


def live_output(e: LiveOutputChanged) -> list[Callback]:
    """A live output begins, fails with a number and a sentence, or has ended after so many ms."""
    live, state = e.output, LIVE_STATES.get(e.output.state)
    if state is None:
        return []
    more: dict[str, object] = {"startTime": live.started_ms}
    if state == FAILED:
        more |= {"errCode": int(LIVE_ERRORS.get(live.cause, CrErr.FILE_ERR)), "errDesc": live.failure}
    if state == STOPPED:
        more |= {"duration": live.ended_ms - live.started_ms if live.started_ms else 0, "fileSize": 0}
    return [output(e.recording, live.number, live.target, state, **more)]


def closed(e: RecordingTracksClosed) -> list[Callback]:
    """The mixer is gone; the error says whether it had run as long as a mixer may."""
    if e.recording.stop_reason == "limit":
        why = {"err": int(CrErr.RECORD_MAX), "errDesc": "the recording ran as long as it may"}
        return [mixer(e.recording, MIXER_NULL, why)]
    return [mixer(e.recording, MIXER_NULL, {"err": int(CrErr.NOERR), "errDesc": ""})]


def written(e: RecordingWritten) -> list[Callback]:
    """Each file is closed (its length in ms and bytes), uploaded, and can be looked up; or it could not be made."""
    r, film = e.recording, film_index(e.recording)
    if streams.is_separate(r.config):
        return streams.ended(r)
    copies, said_so = {file.number: file for file in r.files}, list[Callback]()
    for index, path in enumerate(outputs(r)):
        if index == film:
            said_so += kept(r, index, path, r.size)
        elif index in copies and copies[index].url:
            said_so += kept(r, index, path, copies[index].size)
        elif index in copies:
            why = {"errCode": int(CrErr.FILE_ERR), "errDesc": copies[index].failure}
            said_so.append(output(r, index, path, FAILED, **why))
    return said_so


def failed(e: RecordingFailed) -> list[Callback]:
    """There will be no film; a mixer that ran to its end has said so already.

    One that only was to be seen live has the number of what failed there.
    """
    r, code = e.recording, int(ERRORS[errors.RecordingFailed])
    if not r.keeps_film:
        code = next((int(LIVE_ERRORS[each.cause]) for each in r.outputs if each.cause in LIVE_ERRORS), code)
    why = {"errCode": code, "errDesc": e.reason}
    gone = [] if r.stopped_ms else [mixer(r, MIXER_NULL, {"err": code, "errDesc": e.reason})]
    if streams.is_separate(r.config):
        return gone + streams.ended(r)
    files = {film_index(r), *(file.number for file in r.files)}
    return gone + [output(r, i, path, FAILED, **why) for i, path in enumerate(outputs(r)) if i in files]


COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_CreateCloudMixer",
        "web docs",
        # The page adds the mixer id that it returned already.
        (Json("cfg", {}), Str("mixerID", "")),
        run=create,
        refusal=lambda a, code: [("CRVideo_CreateCloudMixerFailed", a.mixerID, code)],
        returns="string",
        doc="Starts a recording of the room on the server; returns the mixer's id.",
    ),
    Command(
        "CRVideo_UpdateCloudMixerContent",
        "web docs",
        (Str("mixerID"), Json("cfg", {})),
        run=update,
        returns="Promise<{ errCode: number }>",
        doc="Changes what a running mixer shows; the verdict is what the promise resolves to.",
    ),
    Command(
        "CRVideo_DestroyCloudMixer",
        "web docs",
        (Str("mixerID"),),
        run=destroy,
        returns="Promise<{ errCode: number }>",
        doc="Stops a mixer; the verdict is what the promise resolves to.",
    ),
    Command(
        "CRVideo_StopSvrMixer", "web docs", (), run=stop_all, returns="Promise<void>", doc="Stops one's own mixers."
    ),
)

NEWS: dict[type[Event], News] = {
    RecordingRequested: said(lambda e: [mixer(e.recording, MIXER_STARTING, {})]),
    RecordingStarted: said(started),
    # Existing pages know no pause of a mixer on the server (the state 3 is of local ones).
    RecordingPaused: SILENT,
    RecordingResumed: SILENT,
    RecordedFileBegun: said(streams.file_begun),
    RecordingRearranged: said(lambda e: [("CRVideo_CloudMixerInfoChanged", e.recording.key)]),
    RecordingStopped: said(lambda e: [mixer(e.recording, MIXER_STOPPING, {})]),
    RecordingTracksClosed: said(closed),
    RecordingPlayable: SILENT,
    FilmProgressed: SILENT,
    LiveOutputChanged: said(live_output),
    RecordingWritten: said(written),
    RecordingFailed: said(failed),
    SnapshotRequested: SILENT,
    SnapshotTaken: said(neutral.snapped),
    SnapshotFailed: said(neutral.not_snapped),
}
