"""Side processes of a media node: their messages, their limit, and that neither side outlives the other."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core import side
from webapp.media.rtc import side_process
from webapp.media.rtc.side_process import SideProcess, Slots


class Heard:
    """What a process said and how it ended."""

    def __init__(self) -> None:
        self.messages: list[side.Message] = []
        self.codes: list[int] = []

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something, at most a minute."""
        async with asyncio.timeout(60):
            while not is_so():
                await asyncio.sleep(0.01)


@pytest.fixture
def heard() -> Heard:
    """Ears."""
    return Heard()


def echo(heard: Heard, how: str = "", slot: int | None = None) -> SideProcess:
    """Start one."""
    return SideProcess("tests.media.side_echo", [how], slot, heard.messages.append, heard.codes.append)


def test_messages_are_read_as_they_were_written() -> None:
    """A packet, a clock pair, and anything else by its type."""
    assert side.read(side.packet(7, 123, b"rtp")) == side.Packet(7, 123, b"rtp")
    assert side.read(side.report(1, 5, 2**63, 9)) == side.Report(1, 5, 2**63, 9)
    assert side.read(side.told("open", track=2)) == side.Told("open", {"track": 2})
    with pytest.raises(ValueError, match="takes"):
        side.told("long", text="x" * side.MAX_MESSAGE)


@given(st.binary(max_size=40))
def test_garbage_is_refused_and_never_more(data: bytes) -> None:
    """Whatever comes over the socket is a message, or Malformed."""
    with suppress(side.Malformed):
        side.read(data)


def test_a_slot_is_free_again_when_its_holder_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two of two are given, a third is not; a closed one is."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    slots = Slots("test", 2)
    taken = [slots.take(), Slots("test", 2).take()]
    assert slots.take() is None
    os.close(taken[0] or 0)
    again = slots.take()
    assert again is not None
    os.close(again)
    os.close(taken[1] or 0)


async def test_a_process_answers_and_ends_when_it_is_asked(heard: Heard) -> None:
    """Messages go both ways; its exit code is told."""
    process = echo(heard)
    assert process.send(side.packet(1, 2, b"x"))
    process.tell(side.told("hello"))
    await heard.until(lambda: len(heard.messages) == 2)
    assert heard.messages == [side.Packet(1, 2, b"x"), side.Told("hello", {})]
    await process.stop()
    assert heard.codes == [3]


async def test_a_killed_process_is_noticed_and_its_slot_is_free(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """kill -9: the end is told, with the signal, and nothing that is sent afterwards does harm."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    slots = Slots("test", 1)
    process = echo(heard, slot=slots.take())
    assert slots.take() is None
    os.kill(process.pid, signal.SIGKILL)
    await heard.until(lambda: bool(heard.codes))
    assert heard.codes == [-signal.SIGKILL]
    assert not process.send(b"x")
    free = slots.take()
    assert free is not None
    os.close(free)


async def test_a_process_that_is_behind_loses_packets_but_no_word(heard: Heard) -> None:
    """What may be lost is dropped while the socket is full; what was told comes in its order, later."""
    process = echo(heard)
    os.kill(process.pid, signal.SIGSTOP)
    sent = [process.send(side.packet(0, number, bytes(1200))) for number in range(20_000)]
    assert not all(sent)
    for number in range(10):
        process.tell(side.told("word", number=number))
    assert not process.send(side.packet(9, 0, b"late"))
    os.kill(process.pid, signal.SIGCONT)
    words = [side.Told("word", {"number": number}) for number in range(10)]
    await heard.until(lambda: heard.messages[-10:] == words)
    await process.stop()


async def test_a_process_that_does_not_listen_is_ended(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked, then told by a signal."""
    monkeypatch.setattr(side_process, "END_S", 0.2)
    process = echo(heard, "deaf")
    await process.stop()
    assert heard.codes == [-signal.SIGTERM]
