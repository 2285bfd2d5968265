"""CRVideo, seed 004: SendFile, SendBuffer, CancelSend and what follows from them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Page
from tests.spec.transferring import PIECE, disk, fetch, upload, work
from tests.stage import Opener

__all__ = ["disk"]

COOKIE = {"$": "cookie"}
OK, NO_TARGET, TOO_LARGE, NO_TASK, CANCELLED, FILE_FAILED = 0, 1102, 1101, 1104, 1199, 1403
TASK = "a-task"


@pytest.fixture
async def two(crvideo: Opener) -> tuple[Page, Page]:
    """Two users, in no meeting."""
    return await crvideo("cai"), await crvideo("dong")


def task(page: Page) -> dict[str, Any]:
    """The transfer as the page's mirror has it."""
    return next((row for row in page.mirror.get("transfers", {}).values() if row["key"] == TASK), {})


async def test_a_file_is_followed_and_arrives(two: tuple[Page, Page]) -> None:
    """The sender gets progress in bytes and a result in both spellings, each with its own arguments."""
    one, other = two
    body = os.urandom(PIECE + 7)
    await one.say("CRVideo_SendFile", "dong", "报告.doc", TASK, len(body))
    await upload(task(one)["upload_url"], body)
    await work()
    assert await one.hears("CRVideo_SendFileRlst") == (TASK, "报告.doc", OK, COOKIE)
    assert await one.hears("CRVideo_SendFileRslt") == (TASK, OK, COOKIE)
    progress = [callback[1:] for callback in one.log if callback[0] == "CRVideo_SendProgress"]
    assert progress[-1] == (TASK, len(body), len(body), COOKIE)
    assert [done for _, done, _, _ in progress] == sorted(done for _, done, _, _ in progress)
    source, file, name = await other.hears("CRVideo_NotifyFileData")
    assert (source, name) == ("cai", "报告.doc")
    assert await fetch(file) == body
    await other.hears_nothing("CRVideo_SendProgress")


@pytest.mark.parametrize(("binary", "name"), [(0, "buffer.txt"), (1, "buffer.bin")])
async def test_a_buffer_arrives_as_a_buffer(two: tuple[Page, Page], binary: int, name: str) -> None:
    """The same transfer, with results and notice of its own names; its address says whether it is text or bytes."""
    one, other = two
    await one.say("CRVideo_SendBuffer", "dong", "", TASK, 5, binary)
    await upload(task(one)["upload_url"], b"hello")
    await work()
    assert await one.hears("CRVideo_SendBufferRlst") == (TASK, OK, COOKIE)
    assert await one.hears("CRVideo_SendBufferRslt") == (TASK, OK, COOKIE)
    source, file = await other.hears("CRVideo_NotifyBufferData")
    assert (source, file.rsplit("/", 1)[1]) == ("cai", name)
    assert await fetch(file) == b"hello"


async def test_a_cancelled_file_ends_with_1199(two: tuple[Page, Page]) -> None:
    """The cancellation has a result, the file has one with 1199, the receiver a notice with the task id."""
    one, other = two
    await one.say("CRVideo_SendFile", "dong", "a.doc", TASK, 2 * PIECE)
    await upload(task(one)["upload_url"], b"x" * PIECE)
    await one.say("CRVideo_CancelSend", TASK)
    assert await one.hears("CRVideo_CancelSendRlst") == (TASK, OK, COOKIE)
    assert await one.hears("CRVideo_SendFileRslt") == (TASK, CANCELLED, COOKIE)
    assert await other.hears("CRVideo_NotifyCancelSend") == (TASK,)
    await one.say("CRVideo_CancelSend", "never")
    assert await one.hears("CRVideo_CancelSendRlst") == ("never", NO_TASK, COOKIE)


@pytest.mark.parametrize(
    ("target", "size", "code"),
    [("nobody", 5, NO_TARGET), ("dong", 100 * 2**20 + 1, TOO_LARGE), ("dong", 100 * 2**20, None)],
)
async def test_files_have_an_addressee_and_at_most_100_megabytes(
    two: tuple[Page, Page], target: str, size: int, code: int | None
) -> None:
    """Vendor documents: 100 MB for files and buffers; 1102 when nobody of that name is there."""
    one, _ = two
    await one.say("CRVideo_SendFile", target, "a.doc", TASK, size)
    if code is None:
        assert task(one)["state"] == "prepared"
        return
    assert await one.hears("CRVideo_SendFileRslt") == (TASK, code, COOKIE)
    assert task(one) == {}


async def test_a_disk_that_refuses_the_whole_file_is_1403(two: tuple[Page, Page], disk: Path) -> None:
    """Seed 000: handling the file failed. The sender hears it in both spellings, the receiver nothing."""
    one, other = two
    disk.mkdir()
    (disk / "files").write_bytes(b"where a folder should be")
    await one.say("CRVideo_SendFile", "dong", "a.doc", TASK, 5)
    await upload(task(one)["upload_url"], b"hello")
    await work()
    assert await one.hears("CRVideo_SendFileRlst") == (TASK, "a.doc", FILE_FAILED, COOKIE)
    assert await one.hears("CRVideo_SendFileRslt") == (TASK, FILE_FAILED, COOKIE)
    await other.hears_nothing("CRVideo_NotifyFileData")
