"""SDP: what the server offers, and what it understands of a real Chromium's answers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.captures import answer
from webapp.media.core import formats
from webapp.media.rtc import sdp
from webapp.media.rtc.path import Candidate

WHERE = sdp.OfferedTransport(
    "ufrag",
    "password",
    "sha-256 AA:BB",
    (Candidate("udp", "127.0.0.1", 4000), Candidate("udp", "2001:db8::7", 4000), Candidate("tcp", "127.0.0.1", 4001)),
)


def offer(*media: sdp.OfferedMedia, upward: bool) -> list[list[str]]:
    """The offer's session lines, then those of each m-line."""
    text = sdp.build_offer(session_id=1, version=3, transport=WHERE, media=media, upward=upward)
    assert text.endswith("\r\n")
    sections: list[list[str]] = [[]]
    for line in text.split("\r\n")[:-1]:
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def test_the_server_is_lite_and_wants_to_be_dtls_server() -> None:
    """RFC 8839 5.3 (ice-lite), RFC 5763 5 (actpass): a browser answers active, so the handshake comes to us."""
    session, video = offer(sdp.OfferedMedia("0", "video", "recvonly"), upward=True)
    assert "a=ice-lite" in session
    assert "a=group:BUNDLE 0" in session
    assert session[1] == "o=- 1 3 IN IP4 0.0.0.0"
    assert {"a=setup:actpass", "a=rtcp-mux", "a=ice-ufrag:ufrag", "a=fingerprint:sha-256 AA:BB"} <= set(video)


def test_candidates_of_both_protocols_are_told_udp_first() -> None:
    """RFC 8839 5.1; RFC 6544 4.5: a TCP candidate says who connects, and is used where UDP does not get through."""
    _, video = offer(sdp.OfferedMedia("0", "video", "recvonly"), upward=True)
    candidates = [line.split(" ") for line in video if line.startswith("a=candidate")]
    assert [[words[2], *words[4:]] for words in candidates] == [
        ["udp", "127.0.0.1", "4000", "typ", "host"],
        ["udp", "2001:db8::7", "4000", "typ", "host"],
        ["tcp", "127.0.0.1", "4001", "typ", "host", "tcptype", "passive"],
    ]
    priorities = [int(words[3]) for words in candidates]
    assert priorities == sorted(set(priorities), reverse=True)
    assert max(priorities) < 2**31


def test_payload_types_and_extension_ids_are_the_same_upwards_and_downwards() -> None:
    """That is why a packet can be forwarded without being re-mapped."""
    _, up = offer(sdp.OfferedMedia("0", "video", "recvonly"), upward=True)
    _, down = offer(sdp.OfferedMedia("7", "video", "sendonly", 11, 12, "p0"), upward=False)
    for prefix in ("a=rtpmap:", "m=video"):
        assert [x for x in up if x.startswith(prefix)] == [x for x in down if x.startswith(prefix)]
    assert {x for x in down if x.startswith("a=extmap:")} == {x for x in up if x.startswith("a=extmap:")}


def test_transport_cc_is_asked_both_ways() -> None:
    """Upwards a browser needs it to send more than a trickle, downwards the node learns by it what a link carries."""
    for section in (
        offer(sdp.OfferedMedia("0", "video", "recvonly"), upward=True)[1],
        offer(sdp.OfferedMedia("0", "video", "sendonly", 11, 12, "p0"), upward=False)[1],
        offer(sdp.OfferedMedia("0", "audio", "sendonly", 11, 12, "p0"), upward=False)[1],
    ):
        assert any(line.startswith("a=rtcp-fb:") and line.endswith(" transport-cc") for line in section)
        assert any(line.startswith("a=extmap:3 ") and "transport-wide-cc" in line for line in section)


def test_layers_are_offered_lowest_first() -> None:
    """RFC 8853 5.1 and RFC 8852 3: the page may send one stream per RID, told apart by a header extension."""
    _, plain = offer(sdp.OfferedMedia("0", "video", "recvonly"), upward=True)
    _, layered = offer(sdp.OfferedMedia("0", "video", "recvonly", rids=("l", "m", "h")), upward=True)
    assert [line for line in layered if line not in plain] == [
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "a=rid:l recv",
        "a=rid:m recv",
        "a=rid:h recv",
        "a=simulcast:recv l;m;h",
    ]


@pytest.mark.parametrize(
    ("line", "rids"),
    [
        ("a=simulcast:send l;m;h", ("l", "m", "h")),
        ("a=simulcast:recv 1 send l;~h", ("l", "h")),
        ("a=simulcast:recv l;m", ()),
        ("a=simulcast:send", ()),
        ("a=mid:0", ()),
    ],
)
def test_the_answer_says_which_layers_come(line: str, rids: tuple[str, ...]) -> None:
    """RFC 8853 5.1: a list of streams per direction, a tilde before one that begins paused; none means one stream."""
    text = f"v=0\r\na=fingerprint:sha-256 AA\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n{line}\r\n"
    assert sdp.read_answer(text).media[0].rids == rids


def test_a_picture_has_its_retransmissions_and_sound_has_none() -> None:
    """RFC 5576 4.2: the FID group joins the two SSRCs; one cname and msid stream per person."""
    _, video, audio = offer(
        sdp.OfferedMedia("0", "video", "sendonly", 11, 12, "p0"),
        sdp.OfferedMedia("1", "audio", "sendonly", 13, 14, "p0"),
        upward=False,
    )
    assert [x for x in video if x.startswith("a=ssrc")] == [
        "a=ssrc-group:FID 11 12",
        "a=ssrc:11 cname:p0",
        "a=ssrc:12 cname:p0",
    ]
    assert [x for x in audio if x.startswith("a=ssrc")] == ["a=ssrc:13 cname:p0"]
    assert [x.split(" ")[0] for x in video + audio if x.startswith("a=msid")] == ["a=msid:p0", "a=msid:p0"]


def test_an_inactive_line_announces_no_source() -> None:
    """It only keeps its place (RFC 8829 5.2.2)."""
    _, line = offer(sdp.OfferedMedia("0", "audio", "inactive"), upward=False)
    assert "a=inactive" in line
    assert not any(x.startswith(("a=ssrc", "a=msid")) for x in line)


def test_simulcast_can_be_offered() -> None:
    """RFC 8853 5.1: layers from low to high."""
    _, line = offer(sdp.OfferedMedia("0", "video", "recvonly", rids=("l", "m", "h")), upward=True)
    assert "a=simulcast:recv l;m;h" in line
    assert [x for x in line if x.startswith("a=rid:")] == ["a=rid:l recv", "a=rid:m recv", "a=rid:h recv"]
    assert f"a=extmap:{formats.EXT_RID} {formats.EXTENSION_URIS[formats.EXT_RID]}" in line


def test_chromiums_answer_of_a_publisher_is_understood() -> None:
    """Captured from Chromium 156: sound and picture, with the SSRCs that will come."""
    read = sdp.read_answer(answer("publishes"))
    [(algorithm, digest)] = read.fingerprints
    assert algorithm == "sha-256"
    assert len(digest) == 95
    sound, picture = read.media
    assert (sound.mid, sound.direction, sound.payload_types) == ("0", "sendonly", (111,))
    assert (picture.mid, picture.direction, picture.payload_types) == ("1", "sendonly", (96, 97, 102, 103))
    assert not picture.is_rejected
    assert len(sound.ssrcs) == 1
    [(repair, repaired)] = picture.repairs
    assert picture.ssrcs == (repaired, repair)


def test_chromiums_answer_of_a_viewer_is_understood() -> None:
    """Captured from Chromium 156."""
    read = sdp.read_answer(answer("receives"))
    assert {line.direction for line in read.media} == {"recvonly"}
    assert all(not line.ssrcs and not line.repairs for line in read.media)


def test_a_rejected_line_is_seen() -> None:
    """RFC 3264 6: port 0 rejects."""
    text = answer("receives").replace("m=video 9 ", "m=video 0 ").replace("m=audio 9 ", "m=audio 0 ")
    assert all(line.is_rejected for line in sdp.read_answer(text).media)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "v=0\r\n",
        answer("receives").replace("a=fingerprint:sha-256 ", "a=fingerprint:"),
        answer("receives").replace("a=setup:active", "a=setup:passive"),
        answer("receives").replace("a=mid:", "a=mud:"),
        answer("receives").replace("m=video 9 ", "m=video nine "),
        answer("publishes").replace("a=ssrc:", "a=ssrc:x"),
        "v=0\r\n" + "a=x\r\n" * 300_000,
    ],
    ids=["empty", "prose", "bare", "digest", "passive", "mid", "port", "ssrc", "endless"],
)
def test_what_is_no_answer_to_us_is_refused(text: str) -> None:
    """A page's mistake is named, never a trace."""
    with pytest.raises(sdp.MalformedAnswer):
        sdp.read_answer(text)


@given(st.lists(st.sampled_from([*answer("publishes").split("\r\n"), "", "m=", "a=ssrc-group:FID", "a=mid:"])))
def test_any_mixture_of_lines_is_read_or_refused(lines: list[str]) -> None:
    """MalformedAnswer is the only way to fail."""
    with suppress(sdp.MalformedAnswer):
        sdp.read_answer("\r\n".join(["v=0", *lines]))
