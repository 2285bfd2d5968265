"""Runs several programs in one terminal: prefixed lines, restarts with back-off, one clean end for all."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, TextIO

from webapp.servers.processes import spawn

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 30.0
# A child that ran this long is healthy again: its next pause is the first one.
HEALTHY_AFTER_S = 30.0
PATIENCE_S = 10.0
LOOK_EVERY_S = 0.1
LAST_WORDS_S = 1.0
COLOURS = (36, 32, 33, 35, 34, 31)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Start = Callable[[], subprocess.Popen[Any]]


class Console:
    """One terminal for many voices: whole lines, each with its speaker's name."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._lock = threading.Lock()
        self._colourful = self._out.isatty() and "NO_COLOR" not in os.environ
        self._colour_of: dict[str, int] = {}

    def say(self, speaker: str, line: str) -> None:
        """Write one line; a reader who went away is not an error."""
        with self._lock, suppress(BrokenPipeError):
            print(f"{self._prefix(speaker)} {line}", file=self._out, flush=True)

    def _prefix(self, speaker: str) -> str:
        colour = self._colour_of.setdefault(speaker, COLOURS[len(self._colour_of) % len(COLOURS)])
        text = f"{speaker:<8} |"
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colourful else text


@dataclass(slots=True)
class Child:
    """A program that is kept alive."""

    name: str
    start: Start
    # A line with these words means that it is ready; None: it is ready when it runs.
    ready_words: str | None = None
    process: subprocess.Popen[Any] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    said_ready: bool = False
    reader: threading.Thread | None = None

    def is_alive(self) -> bool:
        """Tell whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Tell whether it does its work now."""
        return self.is_alive() and (self.ready_words is None or self.said_ready)


class Supervisor:
    """Keeps children alive until a stop signal, then ends them in reverse order of their start."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._children: list[Child] = []
        self._stop_asked = False
        self._in_a_hurry = False

    def listen_for_signals(self) -> None:
        """Turn Ctrl-C and its relatives into one clean stop; the second one hurries."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._in_a_hurry = self._stop_asked
        self._stop_asked = True

    @property
    def is_stopping(self) -> bool:
        """Tell whether somebody asked for the end."""
        return self._stop_asked

    def ask_to_stop(self) -> None:
        """Make watch() return."""
        self._stop_asked = True

    def add(
        self, name: str, start: Start, *, running: subprocess.Popen[Any] | None = None, ready_words: str | None = None
    ) -> Child:
        """Start a child, or take over one that already runs; call it from the main thread only."""
        child = Child(name, start, ready_words, process=running, started_at=time.monotonic())
        self._children.append(child)
        if running is None:
            self._start(child)
        return child

    def _start(self, child: Child) -> None:
        child.process = child.start()
        child.started_at = time.monotonic()
        child.said_ready = False
        if child.process.stdout is not None:
            lines = child.process.stdout
            child.reader = threading.Thread(target=self._repeat_lines, args=(child, lines), daemon=True)
            child.reader.start()

    def _repeat_lines(self, child: Child, lines: TextIO) -> None:
        for line in lines:
            if child.ready_words is not None and child.ready_words in line:
                child.said_ready = True
            if line.strip():
                self._console.say(child.name, line.rstrip())

    def wait_until_ready(self, timeout_s: float) -> list[str]:
        """Wait until every child is ready or a stop is asked for; return the names of those that are not."""
        self.wait_for(lambda: all(child.is_ready() for child in self._children), timeout_s=timeout_s)
        return [child.name for child in self._children if not child.is_ready()]

    def wait_for(self, is_ready: Callable[[], bool], *, timeout_s: float, child: Child | None = None) -> bool:
        """Watch until ready; tell False when it took too long, the child died or a stop was asked for."""
        deadline = time.monotonic() + timeout_s
        while not self._stop_asked and (child is None or child.is_alive()) and time.monotonic() < deadline:
            if is_ready():
                return True
            time.sleep(LOOK_EVERY_S)
        return False

    def watch(self) -> None:
        """Restart what dies, until a stop is asked for."""
        while not self._stop_asked:
            for child in self._children:
                self._look_after(child)
            time.sleep(LOOK_EVERY_S)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.is_alive():
            return
        if not child.due_at:
            self._plan_restart(child, now)
        elif now >= child.due_at:
            child.due_at = 0.0
            self._start(child)

    def _plan_restart(self, child: Child, now: float) -> None:
        if now - child.started_at > HEALTHY_AFTER_S:
            child.pause_s = FIRST_PAUSE_S
        child.due_at = now + child.pause_s
        self._console.say("dev", f"{child.name} ended ({_how(child)}); it starts again in {child.pause_s:g} s")
        child.pause_s = min(child.pause_s * 2, LONGEST_PAUSE_S)

    def stop_all(self) -> None:
        """End every child, the last one first."""
        self._stop_asked = True
        for child in reversed(self._children):
            self._end(child)

    def _end(self, child: Child) -> None:
        process = child.process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            self._wait_for_end(process)
        # What the child itself left behind: its session is its process group.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if child.reader is not None:
            child.reader.join(LAST_WORDS_S)

    def _wait_for_end(self, process: subprocess.Popen[Any]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while process.poll() is None and not self._in_a_hurry and time.monotonic() < deadline:
            time.sleep(0.02)


def _how(child: Child) -> str:
    code = child.process.returncode if child.process else None
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


def spoken(command: Sequence[str], environment: dict[str, str]) -> Start:
    """Return a starter for a program whose output goes to the console."""

    def start() -> subprocess.Popen[Any]:
        return spawn(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    return start
