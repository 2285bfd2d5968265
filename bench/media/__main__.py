"""CPU microseconds per forwarded RTP packet: our media node, native and in Python, and Janus: `python -m bench.media`.

Every round runs every server with every load, one after the other; the servers' CPU time comes from the kernel.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from bench.media.janus import Janus, is_installed
from bench.media.load import Load, Publisher
from bench.media.ours import OurNode
from bench.media.usage import cpu_seconds, resident_mb
from bench.media.viewer import Viewer

UNDER_WAY_S = 0.3  # the last packets of a measurement arrive by then
MEETING = 10
MEETING_RATE = 200


class Server(Protocol):
    """A server under measurement."""

    pids: list[int]

    async def seat(self, publishers: int, viewers: list[list[int]], rate: int) -> tuple[list[Publisher], list[Viewer]]:
        """Seat people: so many publish, and each viewer gets the publishers with these indexes."""

    def stop(self) -> None:
        """End it."""


SERVERS: dict[str, Callable[[Path], Server]] = {
    "native": lambda directory: OurNode(directory, is_native=True),
    "python": lambda directory: OurNode(directory, is_native=False),
    "two nodes": lambda directory: OurNode(directory, is_native=True, nodes=2),  # each has all of the scene
    "janus": lambda directory: Janus(directory, 1),
    "janus default": lambda directory: Janus(directory, 0),
}
JANUS = "janus"  # what the others are compared with


@dataclass(frozen=True)
class Scene:
    """Who publishes and who watches."""

    name: str
    publishers: int
    viewers: list[list[int]]
    rate: int = 300


SCENES = {
    **{str(n): Scene(f"1 -> {n}", 1, [[0]] * n) for n in (1, 5, 20, 50)},
    "meeting": Scene(
        f"meeting of {MEETING}",
        MEETING,
        [[other for other in range(MEETING) if other != me] for me in range(MEETING)],
        MEETING_RATE,
    ),
}


@dataclass(frozen=True)
class Result:
    """One measurement; latency percentiles in microseconds."""

    server: str
    scene: str
    cpu_us_per_packet: float
    cpu_percent: float
    latency_p50_us: int
    latency_p99_us: int
    lost_permille: float
    rss_mb: float
    rss_mb_per_person: float


def main() -> int:
    """Measure, print the table and, with --write, keep it."""
    arguments = _arguments()
    names = [name for name in arguments.servers if not name.startswith("janus") or is_installed()]
    results = [
        _measure(name, SCENES[scene], arguments)
        for _ in range(arguments.rounds)
        for scene in arguments.scenes
        for name in names
    ]
    if arguments.raw:
        arguments.raw.write_text("".join(json.dumps(asdict(result)) + "\n" for result in results))
    text = _report(results, arguments)
    sys.stdout.write(text)
    if arguments.write:
        arguments.write.write_text(text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.media", description=__doc__)
    parser.add_argument("--scenes", nargs="+", choices=SCENES, default=list(SCENES))
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--mute-viewers", action="store_true", help="viewers send no transport-cc feedback")
    parser.add_argument(
        "--cut-runs",
        action="store_true",
        help="the kernel takes runs of packets apart before the viewers get them, in the time of whoever sends them",
    )
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--raw", type=Path, help="keep every measurement in this file, as JSON lines")
    return parser.parse_args()


def _measure(name: str, scene: Scene, arguments: argparse.Namespace) -> Result:
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as directory:
        server = SERVERS[name](Path(directory))
        try:
            result = asyncio.run(_measure_server(name, server, scene, arguments))
        finally:
            server.stop()
    sys.stderr.write(f"{scene.name}, {name}: {result.cpu_us_per_packet:.2f} us per packet\n")
    return result


async def _measure_server(name: str, server: Server, scene: Scene, arguments: argparse.Namespace) -> Result:
    seconds: float = arguments.seconds
    empty_mb = resident_mb(server.pids)
    publishers, viewers = await server.seat(scene.publishers, scene.viewers, scene.rate)
    for viewer in viewers:
        viewer.is_mute, viewer.takes_runs = arguments.mute_viewers, not arguments.cut_runs
    load = Load(publishers, viewers)
    load.warm_up()
    sent, cpu_s = sum(p.sent for p in publishers), cpu_seconds(server.pids)
    load.measure(seconds)
    used_s = cpu_seconds(server.pids) - cpu_s
    sent = sum(p.sent for p in publishers) - sent
    load.run(UNDER_WAY_S)
    delivered = sum(viewer.received for viewer in viewers)
    expected = sent * sum(len(wanted) for wanted in scene.viewers) / scene.publishers
    latencies, rss_mb = load.latencies.sorted(), resident_mb(server.pids)
    return Result(
        name,
        scene.name,
        1e6 * used_s / delivered,
        100 * used_s / seconds,
        latencies[len(latencies) // 2],
        latencies[int(len(latencies) * 0.99)],
        1000 * (1 - delivered / expected),
        rss_mb,
        (rss_mb - empty_mb) / len(viewers),
    )


# ---- the table


def _report(results: list[Result], arguments: argparse.Namespace) -> str:
    scenes = [SCENES[scene].name for scene in arguments.scenes]
    servers = list(dict.fromkeys(result.server for result in results))
    rows = [_row(results, scene, server) for scene in scenes for server in servers]
    return "\n".join(
        [
            f"{arguments.rounds} interleaved rounds of {arguments.seconds:g} s, median [min..max]. {_machine()}.",
            "",
            "| load | server | CPU us per packet | to Janus | latency p50 / p99 us | lost ‰ | memory MB | per person |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(results: list[Result], scene: str, server: str) -> str:
    ours = [result for result in results if (result.scene, result.server) == (scene, server)]
    janus = [result.cpu_us_per_packet for result in results if (result.scene, result.server) == (scene, JANUS)]
    cpu = [result.cpu_us_per_packet for result in ours]

    def middle(field: str) -> float:
        return statistics.median(getattr(result, field) for result in ours)

    ratio = f"{statistics.median(cpu) / statistics.median(janus):.2f}" if janus else "-"
    return (
        f"| {scene} | {server} | {statistics.median(cpu):.1f} [{min(cpu):.1f}..{max(cpu):.1f}] | {ratio} "
        f"| {middle('latency_p50_us'):.0f} / {middle('latency_p99_us'):.0f} | {middle('lost_permille'):.1f} "
        f"| {middle('rss_mb'):.0f} | {middle('rss_mb_per_person'):.2f} |"
    )


def _machine() -> str:
    facts = [line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line]
    model = next((value.strip() for name, value in facts if name.strip() == "model name"), platform.machine())
    software = f"Python {platform.python_version()}, kernel {platform.release()}"
    return f"{os.cpu_count()} CPUs ({model}), {software}, load average {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
