"""The memory of a node that has started: what lives then lives for good."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from webapp.media.forwarder import libc

HUGE_PAGE = 1 << 21  # bytes, on every processor with pages of 4 kB
MADV_COLLAPSE = 25  # Linux 6.1; Python has no name for it

_madvise: Any = libc.function("madvise", "int (*)(uintptr_t, size_t, int)")


def settle() -> None:
    """Spare the collector what lives now, and lay it out in huge pages where the system has such.

    A burst of packets finds the caches cold, also those that say where a page lies: the fewer pages the better.
    """
    gc.collect()
    gc.freeze()
    if _madvise is not None:
        with suppress(OSError):
            for start, end in heaps():
                _madvise(start, end - start, MADV_COLLAPSE)  # what the system refuses stays as it is


def heaps() -> Iterator[tuple[int, int]]:
    """The memory that Python's objects lie in: from where to where, in whole huge pages; raises OSError."""
    for line in Path("/proc/self/maps").read_text().splitlines():  # man 5 proc_pid_maps
        place, rights, _, _, _, *name = line.split()
        if rights.startswith("rw") and name in ([], ["[heap]"]):
            first, last = (int(part, 16) for part in place.split("-"))
            start, end = -(-first // HUGE_PAGE) * HUGE_PAGE, last // HUGE_PAGE * HUGE_PAGE
            if start < end:
                yield start, end
