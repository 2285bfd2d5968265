"""Uploads and real workers: whatever dies in the middle, the file arrives with the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers import Workers, wait_for, workers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.domain.transfers.conftest import Town

__all__ = ["workers"]

MIB = 1024 * 1024
PIECES = 4


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch, town: Town) -> Town:
    """The town, with the follow-ups of the real server."""
    from webapp import wiring
    from webapp.kernel import events

    monkeypatch.setattr(events, "_subscribers", [*events._subscribers, wiring.follow_up])
    return town


def state_of(transfer_id: int) -> str:
    """The state as the database has it now."""
    from webapp.domain.transfers.models import Transfer

    return str(Transfer.objects.values_list("state", flat=True).get(pk=transfer_id))


def test_a_worker_assembles_what_was_uploaded(wired: Town, workers: Workers, storage: Path) -> None:
    """Issue 2, files: the last piece wakes a worker, which joins, checks and finishes."""
    body = os.urandom(3 * MIB + 17)
    transfer = wired.send(len(body))
    for index in range(4):
        wired.put(transfer, index, body[index * MIB : (index + 1) * MIB])
    workers.start()
    wait_for(lambda: state_of(transfer.pk) == "done")
    transfer.refresh_from_db()
    assert transfer.sha256 == hashlib.sha256(body).hexdigest()
    assert (storage / transfer.path).read_bytes() == body


class HeldPiece:
    """A piece of an upload that a worker waits for in vain: a pipe into which nobody writes."""

    def __init__(self, path: Path) -> None:
        self._path, self._aside = path, path.with_suffix(".aside")
        path.rename(self._aside)
        os.mkfifo(path)

    def let_go(self) -> None:
        """Put the piece back."""
        self._aside.replace(self._path)


def test_a_worker_killed_in_the_middle_loses_nothing(wired: Town, workers: Workers, storage: Path) -> None:
    """Issue 2, files: a worker killed while it joins the pieces is replaced when its lease has run out.

    Nothing but the file itself is left behind.
    """
    from webapp.domain.transfers.models import Transfer
    from webapp.kernel import clock
    from webapp.tasks import transfers as tasks

    body = os.urandom(PIECES * MIB)
    transfer = wired.send(len(body))
    for index in range(PIECES):
        wired.put(transfer, index, body[index * MIB : (index + 1) * MIB])
    held = HeldPiece(storage / "uploads" / str(transfer.pk) / "2")
    first = workers.start()
    drafts = storage / "files"
    wait_for(lambda: [draft.stat().st_size for draft in drafts.rglob(".*")] == [2 * MIB])
    workers.kill(first)
    transfer.refresh_from_db()
    assert transfer.state == "assembling"
    assert transfer.lease_until is not None
    held.let_go()
    # The lease runs out.
    Transfer.objects.filter(pk=transfer.pk).update(lease_until=clock.now())
    workers.start()
    tasks.sweep.delay()
    wait_for(lambda: state_of(transfer.pk) == "done", 60)
    transfer.refresh_from_db()
    assert transfer.attempts == 2
    assert transfer.sha256 == hashlib.sha256(body).hexdigest()
    assert (storage / transfer.path).read_bytes() == body
    wait_for(lambda: not (storage / "uploads" / str(transfer.pk)).exists())
    wait_for(lambda: not list(drafts.rglob(".*")))


def test_a_queue_that_is_away_loses_nothing(
    wired: Town, workers: Workers, monkeypatch: pytest.MonkeyPatch, storage: Path
) -> None:
    """The broker may be down when the last piece arrives: the upload is accepted, the sweep queues it later."""
    from kombu.exceptions import OperationalError

    from webapp.domain.transfers import assembly
    from webapp.kernel import clock
    from webapp.tasks import transfers as tasks

    def away(*args: Any) -> None:
        raise OperationalError

    transfer = wired.send(5)
    with monkeypatch.context() as broken:
        broken.setattr(tasks.assemble, "delay", away)
        assert wired.put(transfer, 0, b"hello").state == "assembling"
    workers.start()
    with clock.held():
        clock.advance(assembly.UNTOUCHED.total_seconds() + 1)
        assembly.sweep()
    wait_for(lambda: state_of(transfer.pk) == "done")


def test_a_snapshot_that_is_no_picture_fails_with_a_sentence(wired: Town, workers: Workers) -> None:
    """AnyChat 5.5.11: the result is a picture file; anything else is refused, not served."""
    from webapp.domain.rooms.models import Room, Seat
    from webapp.domain.transfers import services
    from webapp.kernel import clock
    from webapp.kernel.ids import AccountId, SessionId

    room = Room.objects.create(number=5, application=wired.li.application)
    Seat.objects.create(room=room, session_id="s-li", account=wired.li, entered_at=clock.now())
    shot = services.prepare_snapshot(session_id=SessionId("s-li"), subject_id=AccountId(wired.li.pk), key="1", size=6)
    services.accept_chunk(upload_token=shot.upload_token, index=0, body=io.BytesIO(b"<html>"))
    workers.start()
    wait_for(lambda: state_of(shot.pk) == "failed")
    shot.refresh_from_db()
    assert shot.failure == "The snapshot is not a JPEG picture."
