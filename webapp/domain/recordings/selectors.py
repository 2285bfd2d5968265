"""Reads of recordings and snapshots."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from webapp.domain.accounts.models import Application
from webapp.domain.playback import plan as playback
from webapp.domain.recordings import separate, storage
from webapp.domain.recordings.lifecycle import LIVE_STATES, RecordingState, SnapshotState
from webapp.domain.recordings.models import Image, LiveOutput, RecordedFile, Recording, Snapshot
from webapp.domain.recordings.planning import framing, planned_live
from webapp.domain.recordings.views import RecordingView, view
from webapp.domain.rooms.models import Seat
from webapp.kernel.errors import ObjectMissing, RecordingMissing
from webapp.kernel.ids import AccountId, RoomId, SessionId
from webapp.media.core.plan import Kind, PlannedRecording, Stream


def _all() -> QuerySet[Recording]:
    return Recording.objects.select_related("owner").prefetch_related("outputs__recording", "files__recording")


def recording(recording_id: int) -> Recording:
    """One recording with its owner. Raises RecordingMissing."""
    found = _all().filter(pk=recording_id).first()
    if found is None:
        raise RecordingMissing
    return found


def by_token(token: str) -> Recording:
    """The written recording that this address belongs to. Raises RecordingMissing."""
    found = _all().filter(token=token, state=RecordingState.WRITTEN).exclude(path="").first()
    if found is None:
        raise RecordingMissing
    return found


def side_by_token(token: str, name: str) -> str:
    """The path below the storage directory of a single person's file. Raises RecordingMissing."""
    sides = Recording.objects.filter(token=token).values_list("sides", flat=True).first() or []
    found = next((path for path in sides if path.rsplit("/", 1)[-1] == name), None)
    if found is None:
        raise RecordingMissing
    return str(found)


def file_by_token(token: str, number: int) -> RecordedFile:
    """The written file beside a film that this address belongs to. Raises RecordingMissing."""
    found = RecordedFile.objects.filter(recording__token=token, number=number).exclude(path="").first()
    if found is None:
        raise RecordingMissing
    return found


def live_by_token(token: str, number: int) -> LiveOutput:
    """The live output with a play list that this address belongs to. Raises RecordingMissing."""
    rows = LiveOutput.objects.select_related("recording")
    found = rows.filter(recording__token=token, number=number).first()
    if found is None or found.is_rtmp:
        raise RecordingMissing
    return found


def snapshot_by_token(token: str) -> Snapshot:
    """The taken snapshot that this address belongs to. Raises RecordingMissing."""
    found = Snapshot.objects.filter(token=token, state=SnapshotState.KEPT).first()
    if found is None:
        raise RecordingMissing
    return found


def image_by_token(token: str) -> Image:
    """The image of the company that this address belongs to. Raises ObjectMissing."""
    found = Image.objects.filter(token=token).first()
    if found is None:
        raise ObjectMissing
    return found


def written_as(application: Application, name: str) -> Recording | None:
    """The newest written recording of that file name (a path's last part counts)."""
    rows = _all().filter(application=application, state=RecordingState.WRITTEN)
    return rows.filter(file_name=last_part(name)).order_by("-pk").first()


def filed_as(application: Application, name: str) -> RecordedFile | None:
    """The newest written file beside a film with that file name (a path's last part counts)."""
    rows = RecordedFile.objects.select_related("recording__owner").filter(recording__application=application)
    return rows.filter(file_name=last_part(name)).exclude(path="").order_by("-recording", "number").first()


def shown_as(application: Application, name: str) -> LiveOutput | None:
    """The newest play list of that name (a path's last part counts) that has begun, whether it still grows or not."""
    name = last_part(name)
    rows = LiveOutput.objects.select_related("recording").filter(recording__application=application)
    named = rows.filter(target__endswith=name, started_at__isnull=False).order_by("-recording", "number")
    return next((each for each in named if not each.is_rtmp and last_part(each.target) == name), None)


def last_part(path: str) -> str:
    """The name at the end of a path as pages write it, with slashes of either kind."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def live(room_id: RoomId) -> QuerySet[Recording]:
    """What is being recorded in the room right now, or about to be."""
    return _all().filter(room_number=room_id, state__in=LIVE_STATES)


def live_of(owner_id: AccountId) -> QuerySet[Recording]:
    """What this person is having recorded right now."""
    return _all().filter(owner_id=owner_id, state__in=LIVE_STATES)


def has_key(owner_id: AccountId, key: str) -> bool:
    """Whether one calls a recording of one's own by this key."""
    return Recording.objects.filter(owner_id=owner_id, key=key).exists()


def by_key(owner_id: AccountId, key: str) -> Recording:
    """One's own recording that the page calls by this key. Raises RecordingMissing."""
    found = _all().filter(owner_id=owner_id, key=key).first() if key else None
    if found is None:
        raise RecordingMissing
    return found


def seen_by(session_id: SessionId) -> list[RecordingView]:
    """What this session's mirror holds: the recordings of its room that were alive while it sat there, oldest first."""
    seat = Seat.objects.filter(session_id=session_id).first()
    if seat is None:
        return []
    alive = Q(ended_at__isnull=True) | Q(ended_at__gte=seat.entered_at)
    return [view(row) for row in _all().filter(alive, room_number=seat.room_id).order_by("pk")]


def planned(room_id: RoomId) -> tuple[PlannedRecording, ...]:
    """The room's live recordings as part of its media plan: whose streams go where, and how they are shown."""
    rows = list(live(room_id).order_by("pk"))
    seats = list(Seat.objects.select_related("account").filter(room_id=room_id).order_by("pk")) if rows else []
    player_id, played = playback.streams(room_id) if rows else (0, ())
    return tuple(
        PlannedRecording(
            row.pk,
            str(storage.directory(row.pk)) if row.keeps_film else "",
            tuple(_planned_streams(row, seats, player_id, played)),
            planned_live(row),
            framing(row),
        )
        for row in rows
    )


def _planned_streams(row: Recording, seats: list[Seat], player_id: int, played: tuple[Stream, ...]) -> list[Stream]:
    """What is taken of everybody now, and of what is played."""
    if row.rules:
        return [] if row.state == RecordingState.PAUSED else separate.streams(row, seats)
    return [*(stream for seat in seats for stream in _streams(row, seat)), *_played(row, player_id, played)]


def _streams(row: Recording, seat: Seat) -> list[Stream]:
    """One person's part: the microphone, all open cameras (the first as soon as it opens), and a shared screen."""
    takes_sound, takes_pictures = _takes(row, seat.account_id)
    wanted: list[tuple[Kind, int]] = []
    if takes_sound:
        wanted.append(("audio", 0))
    if takes_pictures:
        wanted += [("video", camera) for camera in sorted(seat.cameras) or [0]]
        wanted += [("screen", 0)] if seat.is_sharing else []
    return [Stream(seat.session_id, kind, index) for kind, index in wanted]


def _played(row: Recording, player_id: int, played: tuple[Stream, ...]) -> list[Stream]:
    """What somebody plays to the room belongs to their part."""
    takes_sound, takes_pictures = _takes(row, player_id)
    return [stream for stream in played if (takes_sound if stream.kind == "audio" else takes_pictures)]


def _takes(row: Recording, account_id: int) -> tuple[bool, bool]:
    """Whether the recording takes the sound and the pictures of this person now."""
    if row.state == RecordingState.PAUSED:
        return False, False
    is_subject = account_id == row.subject_id
    return row.has_audio and (is_subject or row.mixes_audio), row.has_video and (is_subject or row.mixes_video)
