"""The film as other kinds of file: which ones a mixer writes, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.domain.recordings.models import Copy, Recording
from webapp.kernel.errors import InvalidArgument, RecordingLimitExceeded
from webapp.media.core.copying import ending

MOST_COPIES = 8
NOT_MADE = "The film could not be written as this kind of file."


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one copy: where it lies below the storage directory, or why there is none."""

    number: int
    path: str = ""
    size: int = 0
    sha256: str = ""
    failure: str = ""


def add_copies(recording: Recording, names: Mapping[int, str]) -> None:
    """Have the film of a new recording written as these files too, by their numbers; the endings name the kinds.

    Raises InvalidArgument, RecordingLimitExceeded.
    """
    if len(names) > MOST_COPIES:
        raise RecordingLimitExceeded(f"A film is written as at most {MOST_COPIES} other files.")
    for number, name in names.items():
        if not ending(name):
            raise InvalidArgument(f"{name} is no kind of file that is made.")
        Copy.objects.create(recording=recording, number=number, file_name=name[-255:])


def note(recording_id: int, copies: Iterable[Made]) -> None:
    """Keep what became of the copies; one of which nothing is told has failed."""
    found = {made.number: made for made in copies}
    for copy in Copy.objects.filter(recording_id=recording_id):
        made = found.get(copy.number, Made(copy.number, failure=NOT_MADE))
        copy.path, copy.file_size, copy.sha256, copy.failure = made.path, made.size, made.sha256, made.failure
        copy.save()
