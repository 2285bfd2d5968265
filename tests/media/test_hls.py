"""The text of HLS play lists (RFC 8216), and where a mixed stream may go."""

from __future__ import annotations

import pytest

from webapp.media.core.hls import WINDOW, Segment, log_line, playlist, read_log
from webapp.media.core.live import PlannedOutput, is_rtmp_address

SEGMENTS = [Segment(f"{number:06}.ts", 2.0, is_break=number in (2, 8)) for number in range(10)]


def test_a_live_list_names_the_last_segments() -> None:
    """6.2.2: numbers count all segments that ever were, and the breaks among those that are gone."""
    lines = playlist(SEGMENTS, is_over=False).splitlines()
    assert [line for line in lines if line.endswith(".ts")] == [segment.name for segment in SEGMENTS[-WINDOW:]]
    assert "#EXT-X-MEDIA-SEQUENCE:4" in lines
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1" in lines
    assert lines[lines.index("#EXT-X-DISCONTINUITY") + 2] == "000008.ts"
    assert "#EXT-X-ENDLIST" not in lines


def test_a_list_that_is_over_names_all_of_them() -> None:
    """4.3.3.4 and 4.3.3.5: on demand, and nothing follows; no segment is longer than the target says."""
    lines = playlist([*SEGMENTS, Segment("000010.ts", 2.4)], is_over=True).splitlines()
    assert sum(line.endswith(".ts") for line in lines) == 11
    assert {"#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-TARGETDURATION:3"} < set(lines)
    assert lines[-1] == "#EXT-X-ENDLIST"


def test_a_list_without_segments_is_a_list() -> None:
    """Somebody may look before the first segment is there."""
    assert playlist([], is_over=False).startswith("#EXTM3U\n")


def test_a_log_is_read_up_to_where_its_writer_was_killed() -> None:
    """A torn line is passed over."""
    data = b"".join(log_line(segment) for segment in SEGMENTS)
    assert read_log(data) == SEGMENTS
    assert read_log(data[:-5]) == SEGMENTS[:-1]


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("rtmp://live.example/app/key?token=1", True),
        ("rtmps://live.example:443/app/key", True),
        ("rtmp:///app", False),
        ("http://live.example/x", False),
        ("rtmp://live.example/app live=1", False),
        ("rtmp://live.example/" + 600 * "x", False),
        ("/tmp/x.flv", False),
        ("", False),
    ],
)
def test_only_rtmp_addresses_are_pushed_to(address: str, is_one: bool) -> None:
    """What follows a blank would be options of the protocol's library."""
    assert is_rtmp_address(address) is is_one
    if is_one:
        assert PlannedOutput(0, address).is_rtmp
