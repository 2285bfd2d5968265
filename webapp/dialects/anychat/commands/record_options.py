"""AnyChat chapters 3.1 and 3.5: what the recording options and flags of a page make of its film.

The manual gives the options of names and of cropping no numbers; ours are in docs/anychat-recording.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from webapp.dialects.anychat import constants as c
from webapp.domain.accounts.models import Account
from webapp.domain.transfers.services import plain_name
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.ids import AccountId
from webapp.media.core.layout import Fit
from webapp.media.core.style import Container, Layout, Style

WIDTH, HEIGHT = 1280, 720
CONTAINERS: Mapping[int, Container] = {0: "mp4", 1: "wmv", 2: "flv", 3: "mp3"}
# As the clip modes of the display option: automatic, overlap (cut), shrink, stretch, dynamic.
FITS: Mapping[int, Fit] = {0: "contain", 1: "cover", 2: "contain", 3: "stretch", 4: "contain"}
BY_ROOM, BY_NAME, BY_NUMBER = 0, 1, 2
MAX_VIDEO_BITS_PER_S, MAX_AUDIO_BITS_PER_S = 20_000_000, 320_000
MIN_VIDEO_BITS_PER_S, MIN_AUDIO_BITS_PER_S = 30_000, 32_000
ENDINGS = tuple(f".{container}" for container in CONTAINERS.values())


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options as the page has set them: pixels, bits per second (0 = the house's choice)."""

    width: int = WIDTH
    height: int = HEIGHT
    video_bits_per_s: int = 0
    audio_bits_per_s: int = 0
    container: Container = "mp4"
    fit: Fit = "contain"
    name_rule: int = BY_ROOM


def read_options(text: str) -> Chosen:
    """The options a page sends with its call, by their numbers; what it did not set is the house's choice.

    Raises InvalidArgument for an unknown file type, clip mode or name rule, and for what is no such list.
    """
    try:
        sent = msgspec.json.decode(text, type=dict[str, int]) if text else {}
        return Chosen(
            width=sent.get(str(c.BRAC_SO_RECORD_WIDTH), 0) or WIDTH,
            height=sent.get(str(c.BRAC_SO_RECORD_HEIGHT), 0) or HEIGHT,
            video_bits_per_s=_rate(sent, c.BRAC_SO_RECORD_VIDEOBR, MIN_VIDEO_BITS_PER_S, MAX_VIDEO_BITS_PER_S),
            audio_bits_per_s=_rate(sent, c.BRAC_SO_RECORD_AUDIOBR, MIN_AUDIO_BITS_PER_S, MAX_AUDIO_BITS_PER_S),
            container=CONTAINERS[sent.get(str(c.BRAC_SO_RECORD_FILETYPE), 0)],
            fit=FITS[sent.get(str(c.BRAC_SO_RECORD_CLIPMODE), 0)],
            name_rule=(BY_ROOM, BY_NAME, BY_NUMBER)[sent.get(str(c.BRAC_SO_RECORD_FILENAMERULE), BY_ROOM)],
        )
    except (msgspec.MsgspecError, LookupError) as error:
        raise InvalidArgument("These recording options make no film.") from error


def _rate(sent: Mapping[str, int], option: int, least: int, most: int) -> int:
    asked = sent.get(str(option), 0)
    return min(max(asked, least), most) if asked > 0 else 0


def style_of(flags: int, chosen: Chosen) -> Style:
    """3.5: others beside the person when abreast is said, upon him when only mixing is, else he alone."""
    is_stream = bool(flags & c.BRAC_RECORD_FLAGS_STREAM)
    layout: Layout = "side_by_side"
    if is_stream:
        layout = "single"
    elif flags & c.BRAC_RECORD_FLAGS_MIXVIDEO and not flags & c.BRAC_RECORD_FLAGS_ABREAST:
        layout = "overlaid"
    return Style(
        layout=layout,
        fit=chosen.fit,
        is_stereo=bool(flags & c.BRAC_RECORD_FLAGS_STEREO) and not is_stream,
        container=chosen.container,
        keeps_size=is_stream,
        video_bits_per_s=chosen.video_bits_per_s,
        audio_bits_per_s=chosen.audio_bits_per_s,
    )


def file_name(flags: int, user_str: str, rule: int, subject_id: AccountId) -> str:
    """The name without its ending: the page's own text when the flag says so, else by the rule; empty = the house's.

    Raises InvalidArgument when the text cannot be a name.
    """
    if flags & c.BRAC_RECORD_FLAGS_USERFILENAME and user_str:
        name = plain_name(user_str)
        return plain_name(name[: -len(ending)]) if (ending := _ending(name)) else name
    if rule == BY_ROOM:
        return ""
    account = Account.objects.filter(pk=subject_id).first()
    who = account.name if account and rule == BY_NAME else str(subject_id)
    return plain_name(f"{who}-{clock.now():%Y%m%d-%H%M%S}")


def _ending(name: str) -> str:
    return next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
