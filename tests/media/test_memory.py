"""What a node does with its memory once it has started."""

from __future__ import annotations

import gc
import secrets
import sys
from collections.abc import Iterator

import pytest

from webapp.media.forwarder import libc
from webapp.media.node import memory
from webapp.media.node.memory import HUGE_PAGE, heaps, settle

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """The other tests' garbage is not kept for good."""
    yield
    gc.unfreeze()


def test_the_memory_of_objects_is_found_in_whole_huge_pages() -> None:
    """What the system can lay together begins and ends with one."""
    block = bytearray(4 * HUGE_PAGE)
    middle, found = libc.address_of(block) + 2 * HUGE_PAGE, list(heaps())
    assert any(start <= middle < end for start, end in found)
    assert all(start % HUGE_PAGE == end % HUGE_PAGE == 0 for start, end in found)


def test_memory_that_was_laid_together_holds_what_it_held() -> None:
    """And the collector walks what lived at that time no more."""
    said = secrets.token_bytes(4 * HUGE_PAGE)
    block = bytearray(said)
    settle()
    assert block == said
    assert gc.get_freeze_count() > 1000


def test_a_system_without_such_calls_or_lists_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The node runs all the same."""

    def fail() -> Iterator[tuple[int, int]]:
        raise FileNotFoundError

    monkeypatch.setattr(memory, "heaps", fail)
    settle()
    assert gc.get_freeze_count() > 1000
    gc.unfreeze()
    monkeypatch.setattr(memory, "_madvise", None)
    settle()
    assert gc.get_freeze_count() > 1000
