"""CRVideo: cloud mixers, in the form that pages use for recording one mixed file. The page mints the mixer id."""

from __future__ import annotations

from typing import Any

from webapp.dialects import neutral
from webapp.dialects.base import SILENT, Actor, Callback, Command, Json, News, Str, said
from webapp.dialects.crvideo.commands.record_style import style_of
from webapp.dialects.crvideo.errors import ERRORS, CrErr
from webapp.domain.recordings import selectors, services
from webapp.domain.recordings.events import (
    FilmProgressed,
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
from webapp.domain.recordings.models import Form, Recording
from webapp.domain.recordings.views import RecordingView
from webapp.kernel import errors
from webapp.kernel.errors import InvalidArgument, NotSupported
from webapp.kernel.events import Event

MIXER_NULL, MIXER_STARTING, MIXER_RUNNING, MIXER_STOPPING = 0, 1, 2, 4
RUNNING, STOPPED, FAILED, UPLOADING, UPLOADED, DONE = 1, 2, 3, 4, 5, 7  # states of an output; pages list it at 7
MIXED = 0  # mixer mode: one file of everything
FILM = ".mp4"


def targets(config: Any) -> list[str]:
    """The server paths a configuration names, in order: several are joined by semicolons."""
    files = [config.get(part) for part in ("videoFileCfg", "audioFileCfg")] if isinstance(config, dict) else []
    paths = [str(file.get("svrPathName", "")) for file in files if isinstance(file, dict)]
    return [path.strip() for joined in paths for path in joined.split(";") if path.strip()]


def base_name(path: str) -> str:
    """The last part of a server path."""
    return path.replace("\\", "/").rsplit("/", 1)[-1][:200]


def _side(config: dict[str, Any], name: str, default: int) -> int:
    value = config.get(name)
    return int(value) if isinstance(value, int | float) and value else default


def create(who: Actor, a: Any) -> Recording:
    """Record the whole room into one film. Other modes and other containers are not offered."""
    config = a.cfg
    if not isinstance(config, dict) or not a.mixerID:
        raise InvalidArgument("A mixer needs a configuration and an id.")
    film = next((base_name(path) for path in targets(config) if path.lower().endswith(FILM)), "")
    if config.get("mode", MIXED) != MIXED or not film:
        raise NotSupported("Only one mixed mp4 file is offered.")
    video = config["videoFileCfg"] if isinstance(config.get("videoFileCfg"), dict) else {}
    return services.start(
        session_id=who.session_id,
        form=Form.MIXER,
        key=a.mixerID,
        config=config,
        file_name=film,
        mixes_audio=True,
        mixes_video=True,
        width=_side(video, "vWidth", 1280),
        height=_side(video, "vHeight", 720),
        style=style_of(config),
    )


def destroy(who: Actor, a: Any) -> Recording:
    """Stop one's own mixer."""
    return services.stop_by_key(owner_id=who.account_id, key=a.mixerID)


def stop_all(who: Actor, a: Any) -> None:
    """Stop all of one's own mixers; none is no mistake: pages call it whenever they hang up."""
    services.stop_each(list(selectors.live_of(who.account_id).filter(form=Form.MIXER)), "stopped")


def mixer(r: RecordingView, state: int, extra: object) -> Callback:
    """One mixer's state; the extra parameter is always an object."""
    return ("CRVideo_CloudMixerStateChanged", r.key, state, extra, r.owner_external_id)


def outputs(r: RecordingView) -> list[str]:
    """The files of a mixer; a recording that another kind of page asked for has one."""
    return targets(r.config) or [r.file_name or f"{r.key}{FILM}"]


def is_film(r: RecordingView, path: str) -> bool:
    """Whether this is the output that is really written: the first mp4."""
    films = [each for each in outputs(r) if each.lower().endswith(FILM)]
    return bool(films) and path == films[0]


def output(r: RecordingView, index: int, path: str, state: int, **more: object) -> Callback:
    """One output's state; its id stays the same for its whole life."""
    info = {
        "id": f"{r.key}_{index}",
        "state": state,
        "svrFilePathName": path,
        "fileName": base_name(path),
        "startTime": r.started_ms,
        **more,
    }
    return ("CRVideo_CloudMixerOutputInfoChanged", r.key, info)


def started(e: RecordingStarted) -> list[Callback]:
    """The mixer runs: its configuration, then each output begins, or says at once that it will not be written."""
    said_so: list[Callback] = [mixer(e.recording, MIXER_RUNNING, e.recording.config)]
    for index, path in enumerate(outputs(e.recording)):
        if is_film(e.recording, path):
            said_so.append(output(e.recording, index, path, RUNNING))
        else:
            why = {"errCode": ERRORS[errors.NotSupported], "errDesc": "this kind of output is not offered"}
            said_so.append(output(e.recording, index, path, FAILED, **why))
    return said_so


def closed(e: RecordingTracksClosed) -> list[Callback]:
    """The mixer is gone; the error says whether it had run as long as a mixer may."""
    if e.recording.stop_reason == "limit":
        why = {"err": int(CrErr.RECORD_MAX), "errDesc": "the recording ran as long as it may"}
        return [mixer(e.recording, MIXER_NULL, why)]
    return [mixer(e.recording, MIXER_NULL, {"err": int(CrErr.NOERR), "errDesc": ""})]


def written(e: RecordingWritten) -> list[Callback]:
    """The film is closed (its length in ms and bytes), uploaded, and can be looked up."""
    r = e.recording
    facts = {"duration": round(r.duration_s * 1000), "fileSize": r.size}
    return [
        output(r, index, path, state, **facts, **({"progress": 100} if state == UPLOADING else {}))
        for index, path in enumerate(outputs(r))
        if is_film(r, path)
        for state in (STOPPED, UPLOADING, UPLOADED, DONE)
    ]


def failed(e: RecordingFailed) -> list[Callback]:
    """There will be no film; a mixer that ran to its end has said so already."""
    r, code = e.recording, int(ERRORS[errors.RecordingFailed])
    why = {"errCode": code, "errDesc": e.reason}
    gone = [] if r.stopped_ms else [mixer(r, MIXER_NULL, {"err": code, "errDesc": e.reason})]
    return gone + [output(r, i, path, FAILED, **why) for i, path in enumerate(outputs(r)) if is_film(r, path)]


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
    RecordingRearranged: said(lambda e: [("CRVideo_CloudMixerInfoChanged", e.recording.key)]),
    RecordingStopped: said(lambda e: [mixer(e.recording, MIXER_STOPPING, {})]),
    RecordingTracksClosed: said(closed),
    RecordingPlayable: SILENT,
    FilmProgressed: SILENT,
    RecordingWritten: said(written),
    RecordingFailed: said(failed),
    SnapshotRequested: SILENT,
    SnapshotTaken: said(neutral.snapped),
    SnapshotFailed: said(neutral.not_snapped),
}
