"""CRVideo: images in a mixer's picture (web docs: mixer objects, content type 1, param.resourceid)."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from PIL import Image as Pixels

from tests.cast import Page
from tests.spec.anychat.test_record import first_packet, last
from tests.spec.crvideo.test_live import LARGE, planned
from tests.spec.crvideo.test_record import MIXER, STATE, two
from tests.spec.transferring import disk

__all__ = ["disk", "two"]

BAD_DATA = 6


def picture(colour: str) -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Pixels.new("RGBA", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


def inline(content: bytes) -> str:
    """As a page writes it."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def shows(resource: str, left: int = 8) -> dict[str, Any]:
    """A content that shows an image."""
    return {"type": 1, "left": left, "top": 8, "width": 64, "height": 64, "param": {"resourceid": resource}}


def config(*contents: dict[str, Any]) -> dict[str, Any]:
    """Of a mixer with a film and a live picture."""
    return {"mode": 0, "videoFileCfg": {"svrPathName": "/x/a.mp4;/x/a.m3u8", "layoutConfig": list(contents)}}


async def keep(key: str, content: bytes) -> None:
    """The company keeps an image."""

    def save() -> None:
        from webapp.domain.accounts.models import Application
        from webapp.domain.recordings import images
        from webapp.domain.recordings.models import Image

        image = Image(application=Application.objects.get(is_default=True), key=key)
        images.set_content(image, images.opened(content))
        image.save()

    await sync_to_async(save, thread_sensitive=False)()


async def files() -> list[bytes]:
    """The images that the live mix shows, in their order; the film's painters look in the same folder."""
    _, live = await planned()
    assert live is not None
    shown = [Path(live.directory) / pane.image for pane in live.style.panes if pane.kind == "image"]
    return [file.read_bytes() for file in shown]


async def test_a_mixer_shows_the_companys_image_and_one_that_the_page_brings(
    two: tuple[Page, Page], disk: Path
) -> None:
    """By key, or as a data address, which is taken out of what every member is told; a name stands there instead.

    The name means that image in later changes.
    """
    one, other = two
    await keep("logo", picture("red"))
    await one.say("CRVideo_CreateCloudMixer", config(LARGE, shows("logo"), shows(inline(picture("blue")))), MIXER)
    assert await files() == [picture("red"), picture("blue")]
    await first_packet()
    (_, _, told, _) = await other.hears(STATE, MIXER, 2)
    ids = [item["param"].get("resourceid") for item in told["videoFileCfg"]["layoutConfig"]]
    assert ids[:2] == [None, "logo"]
    assert len(ids[2]) == 36
    again = config(shows(ids[2], 80), shows("unknown"), shows("0" * 32 + ".svg"), LARGE)
    assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, again) == 0
    assert await files() == [picture("blue")]
    await other.hears("CRVideo_CloudMixerInfoChanged")
    (row,) = other.mirror["recordings"].values()
    assert row["config"]["videoFileCfg"]["layoutConfig"] == again["videoFileCfg"]["layoutConfig"]
    assert await one.say("CRVideo_UpdateCloudMixerContent", MIXER, config(shows(inline(picture("green"))))) == 0
    assert await files() == [picture("green")]
    assert len((await last()).cues) == 2


async def test_an_image_that_is_none_makes_no_mixer(two: tuple[Page, Page], disk: Path) -> None:
    """The page is told at once, and so it is of more images than a picture may have."""
    one, other = two
    for contents in ([shows(inline(b"no image"))], [shows(inline(picture("red")))] * 9):
        await one.say("CRVideo_CreateCloudMixer", config(*contents), MIXER)
        assert await one.hears("CRVideo_CreateCloudMixerFailed") == (MIXER, BAD_DATA)
    await other.hears_nothing(STATE)
