"""Uploads in pieces: the token in the address is the permission, so there is no login and no CSRF check here.

`PUT /files/up/<token>/<index>` stores one piece, `GET /files/up/<token>` says which pieces are here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from webapp.domain.transfers import selectors, services
from webapp.domain.transfers.models import Transfer
from webapp.kernel.errors import (
    DomainError,
    FileError,
    InvalidArgument,
    InvalidData,
    InvalidState,
    PayloadTooLarge,
    TransferCancelled,
    TransferMissing,
)

log = logging.getLogger(__name__)

P = ParamSpec("P")
_View = Callable[Concatenate[HttpRequest, P], HttpResponse]

STATUS: dict[type[DomainError], int] = {
    TransferMissing: 404,
    InvalidArgument: 400,
    InvalidData: 400,
    PayloadTooLarge: 413,
    TransferCancelled: 410,
    InvalidState: 409,
    FileError: 507,
}


def refusal(status: int, sentence: str) -> JsonResponse:
    """An answer that says in a sentence what was wrong."""
    answer = JsonResponse({"error": sentence}, status=status)
    # Django would log the whole path, and with it the token.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _refusing(view: _View[P]) -> _View[P]:
    """Turn refusals of the domain into answers."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as refused:
            status = next((STATUS[cls] for cls in type(refused).__mro__ if cls in STATUS), 400)
            log.info("%s %s refused: %s %s", request.method, _without_token(request.path), status, refused)
            return refusal(status, str(refused))
        except UnreadablePostError:
            return refusal(400, "The connection broke in the middle of the piece.")

    return answered


def _without_token(path: str) -> str:
    """A path that may be logged: whoever knows the token may write."""
    start, _, rest = path.removeprefix("/").partition("/up/")
    return f"/{start}/up/{rest[:6]}…"


@csrf_exempt
@never_cache
@require_http_methods(["PUT"])
@_refusing
def chunk(request: HttpRequest, token: str, index: int) -> HttpResponse:
    """Store one piece (raw body); sending it twice does no harm."""
    transfer = services.accept_chunk(upload_token=token, index=index, body=request, length=_announced_length(request))
    return JsonResponse(_state(transfer))


def _announced_length(request: HttpRequest) -> int | None:
    """Content-Length in bytes; none when the page streams. Raises InvalidArgument."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length:
        return None
    if not (length.isascii() and length.isdigit()):
        raise InvalidArgument("Content-Length is not a number.")
    return int(length)


@never_cache
@require_GET
@_refusing
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What is here already, for going on after a break."""
    transfer, here = services.resume(upload_token=token)
    return JsonResponse({**_state(transfer), "chunk_size": transfer.chunk_size, "have": here})


def _state(transfer: Transfer) -> dict[str, object]:
    return {
        "state": str(transfer.state),
        "size": transfer.size,
        "received": transfer.received,
        "chunks": selectors.piece_count(transfer),
    }
