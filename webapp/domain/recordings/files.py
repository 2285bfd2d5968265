"""The files of a recording beside its film, or instead of it: which ones there will be, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.domain.recordings.models import RecordedFile, Recording
from webapp.kernel.errors import InvalidArgument, RecordingLimitExceeded
from webapp.media.core.copying import ending

MOST_COPIES = 8
NOT_MADE = "The film could not be written as this kind of file."


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one file: where it lies below the storage directory, or why there is none.

    How long it is (seconds) is told of single streams; copies are as long as their film.
    """

    number: int
    path: str = ""
    size: int = 0
    sha256: str = ""
    failure: str = ""
    duration_s: float = 0


def add_copies(recording: Recording, names: Mapping[int, str]) -> None:
    """Have the film of a new recording written as these files too, by their numbers; the endings name the kinds.

    Raises InvalidArgument, RecordingLimitExceeded.
    """
    if len(names) > MOST_COPIES:
        raise RecordingLimitExceeded(f"A film is written as at most {MOST_COPIES} other files.")
    for number, name in names.items():
        if not ending(name):
            raise InvalidArgument(f"{name} is no kind of file that is made.")
        RecordedFile.objects.create(recording=recording, number=number, file_name=name[-255:])


def keep(recording_id: int, made: Made) -> None:
    """Keep what became of one file."""
    RecordedFile.objects.filter(recording_id=recording_id, number=made.number).update(
        path=made.path,
        file_size=made.size,
        sha256=made.sha256,
        failure=made.failure,
        duration_s=round(made.duration_s, 3),
    )


def note(recording_id: int, made: Iterable[Made]) -> None:
    """Keep what became of the files; one of which nothing was ever told has failed."""
    for each in made:
        keep(recording_id, each)
    RecordedFile.objects.filter(recording_id=recording_id, path="", failure="").update(failure=NOT_MADE)
