"""Serves static files under their stable names, JavaScript without a charset."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

NO_CHARSET_SUFFIXES = frozenset({".js", ".mjs"})


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise for vendor pages.

    A charset in Content-Type beats the `charset` attribute of a script tag: customers' pages written in GBK
    do not parse with `text/javascript; charset=utf-8`.
    """

    def add_mime_headers(self, headers: Any, path: str, url: str) -> None:
        """Add the media type, and a charset for texts other than scripts."""
        super().add_mime_headers(headers, path, url)
        if Path(path).suffix in NO_CHARSET_SUFFIXES:
            del headers["Content-Type"]
            headers["Content-Type"] = "text/javascript"

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """Answer with the whole file in memory: a synchronous stream would block the event loop."""
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
