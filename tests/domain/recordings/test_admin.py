"""Recordings, snapshots and transfers in the admin: every page opens, films play, deleting frees the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.domain.transfers.conftest import town

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.domain.recordings.conftest import Studio
    from tests.domain.transfers.conftest import Town
    from webapp.domain.recordings.models import Recording

__all__ = ["town"]


@pytest.fixture
def boss(transactional_db: None, client: Client) -> Client:
    """Somebody who may see everything."""
    from django.contrib.auth.models import User

    client.force_login(User.objects.create_superuser("boss"))
    return client


@pytest.fixture
def row(studio: Studio, storage: Path) -> Recording:
    """A written recording."""
    from webapp.domain.recordings import film

    row = studio.start()
    film.on_started(recording_id=row.pk, node="n", at_ms=1_700_000_000_000)
    studio.stop()
    film.on_tracks_written(recording_id=row.pk, node="n")
    folder = storage / "recordings" / str(row.pk)
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"x" * 2048)
    path = f"recordings/{row.pk}/film.mp4"
    return film.on_written(recording_id=row.pk, path=path, size=2048, sha256="0" * 64, duration_s=3723)


def test_a_recording_is_listed_with_readable_length_and_size(boss: Client, row: Recording) -> None:
    """Issue 2, recording: listed and playable in Django admin."""
    page = boss.get("/admin/recordings/recording/").content.decode()
    assert "1:02:03" in page
    assert "2.0" in page
    assert f"/files/rec/{row.token}/" in page
    for query in ("?q=4711", "?q=wang", "?state__exact=written", "?q=nobody"):
        assert boss.get(f"/admin/recordings/recording/{query}").status_code == 200


def test_a_recording_plays_on_its_page(boss: Client, row: Recording) -> None:
    """The film is shown in place, without loading it whole."""
    page = boss.get(f"/admin/recordings/recording/{row.pk}/change/").content.decode()
    assert f'<video controls preload="metadata" src="/files/rec/{row.token}/' in page
    assert boss.get("/admin/recordings/recording/add/").status_code == 403


def test_a_film_is_made_of_what_a_failed_recording_left(boss: Client, studio: Studio) -> None:
    """Issue 4, masters: the admin sees why it failed, how much was written, and can have a film made of it."""
    from webapp.domain.recordings import film, selectors, storage

    row = studio.start()
    film.on_started(recording_id=row.pk, node="n", at_ms=1_700_000_000_000)
    storage.directory(row.pk).mkdir(parents=True)
    closed = '{"file": "n-0.tape", "closed_at_ms": 9, "packets": 5, "size": 3072, "sha256": "ab"}\n'
    (storage.directory(row.pk) / "manifest.jsonl").write_text(closed)
    film.on_recorder_failed(recording_id=row.pk, node="n", reason="No space left on device")
    page = boss.get(f"/admin/recordings/recording/{row.pk}/change/").content.decode()
    assert "The media node n cannot write: No space left on device." in page
    assert "1 (3.0" in page
    again = {"action": "make_film", "_selected_action": [row.pk]}
    boss.post("/admin/recordings/recording/", again)
    assert selectors.recording(row.pk).state == "composing"
    answer = boss.post("/admin/recordings/recording/", again, follow=True, headers={"accept-language": "en"})
    assert "has not failed" in answer.content.decode()


def test_the_other_kinds_of_file_are_shown_and_deleted_with_the_film(
    boss: Client, studio: Studio, storage: Path
) -> None:
    """Issue 5, recording: what a mixer wrote beside its film can be fetched; of one that failed it says why."""
    from webapp.domain.recordings import film, services
    from webapp.domain.recordings.files import Made
    from webapp.domain.recordings.models import RecordedFile

    row = studio.start(form="mixer", key="m", file_name="a.mp4", copied={1: "a.ts", 2: "a.mp3"})
    services.stop_by_key(owner_id=row.owner_id, key="m")
    film.on_tracks_written(recording_id=row.pk, node="n")
    folder = storage / "recordings" / str(row.pk)
    (folder / "copies").mkdir(parents=True)
    (folder / "copies" / "1.ts").write_bytes(b"abc")
    copied = [Made(1, f"recordings/{row.pk}/copies/1.ts", 3), Made(2, failure="There is no room.")]
    row = film.on_written(recording_id=row.pk, path="a.mp4", size=1, sha256="", duration_s=1, copied=copied)
    page = boss.get(f"/admin/recordings/recording/{row.pk}/change/").content.decode()
    assert f"/files/copy/{row.token}/1/a.ts" in page
    assert f"/files/copy/{row.token}/2/" not in page
    assert "There is no room." in page
    boss.post(f"/admin/recordings/recording/{row.pk}/delete/", {"post": "yes"})
    assert (folder.exists(), RecordedFile.objects.exists()) == (False, False)


def test_the_files_of_single_streams_are_shown_with_whose_they_are(boss: Client, studio: Studio) -> None:
    """Issue 5, per-stream mode: a row for each, before there is anything to be fetched."""
    from tests.domain.recordings.test_stream_files import opens, separate

    row = separate(studio)
    opens("wang", 2)
    page = boss.get(f"/admin/recordings/recording/{row.pk}/change/").content.decode()
    assert "wang_3.mp4" in page
    assert str(studio.people["wang"]) in page
    assert "/files/copy/" not in page


def test_deleting_a_recording_frees_the_disk(boss: Client, row: Recording, storage: Path) -> None:
    """A row and its bytes go together, from its page and from the list."""
    boss.post(f"/admin/recordings/recording/{row.pk}/delete/", {"post": "yes"})
    assert not (storage / "recordings" / str(row.pk)).exists()


def test_transfers_are_listed_and_deleted_with_their_bytes(boss: Client, town: Town, storage: Path) -> None:
    """The same for files, done or under way."""
    from webapp.domain.transfers import assembly
    from webapp.domain.transfers.models import Transfer

    done = assembly.assemble(town.put(town.send(4, key="1", name="账单.pdf"), 0, b"1234").pk)
    assert done is not None
    town.put(town.send(2 * 1024 * 1024, key="2"), 0, b"x" * 1024 * 1024)
    page = boss.get("/admin/transfers/transfer/?q=li").content.decode()
    assert "账单.pdf" in page
    assert "50 %" in page
    assert done.download_token in page
    assert boss.get(f"/admin/transfers/transfer/{done.pk}/change/").status_code == 200
    everything = [str(pk) for pk in Transfer.objects.values_list("pk", flat=True)]
    chosen = {"action": "delete_selected", "_selected_action": everything, "post": "yes"}
    boss.post("/admin/transfers/transfer/", chosen)
    assert Transfer.objects.count() == 0
    assert [file for file in storage.rglob("*") if file.is_file()] == []
