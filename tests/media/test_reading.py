"""Reading a UDP socket in Python: by one system call, or packet by packet where there is no such call."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from tests.media.wire import udp_socket
from webapp.media.forwarder.pyfwd import reading
from webapp.media.forwarder.pyfwd.reading import SLOTS, AllAtOnce, OneByOne, address_of, views
from webapp.media.forwarder.srtp import MAX_PACKET

READERS = [
    OneByOne,
    pytest.param(AllAtOnce, marks=pytest.mark.skipif(reading.Reader is OneByOne, reason="no recvmmsg here")),
]


@pytest.mark.parametrize("new_reader", READERS)
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_what_waits_is_read_in_order_with_who_sent_it(
    new_reader: Callable[[socket.socket], OneByOne | AllAtOnce], family: socket.AddressFamily
) -> None:
    """Two pages by turns, an empty datagram, and one that is too long, of which the first bytes come."""
    try:
        ours, *pages = (udp_socket(family) for _ in range(3))
    except OSError:
        pytest.skip("no IPv6 here")
    reader = new_reader(ours)
    assert reader.read() == []
    sent = [b"one", b"", bytes(range(256)) * 10, b"four"]
    for number, data in enumerate(sent):
        pages[number % 2].sendto(data, ours.getsockname())
    found = reader.read()
    assert [views[slot][:size].tobytes() for slot, size, _ in found] == [data[:MAX_PACKET] for data in sent]
    assert [address_of(sender) for _, _, sender in found] == [pages[n % 2].getsockname()[:2] for n in range(4)]
    assert found[0][2] == found[2][2] != found[1][2]
    assert reader.read() == []
    for used in (ours, *pages):
        used.close()


@pytest.mark.parametrize("new_reader", READERS)
def test_a_flood_is_read_in_parts(new_reader: Callable[[socket.socket], OneByOne | AllAtOnce]) -> None:
    """Everything else has its turn in between."""
    ours, page = udp_socket(), udp_socket()
    reader = new_reader(ours)
    for number in range(SLOTS + 3):
        page.sendto(b"%d" % number, ours.getsockname())
    first = [views[slot][:size].tobytes() for slot, size, _ in reader.read()]
    second = [views[slot][:size].tobytes() for slot, size, _ in reader.read()]
    assert (len(first), first + second) == (SLOTS, [b"%d" % number for number in range(SLOTS + 3)])
    ours.close()
    page.close()
