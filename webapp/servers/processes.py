"""Child processes that cannot outlive us, and the small facts needed to start servers."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


class ServerFailed(Exception):
    """A server did not start; the message is one sentence that says what to do."""


def die_with_parent() -> None:
    """Ask the kernel to end this child when its parent dies, even by SIGKILL (Linux only; run between fork and exec).

    The kernel watches the *thread* that forked: start children from the main thread.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command: Sequence[str | Path], **options: Any) -> subprocess.Popen[Any]:
    """Start a child in its own session, so that Ctrl-C reaches us first and it ends in our order."""
    return subprocess.Popen(
        [str(word) for word in command], start_new_session=True, preexec_fn=die_with_parent, **options
    )


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def is_port_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: a port whose last connections are still fading away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def wait_until(is_ready: Callable[[], bool], *, timeout_s: float, every_s: float = 0.02) -> bool:
    """Poll until ready; tell whether it became so in time."""
    deadline = time.monotonic() + timeout_s
    while not is_ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(every_s)
    return True


def stop(process: subprocess.Popen[Any], *, patience_s: float = 10.0) -> int:
    """End a child politely, then firmly; return its exit code (negative: the signal that ended it)."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()
