"""A way to the site that a test can cut: every link of a page through it ends as if the network had gone."""

from __future__ import annotations

import contextlib
import socket
import threading


class Proxy:
    """Forwards TCP connections to a port of this machine until they are cut."""

    def __init__(self, target_port: int) -> None:
        self._target = ("127.0.0.1", target_port)
        self._open: list[socket.socket] = []
        self._is_down = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, stays_down: bool = False) -> None:
        """End every connection; new ones are forwarded again, unless it stays down until it is mended."""
        self._is_down = stays_down
        ended, self._open = self._open, []
        for one in ended:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def mend(self) -> None:
        """Forward new connections again."""
        self._is_down = False

    def close(self) -> None:
        """Forward nothing any more."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                page, _ = self._listener.accept()
                if self._is_down:
                    page.close()
                    continue
                site = socket.create_connection(self._target)
                self._open += [page, site]
                for a, b in ((page, site), (site, page)):
                    threading.Thread(target=_pump, args=(a, b), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):  # cut
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
