"""AnyChat chapters 4.5.2, 5.5.7 and 5.5.8: files from page to page."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.cast import Page
from tests.spec.transferring import PIECE, disk, fetch, upload, work
from tests.stage import Opener

__all__ = ["disk"]

TASK = 41
OK, NOT_ALLOWED, NO_SUCH_USER = 0, 20, 205


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """A customer and an agent, in no room."""
    return await anychat("customer1"), await anychat("agent1")


def task(page: Page, key: int = TASK) -> dict[str, Any]:
    """The transfer as the page's mirror has it."""
    return next((row for row in page.mirror.get("transfers", {}).values() if row["key"] == str(key)), {})


async def test_a_file_arrives_with_name_length_and_parameters(two: tuple[Page, Page]) -> None:
    """5.5.7, 4.5.2: the receiver learns sender, bare name, where the file is, length, both parameters and the task."""
    one, other = two
    body = os.urandom(2 * PIECE + 99)
    assert await one.say("BRAC_TransFile", other.id, r"C:\docs\账单.pdf", 5, -6, 0, TASK, len(body)) == OK
    assert task(one)["state"] == "prepared"
    await upload(task(one)["upload_url"], body)
    await work()
    sender, name, path, length, wparam, lparam, number = await other.hears("OnAnyChatTransFile")
    assert (sender, name, length, wparam, lparam, number) == (one.id, "账单.pdf", len(body), 5, -6, TASK)
    assert await fetch(path) == body
    await one.hears_nothing("OnAnyChatTransFile")
    assert (task(one)["state"], task(other)["received"]) == ("done", len(body))


async def test_the_receiver_follows_but_cannot_write(two: tuple[Page, Page]) -> None:
    """5.5.8: both sides ask for progress and status; only the sender has the address to upload to."""
    one, other = two
    await one.say("BRAC_TransFile", other.id, "a.bin", 0, 0, 0, TASK, 3 * PIECE)
    await upload(task(one)["upload_url"], b"x" * PIECE)
    await other.listen(0.5)
    assert (task(other)["state"], task(other)["received"]) == ("moving", PIECE)
    assert task(other)["upload_url"] == ""


@pytest.mark.parametrize(("who", "state"), [("sender", "cancelled_by_sender"), ("receiver", "cancelled_by_receiver")])
async def test_either_side_cancels(two: tuple[Page, Page], who: str, state: str) -> None:
    """2.2, 5.5.8: the task is named by its starter and number; status 4 the sender's doing, 5 the receiver's."""
    one, other = two
    await one.say("BRAC_TransFile", other.id, "a.bin", 0, 0, 0, TASK, 2 * PIECE)
    await upload(task(one)["upload_url"], b"x" * PIECE)
    await other.listen(0.3)
    page = one if who == "sender" else other
    assert await page.say("BRAC_CancelTransTask", one.id, TASK) == OK
    for each in two:
        await each.listen(0.3)
        assert task(each)["state"] == state
    assert await page.say("BRAC_CancelTransTask", one.id, TASK) == NOT_ALLOWED
    await other.hears_nothing("OnAnyChatTransFile")


@pytest.mark.parametrize(
    ("receiver", "size", "code"),
    [
        ("nobody", 10, NO_SUCH_USER),
        ("all", 10, NOT_ALLOWED),
        ("self", 10, NOT_ALLOWED),
        ("other", 3 * 2**30, NOT_ALLOWED),
    ],
)
async def test_what_cannot_be_sent_gets_a_number(two: tuple[Page, Page], receiver: str, size: int, code: int) -> None:
    """5.5.7: one named person, never everyone; there is a limit."""
    one, other = two
    user = {"nobody": 999_999, "all": -1, "self": one.id, "other": other.id}[receiver]
    assert await one.say("BRAC_TransFile", user, "a.bin", 0, 0, 0, TASK, size) == code
    assert task(one) == {}


async def test_a_file_reaches_a_page_of_another_dialect(anychat: Opener, crvideo: Opener) -> None:
    """semantics.md 15: browsers have no paths, so both dialects get an address, each in its own event."""
    one, other = await anychat("customer1"), await crvideo("cai")
    await one.say("BRAC_TransFile", other.id, "a.txt", 0, 0, 0, TASK, 5)
    await upload(task(one)["upload_url"], b"hello")
    await work()
    source, path, name = await other.hears("CRVideo_NotifyFileData")
    assert (source, name) == (one.external_id, "a.txt")
    assert await fetch(path) == b"hello"


async def test_a_task_of_another_dialect_is_cancelled_by_its_rows_number(anychat: Opener, crvideo: Opener) -> None:
    """2.2, 5.5.8: tasks have numbers here; one that a CRVideo page named with a text goes by its row's id."""
    one, other = await anychat("customer1"), await crvideo("cai")
    await other.say("CRVideo_SendFile", one.external_id, "a.doc", "task-of-cai", 2 * PIECE)
    await one.listen()
    (row,) = one.mirror["transfers"].values()
    assert await one.say("BRAC_CancelTransTask", other.id, row["id"]) == OK
    assert one.row("transfers", row["id"])["state"] == "cancelled_by_receiver"


async def test_unknown_tasks_and_bad_arguments_get_a_number(two: tuple[Page, Page]) -> None:
    """Bad input on the wire never closes the socket."""
    one, other = two
    assert await one.say("BRAC_CancelTransTask", one.id, 12345) == NOT_ALLOWED
    assert await one.say("BRAC_TransFile", other.id, "", 0, 0, 0, TASK, 5) == NOT_ALLOWED
    assert await one.say("BRAC_TransFile", "x", [], {}, 0, 0, TASK, 5) == NOT_ALLOWED
    assert await one.say("BRAC_TransFile", other.id, "a", 0, 0, 0, 0, 5) == NOT_ALLOWED


@pytest.mark.parametrize(("binary", "name"), [(0, "buffer.txt"), (1, "buffer.bin")])
async def test_the_address_of_a_buffer_says_whether_it_is_bytes(two: tuple[Page, Page], binary: int, name: str) -> None:
    """5.5.6, 4.5.4: bytes arrive as bytes and text as text, with both parameters and the task's number."""
    one, other = two
    body = b"AB"
    assert await one.say("BRAC_TransBufferEx", other.id, "", 5, -6, 0, TASK, len(body), binary) == OK
    await upload(task(one)["upload_url"], body)
    await work()
    sender, address, *rest = await other.hears("OnAnyChatTransBufferEx")
    assert (sender, address.rsplit("/", 1)[1], rest) == (one.id, name, [2, 5, -6, TASK])
    assert await fetch(address) == body


async def test_a_buffer_or_file_beyond_the_limit_is_refused(two: tuple[Page, Page]) -> None:
    """5.5.6, 5.5.7, chapter 6, 20: 100 MiB for a buffer, 2 GiB for a file (our limits: the manual names none)."""
    one, other = two
    assert await one.say("BRAC_TransBufferEx", other.id, "", 0, 0, 0, TASK, 100 * 2**20 + 1) == NOT_ALLOWED
    assert await one.say("BRAC_TransFile", other.id, "a", 0, 0, 0, TASK, 2 * 2**30 + 1) == NOT_ALLOWED
    assert await one.say("BRAC_TransBufferEx", other.id, "", 0, 0, 0, TASK, 100 * 2**20) == OK
