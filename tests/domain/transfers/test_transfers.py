"""What sender, receiver and server do with a file; sizes are bytes."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.domain.transfers.conftest import Town

MIB = 1024 * 1024


def test_a_file_of_three_pieces_arrives_with_the_same_bytes(town: Town, storage: Path) -> None:
    """AnyChat 5.5.7 and 4.5.2: a file sent to one person is there as a whole, with name, length and both parameters."""
    from webapp.domain.transfers import assembly, selectors

    body = bytes(range(256)) * 4096 * 2 + b"tail"
    transfer = town.send(len(body), wparam=3, lparam=4)
    assert transfer.state == "prepared"
    for index in (2, 0, 1):  # in any order
        transfer = town.put(transfer, index, body[index * MIB : (index + 1) * MIB])
    assert transfer.state == "assembling"
    done = assembly.assemble(transfer.pk)
    assert done is not None
    assert done.state == "done"
    assert done.sha256 == hashlib.sha256(body).hexdigest()
    assert (storage / done.path).read_bytes() == body
    assert selectors.by_download_token(done.download_token).pk == done.pk
    assert not (storage / "uploads" / str(done.pk)).exists()
    last: Any = town.told[-1]
    assert town.names()[-1] == "TransferDone"
    assert (last.transfer.wparam, last.transfer.lparam, last.transfer.size) == (3, 4, len(body))
    assert last.transfer.url.startswith("/files/down/")


def test_an_empty_file_needs_no_piece(town: Town, storage: Path) -> None:
    """A file of zero bytes is complete when it is announced; an empty piece of it does no harm."""
    from webapp.domain.transfers import assembly

    transfer = town.send(0)
    assert transfer.state == "assembling"
    assert town.put(transfer, 0, b"").state == "assembling"
    done = assembly.assemble(transfer.pk)
    assert done is not None
    assert done.sha256 == hashlib.sha256(b"").hexdigest()
    assert (storage / done.path).read_bytes() == b""


def test_a_piece_sent_twice_counts_once(town: Town) -> None:
    """A page that lost the answer sends the piece again: nothing changes, and the first bytes stay."""
    transfer = town.send(2 * MIB)
    town.put(transfer, 0, b"a" * MIB)
    again = town.put(transfer, 0, b"b" * MIB)
    assert again.received == MIB
    assert again.state == "moving"


@pytest.mark.parametrize(("index", "length"), [(0, MIB - 1), (1, 11), (1, 9), (0, 0)])
def test_a_piece_of_the_wrong_length_is_refused_and_not_kept(town: Town, index: int, length: int) -> None:
    """Every piece but the last is one chunk long, the last is the rest; others are refused, announced or not."""
    from webapp.domain.transfers import services, storage
    from webapp.kernel.errors import DomainError

    transfer = town.send(MIB + 10)
    for announced in (length, None):
        with pytest.raises(DomainError):
            services.accept_chunk(
                upload_token=transfer.upload_token, index=index, body=io.BytesIO(b"x" * length), length=announced
            )
    assert storage.have(transfer.pk) == []


@pytest.mark.parametrize("index", [2, -1, 10**9])
def test_a_piece_that_is_none_is_refused(town: Town, index: int) -> None:
    """There are as many pieces as the size needs."""
    from webapp.kernel.errors import InvalidArgument

    with pytest.raises(InvalidArgument):
        town.put(town.send(MIB + 10), index, b"x" * 10)


def test_a_broken_upload_goes_on_where_it_stopped(town: Town) -> None:
    """The server tells which pieces it has; only the others are sent."""
    from webapp.domain.transfers import services

    transfer = town.send(3 * MIB)
    town.put(transfer, 0, b"a" * MIB)
    town.put(transfer, 2, b"c" * MIB)
    resumed, have = services.resume(upload_token=transfer.upload_token)
    assert have == [0, 2]
    assert town.put(resumed, 1, b"b" * MIB).state == "assembling"


def test_asking_finishes_an_upload_whose_last_note_was_lost(town: Town) -> None:
    """The server may die after writing the last piece; the page that asks finds all pieces and sends none."""
    from webapp.domain.transfers import services, storage

    transfer = town.send(10)
    storage.keep_chunk(transfer.pk, 0, io.BytesIO(b"0123456789"), 10)
    resumed, have = services.resume(upload_token=transfer.upload_token)
    assert have == [0]
    assert resumed.state == "assembling"


def test_twenty_writers_of_the_same_pieces_make_one_file(town: Town, storage: Path) -> None:
    """Two web processes, or an impatient page, may write the same pieces at once."""
    from django.db import connection

    from webapp.domain.transfers import assembly, selectors

    body = bytes(range(256)) * 40
    transfer = town.send(len(body))

    def write() -> None:
        try:
            town.put(transfer, 0, body)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    row = selectors.transfer(transfer.pk)
    assert (row.state, row.received) == ("assembling", len(body))
    assert town.names().count("TransferUploaded") == 1
    done = assembly.assemble(transfer.pk)
    assert done is not None
    assert (storage / done.path).read_bytes() == body


def test_progress_is_told_five_times_a_second_at_most(town: Town) -> None:
    """Sender and receiver follow the transfer without a flood; the last piece is told always."""
    from webapp.kernel import clock

    transfer = town.send(30 * MIB)
    with clock.held():
        for index in range(30):
            transfer = town.put(transfer, index, b"x" * MIB)
            clock.advance(0.05)
    told: list[Any] = [event for event in town.told if type(event).__name__ == "TransferProgressed"]
    assert 7 <= len(told) <= 9  # 1.5 seconds, the first and the last
    assert [event.transfer.received for event in told] == sorted(event.transfer.received for event in told)
    assert told[-1].transfer.received == 30 * MIB


def test_the_sender_calls_it_off(town: Town, storage: Path) -> None:
    """AnyChat 5.5.8: status 4 is a task that the sender has cancelled; its pieces are removed, later ones refused."""
    from webapp.domain.transfers import services
    from webapp.kernel.errors import TransferCancelled

    transfer = town.send(2 * MIB)
    town.put(transfer, 0, b"a" * MIB)
    gone = services.cancel(account_id=town.li.pk, sender_id=town.li.pk, key="7")
    assert gone.state == "cancelled_by_sender"
    assert not (storage / "uploads" / str(gone.pk)).exists()
    with pytest.raises(TransferCancelled):
        town.put(transfer, 1, b"b" * MIB)


def test_the_receiver_calls_it_off(town: Town) -> None:
    """AnyChat 5.5.8: status 5 is a task that the receiver has cancelled; both sides name it by the sender's id."""
    from webapp.domain.transfers import services

    town.send(10)
    gone = services.cancel(account_id=town.wang.pk, sender_id=town.li.pk, key="7")
    assert gone.state == "cancelled_by_receiver"
    told: Any = town.told[-1]
    assert told.by == "receiver"


def test_nobody_else_can_call_it_off(town: Town) -> None:
    """A third person does not even learn that the task exists."""
    from webapp.domain.transfers import services
    from webapp.kernel.errors import TransferMissing

    town.send(10)
    with pytest.raises(TransferMissing):
        services.cancel(account_id=town.zhao.pk, sender_id=town.li.pk, key="7")


def test_a_finished_transfer_cannot_be_called_off(town: Town) -> None:
    """What has arrived has arrived."""
    from webapp.domain.transfers import assembly, services
    from webapp.kernel.lifecycle import IllegalStep

    transfer = town.send(0)
    assembly.assemble(transfer.pk)
    with pytest.raises(IllegalStep):
        services.cancel(account_id=town.li.pk, sender_id=town.li.pk, key="7")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"receiver_id": 0}, "AddresseeMissing"),
        ({"receiver": "zhao"}, "AddresseeMissing"),
        ({"receiver": "li"}, "InvalidArgument"),
        ({"size": -1}, "InvalidArgument"),
        ({"size": 2 * 1024**3 + 1}, "PayloadTooLarge"),
        ({"size": 101, "max_bytes": 100}, "PayloadTooLarge"),
        ({"key": ""}, "InvalidArgument"),
        ({"key": "k" * 65}, "InvalidArgument"),
        ({"name": "../.."}, "InvalidArgument"),
    ],
)
def test_what_cannot_be_sent_is_refused(town: Town, change: dict[str, Any], refusal: str) -> None:
    """AnyChat 5.5.7: one named person, never everyone; he must be online and of the same application."""
    from webapp.kernel import errors

    if name := change.pop("receiver", None):
        change["receiver_id"] = getattr(town, name).pk
    with pytest.raises(getattr(errors, refusal)):
        town.send(**{"size": 10, **change})


def test_somebody_offline_gets_no_file(town: Town) -> None:
    """Both sides must be logged in."""
    from webapp.domain.presence.models import Session
    from webapp.kernel.errors import AddresseeMissing

    Session.objects.filter(account=town.wang).update(state="gone")
    with pytest.raises(AddresseeMissing):
        town.send(10)


def test_a_task_id_names_one_task_of_its_sender(town: Town) -> None:
    """AnyChat 5.5.8: user and task id together are unique; another sender may use the same number."""
    from webapp.kernel.errors import AlreadyExists

    town.send(10)
    with pytest.raises(AlreadyExists):
        town.send(10)
    assert town.send(10, sender_id=town.wang.pk, receiver_id=town.li.pk).key == "7"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (r"C:\Users\li\账单.pdf", "账单.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\nc.txt", "abc.txt"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".tar", "x" * 196 + ".tar"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    """AnyChat 4.5.2: the file name has an extension and no path."""
    from webapp.domain.transfers.services import plain_name

    assert plain_name(given) == kept


def test_a_claim_belongs_to_one_worker_until_its_lease_ends(town: Town) -> None:
    """A second delivery of the task does nothing; when the first worker is dead, anybody may take over."""
    from webapp.domain.transfers import assembly
    from webapp.kernel import clock

    transfer = town.send(0)
    with clock.held():
        assert assembly.claim(transfer.pk) is not None
        assert assembly.claim(transfer.pk) is None
        clock.advance(assembly.LEASE.total_seconds() + 1)
        assert assembly.claim(transfer.pk) is not None


def test_the_sweep_queues_what_a_dead_worker_left(town: Town) -> None:
    """A claim older than its lease is queued again, and given up with a sentence after five attempts."""
    from webapp.domain.transfers import assembly, selectors
    from webapp.kernel import clock

    transfer = town.send(0)
    with clock.held():
        for _ in range(assembly.MAX_ATTEMPTS):
            assert assembly.claim(transfer.pk) is not None
            town.told.clear()
            assembly.sweep()
            assert town.names() == []  # somebody works on it
            clock.advance(assembly.LEASE.total_seconds() + 1)
            assembly.sweep()
    assert town.names() == ["TransferFailed"]
    assert selectors.transfer(transfer.pk).failure.endswith("attempts.")


def test_an_assembly_whose_piece_is_lost_fails_with_a_sentence(town: Town, storage: Path) -> None:
    """A disk that lost a piece makes the transfer fail; it does not hang and does not deliver half a file."""
    from webapp.domain.transfers import assembly, selectors

    transfer = town.put(town.send(10), 0, b"0123456789")
    (storage / "uploads" / str(transfer.pk) / "0").unlink()
    assert assembly.assemble(transfer.pk) is None
    row = selectors.transfer(transfer.pk)
    assert (row.state, "missing" in row.failure) == ("failed", True)
    assert list((storage / "files").rglob("*.*")) == []


def test_a_cancelled_assembly_leaves_no_file(town: Town, storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver may call it off while a worker joins the pieces."""
    from webapp.domain.transfers import assembly, services
    from webapp.domain.transfers import storage as disk

    transfer = town.put(town.send(10), 0, b"0123456789")
    join = disk.join

    def join_slowly(*args: Any) -> tuple[int, str]:
        result = join(*args)
        services.cancel(account_id=town.wang.pk, sender_id=town.li.pk, key="7")
        return result

    monkeypatch.setattr(disk, "join", join_slowly)
    assert assembly.assemble(transfer.pk) is None
    assert [file for file in storage.rglob("*") if file.is_file()] == []


def test_abandoned_uploads_and_old_files_expire(town: Town, storage: Path) -> None:
    """Pieces without a successor for ten minutes are dropped; a finished file is kept for a week."""
    from webapp.domain.transfers import assembly, selectors
    from webapp.kernel import clock

    stuck = town.send(2 * MIB, key="1")
    town.put(stuck, 0, b"a" * MIB)
    done = assembly.assemble(town.put(town.send(10, key="2"), 0, b"0123456789").pk)
    assert done is not None
    with clock.held():
        clock.advance((assembly.ABANDONED + timedelta(seconds=1)).total_seconds())
        assembly.sweep()
        assert selectors.transfer(stuck.pk).state == "expired"
        assert selectors.transfer(done.pk).state == "done"
        assert not (storage / "uploads" / str(stuck.pk)).exists()
        clock.advance(assembly.KEPT.total_seconds())
        assembly.sweep()
    assert selectors.transfer(done.pk).state == "expired"
    assert not (storage / done.path).exists()
    told: list[Any] = [event for event in town.told if type(event).__name__ == "TransferExpired"]
    assert [event.was_done for event in told] == [False, True]


def test_stray_pieces_are_removed(town: Town, storage: Path) -> None:
    """A process that died between its commit and its clean-up leaves pieces that belong to nothing."""
    from webapp.domain.transfers import assembly

    live = town.send(2 * MIB)
    town.put(live, 0, b"a" * MIB)
    (storage / "uploads" / "987654").mkdir()
    assembly.sweep()
    assert [folder.name for folder in (storage / "uploads").iterdir()] == [str(live.pk)]


def test_logging_out_cancels_what_is_unfinished_and_a_lost_link_does_not(town: Town) -> None:
    """An upload goes over HTTP and survives a broken link; somebody who logs out takes it along."""
    from webapp.domain.presence.events import PersonLeft
    from webapp.domain.transfers import follow, selectors
    from webapp.kernel.ids import AccountId, ApplicationId, SessionId

    transfer = town.send(10)

    def left(reason: str) -> PersonLeft:
        return PersonLeft(AccountId(town.li.pk), "li", ApplicationId(town.li.application_id), SessionId("s-li"), reason)

    follow.person_left(left("lost"))
    assert selectors.transfer(transfer.pk).state == "prepared"
    follow.person_left(left("logged_out"))
    assert selectors.transfer(transfer.pk).state == "cancelled_by_sender"
