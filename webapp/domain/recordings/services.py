"""What people may do: start and stop recordings, take snapshots. What nodes and workers report is in film.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from webapp.domain.recordings import cameras, files, images, live, selectors, separate, storage
from webapp.domain.recordings.events import (
    RecordingPaused,
    RecordingRearranged,
    RecordingRequested,
    RecordingResumed,
    RecordingStopped,
    SnapshotTaken,
)
from webapp.domain.recordings.lifecycle import LIVE_STATES, RECORDING, RecordingStep
from webapp.domain.recordings.models import Form, Pause, Recording, Snapshot
from webapp.domain.recordings.order import Order
from webapp.domain.recordings.planning import style_now
from webapp.domain.recordings.separate import Choice
from webapp.domain.recordings.views import snapshot_view, view
from webapp.domain.rooms import selectors as room_selectors
from webapp.domain.rooms import services as rooms
from webapp.kernel import clock
from webapp.kernel.errors import (
    AlreadyExists,
    InvalidArgument,
    InvalidState,
    RecordingMissing,
    RecordingNotRunning,
    RecordingRunning,
)
from webapp.kernel.events import Audience, person, publish, room
from webapp.kernel.ids import AccountId, RoomId, SessionId
from webapp.kernel.lifecycle import StepLost
from webapp.media.core.style import Cue, Layout, Overlay, Pane


def listeners(recording: Recording) -> list[Audience]:
    """The room, and who asked for it, wherever he is by now."""
    return [room(RoomId(recording.room_number)), person(AccountId(recording.owner_id))]


def step(recording: Recording, to: RecordingStep, **also: Any) -> Recording:
    """Take a step and read the recording anew. Raises IllegalStep, StepLost."""
    RECORDING.take(recording, to, rev=F("rev") + 1, **also)
    return selectors.recording(recording.pk)


@transaction.atomic
def start(*, session_id: SessionId, subject_id: AccountId | None = None, order: Order | None = None) -> Recording:
    """Have somebody in one's own room recorded on the server (oneself by default), alone or with the others.

    Raises NotSeated, PeerLeftRoom, InvalidArgument, RecordingRunning, AlreadyExists (the key), RecordingLimitExceeded.
    Source: AnyChat manual 5.5.10.
    """
    seat = room_selectors.seat(session_id)
    order = _with_cameras(order or Order(), RoomId(seat.room_id))
    subject = room_selectors.seat_beside(seat, subject_id or AccountId(seat.account_id))
    recording = _create(
        application_id=seat.room.application_id,
        room_number=seat.room_id,
        owner=seat.account,
        subject_id=subject.account_id,
        created_at=clock.now(),
        **order.columns(),
    )
    live.add_outputs(recording, order.outputs)
    files.add_copies(recording, order.copied)
    images.lay_beside(recording.pk, order.images)
    publish(RecordingRequested(view(recording)), to=listeners(recording))
    replan(recording)
    return recording


def _with_cameras(order: Order, room_id: RoomId) -> Order:
    panes = cameras.settled(room_id, order.style.panes)
    return replace(order, style=replace(order.style, panes=panes))


def _create(**fields: Any) -> Recording:
    key, owner = fields["key"], fields["owner"]
    if key and Recording.objects.filter(owner=owner, key=key).exists():
        raise AlreadyExists(f"The key {key} is taken.")
    try:
        with transaction.atomic():
            return Recording.objects.create(**fields)
    except IntegrityError as error:
        raise RecordingRunning from error


@transaction.atomic
def stop(*, session_id: SessionId, subject_id: AccountId | None = None) -> Recording:
    """Stop the recording that one's own session asked for of this person (oneself by default).

    Raises NotSeated, RecordingNotRunning. Source: AnyChat manual 5.5.10.
    """
    seat = room_selectors.seat(session_id)
    subject = subject_id or seat.account_id
    owner = AccountId(seat.account_id)
    found = selectors.live_of(owner).filter(subject_id=subject).exclude(form=Form.MIXER).first()
    if found is None:
        raise RecordingNotRunning
    return _stop(found, "stopped")


@transaction.atomic
def stop_by_key(*, owner_id: AccountId, key: str) -> Recording:
    """Stop the recording that the page calls by this key. Raises RecordingMissing, RecordingNotRunning."""
    if not key or not Recording.objects.filter(owner_id=owner_id, key=key).exists():
        raise RecordingMissing
    found = selectors.live_of(owner_id).filter(key=key).first()
    if found is None:
        raise RecordingNotRunning
    return _stop(found, "stopped")


@transaction.atomic
def pause(*, owner_id: AccountId, recording_id: int) -> Recording:
    """Leave out what happens from now on; nodes take nothing meanwhile, and the gap is kept with the recording.

    Raises RecordingMissing (not one's own), IllegalStep, StepLost.
    """
    recording = step(_own(owner_id, recording_id), RecordingStep.PAUSE)
    Pause.objects.create(recording=recording, began_at=clock.now())
    publish(RecordingPaused(view(recording)), to=listeners(recording))
    replan(recording)
    return recording


@transaction.atomic
def resume(*, owner_id: AccountId, recording_id: int) -> Recording:
    """Go on after a pause. Raises RecordingMissing (not one's own), IllegalStep, StepLost."""
    recording = step(_own(owner_id, recording_id), RecordingStep.RESUME)
    _end_pause(recording)
    publish(RecordingResumed(view(recording)), to=listeners(recording))
    replan(recording)
    return recording


@transaction.atomic
def rearrange(
    *,
    owner_id: AccountId,
    recording_id: int,
    layout: Layout,
    overlays: tuple[Overlay, ...] | None = None,
    panes: tuple[Pane, ...] = (),
    config: dict[str, Any] | None = None,
    added: Mapping[str, bytes] | None = None,
) -> Recording:
    """Give film and live picture another layout from now on, and other overlays (None: they stay).

    `panes` are the places of the layout "panes", `added` their images that were not there before, by name. `config` is
    the mixer's configuration as pages are told. Raises RecordingMissing (not one's own), RecordingNotRunning.
    """
    recording = _own_live(owner_id, recording_id)
    images.lay_beside(recording.pk, added or {})
    _add_cue(recording, layout, overlays, cameras.settled(RoomId(recording.room_number), panes))
    return _rearranged(recording, config=recording.config if config is None else config)


@transaction.atomic
def choose_streams(
    *, owner_id: AccountId, recording_id: int, chosen: Sequence[tuple[Choice, ...]], config: dict[str, Any]
) -> Recording:
    """Write other streams to files of their own from now on: `chosen` for each rule of the recording, in their order.

    What was written of the others stays, and goes on if they are chosen again. `config` as in `rearrange`.
    Raises RecordingMissing (not one's own), RecordingNotRunning, InvalidArgument, and what `separate.check` does.
    """
    recording = _own_live(owner_id, recording_id)
    rules = separate.rules_of(recording)
    if len(rules) != len(chosen):
        raise InvalidArgument(f"There are {len(rules)} kinds of file, and choices for {len(chosen)}.")
    rules = [replace(rule, chosen=choices) for rule, choices in zip(rules, chosen, strict=True)]
    separate.check(rules)
    return _rearranged(recording, rules=msgspec.to_builtins(rules), config=config)


def _own_live(owner_id: AccountId, recording_id: int) -> Recording:
    recording = _own(owner_id, recording_id)
    if recording.state not in LIVE_STATES:
        raise RecordingNotRunning
    return recording


def _rearranged(recording: Recording, **changed: Any) -> Recording:
    Recording.objects.filter(pk=recording.pk).update(**changed, rev=F("rev") + 1)
    recording = selectors.recording(recording.pk)
    publish(RecordingRearranged(view(recording)), to=listeners(recording))
    replan(recording)
    return recording


def _add_cue(
    recording: Recording, layout: Layout, overlays: tuple[Overlay, ...] | None, panes: tuple[Pane, ...]
) -> None:
    """The film looks so from now on. Somebody else may change it at the same time: the row is held."""
    held = Recording.objects.select_for_update().get(pk=recording.pk)
    cue = msgspec.to_builtins(Cue(clock.ms(clock.now()), layout, overlays, panes))
    Recording.objects.filter(pk=recording.pk).update(cues=[*held.cues, cue])


@transaction.atomic
def follow_default_cameras(room_id: RoomId) -> None:
    """Let films and live pictures show other cameras where they show somebody's default camera, and that is another."""
    for recording in selectors.live(room_id).select_for_update(of=("self",)):
        style = style_now(recording)
        panes = cameras.settled(room_id, style.panes)
        if panes != style.panes:
            _add_cue(recording, style.layout, None, panes)
            replan(recording)


def _own(owner_id: AccountId, recording_id: int) -> Recording:
    recording = selectors.recording(recording_id)
    if recording.owner_id != owner_id:
        raise RecordingMissing
    return recording


def _end_pause(recording: Recording) -> None:
    Pause.objects.filter(recording=recording, ended_at=None).update(ended_at=clock.now())


def stop_each(recordings: Iterable[Recording], reason: str) -> None:
    """Stop several recordings; those that somebody else stops meanwhile are left alone."""
    for recording in recordings:
        try:
            with transaction.atomic():
                _stop(recording, reason)
        except InvalidState:
            continue


def _stop(recording: Recording, reason: str) -> Recording:
    for _ in range(len(LIVE_STATES)):
        try:
            stopped = step(recording, RecordingStep.STOP, stopped_at=clock.now(), stop_reason=reason)
            break
        except StepLost:
            # The first packet was written between our look and our step.
            recording = selectors.recording(recording.pk)
    else:
        raise RecordingNotRunning
    _end_pause(stopped)
    publish(RecordingStopped(view(stopped), reason), to=listeners(stopped))
    replan(stopped)
    return stopped


def replan(recording: Recording) -> None:
    """Have the media plan of the recording's room made anew."""
    rooms.replan(room_id=RoomId(recording.room_number))


@transaction.atomic
def keep_snapshot(
    *,
    owner_id: AccountId,
    subject_id: AccountId,
    room_number: int,
    uploaded: str,
    file_name: str,
    file_size: int,
    sha256: str,
    flags: int,
    param: int,
) -> Snapshot:
    """Keep a picture that a page took and uploaded, and tell the page where it can be fetched.

    Raises InvalidData when it is not a JPEG. Source: AnyChat manual 5.5.11 and 4.3.6.
    """
    snapshot = Snapshot(
        owner_id=owner_id,
        subject_id=subject_id,
        room_number=room_number,
        file_name=file_name,
        file_size=file_size,
        sha256=sha256,
        flags=flags,
        param=param,
        taken_at=clock.now(),
    )
    snapshot.path = storage.keep_snapshot(uploaded, f"{snapshot.token}.jpg")
    snapshot.save()
    publish(SnapshotTaken(snapshot_view(snapshot)), to=[person(owner_id)])
    return snapshot
