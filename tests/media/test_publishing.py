"""The connection a page publishes on: which packet belongs to which layer of which source."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
from aiortc.rtcdtlstransport import RTCCertificate

from bench.media.rtc_client import rtp_packet
from webapp.media import protocol
from webapp.media.core.formats import EXT_REPAIRED_RID, EXT_RID, VP8
from webapp.media.rtc.icelite import Mux
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.link import Endpoint
from webapp.media.rtc.publishing import PublishLink, Source

CAMERA: Source = ("video", 0)
SCREEN: Source = ("screen", 0)
KEY = b"\x10\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00"


class Page:
    """Answers the link's offer and sends it packets, without encryption."""

    def __init__(self, link: PublishLink) -> None:
        self.link = link
        self.seen: list[tuple[Source, list[str]]] = []

    def answer(self, *simulcast: str) -> None:
        """Say for each m-line which layers come ("" for one stream)."""
        lines = ["v=0", "a=fingerprint:sha-256 AA:BB", "a=setup:active"]
        for mid, layers in enumerate(simulcast):
            lines += ["m=video 9 UDP/TLS/RTP/SAVPF 96 97", f"a=mid:{mid}", "a=sendonly"]
            lines += [f"a=simulcast:send {layers}"] if layers else []
        message = protocol.Answer("pub", self.link.epoch, self.link.negotiation.version, "\r\n".join(lines) + "\r\n")
        assert self.link.on_answer(message)

    def send(self, ssrc: int, sequence: int = 1, *, mid: str = "", rid: str = "", repaired: int | None = None) -> None:
        """One packet, or the retransmission of packet `repaired`; MID and RID only in the first ones."""
        key = EXT_RID if repaired is None else EXT_REPAIRED_RID
        packet = rtp_packet(
            payload_type=VP8.payload_type if repaired is None else cast(int, VP8.rtx_payload_type),
            sequence=sequence,
            timestamp=9000,
            ssrc=ssrc,
            payload=KEY if repaired is None else repaired.to_bytes(2, "big") + KEY,
            mid=mid,
            elements={key: rid.encode()} if rid else {},
        )
        self.link.on_rtp(packet, 1.0)

    def layers(self, source: Source = CAMERA) -> list[str]:
        """The names of the layers that came, lowest first."""
        found = self.link.sources.get(source)
        return [layer.rid for layer in found.layers] if found is not None else []

    def received(self, rid: str, source: Source = CAMERA) -> int:
        """How many packets of the layer came."""
        layer = self.link.sources[source].get(rid)
        assert layer is not None
        return layer.stream.stats.received


@pytest.fixture
async def page(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    """A page whose camera and screen are open."""
    mux = Mux(["127.0.0.1"])
    mux.start()
    endpoint = Endpoint(mux, RTCCertificate.generateCertificate(), ("127.0.0.1",), lambda: "node.1")
    offers: list[protocol.Offer | protocol.Close] = []
    seen: list[tuple[Source, list[str]]] = []

    def note(source: Source, layers: LayeredSource) -> None:
        seen.append((source, [layer.rid for layer in layers.layers]))

    link = PublishLink(endpoint, offers.append, lambda: None, account=1, on_stream=note)
    for short_cut in ("bind", "unbind"):  # without a connection all packets come by way of the link
        monkeypatch.setattr(link.session, short_cut, lambda stream: None)
    link.publish([CAMERA, SCREEN], 0.0)
    made = Page(link)
    made.seen = seen
    yield made
    await asyncio.wait_for(link.close(), 60)
    mux.close()


async def test_each_layer_is_a_stream_of_its_own(page: Page) -> None:
    """RFC 8852: MID and RID in the first packets of an SSRC say what it is; later ones may leave them out."""
    page.answer("l;m;h", "")
    page.send(11, mid="0", rid="h")
    page.send(12, mid="0", rid="l")
    page.send(11, 2)
    page.send(11, 3)
    assert page.layers() == ["l", "h"]
    assert (page.received("h"), page.received("l")) == (3, 1)
    assert page.seen == [(CAMERA, ["h"]), (CAMERA, ["l", "h"])]


async def test_a_page_that_refuses_layers_sends_one_stream(page: Page) -> None:
    """An H.264-only page, or an older browser: the answer has no a=simulcast line."""
    page.answer("", "")
    page.send(11, mid="0")
    page.send(21, mid="1")
    assert page.layers() == [""]
    assert page.layers(SCREEN) == [""]


async def test_a_layer_that_was_not_agreed_on_is_no_stream(page: Page) -> None:
    """Neither an unknown name nor none at all where there must be one."""
    page.answer("l;h", "")
    page.send(11, mid="0", rid="x")
    page.send(12, mid="0")
    page.send(13, mid="7", rid="l")
    assert page.layers() == []


async def test_a_retransmission_finds_its_layer_by_the_repaired_rid(page: Page) -> None:
    """RFC 8852 3.2: a retransmission stream names the layer it repairs, until it is known; probes are dropped."""
    page.answer("l;h", "")
    page.send(11, 1, mid="0", rid="l")
    page.send(12, 1, mid="0", rid="h")
    page.send(11, 3)
    page.send(91, 1, mid="0", rid="l", repaired=2)
    assert (page.received("l"), page.received("h")) == (3, 1)
    page.send(91, 2, repaired=2)
    assert page.received("l") == 3, "an old packet sent again is a probe"
    page.send(92, 1, mid="0", rid="m", repaired=2)
    assert page.received("l") == 3, "a layer that never came repairs nothing"


async def test_a_layer_that_begins_anew_replaces_its_old_stream(page: Page) -> None:
    """A page may change an SSRC; subscribers of the old stream are let go, to be attached again."""
    page.answer("l;h", "")
    page.send(11, mid="0", rid="l")
    old = page.link.sources[CAMERA].get("l")
    page.send(15, mid="0", rid="l")
    new = page.link.sources[CAMERA].get("l")
    assert old is not None
    assert new is not None
    assert new is not old
    assert new.stream.ssrc == 15
    page.send(11, 2)
    assert new.stream.stats.received == 1


async def test_a_closed_camera_is_closed_in_all_layers_and_keeps_its_line(page: Page) -> None:
    """Mute without an offer: nothing is forwarded, and what comes afterwards belongs to the same streams."""
    page.answer("l;h", "")
    page.send(11, mid="0", rid="l")
    version = page.link.negotiation.version
    page.link.publish([SCREEN], 1.0)
    page.send(12, mid="0", rid="h")
    assert [layer.stream.is_open for layer in page.link.sources[CAMERA].layers] == [False, False]
    page.link.publish([CAMERA, SCREEN], 2.0)
    assert [layer.stream.is_open for layer in page.link.sources[CAMERA].layers] == [True, True]
    assert page.link.negotiation.version == version
