"""What a live mix costs, and how far behind the people it is: two of 640x360 side by side to 1280x720 at 15.

Run: python -m bench.live [--seconds 30]; packets go straight into a mixer, as a media node sends them, and its picture
to an HLS folder and to the ffmpeg tool as the RTMP server. Both cameras change their colour every two seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.compose import machine
from tests.media.studio import BLUE, FPS, RED, Sender, film, tone
from webapp.media.core import side
from webapp.media.core.live import PlannedLive, PlannedOutput
from webapp.media.core.scene import Source
from webapp.media.core.style import Style
from webapp.media.rtc.side_process import SideProcess
from webapp.servers.processes import free_port

SIZE, COLOUR_S, WARM_UP_S = (640, 360), 2.0, 4.0
SOURCES: list[Source] = [(1, "video", 0), (2, "video", 0)]
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), options.seconds))


async def _measure(folder: Path, seconds: float) -> None:
    address = f"rtmp://127.0.0.1:{free_port()}/live/key"
    spectator = _Spectator(address)
    outputs = (PlannedOutput(0, str(folder / "hls")), PlannedOutput(1, address))
    mixer = SideProcess("webapp.media.live", (), None, lambda message: None, lambda code: None)
    mixer.tell(side.told("show", live=PlannedLive(outputs, 1280, 720, Style(frames_per_s=15)), sources=SOURCES))
    for track, source in enumerate([*SOURCES, (1, "audio", 0)]):
        mixer.tell(side.told("open", track=track, source=source))
    packets, changes = _packets(seconds + WARM_UP_S)
    began_s, used_s = time.time(), 0.0
    for at_s, track, packet in packets:
        await asyncio.sleep(max(began_s + at_s - time.time(), 0))
        mixer.send(side.packet(track, int(time.time() * 1e6), packet))
        used_s = used_s or (_cpu_s(mixer.pid) if at_s > WARM_UP_S else 0.0)
    cost = (_cpu_s(mixer.pid) - used_s) / seconds
    await mixer.stop()
    spectator.end()
    delays = sorted(_delays([began_s + at_s for at_s in changes], spectator.changes))
    print(f"{machine()}; {cost:.3f} of a core; picture behind by {statistics.median(delays) * 1000:.0f} ms (median),")
    print(f"{delays[0] * 1000:.0f} to {delays[-1] * 1000:.0f} ms, {len(delays)} changes of colour")


def _packets(seconds: float) -> tuple[list[tuple[float, int, bytes]], list[float]]:
    """Everything to be sent, in its order, and when the colour changes."""
    count = round(seconds / COLOUR_S)
    films = [film("vp8", colour, COLOUR_S, SIZE, round(COLOUR_S * FPS)) for colour in (RED, BLUE)]
    frames = [frame for number in range(count) for frame in films[number % 2]]
    rows = [Sender(track + 1).send("vp8", frames) for track in range(len(SOURCES))]
    rows.append(Sender(9).send("opus", tone(440, seconds)))
    timed = sorted((at_s, track, packet) for track, row in enumerate(rows) for at_s, packet in row)
    return timed, [COLOUR_S * number for number in range(round(WARM_UP_S / COLOUR_S), count)]


def _cpu_s(pid: int) -> float:
    """The processor time of a process, of its children, and of those that have ended."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            total += sum(int(field) for field in fields[11:15])
    return total / TICKS_PER_S


class _Spectator:
    """Looks at the stream as it comes, and notes when its left half changes between dark blue and lighter red."""

    def __init__(self, address: str) -> None:
        tool = shutil.which("ffmpeg")
        if tool is None:
            raise SystemExit("the ffmpeg tool is the server of this measurement, and is not here")
        at_once = ["-fflags", "nobuffer", "-flags", "low_delay", "-probesize", "5000", "-analyzeduration", "0"]
        raw = ["-an", "-vf", "crop=64:64:100:300,scale=2:2", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
        command = [tool, "-v", "error", *at_once, "-listen", "1", "-i", address, *raw]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        self.changes: list[float] = []
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        was_light = None
        for is_light in self._pictures():
            if was_light is not None and is_light != was_light:
                self.changes.append(time.time())
            was_light = is_light

    def _pictures(self) -> Iterator[bool]:
        assert self._process.stdout is not None
        while len(picture := self._process.stdout.read(4)) == 4:
            yield sum(picture) / 4 > 60

    def end(self) -> None:
        """The stream has ended."""
        self._process.terminate()
        self._thread.join()


def _delays(sent: list[float], seen: list[float]) -> Iterator[float]:
    for at_s in sent:
        later = [seen_s - at_s for seen_s in seen if 0 < seen_s - at_s < COLOUR_S]
        yield from later[:1]


if __name__ == "__main__":
    main()
