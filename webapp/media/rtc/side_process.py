"""Side processes of a media node: work that must not share its processor time, fed over a socket pair.

A pair has no name that others could find, and breaks when either side ends: nobody outlives the other.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from webapp.media.core import side

logger = logging.getLogger(__name__)

SEND_BUFFER = 4 * 1024 * 1024  # bytes; the kernel gives what it allows
NICENESS = 5  # packets of calls come first
MAX_READ = 64  # messages at a time: packets of calls come first
MAX_UNSAID = 1000
END_S, TERM_S = 5.0, 1.0  # how long a process may take to end when it is asked, and when it is told


class Slots:
    """A limit over all processes of the machine: as many locked files as may work at the same time.

    A lock belongs to whoever holds the file open: it ends with the process that inherited it, however that ended.
    """

    def __init__(self, name: str, count: int) -> None:
        self._folder = Path(tempfile.gettempdir()) / f"switchboard-{os.getuid()}-{name}"
        self._count = count

    def take(self) -> int | None:
        """The descriptor that holds a free slot; None when all are taken. Raises OSError."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for number in range(self._count):
            descriptor = os.open(self._folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                return descriptor
        return None


class SideProcess:
    """`python -m module <socket> <args>` and the node's end of its socket; all methods are called on the event loop.

    `on_message` hears what the process says, `on_end` its exit code once it is gone, whatever ended it. `slot` (see
    `Slots`) passes to the process. Raises OSError when it cannot be started.
    """

    def __init__(
        self,
        module: str,
        args: Sequence[str],
        slot: int | None,
        on_message: Callable[[side.Message], None],
        on_end: Callable[[int], None],
    ) -> None:
        self._module, self._on_message, self._on_end = module, on_message, on_end
        self._loop = asyncio.get_running_loop()
        self._unsaid: deque[bytes] = deque(maxlen=MAX_UNSAID)
        self._ended = asyncio.Event()
        self._is_open = True
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._process = _start(module, theirs.fileno(), args, slot)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
            if slot is not None:
                os.close(slot)
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._socket = ours
        self._loop.add_reader(ours, self._on_readable)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def send(self, message: bytes) -> bool:
        """Send what may be lost (packets); False when the process is too far behind to take it."""
        if self._unsaid or not self._is_open:
            return False
        try:
            self._socket.send(message)
        except OSError:
            return False
        return True

    def tell(self, message: bytes) -> None:
        """Send what must not be lost; it waits until there is room, and what is sent meanwhile is dropped."""
        if not self.send(message) and self._is_open:
            self._unsaid.append(message)
            self._loop.add_writer(self._socket, self._on_writable)

    async def stop(self) -> None:
        """Ask the process to end and return when it is gone; in the end it is killed."""
        self.tell(side.told("end"))
        for patience_s, act in ((END_S, self._process.terminate), (TERM_S, self._process.kill)):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), patience_s)
                return
            logger.warning("%s %d did not end in time", self._module, self.pid)
            act()
        await self._ended.wait()

    def _on_writable(self) -> None:
        while self._unsaid:
            try:
                self._socket.send(self._unsaid[0])
            except BlockingIOError:
                return
            except OSError:
                self._unsaid.clear()
                break
            self._unsaid.popleft()
        self._loop.remove_writer(self._socket)

    def _on_readable(self) -> None:
        for _ in range(MAX_READ):
            try:
                data = self._socket.recv(side.MAX_MESSAGE)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._close()
                return
            self._hear(data)

    def _hear(self, data: bytes) -> None:
        try:
            self._on_message(side.read(data))
        except side.Malformed as error:
            logger.warning("%s %d said something unreadable: %s", self._module, self.pid, error)

    def _close(self) -> None:
        """The process ended, or hung up, which is the same."""
        self._is_open = False
        self._unsaid.clear()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()
        self._reaping = asyncio.ensure_future(self._reap())

    async def _reap(self) -> None:
        try:
            code = await asyncio.to_thread(self._process.wait, END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = await asyncio.to_thread(self._process.wait)
        self._ended.set()
        self._on_end(code)


class NotStarted(Exception):
    """There is no process, because all slots are taken (`is_busy`) or for what the message says."""

    def __init__(self, reason: str, *, is_busy: bool = False) -> None:
        super().__init__(reason)
        self.is_busy = is_busy


def start_in_slot(
    module: str, slots: Slots, on_message: Callable[[side.Message], None], on_end: Callable[[int], None]
) -> SideProcess:
    """Start a side process that counts against a limit. Raises NotStarted."""
    try:
        slot = slots.take()
        if slot is None:
            raise NotStarted("all slots are taken", is_busy=True)
        return SideProcess(module, (), slot, on_message, on_end)
    except OSError as error:
        raise NotStarted(error.strerror or str(error)) from error


def join() -> socket.socket:
    """The process's own end of the pair, blocking; from now on calls on this machine come first."""
    os.nice(NICENESS)
    return socket.socket(fileno=int(sys.argv[1]))


def _start(module: str, descriptor: int, args: Sequence[str], slot: int | None) -> subprocess.Popen[bytes]:
    """No code of ours runs between fork and exec: the node's memory need not be copied for it."""
    passed = [descriptor, *([] if slot is None else [slot])]
    command = [sys.executable, "-m", module, str(descriptor), *args]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=passed, start_new_session=True)
