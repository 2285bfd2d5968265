"""Which codec a page is asked to send in, and what happens when it changes in the middle of a stream."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import DELTA_FRAME, KEY_FRAME, PlainPage
from tests.media.scene import EnterPage, connect
from webapp.media.core.codecs import by_viewers, in_order
from webapp.media.core.formats import H264, VP8, VP9
from webapp.media.core.plan import PlannedRecording
from webapp.media.core.timeline import read_manifest

IDR = b"\x67\x42\x00\x1f"  # H.264: a parameter set begins a key frame (RFC 6184)
SLICE = b"\x41\x9a"


def test_a_page_is_asked_for_what_most_viewers_speak_in_its_own_order() -> None:
    """Nothing is ever refused to a page: what fewer viewers speak comes later, and is sent if it speaks no other."""
    wish = in_order(("av1", "red", "vp9"), "video")
    assert wish == ("av1", "vp9", "vp8", "h264")
    assert in_order(("red",), "audio") == ("red", "opus")
    every = {"av1", "vp9", "vp8", "h264"}
    assert by_viewers(wish, []) == by_viewers(wish, [every, every]) == wish
    assert by_viewers(wish, [every, {"vp8", "h264"}]) == ("vp8", "h264", "av1", "vp9")
    assert by_viewers(wish, [every, {"h264"}]) == ("h264", "av1", "vp9", "vp8")


def codecs_asked(page: PlainPage) -> list[str]:
    """The codecs of the first picture line in the last offer to publish, best first."""
    offer = next(offer for offer in reversed(page.offers) if offer["pc"] == "pub")
    lines = offer["sdp"].split("\r\n")
    names = {line[9:].split(" ")[0]: line.split(" ")[1].split("/")[0] for line in lines if line.startswith("a=rtpmap:")}
    numbers = next(line for line in lines if line.startswith("m=video")).split(" ")[3:]
    return [names[number] for number in numbers if names[number] != "rtx"]


def only(codec: str, payload_types: str) -> Any:
    """Makes an answer say that the page speaks this codec only."""

    def limited(sdp: str) -> str:
        lines = sdp.split("\r\n")
        kept = [line for line in lines if not line.startswith(("a=rtpmap", "a=fmtp", "a=rtcp-fb"))]
        return "\r\n".join(
            f"m=video 9 UDP/TLS/RTP/SAVPF {payload_types}" if line.startswith("m=video") else line for line in kept
        )

    return limited


@pytest.mark.servers
async def test_a_preferred_codec_is_asked_for_once_all_viewers_speak_it(web: WebSide, enter: EnterPage) -> None:
    """And only where somebody wants it: it makes every offer longer."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    assert codecs_asked(alice) == ["VP8", "H264"]
    web.say(alice.session, {"type": "prefer", "codecs": ["av1", "nonsense", "h264"]})
    await until(lambda: codecs_asked(alice) == ["AV1", "H264", "VP8"], what="an offer with AV1 first")
    assert any("AV1/90000" in offer["sdp"] for offer in bob.offers if offer["pc"] == "sub")
    web.record(PlannedRecording(1, "/nowhere", (alice.stream("video"),)))
    web.say(alice.session, {"type": "prefer", "codecs": ["vp9"]})
    await until(lambda: codecs_asked(alice) == ["VP9", "VP8", "H264"], what="VP9 first: films are made of all codecs")
    web.say(alice.session, {"type": "prefer", "codecs": []})
    await until(lambda: codecs_asked(alice) == ["VP8", "H264"], what="the usual")


@pytest.mark.servers
async def test_a_viewer_who_speaks_one_codec_only_decides(web: WebSide, enter: EnterPage) -> None:
    """The publisher is asked for H.264 as long as somebody sees it who decodes nothing else."""
    alice, bob, carol = enter(1), enter(2), enter(3)
    await connect(web, alice, bob)
    carol.amend_answer = only("H264", "102 103")
    web.show(carol.session, alice.stream("video"))
    await until(lambda: codecs_asked(alice) == ["H264", "VP8"], what="an offer with H.264 first")
    web.say(carol.session, {"type": "watch_stats", "on": True})
    stream = alice.sent["video", 0]

    def is_told() -> bool:
        stream.send(DELTA_FRAME)
        return bool(carol.links) and [served["layer"] for served in carol.links[-1]["served"]] == ["undecodable"]

    await until(is_told, what="the word that nothing can be decoded")
    assert carol.received(1, "video") == []
    stream.payload_type = H264.payload_type
    stream.send(IDR)
    await until(lambda: len(carol.received(1, "video")) == 1, what="the picture")
    web.show(carol.session)
    await until(lambda: codecs_asked(alice) == ["VP8", "H264"], what="the usual")


@pytest.mark.servers
@pytest.mark.parametrize(("before", "after"), [(VP8, H264), (H264, VP8), (VP8, VP9)], ids=lambda kind: kind.codec)
async def test_a_codec_may_change_on_the_same_ssrc(web: WebSide, enter: EnterPage, before: Any, after: Any) -> None:
    """RFC 3550 5.1: the payload type may change within a session; viewers get the new codec from its key frame on."""
    keys = {"vp8": KEY_FRAME, "h264": IDR, "vp9": b"\x88\x80\x05"}
    deltas = {"vp8": DELTA_FRAME, "h264": SLICE, "vp9": b"\xc8\x80\x05"}
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    web.say(alice.session, {"type": "prefer", "codecs": [before.codec, after.codec]})
    await until(lambda: after.codec.upper() in codecs_asked(alice)[:2], what="an offer with both")
    stream.payload_type = before.payload_type
    stream.send(keys[before.codec])
    late = stream.sequence
    stream.sequence += 1
    stream.send(deltas[before.codec])
    await until(lambda: types(bob)[-2:] == [before.payload_type] * 2, what="the first codec")
    stream.payload_type = after.payload_type
    stream.send(deltas[after.codec])  # nothing that a decoder could begin with
    stream.send(keys[after.codec])
    first, stream.sequence, stream.payload_type = stream.sequence, late, before.payload_type
    stream.send(deltas[before.codec])  # late, in the last codec: it changes nothing
    stream.sequence, stream.payload_type = first, after.payload_type
    stream.send(deltas[after.codec])
    await until(lambda: types(bob)[-2:] == [after.payload_type] * 2, what="the second codec")
    got = bob.received(1, "video")
    assert len({packet[8:12] for packet in got}) == 1, "it is one stream for the viewer"
    key, delta = (int.from_bytes(packet[2:4], "big") for packet in got[-2:])
    assert delta == (key + 1) & 0xFFFF


def types(page: PlainPage) -> list[int]:
    """The payload types of the pictures that came."""
    return [packet[1] & 0x7F for packet in page.received(1, "video")]


@pytest.mark.servers
async def test_a_recording_goes_on_in_another_codec(
    web: WebSide, enter: EnterPage, node: NodeProcess, tmp_path: Path
) -> None:
    """The next segment says which codec it is in."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    web.record(PlannedRecording(7, str(tmp_path), (alice.stream("video"),)))

    def codecs() -> list[str]:
        stream.send(KEY_FRAME if stream.payload_type == VP8.payload_type else IDR)
        lines = [line for path in tmp_path.glob("manifest*.jsonl") for line in path.read_bytes().splitlines()]
        return [segment.codec for segment in read_manifest(lines)]

    await until(lambda: codecs() == ["vp8"], what="the first segment")
    stream.payload_type = H264.payload_type
    await until(lambda: codecs() == ["vp8", "h264"], what="the second segment")
