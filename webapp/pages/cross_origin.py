"""Files may be sent and fetched from pages on other origins: the token in the address is the permission."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

PREFIX = "/files/"
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Range, If-Range",
    "Access-Control-Expose-Headers": "Content-Length, Content-Range, Content-Disposition, ETag",
    "Access-Control-Max-Age": "86400",
}


def share_files(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: answer preflights below /files/ and allow any origin there. Cookies are never involved."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        response = HttpResponse(status=204) if request.method == "OPTIONS" else get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answer
