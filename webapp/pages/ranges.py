"""Serving one file in whole or in part (RFC 9110 section 14) without blocking the event loop."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header, http_date

BLOCK_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")

# What a browser may show by itself; everything else is saved, so nothing that was uploaded runs in our origin.
_SHOWN = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "audio/mp4",
    "audio/mpeg",
    "text/plain",
)
_OCTETS = "application/octet-stream"


class RangeNotSatisfiable(Exception):
    """The wanted range begins behind the end of the file."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `first` to `last`, both included, of a file."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes that is."""
        return self.last - self.first + 1


def wanted_span(header: str, size: int) -> Span | None:
    """The bytes a Range header asks for; none when the whole file is to be sent: no header, another unit,
    several ranges or nonsense (RFC 9110 14.2 lets a server ignore those). Raises RangeNotSatisfiable.
    """
    match = _RANGE.match(header.strip())
    if not match or match[1] == match[2] == "":
        return None
    if match[1] == "":  # the last n bytes
        count = min(int(match[2]), size)
        if count == 0:
            raise RangeNotSatisfiable
        return Span(size - count, size - 1)
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if first >= size:
        raise RangeNotSatisfiable
    return None if last < first else Span(first, last)


def serve(request: HttpRequest, path: Path, *, name: str, etag: str, inline: bool = False) -> HttpResponse:
    """The file at `path`, or the part of it that the request asks for, as `name`.

    `etag` is the file's strong validator without quotes. Raises FileNotFoundError.
    """
    stat = path.stat()
    headers = _headers(name, etag, stat.st_mtime, inline)
    if f'"{etag}"' in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={k: headers[k] for k in ("ETag", "Cache-Control", "Last-Modified")})
    try:
        span = wanted_span(request.headers.get("Range", ""), stat.st_size)
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{stat.st_size}"})
    if span is None or not _still_same(request.headers.get("If-Range", ""), etag, stat.st_mtime):
        return _body(request, path, Span(0, stat.st_size - 1), 200, headers)
    headers["Content-Range"] = f"bytes {span.first}-{span.last}/{stat.st_size}"
    return _body(request, path, span, 206, headers)


def _still_same(validator: str, etag: str, modified: float) -> bool:
    """Whether the file is the one of which the page has a part (RFC 9110 13.1.5); a weak tag never is."""
    if not validator:
        return True
    if validator.startswith(('"', "W/")):
        return validator == f'"{etag}"'
    try:
        return int(parsedate_to_datetime(validator).timestamp()) == int(modified)
    except (ValueError, TypeError):
        return False


def _headers(name: str, etag: str, modified: float, inline: bool) -> dict[str, str]:
    guessed = mimetypes.guess_type(name)[0] or _OCTETS
    shown = inline and guessed in _SHOWN
    content_type = guessed if guessed in _SHOWN else _OCTETS if "html" in guessed or "xml" in guessed else guessed
    return {
        "Content-Type": f"{content_type}; charset=utf-8" if content_type.startswith("text/") else content_type,
        "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
        "ETag": f'"{etag}"',
        "Last-Modified": http_date(modified),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; media-src 'self'; img-src 'self'; sandbox",
        # Pages of other origins that use our SDK fetch with the token alone; there are no cookies to protect.
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Range, Content-Length, ETag",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _body(request: HttpRequest, path: Path, span: Span, status: int, headers: dict[str, str]) -> HttpResponse:
    headers["Content-Length"] = str(span.length)
    if request.method == "HEAD" or span.length == 0:
        return HttpResponse(status=status, headers=headers)
    # Opened now, so that a file removed while it is being sent is still sent whole.
    return StreamingHttpResponse(_pieces(path.open("rb"), span), status=status, headers=headers)  # type: ignore[return-value]


async def _pieces(file: BinaryIO, span: Span) -> AsyncIterator[bytes]:
    left = span.length
    try:
        await asyncio.to_thread(file.seek, span.first)
        while left > 0:
            block = await asyncio.to_thread(file.read, min(BLOCK_BYTES, left))
            if not block:
                return
            left -= len(block)
            yield block
    finally:
        file.close()
