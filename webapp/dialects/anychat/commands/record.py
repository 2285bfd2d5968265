"""AnyChat chapters 3.5, 4.3.6, 5.5.10 and 5.5.11: recordings and snapshots.

Here are those made on the server; without that flag the page records by itself. A result names an address to fetch.
"""

from __future__ import annotations

from typing import Any

from webapp.dialects import neutral
from webapp.dialects.anychat import constants as c
from webapp.dialects.anychat.commands.record_options import file_name, read_options, style_of
from webapp.dialects.anychat.errors import ERRORS
from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said, said_to_each
from webapp.domain.recordings import services, stills
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
from webapp.domain.recordings.models import Form
from webapp.domain.recordings.order import Order
from webapp.domain.transfers import services as transfers
from webapp.kernel import errors
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

SOUND = c.BRAC_RECORD_FLAGS_AUDIO
PICTURE = c.BRAC_RECORD_FLAGS_VIDEO
OTHERS_SOUND = c.BRAC_RECORD_FLAGS_MIXAUDIO | c.BRAC_RECORD_FLAGS_STEREO
OTHERS_PICTURES = c.BRAC_RECORD_FLAGS_MIXVIDEO | c.BRAC_RECORD_FLAGS_ABREAST
NOTHING_SAID = 0  # 5.5.10: no flags at all mean sound and picture


def meant(user_id: int) -> AccountId | None:
    """The recorded person; -1 is oneself."""
    if user_id == -1:
        return None
    if user_id <= 0:
        raise InvalidArgument(f"no user {user_id}")
    return AccountId(user_id)


def control(who: Actor, a: Any) -> None:
    """5.5.10: one function starts and stops; the plain result is told after the stop."""
    _control(who, a, Form.SHORT, "")


def control_ex(who: Actor, a: Any) -> None:
    """4.3.6: the same with a text of the application's own, which comes back with the result."""
    _control(who, a, Form.LONG, a.lpUserStr)


def _control(who: Actor, a: Any, form: Form, user_str: str) -> None:
    if not a.bStartRecord:
        services.stop(session_id=who.session_id, subject_id=meant(a.dwUserId))
        return
    kinds = a.dwFlags & (SOUND | PICTURE)
    chosen = read_options(a.options)
    # 3.5: a stream is recorded as it is, without the others.
    others = 0 if a.dwFlags & c.BRAC_RECORD_FLAGS_STREAM else a.dwFlags
    subject_id, style = meant(a.dwUserId), style_of(a.dwFlags, chosen)
    order = Order(
        form=form,
        has_audio=kinds == NOTHING_SAID or bool(kinds & SOUND) or not style.has_picture,
        has_video=kinds == NOTHING_SAID or bool(kinds & PICTURE),
        mixes_audio=bool(others & OTHERS_SOUND),
        mixes_video=bool(others & OTHERS_PICTURES),
        width=chosen.width,
        height=chosen.height,
        style=style,
        file_name=file_name(a.dwFlags, user_str, chosen.name_rule, subject_id or who.account_id),
        flags=a.dwFlags,
        param=a.dwParam,
        user_str=user_str,
    )
    services.start(session_id=who.session_id, subject_id=subject_id, order=order)


def snap(who: Actor, a: Any) -> None:
    """5.5.11: with the server flag (3.5) the server takes the picture from the stream; without it the page has taken
    it from the video it shows, and announces the upload here.
    """
    if a.dwFlags & c.BRAC_RECORD_FLAGS_SERVER:
        flags = a.dwFlags | c.BRAC_RECORD_FLAGS_SNAPSHOT
        stills.ask(session_id=who.session_id, subject_id=meant(a.dwUserId), flags=flags, param=a.dwParam)
        return
    transfers.prepare_snapshot(
        session_id=who.session_id,
        subject_id=meant(a.dwUserId) or who.account_id,
        key=str(a.task),
        size=a.size,
        flags=a.dwFlags | c.BRAC_RECORD_FLAGS_SNAPSHOT,
        param=a.dwParam,
    )


def written(e: RecordingWritten, who: Actor) -> list[Callback]:
    """The one who asked hears it: the extended form always, the plain form when it was asked for plainly."""
    r = e.recording
    if who.account_id != r.owner_id or r.form == Form.MIXER:
        return []
    long = _long(r.subject_id, r.url, round(r.duration_s), r.flags, r.param, r.user_str)
    return long if r.form == Form.LONG else [_plain(r.subject_id, r.url, r.param, r.flags), *long]


def failed(e: RecordingFailed, who: Actor) -> list[Callback]:
    """Only the second extended form can say that there is no file."""
    r = e.recording
    if who.account_id != r.owner_id or r.form == Form.MIXER:
        return []
    code = int(ERRORS[errors.RecordingFailed])
    return [("OnAnyChatRecordSnapShotEx2", r.subject_id, code, "", 0, r.flags, r.param, r.user_str)]


def snapped(e: SnapshotTaken) -> list[Callback]:
    """The flags contain the snapshot bit, which tells a picture from a recording (4.3.6)."""
    s = e.snapshot
    if not s.flags:
        return neutral.snapped(e)
    return [
        _plain(s.subject_id, s.url, s.param, s.flags),
        *_long(s.subject_id, s.url, 0, s.flags, s.param, ""),
    ]


def not_snapped(e: SnapshotFailed) -> list[Callback]:
    """Only the second extended form can say that there is no file."""
    s = e.snapshot
    if not s.flags:
        return neutral.not_snapped(e)
    return [no_picture(s.subject_id, int(ERRORS[errors.RecordingFailed]), s.flags, s.param)]


def no_picture(subject_id: int, code: int, flags: int, param: int) -> Callback:
    """There is no picture, for the reason of that number."""
    return ("OnAnyChatRecordSnapShotEx2", subject_id, code, "", 0, flags, param, "")


def _long(subject_id: int, url: str, seconds: int, flags: int, param: int, user_str: str) -> list[Callback]:
    """Both extended forms; a page has one of them or both."""
    rest = (url, seconds, flags, param, user_str)
    return [
        ("OnAnyChatRecordSnapShotEx", subject_id, *rest),
        ("OnAnyChatRecordSnapShotEx2", subject_id, 0, *rest),
    ]


def _plain(subject_id: int, url: str, param: int, flags: int) -> Callback:
    return ("OnAnyChatRecordSnapShot", subject_id, url, param, flags)


_RECORD = (Int("dwUserId"), Int("bStartRecord"), Int("dwFlags", 0), Int("dwParam", 0))
_OPTIONS = Str("options", "")  # added by the page: its recording options (3.1) by their numbers, as JSON

COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_StreamRecordCtrl",
        "5.5.10",
        (*_RECORD, _OPTIONS),
        run=control,
        doc="Starts or stops a recording of one person.",
    ),
    Command(
        "BRAC_StreamRecordCtrlEx",
        "4.3.6",
        (*_RECORD, Str("lpUserStr", ""), _OPTIONS),
        run=control_ex,
        doc="The same, with a text that comes back with the result.",
    ),
    Command(
        "BRAC_SnapShot",
        "5.5.11",
        (
            Int("dwUserId"),
            Int("dwFlags", 0),
            Int("dwParam", 0),
            # Added by the page: a task id, as for files, and the picture's length in bytes.
            Int("task", 0),
            Int("size", 0),
        ),
        run=snap,
        refusal=lambda a, code: [no_picture(a.dwUserId, code, a.dwFlags | c.BRAC_RECORD_FLAGS_SNAPSHOT, a.dwParam)],
        doc="Takes a still picture of a person's video.",
    ),
)

NEWS: dict[type[Event], News] = {
    RecordingRequested: SILENT,
    RecordingStarted: SILENT,
    RecordingPaused: SILENT,
    RecordingResumed: SILENT,
    RecordedFileBegun: SILENT,
    RecordingRearranged: SILENT,
    RecordingStopped: SILENT,
    RecordingTracksClosed: SILENT,
    RecordingPlayable: SILENT,
    FilmProgressed: SILENT,
    LiveOutputChanged: SILENT,
    RecordingWritten: said_to_each(written),
    RecordingFailed: said_to_each(failed),
    SnapshotRequested: SILENT,
    SnapshotTaken: said(snapped),
    SnapshotFailed: said(not_snapped),
}
