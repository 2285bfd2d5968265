"""How many packets a second a media node carries at its limit, and two on one Redis: `python -m bench.media.limit`.

Two whole cores and the load generator do not fit on two CPUs, so the kernel gives every node the same small share of
a core (cgroups, as root). The rate is raised until packets are lost or late, and then the limit is closed in upon.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.compose import machine
from bench.media.load import Load
from bench.media.ours import OurNode, Room
from bench.media.usage import cpu_seconds

NODES = {"first alone": (0,), "second alone": (1,), "both": (0, 1)}
CGROUPS = Path("/sys/fs/cgroup")
PERIOD_US = 20_000
PUBLISHERS, VIEWERS = 2, 40  # of each node's room; everybody sees all
FIRST_RATE, FASTER = 100, 1.4  # packets per second of one publisher; how much more the next attempt asks for
CLOSE = 1.05  # what is carried and what is not are no further apart in the end
CALM_TRIES = 10
SETTLE_S, UNDER_WAY_S = 1.0, 0.5
LOST_PERMILLE, LATE_US = 1.0, 100_000  # what loses more, or is later at the 99th percentile, is not carried
NEVER_US = 1_000_000_000
SENT_AT_LEAST = 0.97  # of what was to be sent, else the load generator is at a limit of its own


@dataclass(frozen=True)
class Attempt:
    """What became of one rate; all nodes together."""

    rate: float
    sent: float  # of what was to be sent
    per_s: float
    lost_permille: float
    late_us: int
    cpu_percent: float

    @property
    def is_carried(self) -> bool:
        """Whether nearly everything arrived, in time."""
        return self.was_sent and self.lost_permille <= LOST_PERMILLE and self.late_us <= LATE_US

    @property
    def was_sent(self) -> bool:
        """Whether the load generator itself kept up."""
        return self.sent >= SENT_AT_LEAST


# ---- a share of a core


@contextmanager
def share_of_a_core(name: str, share: float) -> Iterator[Path]:
    """A group of processes that together get that share; raises OSError where the kernel offers no such thing."""
    is_old = (CGROUPS / "cpu/cpu.cfs_quota_us").exists()
    group = (CGROUPS / "cpu" if is_old else CGROUPS) / f"switchboard-bench-{os.getpid()}-{name}"
    group.mkdir()
    try:
        quota_us = round(share * PERIOD_US)
        if is_old:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (group / "cpu.cfs_quota_us").write_text(str(quota_us))
        else:
            (group / "cpu.max").write_text(f"{quota_us} {PERIOD_US}")
        yield group
    finally:
        group.rmdir()


def pin(pid: int) -> None:
    """Keep the process on the last processor: what is left of a share on one is not to be had on another."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {max(os.sched_getaffinity(0))})


def why_not(share: float) -> str:
    """Why this machine cannot bound a process to a share of a core; empty when it can."""
    try:
        with share_of_a_core("probe", share):
            return ""
    except OSError as error:
        return f"No share of a core can be given here ({error}): it needs root, and cgroups with the cpu controller."


# ---- the search


class Nodes:
    """Nodes that have a room each, and what is sent through some or all of them."""

    def __init__(self, rooms: Sequence[Room], seconds: float) -> None:
        self._rooms, self._seconds = rooms, seconds
        viewers = [viewer for room in rooms for viewer in room.viewers]
        for viewer in viewers:
            viewer.is_mute = True
        self._load = Load([publisher for room in rooms for publisher in room.publishers], viewers)
        self._load.warm_up()

    def most(self, *numbers: int) -> Attempt:
        """The most that the rooms with these numbers carry together."""
        chosen = [self._rooms[number] for number in numbers]
        self._load.publishers = [publisher for room in chosen for publisher in room.publishers]
        return highest(partial(self._attempt, chosen))

    def _attempt(self, rooms: Sequence[Room], rate: float) -> Attempt:
        """Every publisher of these rooms sends so many packets per second."""
        load, seconds = self._load, self._seconds
        for publisher in load.publishers:
            publisher.pace(rate)
        load.run(SETTLE_S)
        before = _counted(rooms)
        load.measure(seconds)
        sent, _, used_s = (now - then for now, then in zip(_counted(rooms), before, strict=True))
        load.run(UNDER_WAY_S)
        delivered = _counted(rooms)[1] - before[1]
        of_wanted = sent / (rate * len(load.publishers) * seconds)
        latencies = load.latencies.sorted() or [NEVER_US]
        late_us = latencies[int(len(latencies) * 0.99)]
        lost = 1000 * (1 - delivered / (sent * VIEWERS))
        found = Attempt(rate, of_wanted, delivered / seconds, lost, late_us, 100 * used_s / seconds)
        sys.stderr.write(f"{found}\n")
        return found


def _counted(rooms: Sequence[Room]) -> tuple[float, float, float]:
    """Packets sent, packets received, CPU seconds of the nodes, since the beginning."""
    sent = sum(publisher.sent for room in rooms for publisher in room.publishers)
    received = sum(viewer.received for room in rooms for viewer in room.viewers)
    return sent, received, cpu_seconds([room.pid for room in rooms])


def highest(tried: Callable[[float], Attempt]) -> Attempt:
    """The most that is carried; raises SystemExit when nothing is, or more than the load generator can send."""

    def calm() -> Attempt:
        """Until the nodes believe that the links carry it, or have done what is left of too much."""
        for _ in range(CALM_TRIES):
            if (found := tried(FIRST_RATE)).is_carried:
                return found
        raise SystemExit("The smallest load is too much for so small a share.")

    def twice(rate: float) -> Attempt:
        """What is not carried is tried once more, because a neighbour may have been in the way."""
        found = tried(rate)
        if not found.is_carried:
            calm()
            found = tried(rate)
        if not found.was_sent:
            raise SystemExit("The load generator is at its own limit: give the nodes a smaller --share.")
        return found

    best, broken = calm(), math.inf
    while broken > CLOSE * best.rate:
        found = twice(min(best.rate * FASTER, (best.rate + broken) / 2))
        if found.is_carried:
            best = found
        else:
            broken = found.rate
            calm()
    return best


def measure(share: float, seconds: float, rounds: int) -> list[list[Attempt]]:
    """Round by round: the most that the first, the second and both nodes carry."""
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as directory, ExitStack() as groups:
        server = OurNode(Path(directory), is_native=True, nodes=2)
        try:
            nodes = Nodes(asyncio.run(_seat(server)), seconds)
            for pid in server.pids:  # when all are seated, which is another load
                group = groups.enter_context(share_of_a_core(str(pid), share))
                (group / "cgroup.procs").write_text(str(pid))
                pin(pid)
            return [[nodes.most(*numbers) for numbers in NODES.values()] for _ in range(rounds)]
        finally:
            server.stop()


async def _seat(server: OurNode) -> list[Room]:
    return await server.fill_rooms(PUBLISHERS, [list(range(PUBLISHERS))] * VIEWERS, FIRST_RATE)


# ---- the table


def row(name: str, found: Sequence[Attempt]) -> str:
    """A line of the table: medians."""

    def middle(field: str) -> float:
        return statistics.median(getattr(each, field) for each in found)

    per_s = [each.per_s for each in found]
    return (
        f"| {name} | {middle('per_s'):.0f} [{min(per_s):.0f}..{max(per_s):.0f}] | {middle('cpu_percent'):.1f} "
        f"| {middle('late_us') / 1000:.1f} | {middle('lost_permille'):.2f} |"
    )


def report(rounds: Sequence[Sequence[Attempt]], options: argparse.Namespace) -> str:
    """The table and the ratio."""
    ratio = statistics.median(2 * both.per_s / (one.per_s + other.per_s) for one, other, both in rounds)
    return "\n".join(
        [
            f"{options.rounds} rounds, each node with {100 * options.share:g} % of a core. {machine()}, "
            f"load average {os.getloadavg()[0]:.1f}.",
            "",
            "| node | most packets/s carried | of a core, % | p99 ms | lost per mille |",
            "|---|---|---|---|---|",
            *(row(name, found) for name, found in zip(NODES, zip(*rounds, strict=True), strict=True)),
            "",
            f"Both carry {ratio:.2f} times as much as one.",
            "",
        ]
    )


def main() -> int:
    """Measure in turns and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.media.limit", description=__doc__)
    parser.add_argument("--share", type=float, default=0.05, help="of a core, for each node")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    if reason := why_not(options.share):
        sys.stderr.write(reason + "\n")
        return 1
    sys.stdout.write(report(measure(options.share, options.seconds, options.rounds), options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
