"""Packets that leave together by one system call, as one message that is changed from run to run."""

from __future__ import annotations

import socket

import pytest

from tests.media.wire import udp_socket
from webapp.media.forwarder import runs
from webapp.media.forwarder.runs import REMEMBERED, RunSender, new_sender
from webapp.media.forwarder.srtp import room_view


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_runs_to_several_pages_arrive_as_single_packets(family: socket.AddressFamily) -> None:
    """Each run has its own page, size and number of packets; the last packet may be shorter."""
    try:
        ours, *pages = (udp_socket(family) for _ in range(3))
    except OSError:
        pytest.skip("no IPv6 here")
    send_run = sender_of(ours)
    for page, size, total in [(pages[0], 900, 3000), (pages[1], 100, 200), (pages[0], 1100, 1100)]:
        room_view[:total] = bytes(n & 0xFF for n in range(total))
        send_run(total, size, page.getsockname()[:2])
    assert [len(packet) for packet in received(pages[0])] == [900, 900, 900, 300, 1100]
    assert received(pages[1]) == [bytes(range(100)), bytes(range(100, 200))]
    for used in (ours, *pages):
        used.close()


def test_what_the_kernel_refuses_is_said() -> None:
    """More bytes than a datagram may have, and an address of another family; the next run is not spoiled by it."""
    ours, page = udp_socket(), udp_socket()
    send_run = sender_of(ours)
    with pytest.raises(OSError, match="not sent"):
        send_run(3000, 0xFFFF, (page.getsockname()[0], 0))
    with pytest.raises(OSError, match="illegal IP address"):
        send_run(200, 100, ("::1", 9))
    send_run(200, 100, page.getsockname())
    assert len(received(page)) == 2
    ours.close()
    page.close()


def test_addresses_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node runs for months, and people come from new ports all the time."""
    ours = udp_socket()
    send_run = sender_of(ours)
    monkeypatch.setattr(runs, "_sendmsg", lambda *arguments: 0)
    for port in range(1, REMEMBERED + 10):
        send_run(100, 100, ("127.0.0.1", port))
    assert len(send_run._names) == 9
    ours.close()


def sender_of(ours: socket.socket) -> RunSender:
    """A sender; the test is skipped where packets can only leave one by one."""
    return new_sender(ours) or pytest.skip("packets leave one by one here")


def received(page: socket.socket) -> list[bytes]:
    """The datagrams that wait."""
    found = []
    while True:
        try:
            found.append(page.recv(4096))
        except BlockingIOError:
            return found
