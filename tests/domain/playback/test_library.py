"""Media files of the house: uploaded in the admin, looked at by a worker, served in pieces, deleted with their data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import make_application
from tests.media.film_clock import colour_clock

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.domain.conftest import Told
    from webapp.domain.playback.models import MediaFile


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    """An empty storage directory."""
    settings.STORAGE_DIR = tmp_path / "storage"
    return tmp_path / "storage"


@pytest.fixture
def boss(transactional_db: None, client: Client) -> Client:
    """Somebody who may upload; reads English."""
    from django.contrib.auth.models import User

    client.force_login(User.objects.create_superuser("boss"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def upload(boss: Client, path: Path, name: str = "Welcome") -> Any:
    """Upload a file in the admin."""
    from webapp.domain.accounts.models import Application

    application = Application.objects.first() or make_application("bank")
    with path.open("rb") as content:
        facts = {"application": application.pk, "name": name, "content": content}
        return boss.post("/admin/playback/mediafile/add/", facts)


def checked(told: Told) -> MediaFile:
    """The newest file after the worker looked at it."""
    from webapp.domain.playback.models import MediaFile
    from webapp.tasks.playback import check

    check(told.of("MediaFileUploaded")[-1].file_id)
    return MediaFile.objects.latest("pk")


def test_an_uploaded_film_is_opened_and_can_then_be_played(
    boss: Client, told: Told, storage: Path, tmp_path: Path
) -> None:
    """Nothing is believed about a file before it was opened and its beginning decoded."""
    answer = upload(boss, colour_clock(tmp_path / "a.mp4", 2))
    assert answer.status_code == 302, answer.content.decode()
    file = checked(told)
    assert (file.state, file.media_type, file.width, file.height) == ("ready", "video/mp4", 320, 180)
    assert (file.has_picture, file.has_sound) == (True, True)
    assert abs(file.duration_ms - 2000) < 100
    page = boss.get(f"/admin/playback/mediafile/{file.pk}/change/").content.decode()
    assert f'src="/files/media/{file.token}/Welcome.mp4"' in page
    assert "0:02" in boss.get("/admin/playback/mediafile/").content.decode()


def test_browsers_play_it_piece_by_piece(boss: Client, told: Told, storage: Path, tmp_path: Path) -> None:
    """HTTP ranges let a page begin anywhere; a file that was not found playable has no address."""
    from webapp.domain.playback.models import MediaFile
    from webapp.domain.playback.views import file_url

    path = colour_clock(tmp_path / "a.mp4", 1)
    upload(boss, path)
    unchecked = MediaFile.objects.latest("pk")
    assert file_url(unchecked) == ""
    assert boss.get(f"/files/media/{unchecked.token}/Welcome.mp4").status_code == 404
    answer = boss.get(file_url(checked(told)), headers={"range": "bytes=4-7"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    assert answer["Content-Range"] == f"bytes 4-7/{path.stat().st_size}"


@pytest.mark.parametrize(
    ("content", "why"), [(b"hello" * 100, "unreadable"), (b"RIFF\x24\0\0\0WAVEfmt " + bytes(100), "unreadable")]
)
def test_what_is_no_film_is_refused_with_a_sentence(
    boss: Client, told: Told, storage: Path, tmp_path: Path, content: bytes, why: str
) -> None:
    """The administrator reads why in the list; the bytes are gone."""
    path = tmp_path / "b.mp4"
    path.write_bytes(content)
    upload(boss, path)
    file = checked(told)
    assert (file.state, file.failure, file.path) == ("refused", why, "")
    assert "It cannot be opened as a film or as sound." in boss.get("/admin/playback/mediafile/").content.decode()
    assert list((storage / "media").iterdir()) == []


def test_what_browsers_do_not_play_is_refused(boss: Client, told: Told, storage: Path, tmp_path: Path) -> None:
    """FFmpeg opens more than browsers do: the sentence names what to use."""
    upload(boss, colour_clock(tmp_path / "c.avi", 1, has_sound=False))
    assert checked(told).failure == "format"
    page = boss.get("/admin/playback/mediafile/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "浏览器无法播放此格式" in page


def test_too_large_a_file_is_refused_at_once(boss: Client, storage: Path, tmp_path: Path, settings: Any) -> None:
    """Before anything is kept."""
    settings.MEDIA_FILE_LIMIT_MB = 1
    path = tmp_path / "d.mp4"
    path.write_bytes(bytes(1024 * 1024 + 1))
    answer = upload(boss, path)
    assert "at most 1.0" in answer.content.decode()
    assert not (storage / "media").exists()


def test_a_deleted_file_takes_its_bytes_along_unless_it_is_played(
    boss: Client, told: Told, storage: Path, tmp_path: Path
) -> None:
    """What is being played in a room stays."""
    from webapp.domain.accounts.models import Account
    from webapp.domain.playback.models import MediaFile, Playback
    from webapp.domain.rooms.models import Room

    upload(boss, colour_clock(tmp_path / "a.mp4", 1))
    file = checked(told)
    account = Account.objects.create(application=file.application, login_name="li", external_id="li")
    room = Room.objects.create(number=1, application=file.application)
    playback = Playback.objects.create(room=room, account=account, file=file, name=file.name)
    address = f"/admin/playback/mediafile/{file.pk}/delete/"
    boss.post(address, {"post": "yes"})
    assert MediaFile.objects.filter(pk=file.pk).exists()
    playback.delete()
    boss.post(address, {"post": "yes"})
    assert not MediaFile.objects.filter(pk=file.pk).exists()
    assert list((storage / "media").iterdir()) == []


def test_a_file_nobody_looked_at_is_looked_at_again(told: Told, storage: Path) -> None:
    """The worker that had it may have died."""
    from webapp.domain.playback import library
    from webapp.kernel import clock

    file = library.add(application=make_application("bank"), name="x", content=[b"x"])
    assert library.forgotten() == []
    with clock.held():
        clock.advance(60)
        assert library.forgotten() == [file.pk]
