"""Where a page calls from, with and without proxies in between."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from tests.cast import Page
from webapp.gateway.addresses import client_address

PROXY, INNER, PAGE, LIE = "10.0.0.1", "10.0.0.2", "203.0.113.7", "198.51.100.1"


@pytest.fixture(autouse=True)
def proxies(settings: Any) -> None:
    """A company whose proxies are in one network."""
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24"), ip_network("fd00::/8")]


def seen(peer: str, **headers: str) -> str:
    """The address of a page whose socket ends at `peer`."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return client_address({"client": (peer, 50000), "headers": named})


def test_a_page_is_where_its_socket_ends_whatever_it_says_itself() -> None:
    """RFC 7239 section 8.1: the header of somebody unknown is worth nothing."""
    assert seen(PAGE) == PAGE
    assert seen(PAGE, x_forwarded_for=LIE) == PAGE
    assert client_address({"client": None}) == ""


@pytest.mark.parametrize(
    "header", [PAGE, f"{LIE}, {PAGE}", f"{LIE}, {PAGE}, {INNER}", f"{PAGE}:4711", "::ffff:" + PAGE]
)
def test_a_trusted_proxy_is_believed_about_the_hop_before_it_and_no_further(header: str) -> None:
    """RFC 7239 section 5.2: each proxy adds whom it hears from; what stands before the first stranger may be a lie."""
    assert seen(PROXY, x_forwarded_for=header) == PAGE
    assert seen("::ffff:" + PROXY, x_forwarded_for=header) == PAGE


def test_several_headers_of_one_name_are_one_list() -> None:
    """RFC 9110 section 5.2: a proxy may add a line instead of a word."""
    lines = [(b"x-forwarded-for", LIE.encode()), (b"x-forwarded-for", PAGE.encode())]
    assert client_address({"client": (PROXY, 1), "headers": lines}) == PAGE


def test_without_a_useful_word_it_is_the_proxy() -> None:
    """RFC 7239 section 6: a proxy may hide whom it serves."""
    assert seen(PROXY) == PROXY
    assert seen(PROXY, x_forwarded_for="unknown") == PROXY
    assert seen(PROXY, x_forwarded_for=f"{LIE}, nonsense, {INNER}") == INNER
    assert seen(PROXY, x_forwarded_for=INNER) == INNER


@pytest.mark.parametrize(
    "header",
    [
        f"for={PAGE}",
        f"for={LIE}, For={PAGE};proto=https;by={PROXY}",
        f'proto=https;for="{PAGE}:4711"',
        f"for={PAGE},for={INNER}",
    ],
)
def test_the_standard_header_counts_where_it_is_chosen(settings: Any, header: str) -> None:
    """RFC 7239 section 4; the other header is then the page's own word."""
    settings.PROXY_HEADER = "forwarded"
    assert seen(PROXY, forwarded=header, x_forwarded_for=LIE) == PAGE


def test_the_standard_header_names_ipv6_in_brackets(settings: Any) -> None:
    """RFC 7239 section 6: IPv6 addresses are quoted and bracketed."""
    settings.PROXY_HEADER = "forwarded"
    assert seen("fd00::1", forwarded='for="[2001:db8::17]:4711"') == "2001:db8::17"


async def test_pages_read_the_address_that_the_proxy_vouches_for(settings: Any, transactional_db: None) -> None:
    """AnyChat 5.2.5, user state: the internet address is the page's, not the proxy's; lock-outs see the same one."""
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    one = Page("anychat")
    one._socket.scope["headers"] = [(b"x-forwarded-for", PAGE.encode())]
    await one.open()
    from webapp.domain.presence.models import Session

    assert [each.address async for each in Session.objects.all()] == [PAGE]
    await one.close()
