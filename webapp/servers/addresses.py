"""Which addresses lead to this machine."""

import ipaddress
import socket

LOOPBACK = ("127.0.0.1", "localhost")


def outward_address() -> str | None:
    """Return the address that other machines see, or None on a machine without a network.

    Connecting a UDP socket sends nothing; it only asks the kernel which interface it would use.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address that belongs to nobody
        except OSError:
            return None
        return str(probe.getsockname()[0])


def names_of(host: str) -> list[str]:
    """Return the names a browser may use to reach a server that listens on this host."""
    if not is_any(host):
        return list(dict.fromkeys([host, *LOOPBACK]))
    found = [outward_address(), socket.gethostname()]
    return list(dict.fromkeys([*(name for name in found if name), *LOOPBACK]))


def is_any(host: str) -> bool:
    """Tell whether listening there means listening on every interface."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
