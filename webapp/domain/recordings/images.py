"""Images that are laid into films: the company's, by their keys, and small ones that a page hands over itself.

The server fetches none from anywhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image as Pixels
from PIL import ImageOps, UnidentifiedImageError

from webapp.domain.recordings import storage
from webapp.domain.recordings.models import Image
from webapp.kernel.errors import InvalidData, RecordingLimitExceeded
from webapp.kernel.ids import ApplicationId, new_secret

log = logging.getLogger(__name__)

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp"}  # a phone's JPEG may be an MPO
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_SIDE, MOST_BYTES = 4096, 4 * 1024**2
MOST_GIVEN_SIDE, MOST_GIVEN_BYTES = 2048, 256 * 1024
NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg|webp)")  # of a file in a recording's folder: what it holds decides
MOST_BESIDE = 64
KEY = re.compile(r"[-\w]{1,64}")


@dataclass(frozen=True, slots=True)
class Opened:
    """An image that can be painted: its bytes, and its sides in pixels as people see it."""

    content: bytes
    suffix: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """In hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """As which it lies in a recording's folder."""
        return self.sha256[:32] + self.suffix


def opened(content: bytes, most_side: int = MOST_SIDE) -> Opened:
    """Look whether all of an image can be read. Raises InvalidData, also beyond so many pixels on a side."""
    try:
        with Pixels.open(BytesIO(content), formats=FORMATS) as image:
            if max(image.size) > most_side:
                raise InvalidData(f"An image has at most {most_side} pixels on a side.")
            width, height = ImageOps.exif_transpose(image).size
            return Opened(content, SUFFIXES[image.format or ""], width, height)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError, EOFError) as error:
        raise InvalidData("That is no PNG, JPEG or WebP image that can be read.") from error


def is_inline(text: str) -> bool:
    """Whether a text is meant to be an image itself: a data address of RFC 2397."""
    return text[:5].lower() == "data:"


def inline(text: str) -> Opened:
    """The image in such a text. Raises InvalidData, also where it is too large to be handed over so."""
    body = text.partition(",")[2]
    if len(body) * 3 // 4 > MOST_GIVEN_BYTES + 2:
        raise InvalidData(f"An image in a call has at most {MOST_GIVEN_BYTES} bytes.")
    try:
        return opened(base64.b64decode(body, validate=True), MOST_GIVEN_SIDE)
    except binascii.Error as error:
        raise InvalidData("An image in a call is written in base64.") from error


def of_company(application_id: ApplicationId, keys: Collection[str]) -> dict[str, Opened]:
    """The application's images of these keys; those that are not there are missing."""
    known = [key for key in keys if KEY.fullmatch(key)]
    found: dict[str, Opened] = {}
    for image in Image.objects.filter(application_id=application_id, key__in=known):
        path = storage.root() / image.path
        try:
            found[image.key] = Opened(path.read_bytes(), path.suffix, image.width, image.height)
        except OSError as error:
            log.warning("image %s of application %s left out: %s", image.key, application_id, error)
    return found


def set_content(image: Image, content: Opened) -> None:
    """Give an image of the company, which is saved afterwards, these bytes. Raises OSError."""
    image.token = new_secret()
    image.path = storage.keep_image(image.token + content.suffix, content.content)
    image.size, image.sha256 = len(content.content), content.sha256
    image.width, image.height = content.width, content.height


def beside(name: str) -> str:
    """Where an image of this name lies in a recording's folder."""
    return f"{storage.IMAGES}/{name}"


def lay_beside(recording_id: int, images: Mapping[str, bytes]) -> None:
    """Put images, by their names, where the film's painters look for them. Raises RecordingLimitExceeded, OSError."""
    there = storage.images_beside(recording_id)
    if len(there | images.keys()) > MOST_BESIDE:
        raise RecordingLimitExceeded(f"A recording shows at most {MOST_BESIDE} images.")
    for name, content in images.items():
        storage.lay_image(recording_id, name, content)
