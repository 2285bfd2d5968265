"""Images for films: kept by administrators under a key, handed over by pages, and laid beside the recording."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Pixels

from webapp.kernel.errors import InvalidData, RecordingLimitExceeded

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.domain.recordings.conftest import Studio


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4), colour: str = "red", **more: Any) -> bytes:
    """The bytes of an image file."""
    file = io.BytesIO()
    Pixels.new("RGB", size, colour).save(file, kind, **more)
    return file.getvalue()


def inline(content: bytes) -> str:
    """As a page writes it into its call."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


@pytest.fixture
def boss(transactional_db: None, storage: Path, client: Client) -> Client:
    """Somebody who may do everything in the admin, at a company with one application."""
    from django.contrib.auth.models import User

    from tests.domain.people import make_application

    make_application("bank", is_default=True)
    client.force_login(User.objects.create_superuser("boss"))
    return client


def upload(boss: Client, content: bytes, key: str = "logo", at: str = "add/") -> str:
    """Fill in the admin's form; returns the page that says why not, or nothing."""
    from webapp.domain.accounts.models import Application

    file = io.BytesIO(content)
    file.name = "logo.png"
    facts = {"application": Application.objects.get().pk, "key": key, **({"content": file} if content else {})}
    answer = boss.post(f"/admin/recordings/image/{at}", facts, headers={"accept-language": "en"})
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_an_uploaded_image_is_looked_at_by_its_key_and_used(
    boss: Client, storage: Path, kind: str, suffix: str
) -> None:
    """Issue 5, layoutConfig with images: kept in the admin, with a preview, found again by application and key."""
    from webapp.domain.recordings import images
    from webapp.domain.recordings.models import Image

    content = picture(kind)
    assert upload(boss, content, "标志-1") == ""
    row = Image.objects.get()
    assert (row.width, row.height, row.size, row.path) == (6, 4, len(content), f"images/{row.token}{suffix}")
    address = f"/files/image/{row.token}/{row.token}{suffix}"
    for page in ("", f"{row.pk}/change/", "?q=标志"):
        assert f'src="{address}"' in boss.get(f"/admin/recordings/image/{page}").content.decode()
    shown = boss.get(address)
    assert (shown["Content-Type"], shown["Content-Length"]) == (Pixels.MIME[kind], str(len(content)))
    found = images.of_company(row.application_id, ["标志-1", "other", "\x00", "x" * 999])
    assert [(key, image.content) for key, image in found.items()] == [("标志-1", content)]
    assert images.of_company(row.application_id + 1, ["标志-1"]) == {}


def test_an_image_is_replaced_and_deleted_with_its_bytes(boss: Client, storage: Path) -> None:
    """The key stays while the image changes; a form without a file leaves it as it is."""
    from webapp.domain.recordings.models import Image

    upload(boss, picture())
    row = Image.objects.get()
    assert upload(boss, b"", "renamed", f"{row.pk}/change/") == ""
    assert (storage / row.path).exists()
    assert upload(boss, picture(size=(8, 8)), "renamed", f"{row.pk}/change/") == ""
    (now,) = Image.objects.all()
    assert (now.key, now.width) == ("renamed", 8)
    assert [str(path.relative_to(storage)) for path in storage.glob("images/*")] == [now.path]
    boss.post("/admin/recordings/image/", {"action": "delete_selected", "_selected_action": now.pk, "post": "yes"})
    assert not list(storage.glob("images/*"))
    assert boss.get(f"/files/image/{now.token}/x.png").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"hello" * 100,
        picture("GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture(size=(200, 200))[:200],
        picture(size=(4097, 1)),
    ],
    ids=["text", "gif", "svg", "cut", "wide"],
)
def test_what_is_no_image_is_refused_with_a_sentence(boss: Client, content: bytes) -> None:
    """Other kinds, broken ones and those of too many pixels never reach the painters."""
    from webapp.domain.recordings.models import Image

    assert "This is no PNG, JPEG or WebP image of at most 4096 × 4096 pixels." in upload(boss, content)
    assert not Image.objects.exists()


def test_an_image_of_too_many_bytes_and_a_second_of_the_same_key_are_refused(boss: Client) -> None:
    """4 MB at most; a key means one image."""
    assert "at most 4.0" in upload(boss, picture() + bytes(4 * 1024**2))
    assert upload(boss, picture()) == ""
    assert "already exists" in upload(boss, picture())
    assert "valid" in upload(boss, picture(), "with blanks")


def test_an_image_in_a_call_is_small_and_whole() -> None:
    """RFC 2397: media type, base64, data. Its name tells its content, whoever hands it over."""
    from webapp.domain.recordings import images

    text = inline(picture())
    assert images.is_inline(text)
    given = images.inline(text)
    assert (given.content, given.width, given.height) == (picture(), 6, 4)
    assert images.NAME.fullmatch(given.name)
    assert given.name == images.opened(picture()).name != images.opened(picture(colour="blue")).name
    for other in ("http://x/y.png", "logo", ""):
        assert not images.is_inline(other)
    large = inline(picture() + bytes(256 * 1024))
    for bad in (text[:-9], text + "?", inline(b"x"), large, inline(picture(size=(2049, 1))), "data:image/png,abc"):
        with pytest.raises(InvalidData):
            images.inline(bad)


def test_a_portrait_of_a_phone_is_as_people_see_it() -> None:
    """EXIF: the sensor lay on its side."""
    from webapp.domain.recordings import images

    exif = Pixels.Exif()
    exif[0x0112] = 6
    upright = images.opened(picture("JPEG", exif=exif))
    assert (upright.width, upright.height) == (4, 6)


def test_images_lie_beside_the_recording_until_its_film_is_made(studio: Studio, storage: Path) -> None:
    """Whatever becomes of the company's image meanwhile; a recording has a limited number of them."""
    from webapp.domain.recordings import services
    from webapp.domain.recordings import storage as bytes_of

    row = studio.start(images={"a.png": b"one"})
    folder = storage / "recordings" / str(row.pk) / "images"
    change = {"owner_id": row.owner_id, "recording_id": row.pk, "layout": "panes"}
    services.rearrange(**change, added={"b.png": b"two"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.png": b"one", "b.png": b"two"}
    with pytest.raises(RecordingLimitExceeded):
        services.rearrange(**change, added={f"{number}.png": b"" for number in range(63)})
    bytes_of.drop_tracks(row.pk, keeps_masters=True)
    assert folder.exists()
    bytes_of.drop_tracks(row.pk)
    assert not folder.exists()
