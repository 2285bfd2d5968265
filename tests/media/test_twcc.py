"""Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-01): every packet's fate is told, with its time."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core import twcc
from webapp.media.core.twcc import Arrival, FeedbackBuilder


def told(builder: FeedbackBuilder) -> list[Arrival]:
    return [arrival for fci in builder.build() for arrival in twcc.parse(fci)]


@given(st.integers(0, 0xFFFF), st.lists(st.tuples(st.booleans(), st.floats(0, 0.3)), min_size=1, max_size=900))
def test_every_packet_is_told_with_its_time(first: int, fates: list[tuple[bool, float]]) -> None:
    """Losses too, over the wrap, in messages of bounded size; times to a quarter of a millisecond."""
    builder, now, sent = FeedbackBuilder(), 1000.0, []
    for offset, (arrives, gap) in enumerate(fates):
        now += gap
        sent.append(((first + offset) & 0xFFFF, now if arrives else None))
        if arrives:
            builder.on_packet((first + offset) & 0xFFFF, now)
    arrived = [n for n, (_, at) in enumerate(sent) if at is not None]
    messages = list(builder.build())
    assert all(len(m) < 1300 for m in messages)
    heard = {a.sequence: a.arrival_s for m in messages for a in twcc.parse(m)}
    expected = dict(sent[arrived[0] : arrived[-1] + 1]) if arrived else {}
    for sequence, at in expected.items():
        if at is None:
            assert heard.get(sequence) is None
        else:
            got = heard[sequence]
            assert got is not None
            assert abs(got - at) < 0.0006


def test_what_was_lost_between_two_messages_is_told_in_the_second() -> None:
    """A loss at the end of a message shows only when a later packet comes."""
    builder = FeedbackBuilder()
    builder.on_packet(10, 1.0)
    assert [a.sequence for a in told(builder)] == [10]
    builder.on_packet(13, 1.05)
    assert [(a.sequence, a.arrival_s is None) for a in told(builder)] == [(11, True), (12, True), (13, False)]


def test_a_late_packet_is_told_after_all() -> None:
    """Reordering: the message begins at the late one."""
    builder = FeedbackBuilder()
    for number in (65534, 0):
        builder.on_packet(number, 1.0)
    told(builder)
    builder.on_packet(65535, 1.06)
    assert [a.sequence for a in told(builder)] == [65535]


def test_nothing_is_told_when_nothing_came() -> None:
    """No empty messages."""
    builder = FeedbackBuilder()
    assert told(builder) == []
    builder.on_packet(1, 1.0)
    told(builder)
    assert told(builder) == []


def test_a_jump_of_the_sender_is_not_thousands_of_losses() -> None:
    """A restart of the numbering costs one message, not eighty."""
    builder = FeedbackBuilder()
    builder.on_packet(0, 1.0)
    told(builder)
    builder.on_packet(20_000, 1.1)
    assert len(told(builder)) <= twcc.MAX_STATUSES + 1


def test_messages_are_counted() -> None:
    """3.1: the feedback packet count lets the sender see a lost message; it wraps at 256."""
    builder = FeedbackBuilder()
    counts = []
    for number in range(300):
        builder.on_packet(number, 1.0 + number)
        counts += [fci[7] for fci in builder.build()]
    assert counts == [n & 0xFF for n in range(300)]


def test_run_length_and_one_bit_chunks_are_read() -> None:
    """3.1.3 and 3.1.4: other implementations send them."""
    runs = struct.pack("!HHL", 5, 4, 1 << 8) + struct.pack("!HH", 0x2003, 0x0001) + bytes((1, 2, 3, 0))
    assert [(a.sequence, a.arrival_s) for a in twcc.parse(runs)] == [
        (5, 0.064 + 0.00025),
        (6, 0.064 + 0.00075),
        (7, 0.064 + 0.0015),
        (8, None),
    ]
    bits = struct.pack("!HHL", 65535, 3, 0) + struct.pack("!H", 0x8000 | 0b101 << 11) + bytes((4, 4))
    assert [(a.sequence, a.arrival_s) for a in twcc.parse(bits)] == [(65535, 0.001), (0, None), (1, 0.002)]


@pytest.mark.parametrize(
    "fci", [b"", bytes(7), bytes(2) + b"\0\x09" + bytes(4), bytes(2) + b"\0\x03" + bytes(4) + b"\x20\x03"]
)
def test_a_message_that_promises_more_than_it_has_is_refused(fci: bytes) -> None:
    """Feedback comes from outside, too."""
    with pytest.raises(twcc.MalformedFeedback):
        twcc.parse(fci)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """MalformedFeedback is the only way to fail."""
    with suppress(twcc.MalformedFeedback):
        twcc.parse(data)
