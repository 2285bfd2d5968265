"""CRVideo: what pages are told of mixers and their outputs, in numbers of the dialect."""

from __future__ import annotations

from webapp.dialects.base import Callback
from webapp.domain.recordings.selectors import last_part
from webapp.domain.recordings.views import RecordingView

MIXER_NULL, MIXER_STARTING, MIXER_RUNNING, MIXER_STOPPING = 0, 1, 2, 4
RUNNING, STOPPED, FAILED, UPLOADING, UPLOADED, DONE = 1, 2, 3, 4, 5, 7  # states of an output; pages list it at 7


def base_name(path: str) -> str:
    """The last part of a server path."""
    return last_part(path)[:200]


def mixer(r: RecordingView, state: int, extra: object) -> Callback:
    """One mixer's state; the extra parameter is always an object."""
    return ("CRVideo_CloudMixerStateChanged", r.key, state, extra, r.owner_external_id)


def output(r: RecordingView, index: int, path: str, state: int, **more: object) -> Callback:
    """One output's state; its id stays the same for its whole life.

    The constants manual lets pages read length and bytes in every state, and calls the number of an error `err`.
    """
    if "errCode" in more:
        more["err"] = more["errCode"]
    info = {
        "id": f"{r.key}_{index}",
        "state": state,
        "svrFilePathName": path,
        "fileName": base_name(path),
        "startTime": r.started_ms,
        "duration": 0,
        "fileSize": 0,
        **more,
    }
    return ("CRVideo_CloudMixerOutputInfoChanged", r.key, info)


def kept(r: RecordingView, index: int, path: str, size: int, **more: object) -> list[Callback]:
    """The four last states of a file of so many bytes, as long as its recording unless it says otherwise."""
    facts: dict[str, object] = {"duration": round(r.duration_s * 1000), "fileSize": size, **more}
    return [
        output(r, index, path, state, **facts, **({"progress": 100} if state == UPLOADING else {}))
        for state in (STOPPED, UPLOADING, UPLOADED, DONE)
    ]
