"""Pushing to an RTMP server: the key of a stream, which is part of its address, is nobody else's to see."""

from __future__ import annotations

import itertools
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from webapp.media.core.cutting import TICK_MS
from webapp.media.core.mixing import CHANNELS, TICK_SAMPLES
from webapp.media.core.style import Style
from webapp.media.live.encoding import Encoder
from webapp.media.live.outputs import OutputFailed
from webapp.media.live.rtmp import PUSH, RtmpSink
from webapp.servers.processes import wait_until

KEY = "key-of-the-stream"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Where connections are taken and nothing is answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_key_is_not_among_a_processs_arguments(silent_port: int) -> None:
    """`ps` shows arguments to every user of a machine, and /proc the environment to its owner's other programs."""
    sink = RtmpSink(f"rtmp://127.0.0.1:{silent_port}/live/{KEY}", Encoder(None, Style()))
    try:
        process = Path(f"/proc/{sink.pid}")
        # A moment passes between the start of a program and the system's knowing its arguments.
        assert wait_until(lambda: PUSH.encode() in (process / "cmdline").read_bytes(), timeout_s=60)
        for what in ("cmdline", "environ"):
            assert KEY.encode() not in (process / what).read_bytes()
    finally:
        sink.close()


def test_the_key_is_not_in_what_is_said_about_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong is told to the room and stands in the log."""
    caplog.set_level(logging.DEBUG)
    encoder = Encoder(None, Style())
    sink = RtmpSink(f"rtmp://127.0.0.1:1/live/{KEY}", encoder)
    silence = np.zeros((TICK_SAMPLES, CHANNELS), np.int16)
    deadline_s = time.monotonic() + 100
    with pytest.raises(OutputFailed) as failure:
        for tick in itertools.count():
            assert time.monotonic() < deadline_s
            for packet in encoder.sound(silence, tick * TICK_SAMPLES):
                sink.write(packet)
            time.sleep(TICK_MS / 1000)
    sink.close()
    assert failure.value.cause == "unreachable"
    assert "refused" in str(failure.value)
    assert KEY not in str(failure.value) + caplog.text
