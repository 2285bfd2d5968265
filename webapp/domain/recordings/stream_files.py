"""Files of single streams while the recording runs: each begins when its stream opens for the first time."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from webapp.domain.recordings import selectors, separate, services
from webapp.domain.recordings.events import RecordedFileBegun
from webapp.domain.recordings.lifecycle import RecordingState
from webapp.domain.recordings.models import RecordedFile, Recording
from webapp.domain.recordings.separate import Rule
from webapp.domain.recordings.views import file_view, view
from webapp.domain.rooms.models import Seat
from webapp.kernel import clock
from webapp.kernel.events import publish


@transaction.atomic
def begin(recording_id: int) -> None:
    """Begin a file for every chosen stream that is open and has none yet, and tell of each.

    May run twice without harm. Raises RecordingMissing.
    """
    # Two changes of one room may come here at the same time.
    Recording.objects.select_for_update().filter(pk=recording_id).first()
    recording = selectors.recording(recording_id)
    if recording.state not in (RecordingState.STARTING, RecordingState.RUNNING):
        return
    begun = list(_missing(recording))
    if begun:
        Recording.objects.filter(pk=recording_id).update(rev=F("rev") + 1)
        recording = selectors.recording(recording_id)
    for file in begun:
        publish(RecordedFileBegun(view(recording), file_view(file)), to=services.listeners(recording))


def _missing(recording: Recording) -> Iterator[RecordedFile]:
    known = {(file.rule, file.account_id, file.index) for file in recording.files.all()}
    names = {file.file_name for file in recording.files.all()}
    seats = list(Seat.objects.select_related("account").filter(room_id=recording.room_number).order_by("pk"))
    for position, rule in enumerate(separate.rules_of(recording)):
        for seat in seats:
            for index in rule.opened(seat):
                if (position, seat.account_id, index) not in known:
                    file = _file(recording, position, rule, seat, index, names)
                    names.add(file.file_name)
                    yield file


def _file(recording: Recording, position: int, rule: Rule, seat: Seat, index: int, names: set[str]) -> RecordedFile:
    began_at = clock.now()
    facts = {
        "user": seat.account.external_id,
        "camera": str(index + 1),
        "time": f"{timezone.localtime(began_at):%Y%m%d-%H%M%S}",
    }
    name, target = separate.named(rule, facts, names)
    return RecordedFile.objects.create(
        recording=recording,
        number=len(names),
        account_id=seat.account_id,
        rule=position,
        index=index,
        file_name=name,
        target=target,
        began_at=began_at,
    )
