"""Where a page calls from: the socket's other end, or what a trusted proxy there says about it (RFC 7239).

And what it calls from: the browser's own words (RFC 9110 10.1.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings

Address = IPv4Address | IPv6Address

_FOR = re.compile(r'(?:^|[;,])\s*for=(?:"([^"]*)"|([^;,\s]*))', re.IGNORECASE)
_WITH_PORT = re.compile(r"^(?:\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[0-9.]+):\d+)$")


def client_address(scope: dict[str, Any]) -> str:
    """The page's IP address: the last one on the way here that is not a trusted proxy's.

    Whatever stands further left in the header was said by somebody nobody trusts.
    """
    client = scope.get("client")
    nearest = str(client[0]) if client else ""
    for hop in [nearest, *reversed(_forwarded(scope.get("headers", ())))]:
        address = _parsed(hop)
        if address is None:  # "unknown", a made-up name, a socket in the file system: nothing beyond it is known
            return nearest
        nearest = str(address)
        if not any(address in network for network in settings.TRUSTED_PROXIES):
            return nearest
    return nearest


def user_agent(scope: dict[str, Any]) -> str:
    """How the page's browser names itself; empty when it does not."""
    return next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"user-agent"), "")


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """The addresses in the proxy's header, the page's first; several headers of a name are one list."""
    wanted = settings.PROXY_HEADER.encode()
    text = ",".join(value.decode("latin-1") for name, value in headers if name.lower() == wanted)
    if wanted == b"forwarded":
        return [quoted or plain for quoted, plain in _FOR.findall(text)]
    return [part.strip() for part in text.split(",") if part.strip()]


def _parsed(hop: str) -> Address | None:
    """The address without a port; an IPv4 address that is written as IPv6 counts as IPv4."""
    match = _WITH_PORT.match(hop)
    bare = (match["six"] or match["four"]) if match else hop
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
