"""The entry of a live mixer: `python -m webapp.media.live <socket>`, started by a media node."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from contextlib import suppress

import msgspec

from webapp.media.core import side
from webapp.media.core.scene import Source
from webapp.media.live.intake import Intake
from webapp.media.live.mixer import Clock, Mixer, read_wish
from webapp.media.rtc.side_process import join

logger = logging.getLogger(__name__)


class Node:
    """What the media node says, on the thread that reads it."""

    def __init__(self, ours: socket.socket) -> None:
        self._socket = ours
        self._clock = Clock()
        self.intake = Intake(self.say, self._clock.now_ms)
        self.mixer: Mixer | None = None
        self.has_wish, self.is_over = threading.Event(), threading.Event()

    def say(self, message: bytes) -> None:
        """Send a message to the node; it does not matter when it is gone."""
        with suppress(OSError):
            self._socket.send(message)

    def listen(self) -> None:
        """Hear what the node says until it says that this is the end, or is gone."""
        with suppress(OSError):
            while not self.is_over.is_set() and (data := self._socket.recv(side.MAX_MESSAGE)):
                self._hear(data)
        self.is_over.set()
        self.has_wish.set()

    def _hear(self, data: bytes) -> None:
        try:
            match side.read(data):
                case side.Packet() | side.Report() as message:
                    self.intake.take(message)
                case side.Told(what, facts):
                    self._told(what, facts)
        except (side.Malformed, msgspec.ValidationError, KeyError) as error:
            logger.warning("a message of the node is not readable: %s", error)

    def _told(self, what: str, facts: dict[str, object]) -> None:
        match what:
            case "show":
                wish, sources = read_wish(facts["live"]), msgspec.convert(facts["sources"], list[Source])
                if self.mixer is None:
                    self.mixer = Mixer(wish, self.intake, self.say, self._clock)
                self.mixer.show(wish, sources)
                self.has_wish.set()
            case "open":
                self.intake.open(msgspec.convert(facts["track"], int), msgspec.convert(facts["source"], Source))
            case "close":
                self.intake.close(msgspec.convert(facts["track"], int))
            case "end":
                self.is_over.set()


def main() -> int:
    """Mix until the node says that it is over; returns the exit code."""
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(levelname)s live: %(message)s")
    node = Node(join())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: node.is_over.set())
    threading.Thread(target=node.listen, name="node", daemon=True).start()
    node.has_wish.wait()
    if node.mixer is not None:
        node.mixer.run(node.is_over)
    return 0


if __name__ == "__main__":
    sys.exit(main())
