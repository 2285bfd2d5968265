"""The Python twin's loop: media sockets are read while it waits, and a turn is made when what came asks for one."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from tests.media import wire
from tests.media.test_pump import Path
from tests.media.wire import DELTA, KEY, Viewer
from webapp.media.forwarder import pyfwd
from webapp.media.forwarder.pyfwd import waiting
from webapp.media.forwarder.pyfwd.waiting import ForwardingLoop

CHECK = b"\x00\x01" + bytes(30)


@pytest.fixture(params=["epoll", "another selector"])
def loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForwardingLoop]:
    """The Python twin's loop, as it is on Linux and elsewhere."""
    monkeypatch.setattr(wire, "twin", pyfwd)
    if request.param != "epoll":
        monkeypatch.setattr(waiting, "_epoll_of", lambda selector: None)
    made = pyfwd.new_event_loop()
    assert isinstance(made, ForwardingLoop)
    yield made
    made.close()


@pytest.fixture
def path(loop: ForwardingLoop) -> Iterator[Path]:
    """A path whose socket the loop reads; nobody reads it by hand."""
    made = Path()
    made.pump.start(loop)
    yield made
    made.pump.stop(loop)
    made.close()


def put(path: Path, *datagrams: bytes) -> None:
    """The page sends; nobody has read yet."""
    for data in datagrams:
        path._page.sendto(data, path._ours.getsockname())


def test_what_flows_takes_no_turn_of_the_loop(loop: ForwardingLoop, path: Path) -> None:
    """The wait lasts as long as it was to last, and the packets have gone out meanwhile."""
    viewer = Viewer()
    path.stream.attach(viewer.out, 0.0)
    for body in (KEY, DELTA, DELTA):
        put(path, path._encrypting.protect(path.make(body)))
    began_s = time.monotonic()
    assert loop.forwarding.select(0.05) == []
    assert time.monotonic() - began_s >= 0.05
    assert viewer.payloads() == [KEY, DELTA, DELTA]


def test_what_asks_for_a_turn_gets_it_at_once(loop: ForwardingLoop) -> None:
    """A connectivity check may wake a task: the wait ends then, however long it was to last."""
    page, ours = wire.udp_socket(), wire.udp_socket()
    came: asyncio.Future[bytes] = loop.create_future()
    pump = pyfwd.Pump(ours, lambda data, address, at_s: came.set_result(data))
    pump.start(loop)
    loop.call_later(0.02, page.sendto, CHECK, ours.getsockname())
    began_s = time.monotonic()
    assert loop.run_until_complete(asyncio.wait_for(came, 60)) == CHECK
    assert time.monotonic() - began_s < 30
    pump.stop(loop)
    page.close()
    ours.close()


def test_a_timer_set_while_reading_is_kept(loop: ForwardingLoop) -> None:
    """The wait was computed without it."""
    page, ours = wire.udp_socket(), wire.udp_socket()
    rung = asyncio.Event()
    pump = pyfwd.Pump(ours, lambda data, address, at_s: loop.call_later(0.01, rung.set) and None)
    pump.start(loop)
    put_s = time.monotonic()
    page.sendto(CHECK, ours.getsockname())
    loop.run_until_complete(asyncio.wait_for(rung.wait(), 60))
    assert time.monotonic() - put_s < 30
    pump.stop(loop)
    page.close()
    ours.close()


def test_other_descriptors_and_later_packets_are_heard_beside_media(loop: ForwardingLoop, path: Path) -> None:
    """Redis and TCP are the loop's own; a socket nobody reads any more wakes nobody."""
    left, right = socket.socketpair()
    loop.add_reader(left, left.recv, 10)
    put(path, CHECK)
    right.send(b"x")
    ready = loop.forwarding.select(5)
    assert [key.fd for key, _ in ready] == [left.fileno()]
    assert path.others == [CHECK]
    path.pump.stop(loop)
    left.recv(10)
    put(path, CHECK)
    assert loop.forwarding.select(0.02) == []
    assert path.others == [CHECK]
    loop.remove_reader(left)
    left.close()
    right.close()


def test_a_reader_that_fails_does_not_end_the_loop(loop: ForwardingLoop, caplog: pytest.LogCaptureFixture) -> None:
    """As with any callback: it is logged."""
    page, ours = wire.udp_socket(), wire.udp_socket()

    def fail(data: bytes, address: object, at_s: float) -> None:
        raise ZeroDivisionError

    pump = pyfwd.Pump(ours, fail)
    pump.start(loop)
    page.sendto(CHECK, ours.getsockname())
    loop.run_until_complete(asyncio.sleep(0.02))
    assert "reading a media socket failed" in caplog.text
    pump.stop(loop)
    page.close()
    ours.close()
