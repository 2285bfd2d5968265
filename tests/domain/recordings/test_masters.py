"""How long the packets of a recording are kept once its film is made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.domain.recordings.conftest import Studio
    from webapp.domain.recordings.models import Recording


def recorded(studio: Studio, storage: Path) -> tuple[Recording, Path]:
    """A film whose making is over, and the folder of what it was made of."""
    from webapp.domain.recordings import film

    row = studio.start()
    film.on_started(recording_id=row.pk, node="n", at_ms=1_700_000_000_000)
    studio.stop()
    film.on_tracks_written(recording_id=row.pk, node="n")
    folder = storage / "recordings" / str(row.pk)
    (folder / "takes").mkdir(parents=True)
    for name in ("film.mp4", "manifest.jsonl", "n-0.tape", "draft-1.film", "takes/n-0.mkv"):
        (folder / name).write_bytes(b"x")
    path = f"recordings/{row.pk}/film.mp4"
    return film.on_written(recording_id=row.pk, path=path, size=1, sha256="0" * 64, duration_s=1), folder


def names(folder: Path) -> set[str]:
    """What lies there."""
    return {path.name for path in folder.iterdir()}


def test_masters_go_with_the_making_of_the_film_by_default(studio: Studio, storage: Path) -> None:
    """A film has the room of its masters again at once."""
    _, folder = recorded(studio, storage)
    assert names(folder) == {"film.mp4", "manifest.jsonl"}


def test_masters_are_kept_for_some_days_where_that_is_wanted(studio: Studio, storage: Path, settings: Any) -> None:
    """What was made on the way is not; it can be made of them again."""
    from webapp.domain.recordings import masters
    from webapp.domain.recordings.models import Recording
    from webapp.kernel import clock

    settings.MASTERS_KEPT_DAYS = 3
    row, folder = recorded(studio, storage)
    masters.sweep()
    assert names(folder) == {"film.mp4", "manifest.jsonl", "n-0.tape"}
    Recording.objects.filter(pk=row.pk).update(ended_at=clock.now() - timedelta(days=3, seconds=1))
    masters.sweep()
    masters.sweep()
    assert names(folder) == {"film.mp4", "manifest.jsonl"}


@pytest.mark.parametrize("state", ["composing", "failed"])
def test_masters_without_a_film_are_never_swept(studio: Studio, storage: Path, settings: Any, state: str) -> None:
    """They are all there is of the recording."""
    from webapp.domain.recordings import masters
    from webapp.domain.recordings.models import Recording
    from webapp.kernel import clock

    settings.MASTERS_KEPT_DAYS = 3
    row, folder = recorded(studio, storage)
    Recording.objects.filter(pk=row.pk).update(ended_at=clock.now() - timedelta(days=30), state=state)
    masters.sweep()
    assert "n-0.tape" in names(folder)
