"""Pushing to an RTMP server, through a process of its own: connecting holds the interpreter for as long as it takes."""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping

import av

from webapp.media.live.encoding import Encoded, Encoder
from webapp.media.live.outputs import OutputFailed
from webapp.media.live.push import CONNECTED

logger = logging.getLogger(__name__)

PUSH = "webapp.media.live.push"
PATIENCE_S = 10.0  # for the server to take the stream, and later for it to take more of it
LAST_WORDS_S = 1.0
BLOCK = 65_536
OPTIONS: Mapping[str, str] = {"flvflags": "no_duration_filesize", "flush_packets": "1"}


class RtmpSink:
    """Writes FLV to a `push` process; satisfies `outputs.Sink`."""

    def __init__(self, address: str, encoder: Encoder) -> None:
        self._begun_s: float | None = None
        self._flv = _Collected()
        self._container = av.open(self._flv, "w", format="flv", options=dict(OPTIONS))
        self._video, self._audio = encoder.add_streams(self._container)
        self._is_running = False
        self._started_s = time.monotonic()
        self._process = _start(address)

    @property
    def pid(self) -> int:
        """The number of the pushing process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the server has taken the stream."""
        return self._is_running

    def write(self, packet: Encoded) -> None:
        """Pass a packet on; the server's clock begins with the first."""
        if self._begun_s is None:
            self._begun_s = packet.at_s
        stream = self._video if packet.is_video else self._audio
        if stream is not None and packet.at_s >= self._begun_s:
            self._container.mux_one(packet.packet(stream, -self._begun_s))
        self._push(self._flv.take())
        self._look()

    def close(self) -> None:
        """End the stream politely, then firmly."""
        if self._process.poll() is None and self._is_running:
            try:
                self._container.close()
                self._push(self._flv.take())
            except (OutputFailed, av.FFmpegError, OSError) as error:
                logger.debug("no polite end: %s", error)
        self._end()

    def _push(self, data: bytes) -> None:
        assert self._process.stdin is not None
        rest = memoryview(data)
        while rest:
            if not self._can_write(self._process.stdin.fileno()):
                raise self._failure("The server takes nothing any more.")
            try:
                rest = rest[os.write(self._process.stdin.fileno(), rest[:BLOCK]) :]
            except OSError as error:
                why = "The server ended the connection." if self._is_running else "The server does not take the stream."
                raise self._failure(why) from error

    def _can_write(self, descriptor: int) -> bool:
        """Wait for room, and for the connection where there is none yet."""
        deadline_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s:
            if select.select([], [descriptor], [], 0.2)[1]:
                return True
            self._look()
        return False

    def _look(self) -> None:
        """See whether the server has taken the stream; raises OutputFailed when it did not in time."""
        if self._is_running:
            return
        assert self._process.stdout is not None
        if select.select([self._process.stdout], [], [], 0)[0]:
            if os.read(self._process.stdout.fileno(), BLOCK).startswith(CONNECTED):
                self._is_running = True
                return
            raise self._failure("The server does not take the stream.")
        if time.monotonic() - self._started_s > PATIENCE_S:
            raise self._failure("The server does not answer.")

    def _failure(self, otherwise: str) -> OutputFailed:
        """What the process said before it ended, or else this."""
        said = ""
        try:
            self._process.wait(LAST_WORDS_S)
            said = self._process.stderr.read().decode(errors="replace").strip() if self._process.stderr else ""
        except subprocess.TimeoutExpired:
            logger.debug("the pushing process still runs")
        last = said.splitlines()[-1] if said else ""
        return OutputFailed("unreachable", f"{otherwise} ({last})" if last else otherwise)

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(LAST_WORDS_S if self._is_running else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()


class _Collected:
    """What a muxer has written, for somebody else to send."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        """Append."""
        self._data += data
        return len(data)

    def take(self) -> bytes:
        """All that has come since the last time."""
        data, self._data = bytes(self._data), bytearray()
        return data


def _start(address: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen([sys.executable, "-m", PUSH], stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0)
        assert process.stdin is not None
        process.stdin.write(f"{address}\n".encode())  # a pipe takes that much at once
    except OSError as error:
        raise OutputFailed("broken", f"The pushing process cannot be started: {error.strerror or error}.") from error
    return process
