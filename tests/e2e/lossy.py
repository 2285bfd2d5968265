"""A bad network between a page and the media node: a UDP relay that holds packets back and loses some of the media."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import deque
from types import TracebackType

Address = tuple[str, int]

# The page takes the relay for the node; where the node really is can be read from `window.nodePort`.
DETOUR = """
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function (description) {
  const sdp = description.sdp.replace(/(a=candidate:\\S+ 1 udp \\d+ )\\S+ (\\d+) typ host/gi, (_line, head, port) => {
    window.nodePort = Number(port);
    return `${head}127.0.0.1 RELAY typ host`;
  });
  return set.call(this, { type: description.type, sdp });
};
"""


class LossyPath:
    """Relays between one page and the node.

    `delay_s` holds packets both ways; one of `loses` media packets on the way to the node is lost, none with 0.
    """

    def __init__(self) -> None:
        self.delay_s = 0.0
        self.loses = 0
        self.lost = self.passed = 0
        self.node: Address | None = None
        self._front = _socket()
        self._ways: dict[Address, socket.socket] = {}
        self._held: deque[tuple[float, socket.socket, bytes, Address]] = deque()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._front, selectors.EVENT_READ)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def script(self) -> str:
        """What the page must run before anything else."""
        return DETOUR.replace("RELAY", str(self._front.getsockname()[1]))

    def __enter__(self) -> LossyPath:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ends.set()
        self._thread.join()
        for each in (self._front, *self._ways.values()):
            each.close()

    def _run(self) -> None:
        while not self._ends.is_set():
            for key, _ in self._selector.select(0.005):
                self._take(key.fileobj, key.data)
            while self._held and self._held[0][0] <= time.monotonic():
                _, out, packet, to = self._held.popleft()
                out.sendto(packet, to)

    def _take(self, source: object, page: Address | None) -> None:
        assert isinstance(source, socket.socket)
        packet, sender = source.recvfrom(2048)
        if page is not None:
            self._hold(self._front, packet, page)
        elif self.node is not None and not self._is_lost(packet):
            self._hold(self._way(sender), packet, self.node)

    def _way(self, page: Address) -> socket.socket:
        """Each of the page's sockets has one of its own towards the node, which tells them apart."""
        if page not in self._ways:
            self._ways[page] = _socket()
            self._selector.register(self._ways[page], selectors.EVENT_READ, page)
        return self._ways[page]

    def _hold(self, out: socket.socket, packet: bytes, to: Address) -> None:
        self._held.append((time.monotonic() + self.delay_s, out, packet, to))

    def _is_lost(self, packet: bytes) -> bool:
        is_media = 128 <= packet[0] < 192 and not 192 <= packet[1] < 224  # RFC 7983, RFC 5761 section 4
        self.passed += is_media
        is_lost = is_media and self.loses > 0 and self.passed % self.loses == 0
        self.lost += is_lost
        return is_lost


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made
