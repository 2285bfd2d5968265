"""What is missing, what is asked for again, and what a receiver report says about it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.nack import MAX_GAP, MAX_TRIES, RETRY_S, LossTracker, ReceptionStats


def test_a_gap_is_asked_for_at_once_and_again_after_a_while() -> None:
    """RFC 4585 6.2.1; a retransmission gets the time of a round trip before the next request."""
    losses = LossTracker()
    losses.on_gap(65534, 2)
    assert losses.due(2, 0.0) == [65535, 0, 1]
    assert losses.due(2, RETRY_S / 2) == []
    losses.on_late(0)
    assert losses.due(2, RETRY_S) == [65535, 1]


def test_after_enough_tries_a_key_frame_is_wanted_instead() -> None:
    """A packet that never comes must not freeze the picture for good."""
    losses = LossTracker()
    losses.on_gap(10, 12)
    asked = [losses.due(12, n * RETRY_S) for n in range(MAX_TRIES + 1)]
    assert asked == [[11]] * MAX_TRIES + [[]]
    assert losses.keyframe_wanted


def test_an_old_hole_is_given_up() -> None:
    """The decoder has long gone on."""
    losses = LossTracker()
    losses.on_gap(10, 12)
    assert losses.due(2000, 0.0) == []
    assert losses.keyframe_wanted


def test_a_large_hole_is_answered_with_a_key_frame() -> None:
    """After an outage, one key frame is cheaper than a hundred old packets."""
    losses = LossTracker()
    losses.on_gap(0, MAX_GAP + 2)
    assert losses.due(MAX_GAP + 2, 0.0) == []
    assert losses.keyframe_wanted


def feed(stats: ReceptionStats, numbers: list[int]) -> list[int]:
    return [stats.on_packet(n & 0xFFFF, 0, 0.0) for n in numbers]


def test_order_is_told_packet_by_packet() -> None:
    """1 is the normal case, more a gap, 0 or less a late packet."""
    assert feed(ReceptionStats(90000), [65534, 65535, 65536, 65539, 65537]) == [1, 1, 1, 3, -2]


def test_a_report_counts_loss_since_the_last_one_and_in_all() -> None:
    """RFC 3550 A.3: fraction of the interval in 1/256, total over the session."""
    stats = ReceptionStats(90000)
    feed(stats, [n for n in range(65500, 65600) if n % 4])
    report = stats.report(7, 0.0)
    assert (report.ssrc, report.packets_lost, report.fraction_lost) == (7, 24, 62)
    assert report.highest_sequence == 65599
    feed(stats, list(range(65600, 65700)))
    assert (stats.report(7, 0.0).fraction_lost, stats.report(7, 0.0).packets_lost) == (0, 24)


def test_delay_since_the_last_sender_report() -> None:
    """RFC 3550 6.4.1: LSR is the middle of the report's NTP time, DLSR counts 1/65536 s."""
    stats = ReceptionStats(90000)
    feed(stats, [1])
    assert stats.report(7, 9.0).last_sr == 0
    stats.on_sender_report(0x0123456789ABCDEF, 10.0)
    report = stats.report(7, 10.5)
    assert (report.last_sr, report.delay_since_last_sr) == (0x456789AB, 32768)


@given(st.integers(0, 0xFFFFFFFF), st.integers(0, 0xFFFF))
def test_an_even_stream_has_no_jitter(start: int, sequence: int) -> None:
    """RFC 3550 A.8, over the wrap of timestamps and numbers alike."""
    stats = ReceptionStats(90000)
    for n in range(200):
        stats.on_packet((sequence + n) & 0xFFFF, (start + n * 3000) & 0xFFFFFFFF, 100 + n / 30)
    report = stats.report(1, 0.0)
    assert report.jitter <= 1
    assert report.packets_lost == 0


def test_jitter_is_a_sixteenth_of_each_deviation() -> None:
    """RFC 3550 A.8: one packet 16 ms late moves the estimate by 90 ticks."""
    stats = ReceptionStats(90000)
    stats.on_packet(1, 0, 0.0)
    stats.on_packet(2, 3000, 1 / 30 + 0.016)
    assert abs(stats.report(1, 0.0).jitter - 90) <= 1


def test_a_restarted_source_is_not_a_loss() -> None:
    """RFC 3550 A.1: a jump beyond the dropout limit starts the counting anew."""
    stats = ReceptionStats(90000)
    feed(stats, [1, 2, 3])
    assert feed(stats, [30_000, 30_001]) == [1, 1]
    assert stats.report(1, 0.0).packets_lost == 0


def test_only_what_came_because_it_was_asked_for_counts_as_repaired() -> None:
    """RFC 4588 keeps retransmissions apart: the network had lost them, while a packet out of order was only slow."""
    losses = LossTracker()
    losses.on_gap(10, 14)
    losses.on_late(11)
    losses.due(14, 0.0)
    losses.on_late(12)
    losses.on_late(12)
    assert losses.repaired == 1


@given(st.integers(0, 0xFFFF), st.lists(st.tuples(st.integers(0, 9000), st.floats(0, 0.1)), min_size=1, max_size=60))
def test_packets_in_a_row_count_like_each_alone(first: int, steps: list[tuple[int, float]]) -> None:
    """RFC 3550 A.1 and A.8, whether the row is counted as it comes or later: wraps of number and timestamp included."""
    one_by_one, later = ReceptionStats(90000), ReceptionStats(90000)
    sequence, timestamp, arrival_s, row = first, 0xFFFFFFFF - 20000, 100.0, []
    for stats in (one_by_one, later):
        stats.on_packet(sequence, timestamp, arrival_s)
    for ticks, pause_s in steps:
        sequence, timestamp = (sequence + 1) & 0xFFFF, (timestamp + ticks) & 0xFFFFFFFF
        arrival_s += pause_s
        assert one_by_one.on_packet(sequence, timestamp, arrival_s) == 1
        row.append((sequence, timestamp, arrival_s))
    half = len(row) // 2
    for part in (row[:half], row[half:]):
        if part:
            later.on_row(part)
    assert later.report(5, arrival_s) == one_by_one.report(5, arrival_s)
    assert later.on_packet(sequence, timestamp, arrival_s) == one_by_one.on_packet(sequence, timestamp, arrival_s) == 0
    assert (later.newest, later.received, later.expected) == (sequence, len(steps) + 2, len(steps) + 1)
    assert later.report(5, arrival_s) == one_by_one.report(5, arrival_s)
