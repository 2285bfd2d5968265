"""The reorder buffer: order, waiting, giving up, on numbers that wrap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.reorder import Arrived, ReorderBuffer


def names(arrived: list[Arrived]) -> list[str]:
    """Packet names, with a ! where something was lost before."""
    return [("!" if one.after_loss else "") + one.packet.decode() for one in arrived]


def test_packets_in_order_pass_through_at_once() -> None:
    """RFC 3550 5.1: the sequence number rises by one for each packet, and 65535 is followed by 0."""
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    out = [names(buffer.push(number & 0xFFFF, str(number).encode(), 0.0)) for number in range(65534, 65538)]
    assert out == [["65534"], ["65535"], ["65536"], ["65537"]]


def test_a_late_packet_holds_its_successors_for_300_ms_at_most() -> None:
    """media.md 4: wait up to 300 ms for a packet that was asked for again."""
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    buffer.push(1, b"1", 0.0)
    assert names(buffer.push(3, b"3", 0.01)) == []
    assert names(buffer.push(2, b"2", 0.29)) == ["2", "3"]
    assert names(buffer.push(5, b"5", 0.4)) == []
    assert names(buffer.push(6, b"6", 0.69)) == []
    assert names(buffer.push(7, b"7", 0.71)) == ["!5", "6", "7"]
    assert names(buffer.push(4, b"4", 0.72)) == []


def test_each_gap_is_waited_for_on_its_own() -> None:
    """A second gap right after the first has its own 300 ms."""
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    for number, at in ((1, 0.0), (3, 0.1), (5, 0.35)):
        buffer.push(number, str(number).encode(), at)
    assert names(buffer.push(6, b"6", 0.41)) == ["!3"]
    assert names(buffer.push(4, b"4", 0.6)) == ["4", "5", "6"]


def test_repeated_packets_vanish() -> None:
    """A copy is not a second packet, whether its original waits or is gone."""
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    buffer.push(1, b"1", 0.0)
    buffer.push(3, b"3", 0.0)
    assert names(buffer.push(3, b"again", 0.0)) == []
    assert names(buffer.push(1, b"again", 0.0)) == []
    assert names(buffer.push(2, b"2", 0.0)) == ["2", "3"]


def test_a_jump_is_a_new_numbering_and_counts_as_a_loss() -> None:
    """A sender that starts anew is not waited for until its numbers fit."""
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    buffer.push(1, b"1", 0.0)
    buffer.push(3, b"3", 0.0)
    assert names(buffer.push(30000, b"new", 0.1)) == ["!3", "!new"]
    assert names(buffer.push(30001, b"next", 0.1)) == ["next"]


def test_what_waits_at_the_end_comes_out_with_its_losses_marked() -> None:
    """A stream that ends while a packet is missing keeps what came after it."""
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    for number in (1, 3, 4, 7):
        buffer.push(number, str(number).encode(), 0.0)
    assert names(buffer.flush()) == ["!3", "4", "!7"]
    assert buffer.flush() == []


@given(
    start=st.integers(0, 65535),
    delays=st.lists(st.integers(0, 25), min_size=1, max_size=60),
    lost=st.sets(st.integers(1, 59)),
)
def test_whatever_the_wire_does_the_order_is_right_and_losses_are_marked(
    start: int, delays: list[int], lost: set[int]
) -> None:
    """Packets 10 ms apart, each up to 250 ms late: all that came are given once, in order, each gap marked."""
    wire = sorted((n * 0.01 + delay * 0.01 * (n > 0), n) for n, delay in enumerate(delays) if n not in lost)
    buffer: ReorderBuffer[bytes] = ReorderBuffer()
    out: list[Arrived[bytes]] = []
    for at, number in wire:
        out += buffer.push((start + number) & 0xFFFF, str(number).encode(), at)
    out += buffer.flush()
    came = sorted(number for _, number in wire)
    first = wire[0][1]
    expected = [n for n in came if n >= first]
    assert [int(one.packet) for one in out] == expected
    assert [one.after_loss for one in out] == [n > first and n - 1 not in came for n in expected]
