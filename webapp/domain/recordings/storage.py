"""Where the bytes of recordings and snapshots lie: recordings/<id>/ and snapshots/. Knows no database."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
from django.conf import settings

from webapp.kernel.errors import InvalidData
from webapp.media.core import hls

MANIFEST = "manifest.jsonl"
IMAGES = "images"
_BLOCK_BYTES = 1024 * 1024
_JPEG = b"\xff\xd8\xff"


class _Segment(msgspec.Struct):
    """The opening line of one raw file; its closing line names no account."""

    file: str
    account: int | None = None
    size: int = 0
    sha256: str = ""


def root() -> Path:
    """The storage directory."""
    return Path(settings.STORAGE_DIR)


def directory(recording_id: int) -> Path:
    """Where a media node puts the raw tracks of a recording, and a worker the film."""
    return root() / "recordings" / str(recording_id)


def recorded_accounts(recording_id: int) -> list[int]:
    """The people of whom there are raw tracks, in order of appearance; none when nothing was written."""
    return list(dict.fromkeys(line.account for line in _manifest(recording_id) if line.account is not None))


def _manifest(recording_id: int) -> Iterator[_Segment]:
    """The lines of a manifest; a node that was killed may have left half a line, which is skipped."""
    try:
        lines = (directory(recording_id) / MANIFEST).read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        with suppress(msgspec.DecodeError):
            yield msgspec.json.decode(line, type=_Segment)


def masters(recording_id: int) -> tuple[int, int]:
    """How many raw files the manifest tells of as closed, and how many bytes they had."""
    closed = [line for line in _manifest(recording_id) if line.sha256]
    return len(closed), sum(line.size for line in closed)


def draft(recording_id: int) -> Path:
    """A new place for a film that is being made: two workers never write to the same one."""
    return directory(recording_id) / f"draft-{secrets.token_hex(8)}.film"


def keep_film(recording_id: int, made: Path, name: str) -> tuple[str, int, str]:
    """Give a finished film its final name; returns its path below the storage directory, bytes and SHA-256."""
    digest = sha256(made)
    final = directory(recording_id) / name
    made.replace(final)
    return str(final.relative_to(root())), final.stat().st_size, digest


def keep_copy(recording_id: int, made: Path, number: int, ending: str) -> tuple[str, int, str]:
    """Give a finished copy of a film its final name; returns what `keep_film` does."""
    (directory(recording_id) / "copies").mkdir(exist_ok=True)
    return keep_film(recording_id, made, f"copies/{number}.{ending}")


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def snapshot(name: str) -> Path:
    """Where the still picture of this name lies."""
    return root() / "snapshots" / name


def keep_snapshot(uploaded: str, name: str) -> str:
    """Give an uploaded picture a second name below snapshots/ that outlives the upload; returns that path.

    Raises InvalidData when it is not a JPEG. May run twice without harm.
    """
    source = root() / uploaded
    with source.open("rb") as file:
        if file.read(len(_JPEG)) != _JPEG:
            raise InvalidData("The snapshot is not a JPEG picture.")
    target = snapshot(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.link(source, target)
    return str(target.relative_to(root()))


def keep_image(name: str, content: bytes) -> str:
    """Write an image of the company; returns its path below the storage directory."""
    path = root() / IMAGES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path.relative_to(root()))


def images_beside(recording_id: int) -> set[str]:
    """The names of the images in a recording's folder."""
    return {path.name for path in (directory(recording_id) / IMAGES).glob("*")}


def lay_image(recording_id: int, name: str, content: bytes) -> None:
    """Put an image into a recording's folder: the film has it even if the company's own is gone by then."""
    path = directory(recording_id) / IMAGES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def live(recording_id: int, number: int) -> Path:
    """Where a media node puts the play list and the pieces of a live output."""
    return directory(recording_id) / f"live-{number}"


def end_live(recording_id: int, number: int) -> None:
    """Let the play list name all pieces, and that there will be no more. May run twice without harm."""
    folder = live(recording_id, number)
    try:
        pieces = hls.read_log((folder / hls.LOG).read_bytes())
    except FileNotFoundError:
        return
    draft = folder / f"{hls.PLAYLIST}.whole"
    draft.write_text(hls.playlist(pieces, is_over=True))
    draft.replace(folder / hls.PLAYLIST)


def sides(recording_id: int) -> Path:
    """Where single people's files go."""
    return directory(recording_id) / "sides"


def with_masters() -> list[int]:
    """The recordings of which there are raw tracks."""
    folders = (root() / "recordings").glob("*/")
    return [int(folder.name) for folder in folders if folder.name.isdigit() and any(folder.glob("*.tape"))]


def drop_tracks(recording_id: int, *, keeps_sides: bool = False, keeps_masters: bool = False) -> None:
    """Remove the raw tracks, what was made of them on the way, and abandoned drafts; film and manifest stay."""
    for pattern in ("draft-*", *(() if keeps_masters else ("*.tape",))):
        for file in directory(recording_id).glob(pattern):
            file.unlink(missing_ok=True)
    gone = ("takes", "parts", *(() if keeps_sides else ("sides",)), *(() if keeps_masters else (IMAGES,)))
    for made_on_the_way in gone:
        shutil.rmtree(directory(recording_id) / made_on_the_way, ignore_errors=True)


def drop_recording(recording_id: int) -> None:
    """Remove everything of a recording."""
    shutil.rmtree(directory(recording_id), ignore_errors=True)


def drop_file(path: str) -> None:
    """Remove one file, if it is there; an empty path names none."""
    if path:
        (root() / path).unlink(missing_ok=True)


def used_bytes(folder: str) -> int:
    """How many bytes the files below a folder of the storage directory take."""
    return sum(file.stat().st_size for file in (root() / folder).rglob("*") if file.is_file())
