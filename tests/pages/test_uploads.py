"""Uploads over HTTP: pieces, resuming, refusals in a sentence. The token is the only permission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.transfers.conftest import storage, town

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.domain.transfers.conftest import Town

__all__ = ["storage", "town"]

MIB = 1024 * 1024


def put(client: Client, url: str, body: bytes, **more: Any) -> Any:
    """Send one piece."""
    return client.put(url, body, content_type="application/octet-stream", **more)


@pytest.fixture
def client() -> Client:
    """A page that never got a CSRF cookie."""
    from django.test import Client

    return Client(enforce_csrf_checks=True)


def test_pieces_are_kept_and_listed(town: Town, client: Client) -> None:
    """Issue 2, files: PUT each piece with a raw body, GET what is here to go on after a break."""
    address = f"/files/up/{town.send(2 * MIB + 5).upload_token}"
    assert client.get(address).json() == {
        "state": "prepared",
        "size": 2 * MIB + 5,
        "received": 0,
        "chunks": 3,
        "chunk_size": MIB,
        "have": [],
    }
    answer = put(client, f"{address}/2", b"12345")
    assert (answer.status_code, answer.json()["received"]) == (200, 5)
    assert put(client, f"{address}/0", b"a" * MIB).json()["state"] == "moving"
    assert client.get(address).json()["have"] == [0, 2]
    assert put(client, f"{address}/1", b"b" * MIB).json()["state"] == "assembling"
    assert put(client, f"{address}/1", b"b" * MIB).status_code == 200  # idempotent to the end


def test_a_body_on_its_way_is_never_whole_in_memory_twice(town: Town, client: Client, storage: Path) -> None:
    """Pieces go to disk in blocks; a broken one leaves nothing behind."""
    transfer = town.send(MIB)
    assert put(client, f"/files/up/{transfer.upload_token}/0", b"short").status_code == 400
    assert list((storage / "uploads").rglob("*.*")) == []


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("nobody-knows-this/0", b"x", 404, "unknown"),
        ("{token}/1", b"x", 400, "no piece 1"),
        ("{token}/0", b"x" * 9, 400, "must have 10"),
        ("{token}/0", b"x" * 11, 400, "must have 10"),
        ("{token}/0", b"", 400, "must have 10"),
    ],
)
def test_a_wrong_piece_is_refused_in_a_sentence(
    town: Town, client: Client, path: str, body: bytes, status: int, word: str
) -> None:
    """Bad input in HTTP gets a 4xx with JSON, never a trace."""
    transfer = town.send(10)
    answer = put(client, f"/files/up/{path.format(token=transfer.upload_token)}", body)
    assert answer.status_code == status
    assert word in answer.json()["error"]
    assert answer.json()["error"].endswith(".") or status == 404


def test_a_cancelled_transfer_is_gone(town: Town, client: Client) -> None:
    """A page that goes on sending after the receiver cancelled learns it from the answer."""
    from webapp.domain.transfers import services

    transfer = town.send(10)
    services.cancel(account_id=town.wang.pk, sender_id=town.li.pk, key="7")
    for answer in (
        put(client, f"/files/up/{transfer.upload_token}/0", b"x" * 10),
        client.get(f"/files/up/{transfer.upload_token}"),
    ):
        assert answer.status_code == 410


@pytest.mark.parametrize("method", ["post", "delete", "patch"])
def test_other_methods_are_refused(town: Town, client: Client, method: str) -> None:
    """Pieces are put, nothing else."""
    address = f"/files/up/{town.send(10).upload_token}/0"
    assert getattr(client, method)(address).status_code == 405


def test_a_refusal_never_logs_the_token(town: Town, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads the log must not be able to write the file."""
    transfer = town.send(10)
    caplog.set_level("DEBUG", "webapp")
    put(client, f"/files/up/{transfer.upload_token}/9", b"x")
    assert "refused" in caplog.text
    assert transfer.upload_token not in caplog.text
