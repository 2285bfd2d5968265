"""RTP clocks against the wall clock, and what a manifest tells."""

from __future__ import annotations

import logging

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.timeline import (
    SegmentClosed,
    SegmentStarted,
    SenderClock,
    StreamClock,
    TickCounter,
    read_manifest,
)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(-(2**20), 2**28), max_size=50))
def test_ticks_are_counted_over_the_wrap(start: int, steps: list[int]) -> None:
    """RFC 3550 5.1: the timestamp is 32 bits and begins anywhere; late frames step back."""
    counter, total = TickCounter(), 0
    assert counter.count(start) == 0
    for step in steps:
        total += step
        assert counter.peek((start + total) % 2**32) == total
        assert counter.count((start + total) % 2**32) == total


def test_a_stream_is_placed_by_its_first_arrival_and_then_runs_by_its_own_clock() -> None:
    """Interfaces, recording: jitter of the network does not become jitter of the picture."""
    clock = StreamClock(90000, SenderClock())
    for timestamp, arrival_s in ((1000, 50.0), (10000, 50.13), (19000, 50.21)):
        clock.arrived(timestamp, arrival_s)
    assert [round(clock.wall_s(timestamp), 6) for timestamp in (1000, 10000, 19000)] == [50.0, 50.1, 50.2]


def test_a_delayed_first_packet_does_not_shift_the_whole_stream() -> None:
    """Nothing arrives before it was captured: an earlier arrival corrects the anchor."""
    clock = StreamClock(48000, SenderClock())
    clock.arrived(0, 50.2)
    clock.arrived(960, 50.05)
    assert clock.wall_s(960) == pytest.approx(50.05)
    assert clock.wall_s(1920) == pytest.approx(50.07)


def test_sender_reports_bring_sound_and_picture_of_one_person_together() -> None:
    """RFC 3550 6.4.1: reports tie each RTP clock to one sender clock; the least delayed one ties it to ours."""
    sender = SenderClock([(9000.0, 100.04), (9000.0, 100.09)])
    sound, picture = StreamClock(48000, sender), StreamClock(90000, sender)
    sound.arrived(0, 100.02)
    picture.arrived(0, 100.15)  # captured with the sound, but 130 ms longer in the encoder and on the way
    sound.report(9000.0, 0)
    picture.report(9000.0, 0)
    assert sound.wall_s(48000) == pytest.approx(picture.wall_s(90000), abs=0.001)


def test_a_report_that_contradicts_the_arrivals_is_not_believed() -> None:
    """A page can send any clock; it moves nothing by more than a second."""
    clock = StreamClock(48000, SenderClock([(50.0, 100.0)]))
    clock.arrived(0, 100.0)
    clock.report(50.0, 48000 * 3)
    assert clock.wall_s(0) == pytest.approx(100.0)


def test_a_report_before_the_first_packet_says_nothing_of_the_stream() -> None:
    """A recording may begin between a report and the next packet."""
    clock = StreamClock(48000, SenderClock([(50.0, 100.0)]))
    clock.report(50.0, 123456)
    clock.arrived(7, 101.0)
    assert clock.wall_s(7) == pytest.approx(101.0)


def test_of_the_reports_around_a_moment_the_least_delayed_counts() -> None:
    """A sender's clock drifts over an hour: reports from far away say nothing of this moment."""
    drift = [(10.0 * n, 10.0 * n + 0.01 * n + (0.3 if n % 7 else 0.05)) for n in range(200)]
    sender = SenderClock(drift)
    assert sender.wall_s(1000.0) == pytest.approx(1001.05, abs=0.15)
    assert SenderClock().wall_s(5.0) is None


def test_a_sender_whose_clock_stood_still_is_placed_anew() -> None:
    """A microphone that was unplugged for a minute goes on with the next timestamp, but not at the old time."""
    clock = StreamClock(48000, SenderClock())
    clock.arrived(0, 100.0)
    clock.arrived(960, 160.0)
    assert clock.wall_s(960) == pytest.approx(160.0)


def started(file: str, at_ms: int, node: str = "n1") -> SegmentStarted:
    """A start line."""
    return SegmentStarted(file, 12, "video", 0, "vp8", at_ms, node)


def test_a_manifest_gives_the_segments_of_all_nodes_by_their_start() -> None:
    """Interfaces, recording: one line at the start, one at the end; a killed node wrote no end."""
    facts = [started("b", 2000, "n2"), started("a", 1000), SegmentClosed("b", 2500, 7)]
    segments = read_manifest([msgspec.json.encode(fact) for fact in facts])
    assert [(segment.file, segment.started_at_ms, segment.closed_at_ms) for segment in segments] == [
        ("a", 1000, None),
        ("b", 2000, 2500),
    ]
    assert segments[0].source == (12, "video", 0)


def test_lines_that_are_no_facts_are_left_out_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """A killed writer leaves half a line; the rest of the manifest counts."""
    lines = [b"", b"  ", b'{"file": "x', b"[1]", b'{"closed_at_ms": 3}', b'{"file": "y"}', b"\xff"]
    with caplog.at_level(logging.WARNING):
        segments = read_manifest([*lines, msgspec.json.encode(started("a", 1))])
    assert [segment.file for segment in segments] == ["a"]
    assert caplog.text.count("left out") == 5
