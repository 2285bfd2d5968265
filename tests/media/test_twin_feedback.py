"""Transport-wide feedback: the native twin tells publishers, and hears from viewers, what the Python one does."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.conftest import native_twin
from tests.media.link import Link
from tests.media.wire import srtp_sessions
from webapp.media.core import rtcp, twcc
from webapp.media.core.bandwidth.estimator import Estimator
from webapp.media.core.bandwidth.heard import Tally
from webapp.media.forwarder import SrtpHandle, pyfwd

STEPS = st.tuples(
    st.sampled_from([1, 1, 1, 1, 1, 2, 3, 0, -1, -4, 30, 300, 450, 2000, 9000, 40000]),
    st.floats(0, 0.02) | st.floats(0, 12),
)


def receivers() -> list[Any]:
    """One of each twin."""
    _, incoming = srtp_sessions()
    handle = cast(SrtpHandle, incoming._srtp[0])
    return [twin.Receiver(handle, lambda packet, at_s: None, lambda packet: None) for twin in (pyfwd, native_twin())]


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


def test_a_publisher_on_a_narrow_uplink_is_told_what_gets_through() -> None:
    """It sends 600 kb/s into 300: what both twins tell is enough for an estimator to find the 300 within seconds."""
    for receiver in receivers():
        link, log, tally, estimator = Link(3e5), pyfwd.SendLog(0), Tally(), Estimator()
        under_way: deque[tuple[float, int]] = deque()
        for step in range(350):
            now_s = 50 + step * 8 * 1100 / 6e5
            number = log.stamp(1100, now_s)
            if (arrival_s := link.send(1100, now_s)) is not None:
                under_way.append((arrival_s, number))
            while under_way and under_way[0][0] <= now_s:
                arrival_s, number = under_way.popleft()
                receiver._note(number, arrival_s)
            for message in receiver.feedback(1, 2) if step % 6 == 5 else ():
                [told] = rtcp.parse(message)
                assert isinstance(told, rtcp.TransportFeedback)
                arrivals = list(twcc.parse(told.fci))
                tally.hear([a.arrival_s for a in arrivals], log.find_run(arrivals[0].sequence, len(arrivals)))
                if (heard := tally.take()) is not None:
                    estimator.on_feedback(heard, now_s)
        assert 200_000 < estimator.estimate_bps < 300_000


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """An FCI, sound or with bytes changed, cut off or added."""
    builder, number, now_s = twcc.FeedbackBuilder(), draw(st.integers(0, 0xFFFF)), 100.0
    for step, pause_s in draw(st.lists(STEPS, min_size=1, max_size=30)):
        number, now_s = (number + step) & 0xFFFF, now_s + pause_s
        builder.on_packet(number, now_s)
    fci = bytearray(next(iter(builder.build())))
    for at, value in draw(st.lists(st.tuples(st.integers(0, len(fci) - 1), st.integers(0, 255)), max_size=3)):
        fci[at] = value
    return bytes(fci[: draw(st.integers(0, len(fci)))] if draw(st.booleans()) else fci) + draw(st.binary(max_size=3))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 0xFFFF), st.integers(0, 5000), st.lists(messages(), min_size=1, max_size=4))
def test_both_twins_hear_the_same(first: int, sent: int, fcis: list[bytes]) -> None:
    """Packets long forgotten and never sent, run lengths, one and two bits, times that run backwards, and nonsense.

    Groups go on from one look to the next; a look that does not ask for single packets is told the same sums.
    """
    heard = []
    for twin, receiver in zip((pyfwd, native_twin()), receivers(), strict=True):
        log = twin.SendLog(first)
        for number in range(sent):
            log.stamp(1 + number % 900, number / 100)
        receiver.follow(log)
        looks = []
        for number, fci in enumerate(fcis):
            receiver._match(fci)
            look = receiver.take_heard(one_by_one=number % 2 == 0)
            looks.append(replace(look, arrivals_s=[], sent=[]) if look is not None and number % 2 else look)
        heard.append(looks)
    assert heard[0] == heard[1]
