"""CRVideo: mixers of mode 1, which write each camera and each microphone to a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webapp.dialects.base import Actor, Callback
from webapp.dialects.crvideo.commands.record_style import CAMID, size_of, style_of
from webapp.dialects.crvideo.commands.record_words import FAILED, RUNNING, kept, output
from webapp.dialects.crvideo.errors import CrErr
from webapp.domain.recordings import services
from webapp.domain.recordings.events import RecordedFileBegun
from webapp.domain.recordings.models import Form, Recording
from webapp.domain.recordings.order import Order
from webapp.domain.recordings.separate import DEFAULT, Choice, Rule
from webapp.domain.recordings.views import FileView, RecordingView
from webapp.kernel.errors import InvalidArgument

SEPARATE = 1  # mixer mode
EVERYTHING, EVERY_DEFAULT = "_cr_all_", "_cr_allDefCam_"
OWN_VOICE, EVERY_VOICE = 0, 1
VIDEO, AUDIO = "videoFileCfg", "audioFileCfg"
SUBSCRIBED = {VIDEO: "subscribeVideos", AUDIO: "subscribeAudios"}
PLACEHOLDERS = {"$UID$": "{user}", "$CAMID$": "{camera}", "$TIME$": "{time}"}
USUAL = {VIDEO: ("{user}_{camera}_{time}", ".mp4"), AUDIO: ("{user}_{time}", ".mp3")}


def is_separate(config: Any) -> bool:
    """Whether a mixer has a file per stream."""
    return isinstance(config, dict) and config.get("mode") == SEPARATE


def order(key: str, config: dict[str, Any]) -> Order:
    """What is asked for. Pictures keep their size unless one is given. Raises InvalidArgument, PictureTooLarge."""
    video = _part(config, VIDEO) or {}
    width, height = size_of(config)
    style = style_of({VIDEO: {**video, "layoutConfig": []}}, lambda _users: {}, {})
    keeps_size = not (video.get("vWidth") and video.get("vHeight"))
    return Order(
        form=Form.MIXER,
        key=key,
        config=config,
        mixes_audio=True,
        mixes_video=True,
        width=width,
        height=height,
        style=replace(style, layout="single", keeps_size=keeps_size),
        rules=rules(config),
    )


def update(who: Actor, recording: Recording, given: Any) -> Recording:
    """Take other cameras and microphones from now on; the rest of the configuration stays. Raises InvalidArgument."""
    config, is_news = dict(recording.config), False
    for name, subscribed in SUBSCRIBED.items():
        new = _part(given, name) or {}
        if _part(config, name) is not None and subscribed in new:
            config[name] = {**config[name], subscribed: new[subscribed]}
            is_news = True
    if not is_news:
        raise InvalidArgument("Which streams are to be recorded is missing.")
    chosen = [rule.chosen for rule in rules(config)]
    return services.choose_streams(owner_id=who.account_id, recording_id=recording.pk, chosen=chosen, config=config)


def rules(config: Mapping[str, Any]) -> list[Rule]:
    """One rule for each kind of file. Raises InvalidArgument."""
    found = []
    if (video := _part(config, VIDEO)) is not None:
        voices = video.get("aStreamType", OWN_VOICE)
        if voices not in (OWN_VOICE, EVERY_VOICE):
            raise InvalidArgument(f"There is no sound {voices!r:.60}.")
        cameras = tuple(_camera(item) for item in _subscribed(config, VIDEO))
        found += [Rule("video", name, cameras, voices == EVERY_VOICE) for name in _names(config, VIDEO)]
    if _part(config, AUDIO) is not None:
        microphones = tuple(_microphone(item) for item in _subscribed(config, AUDIO))
        found += [Rule("audio", name, microphones) for name in _names(config, AUDIO)]
    if not found:
        raise InvalidArgument("Neither files of cameras nor files of microphones are asked for.")
    return found


def _part(config: Any, name: str) -> dict[str, Any] | None:
    part = config.get(name) if isinstance(config, dict) else None
    return part if isinstance(part, dict) else None


def _subscribed(config: Mapping[str, Any], name: str) -> list[str]:
    """Everything, where nothing is said."""
    wanted = config[name].get(SUBSCRIBED[name], [EVERYTHING])
    if not isinstance(wanted, list) or not all(isinstance(item, str) and item for item in wanted):
        raise InvalidArgument(f"{SUBSCRIBED[name]} is a list of texts.")
    return wanted


def _camera(item: str) -> Choice:
    if item in (EVERYTHING, EVERY_DEFAULT):
        return Choice() if item == EVERYTHING else Choice(index=DEFAULT)
    found = CAMID.fullmatch(item)
    if found is None:
        raise InvalidArgument(f"{item!r:.60} is no camera of anybody.")
    user, number = found.groups()
    return Choice(user, DEFAULT if number == "-1" else int(number) - 1)


def _microphone(item: str) -> Choice:
    return Choice() if item == EVERYTHING else Choice(item)


def _names(config: Mapping[str, Any], name: str) -> list[str]:
    """What the files are called: full paths with semicolons between them, or a folder and a kind of file."""
    part, (usual, suffix) = config[name], USUAL[name]
    paths = [path.strip() for path in str(part.get("svrPathName") or "").split(";") if path.strip()]
    if not paths:
        folder, kind = str(part.get("svrPath") or ""), str(part.get("svrFileNameSuffix") or suffix)
        paths = [f"{folder.rstrip('/')}{'/' if folder else ''}{usual}.{kind.lstrip('.')}"]
    for vendors, ours in PLACEHOLDERS.items():
        paths = [path.replace(vendors, ours) for path in paths]
    return paths


def file_begun(e: RecordedFileBegun) -> list[Callback]:
    """A stream opened while the mixer runs; files that began before are told when it does."""
    return [begun(e.recording, e.file)] if e.recording.state == "running" else []


def begun(r: RecordingView, file: FileView) -> Callback:
    """The file of a stream is being written."""
    return output(r, file.number, file.target, RUNNING, **_facts(file))


def ended(r: RecordingView) -> list[Callback]:
    """What became of each file: closed, uploaded, and to be looked up; or why it is not there."""
    said_so = list[Callback]()
    for file in r.files:
        if file.url:
            duration = round(file.duration_s * 1000)
            said_so += kept(r, file.number, file.target, file.size, duration=duration, **_facts(file))
        else:
            why = {"errCode": int(CrErr.FILE_ERR), "errDesc": file.failure or r.failure}
            said_so.append(output(r, file.number, file.target, FAILED, **why, **_facts(file)))
    return said_so


def _facts(file: FileView) -> dict[str, Any]:
    return {"fileName": file.name, "startTime": file.started_ms}
