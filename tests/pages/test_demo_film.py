"""The film that the demo plays to those who wait is made here, not kept in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from webapp.domain.playback.models import MediaFile
from webapp.domain.queues.models import Area


@pytest.mark.django_db(transaction=True)
def test_the_demo_has_a_film_for_those_who_wait(tmp_path: Path, settings: object) -> None:
    """It is found playable by the same check as every file, and made once."""
    settings.STORAGE_DIR = tmp_path  # type: ignore[attr-defined]
    for _ in range(2):
        call_command("seed_demo", "--film", verbosity=0)
    film = MediaFile.objects.get()
    assert (film.state, film.has_picture, film.has_sound, film.duration_ms) == ("ready", True, True, 16_000)
    assert set(Area.objects.values_list("waiting_media", flat=True)) == {film.pk}
