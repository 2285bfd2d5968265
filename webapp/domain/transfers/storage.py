"""Where the bytes of transfers lie: pieces below uploads/<id>/, whole files below files/. Knows no database."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings

from webapp.kernel.errors import DataIncomplete, FileError, InvalidData

_BLOCK_BYTES = 64 * 1024


class Readable(Protocol):
    """Anything that gives bytes when asked: a request, an open file."""

    def read(self, size: int, /) -> bytes: ...


def root() -> Path:
    """The storage directory."""
    return Path(settings.STORAGE_DIR)


def _folder(transfer_id: int) -> Path:
    return root() / "uploads" / str(transfer_id)


def keep_chunk(transfer_id: int, index: int, body: Readable, length: int) -> bool:
    """Write one piece to disk; False when it is there already. Safe for any number of writers at once.

    Raises InvalidData when the body is not exactly `length` bytes long, FileError when the disk refuses.
    """
    folder = _folder(transfer_id)
    target = folder / str(index)
    if target.exists():
        return False
    draft = folder / f".{index}.{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy_exactly(body, draft, length)
        # A link, unlike a rename, tells which of two writers of the same piece was first.
        os.link(draft, target)
    except FileExistsError:
        return False
    except OSError as error:
        raise FileError(f"The piece could not be written: {error.strerror}.") from error
    finally:
        _forget(draft)
    return True


def _forget(draft: Path) -> None:
    """Remove what may not even have been begun; the disk that refused it may refuse this, too."""
    with suppress(OSError):
        draft.unlink()


def _copy_exactly(body: Readable, target: Path, length: int) -> None:
    left = length
    with target.open("wb") as out:
        while block := body.read(_BLOCK_BYTES):
            left -= len(block)
            if left < 0:
                raise InvalidData(f"The piece is longer than the {length} bytes it must have.")
            out.write(block)
    if left:
        raise InvalidData(f"The piece has {length - left} bytes and must have {length}.")


def have(transfer_id: int) -> list[int]:
    """The indexes of the pieces that are here, in order."""
    try:
        names = os.listdir(_folder(transfer_id))
    except FileNotFoundError:
        return []
    return sorted(int(name) for name in names if name.isdigit())


def join(transfer_id: int, count: int, target: str, beat: Callable[[], None]) -> tuple[int, str]:
    """Join pieces 0..count-1 into `target` (below the storage directory); returns its size in bytes and SHA-256.

    Calls `beat` after each piece. Two workers may do it at once: the file appears whole, with the same bytes.
    Raises DataIncomplete when a piece is missing, FileError when the disk refuses.
    """
    final = root() / target
    draft = final.with_name(f".{final.name}.{secrets.token_hex(8)}")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        size, digest = _join_into(draft, _folder(transfer_id), count, beat)
        draft.replace(final)
    except FileNotFoundError as error:
        raise DataIncomplete(f"A piece of transfer {transfer_id} is missing.") from error
    except OSError as error:
        raise FileError(f"The file could not be assembled: {error.strerror}.") from error
    finally:
        _forget(draft)
    return size, digest


def _join_into(draft: Path, folder: Path, count: int, beat: Callable[[], None]) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    with draft.open("wb") as out:
        for index in range(count):
            piece = (folder / str(index)).read_bytes()  # a piece is at most 1 MiB
            digest.update(piece)
            size += out.write(piece)
            beat()
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def drop_drafts(target: str) -> None:
    """Remove what killed workers left of a file that is whole now."""
    final = root() / target
    for draft in final.parent.glob(f".{final.name}.*"):
        draft.unlink(missing_ok=True)


def drop_stray_drafts(older_than_s: float) -> None:
    """Remove half files that nobody has written to for so long (their transfers were given up)."""
    for draft in (root() / "files").rglob(".*"):
        if draft.is_file() and time.time() - draft.stat().st_mtime > older_than_s:
            draft.unlink(missing_ok=True)


def drop_chunks(transfer_id: int) -> None:
    """Remove the pieces of a transfer, if any."""
    shutil.rmtree(_folder(transfer_id), ignore_errors=True)


def drop_file(path: str) -> None:
    """Remove a whole file, if it is there; an empty path names none."""
    if path:
        (root() / path).unlink(missing_ok=True)


def stranded_uploads() -> list[int]:
    """The transfers that have a folder of pieces."""
    folder = root() / "uploads"
    return [int(name) for name in os.listdir(folder) if name.isdigit()] if folder.is_dir() else []


def used_bytes(folder: str) -> int:
    """How many bytes the files below a folder of the storage directory take."""
    return sum(file.stat().st_size for file in (root() / folder).rglob("*") if file.is_file())
