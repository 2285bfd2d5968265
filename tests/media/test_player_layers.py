"""Films in layers: a viewer with a narrow link sees the film small, others see it whole at the same time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import PlainPage
from tests.media.browser import BrowserPage, theatre
from tests.media.film_clock import busy_film, busy_picture
from tests.media.scene import EnterPage
from tests.media.udp_link import UdpLink
from webapp.media.core import rtcp, vp8
from webapp.media.core.depacketise import assembler_for, parse_rtp
from webapp.media.core.film_tracks import FILM_TRACKS, HIGH_PICTURE, LOW_PICTURE, ONE_PICTURE
from webapp.media.core.plan import PlannedFile, PlannedPeer, Stream
from webapp.media.player.layers import LOW_BPS, PictureLayer, layers_for

PLAYER, OWNER = "player-7", 4242
FILM = Stream(PLAYER, "screen", 1)
WHOLE, SMALL = (640, 360), (320, 180)
NARROW_BPS = 300_000


# ---- the layers themselves


@pytest.mark.parametrize(
    ("size", "sent"),
    [
        ((1280, 720), {HIGH_PICTURE: (1280, 720), LOW_PICTURE: (320, 180)}),
        ((404, 720), {HIGH_PICTURE: (404, 720), LOW_PICTURE: (100, 180)}),
        (WHOLE, {HIGH_PICTURE: WHOLE, LOW_PICTURE: SMALL}),
        ((480, 270), {ONE_PICTURE: (480, 270)}),
    ],
)
def test_a_film_is_sent_small_as_well_where_that_makes_a_difference(
    size: tuple[int, int], sent: dict[int, tuple[int, int]]
) -> None:
    """In its own shape; a film that is hardly larger comes in one layer. Key frames tell the sizes (RFC 6386 9.1)."""
    found = {}
    for layer in layers_for(size, lambda track: track + 1):
        layer.show(av.VideoFrame(*size, "yuv420p"), 5.0)
        found[layer.track] = vp8.picture_size(next(packet for _, packet in layer.take_due(9e9)))
    assert found == sent
    assert all(FILM_TRACKS[track].rid == {HIGH_PICTURE: "h", LOW_PICTURE: "l"}.get(track, "") for track in sent)


def test_the_small_layer_fits_a_narrow_link_and_can_be_decoded() -> None:
    """Four seconds in which all moves: no more than its rate, and every picture is one."""
    low = layers_for(WHOLE, lambda track: track + 1)[1]
    decoder, assembler = av.VideoCodecContext.create("vp8", "r"), assembler_for("vp8")
    octets = pictures = 0
    for number in range(100):
        low.show(busy_picture(number, WHOLE), number / 25)
        for _, packet in low.take_due(9e9):
            octets += len(packet)
            for frame in assembler.push(parse_rtp(packet), after_loss=False):
                pictures += len(decoder.decode(av.Packet(frame.data)))
    assert pictures == 100
    assert 8 * octets / 4 < 1.5 * LOW_BPS


def test_only_the_layer_that_is_asked_begins_anew() -> None:
    """A key frame of the large layer would flood the narrow link of who asked for one of the small."""
    high, low = layers_for(WHOLE, lambda track: track + 1)
    assert [_is_key(layer, 0.0) for layer in (high, low)] == [True, True]
    low.is_key_wanted = True
    assert [_is_key(layer, 0.04) for layer in (high, low)] == [False, True]


def _is_key(layer: PictureLayer, at_s: float) -> bool:
    layer.show(busy_picture(0, WHOLE), at_s)
    first, *_ = [packet for _, packet in layer.take_due(9e9)]
    return vp8.starts_keyframe(first)


# ---- a real node, a real player


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Longer than any test, busy, and large enough for two layers."""
    return busy_film(tmp_path_factory.mktemp("film") / "busy.mp4", 90, WHOLE)


def play(web: WebSide, path: Path) -> None:
    """Have the node play it."""
    web.play(PlannedPeer(PLAYER, OWNER, "", (("screen", 1), ("audio", 1)), PlannedFile(7, str(path))))


def sizes(page: PlainPage) -> list[tuple[int, int]]:
    """The sizes of the key frames that came, one after the other."""
    found = (vp8.picture_size(packet) for packet in page.received(OWNER, "screen", 1))
    return [size for size in found if size is not None]


@pytest.mark.servers
async def test_who_has_little_bandwidth_gets_the_small_film_and_more_when_it_widens(
    own_slots: None, film: Path, web: WebSide, enter: EnterPage
) -> None:
    """A client that tells its limit (REMB) is kept below it; who tells none gets the film whole, and keeps it."""
    narrow, wide = enter(1), enter(2)
    play(web, film)
    for page in (narrow, wide):
        web.show(page.session, FILM)
    limit_bps = NARROW_BPS

    def is_at(size: tuple[int, int]) -> bool:
        if narrow.connected["sub"].is_set():
            narrow.clients["sub"].send_rtcp(rtcp.remb(1, limit_bps, []))
        return sizes(narrow)[-1:] == [size]

    await until(lambda: is_at(SMALL), what="the small film", timeout_s=30)
    await until(lambda: sizes(wide)[-1:] == [WHOLE], what="the whole film", timeout_s=30)
    came = len(sizes(wide))
    assert sizes(narrow)[-1] == SMALL
    limit_bps = 5_000_000
    await until(lambda: is_at(WHOLE), what="the whole film where the link widened", timeout_s=30)
    assert SMALL not in sizes(wide)[came:]


@pytest.mark.servers
async def test_a_film_of_few_pictures_keeps_its_layers(
    own_slots: None, tmp_path: Path, web: WebSide, enter: EnterPage
) -> None:
    """A picture that stands for seconds is sent again: silent layers would count as switched off, newcomers see it."""
    slides = tmp_path / "slides.mp4"
    with av.open(str(slides), "w") as file:
        picture = file.add_stream("libx264", rate=Fraction(1, 20), options={"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = *WHOLE, "yuv420p"
        for number in range(4):
            file.mux(picture.encode(busy_picture(number, WHOLE)))
        file.mux(picture.encode(None))
    early, late = enter(1), enter(2)
    play(web, slides)
    web.show(early.session, FILM)
    await until(lambda: sizes(early)[-1:] == [WHOLE], what="a slide", timeout_s=30)
    came = len(early.received(OWNER, "screen", 1))
    web.show(late.session, FILM)
    await until(lambda: bool(sizes(late)), what="the slide at who came late", timeout_s=15)
    await until(lambda: len(early.received(OWNER, "screen", 1)) >= came + 8, what="the slide again and again")


@pytest.mark.browser
@pytest.mark.servers
async def test_a_film_reaches_a_browser_behind_a_narrow_line(
    own_slots: None, film: Path, node: NodeProcess, web: WebSide
) -> None:
    """Behind 330 kb/s it comes small and moves on; on a wide line it comes whole meanwhile."""
    link = UdpLink(330_000)
    async with theatre(web) as stage:
        wide, narrow = await stage.enter(2), await stage.enter(3, link)
        for page in (wide, narrow):
            web.show(page.session, FILM)
        play(web, film)
        await until(lambda: has_width(wide, WHOLE[0]), what="the whole film", timeout_s=40)
        await until(lambda: has_width(narrow, SMALL[0]), what="the small film", timeout_s=40)
        begun = (await shown(narrow))["framesDecoded"]

        async def moves_on() -> bool:
            return bool((await shown(narrow))["framesDecoded"] >= begun + 75)

        await until(moves_on, what="three seconds of it", timeout_s=20)
        assert [(await shown(page))["frameWidth"] for page in (wide, narrow)] == [WHOLE[0], SMALL[0]]
    link.close()


async def shown(page: BrowserPage) -> dict[str, Any]:
    """The browser's numbers about the film's picture."""
    return next((row for row in await page.received() if row["account"] == OWNER and "frameWidth" in row), {})


async def has_width(page: BrowserPage, width: int) -> bool:
    """Whether the film's pictures are so wide there now."""
    return bool((await shown(page)).get("frameWidth") == width)
