"""Files, recordings and snapshots by their unguessable addresses, and the recording look-up that CRVideo pages make."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_safe

from webapp.domain.accounts.models import Application
from webapp.domain.playback import selectors as playback
from webapp.domain.recordings import selectors as recordings
from webapp.domain.recordings import storage
from webapp.domain.recordings.live import HLS_ENDING
from webapp.domain.recordings.models import LiveOutput, RecordedFile, Recording
from webapp.domain.recordings.views import file_view, output_view
from webapp.domain.recordings.views import view as recording_view
from webapp.domain.transfers import selectors as transfers
from webapp.kernel import clock
from webapp.kernel.errors import ObjectMissing, RecordingMissing, TransferMissing
from webapp.media.core.copying import ending
from webapp.media.core.hls import PLAYLIST, SUFFIX
from webapp.pages.ranges import serve
from webapp.pages.uploads import refusal

# Default project: company 1, and the digest of the two texts that its pages send.
_DEFAULT_COMPANY = "1"
_HLS_NAME = re.compile(rf"({re.escape(PLAYLIST)}|\d{{6,}}{re.escape(SUFFIX)})\Z")
LIST_TYPE, SEGMENT_TYPE = "application/vnd.apple.mpegurl", "video/mp2t"
# Numbers in the look-up of files beside films, and of live play lists; films have those below.
FILES_FROM, LISTS_FROM = 2**40, 2**41
LIVE_HEADERS = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,127}$")

P = ParamSpec("P")


def _path(stored: str) -> Path:
    return Path(settings.STORAGE_DIR) / stored


def _or_gone(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Say that there is no such file (any more) where the view finds none."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (TransferMissing, RecordingMissing, ObjectMissing, FileNotFoundError):
            return refusal(404, "There is no such file (any more).")

    return answered


@require_safe
@_or_gone
def transferred(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A file that somebody has sent. `name` is for people; the token decides."""
    transfer = transfers.by_download_token(token)
    return serve(request, _path(transfer.path), name=transfer.name, etag=transfer.sha256)


@require_safe
@_or_gone
def recorded(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A recording, playable in the page."""
    recording = recordings.by_token(token)
    return serve(request, _path(recording.path), name=recording.file_name, etag=recording.sha256, inline=True)


@require_safe
@_or_gone
def recorded_side(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A single person's file of a recording, playable while the film is being made."""
    path = recordings.side_by_token(token, name)
    return serve(request, _path(path), name=name, etag=f"{token}-{name}", inline=True)


@require_safe
@_or_gone
def copied(request: HttpRequest, token: str, number: int, name: str) -> HttpResponse:
    """A file beside the film of a recording. `name` is for people; token and number decide."""
    file = recordings.file_by_token(token, number)
    answer = serve(request, _path(file.path), name=file.file_name, etag=file.sha256, inline=True)
    if ending(file.file_name) == "ts":  # by its name it might be a program's source
        answer["Content-Type"] = SEGMENT_TYPE
    return answer


@require_safe
@_or_gone
def live(request: HttpRequest, token: str, number: int, name: str) -> HttpResponse:
    """The play list of a live mix, or one of its segments."""
    if not _HLS_NAME.match(name):
        raise FileNotFoundError
    path = storage.live(recordings.live_by_token(token, number).recording_id, number) / name
    if name == PLAYLIST:  # written anew every two seconds
        return HttpResponse(path.read_bytes(), content_type=LIST_TYPE, headers=LIVE_HEADERS)
    answer = serve(request, path, name=name, etag=f"{token}-{number}-{name}", inline=True)
    answer["Content-Type"] = SEGMENT_TYPE
    return answer


@require_safe
@_or_gone
def live_state(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """How a live mix is (see `OutputState`), and whether there is a play list of it."""
    output = recordings.live_by_token(token, number)
    is_playable = (storage.live(output.recording_id, number) / PLAYLIST).exists()
    return JsonResponse({"state": output.state, "is_playable": is_playable}, headers=LIVE_HEADERS)


@require_safe
@_or_gone
def snapped(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A snapshot, shown in the page."""
    snapshot = recordings.snapshot_by_token(token)
    return serve(request, _path(snapshot.path), name=snapshot.file_name, etag=snapshot.sha256, inline=True)


@require_safe
@_or_gone
def image(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """An image for films, looked at by an administrator."""
    found = recordings.image_by_token(token)
    return serve(request, _path(found.path), name=name, etag=found.sha256, inline=True)


@require_safe
@_or_gone
def media(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A media file of the house, played to those who wait, or looked at by an administrator."""
    file = playback.by_token(token)
    return serve(request, _path(file.path), name=file.file_name, etag=file.token, inline=True)


@require_GET
def look_up(request: HttpRequest) -> HttpResponse:
    """JSONP: the one written recording or live play list of that file name, with an address to play it from.

    Source: crvideo-pages.md section 10. Credentials: CompID and SecretKey, or UserName (application) and UserPswd.
    """
    asked = request.GET
    callback = asked.get("callback", "")
    if callback and not _CALLBACK.match(callback):
        return refusal(400, "The callback's name is not a function's name.")
    application = _application(asked)
    if application is None:
        return _jsonp(callback, {"RspCode": 7, "RspDesc": "The credentials are wrong.", "Data": {}})
    name = asked.get("FileName") or asked.get("fileName") or ""
    files = _found(request, application, name)
    data = {"fileList": files, "fileNum": len(files), "searchTime": 0}
    return _jsonp(callback, {"RspCode": 0, "RspDesc": "", "RequestId": asked.get("RequestId", ""), "Data": data})


def _found(request: HttpRequest, application: Application, name: str) -> list[dict[str, Any]]:
    if name.lower().endswith(HLS_ENDING):
        output = recordings.shown_as(application, name)
        return [_list_row(request, output)] if output else []
    film, file = recordings.written_as(application, name), recordings.filed_as(application, name)
    newest = file if file and (film is None or film.pk < file.recording_id) else film
    return [_file_row(request, newest)] if newest else []


def _application(asked: dict[str, str]) -> Application | None:
    if asked.get("CompID") == _DEFAULT_COMPANY:
        right = hashlib.md5(b"1&1", usedforsecurity=False).hexdigest()
        if hmac.compare_digest(right.encode(), asked.get("SecretKey", "").lower().encode()):
            return Application.objects.filter(is_default=True).first()
        return None
    application = Application.objects.filter(app_id=asked.get("UserName", "")).first()
    return application if application and application.knows_secret(asked.get("UserPswd", "")) else None


def _list_row(request: HttpRequest, output: LiveOutput) -> dict[str, Any]:
    """A play list, and (no word of the vendor's) the page on which anybody watches it."""
    seen, name = output_view(output), recordings.last_part(output.target)
    return {
        "id": LISTS_FROM + output.pk,
        "fileName": name,
        "filePath": name,
        "fileSize": 0,
        "downUrl": request.build_absolute_uri(seen.url),
        "watchUrl": request.build_absolute_uri(seen.page),
        "ctime": seen.started_ms,
    }


def _file_row(request: HttpRequest, found: Recording | RecordedFile) -> dict[str, Any]:
    if isinstance(found, RecordedFile):
        file = file_view(found)
        started_ms = file.started_ms or clock.ms(found.recording.started_at)
        number, name, size, url = FILES_FROM + found.pk, file.name, file.size, file.url
    else:
        film = recording_view(found)
        number, name, size, url, started_ms = film.id, film.file_name, film.size, film.url, film.started_ms
    return {
        "id": number,
        "fileName": name,
        "filePath": name,
        "fileSize": size,
        "downUrl": request.build_absolute_uri(url),
        "ctime": started_ms,
    }


def _jsonp(callback: str, answer: object) -> HttpResponse:
    text = msgspec.json.encode(answer).decode()
    if not callback:
        return HttpResponse(text, content_type="application/json")
    # The two separators end a line in older JavaScript, and "<" could begin a tag where the text is misread.
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
    return HttpResponse(
        f"/**/{callback}({safe});",
        content_type="application/javascript; charset=utf-8",
        headers={"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"},
    )
