"""Several sources as one stream: numbers without gaps, clocks without jumps, over every wrap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.seqmap import SequenceMap, TimestampMap, seq_distance, ts_distance

seqs = st.integers(0, 0xFFFF)
stamps = st.integers(0, 0xFFFFFFFF)


@given(seqs, st.integers(-0x8000, 0x7FFF))
def test_distance_is_signed_and_wraps(start: int, moved: int) -> None:
    """RFC 1982: comparison of numbers modulo 2**16."""
    assert seq_distance((start + moved) & 0xFFFF, start) == moved


def test_timestamps_wrap_at_32_bits() -> None:
    """One tick past the end is one tick ahead."""
    assert ts_distance(0, 0xFFFFFFFF) == 1
    assert ts_distance(0xFFFFFFFF, 0) == -1


@given(seqs, seqs, st.lists(st.tuples(seqs, st.integers(1, 500)), min_size=1, max_size=5))
def test_sources_follow_one_another_without_a_gap(first_out: int, first_in: int, others: list[tuple[int, int]]) -> None:
    """The viewer's numbers are consecutive whatever numbers the sources use, and map back exactly."""
    mapping = SequenceMap(first_out)
    expected = first_out
    for start, count in [(first_in, 10), *others]:
        mapping.rebase(start)
        for step in range(count):
            theirs = (start + step) & 0xFFFF
            ours = mapping.to_ours(theirs)
            assert ours == expected
            assert mapping.to_theirs(expected) == theirs
            expected = (expected + 1) & 0xFFFF
        mapping.note((start + count - 1) & 0xFFFF)


def test_a_packet_from_before_the_switch_has_no_number() -> None:
    """It belongs to a frame the viewer never began; the number it would get was the old source's."""
    mapping = SequenceMap(100)
    assert mapping.to_ours(5) is None
    mapping.rebase(50)
    assert mapping.to_ours(49) is None
    assert mapping.to_ours(50) == 100
    assert mapping.to_theirs(99) is None


def test_a_followed_map_is_right_after_many_wraps() -> None:
    """The first number trails the stream, so that an old number never looks new."""
    mapping = SequenceMap(0)
    mapping.rebase(0)
    for newest in range(0, 300_000, 500):
        mapping.follow(newest & 0xFFFF)
        assert mapping.to_ours(newest & 0xFFFF) == newest & 0xFFFF
        assert mapping.to_theirs(newest & 0xFFFF) == newest & 0xFFFF


@given(stamps, stamps, stamps, st.floats(0, 60))
def test_a_new_source_goes_on_after_the_time_that_passed(offset: int, last: int, first: int, passed_s: float) -> None:
    """90 kHz: the picture neither jumps nor stands still at a switch."""
    mapping = TimestampMap(90000, offset)
    assert mapping.to_ours(last) == (last + offset) & 0xFFFFFFFF
    before = mapping.to_ours(last)
    mapping.note(last, 10.0)
    mapping.rebase(first, 10.0 + passed_s)
    moved = ts_distance(mapping.to_ours(first), before)
    assert moved >= 1
    assert abs(moved - passed_s * 90000) < 1.001  # a tick, and what the sum of the times is rounded by


def test_the_first_source_is_not_moved() -> None:
    """Nothing was sent yet, so there is nothing to continue."""
    mapping = TimestampMap(48000, 7)
    mapping.rebase(1000, 5.0)
    assert mapping.to_ours(1000) == 1007
