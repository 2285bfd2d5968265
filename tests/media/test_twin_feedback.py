"""Feedback to publishers: the native twin says what the Python one says, byte for byte."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.conftest import native_twin
from tests.media.wire import srtp_sessions
from webapp.media.core import rtcp, twcc
from webapp.media.forwarder import SrtpHandle, pyfwd

STEPS = st.tuples(
    st.sampled_from([1, 1, 1, 1, 1, 2, 3, 0, -1, -4, 30, 300, 450, 2000, 9000, 40000]),
    st.floats(0, 0.02) | st.floats(0, 12),
)


def receivers() -> list[Any]:
    """One of each twin."""
    _, incoming = srtp_sessions()
    handle = cast(SrtpHandle, incoming._srtp[0])
    return [twin.Receiver(handle, lambda packet, at_s: None) for twin in (pyfwd, native_twin())]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 0xFFFF), st.lists(st.lists(STEPS, max_size=60), min_size=1, max_size=6))
def test_both_twins_tell_the_same(number: int, batches: list[list[tuple[int, float]]]) -> None:
    """Gaps, late and repeated numbers, jumps, wraps and pauses, in several messages."""
    python, native = receivers()
    now_s = 4000.0
    for batch in batches:
        for step, pause_s in batch:
            number, now_s = (number + step) & 0xFFFF, now_s + pause_s
            for receiver in (python, native):
                receiver._note(number, now_s)
        told = python.feedback(11, 22)
        assert native.feedback(11, 22) == told


def test_a_publisher_that_sends_too_much_at_once_is_answered_for_the_first_packets() -> None:
    """Memory is bounded: 2048 numbers between two messages."""
    for receiver in receivers():
        for number in range(3000):
            receiver._note(number & 0xFFFF, 1.0)
        messages = receiver.feedback(1, 2)
        told = [packet for message in messages for packet in rtcp.parse(message)]
        heard = [a for packet in told if isinstance(packet, rtcp.TransportFeedback) for a in twcc.parse(packet.fci)]
        assert len(heard) == 2048
        assert all(arrival.arrival_s is not None for arrival in heard)
