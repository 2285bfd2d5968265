"""The node's settings: from the environment only, loud when wrong."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_CAPACITY = 500  # people; the load of the processor counts as well, whichever is nearer its end


class WrongSetting(ValueError):
    """A setting that is missing or makes no sense; the message says what to do."""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """Where the node is and what it is called; `addresses` are announced, the first one alone is bound."""

    name: str
    redis_url: str
    addresses: tuple[str, ...]
    port: int
    log_level: str
    capacity: int

    @property
    def bind_address(self) -> str:
        """The address to bind: the only one, or all of the machine's."""
        if len(self.addresses) == 1:
            return self.addresses[0]
        return "::" if ":" in self.addresses[0] else "0.0.0.0"


def read_settings(environment: Mapping[str, str] = os.environ) -> NodeSettings:
    """Read NODE, REDIS_URL, MEDIA_ADDRESS, MEDIA_PORT, MEDIA_CAPACITY and LOG_LEVEL; raises WrongSetting."""
    redis_url = environment.get("REDIS_URL", "")
    if not redis_url:
        raise WrongSetting("REDIS_URL is not set: name the Redis that the web side uses")
    return NodeSettings(
        name=environment.get("NODE") or f"{socket.gethostname()}-{secrets.token_hex(2)}",
        redis_url=redis_url,
        addresses=_addresses(environment.get("MEDIA_ADDRESS", "")),
        port=_port(environment.get("MEDIA_PORT", "") or "0"),
        log_level=_log_level(environment.get("LOG_LEVEL", "") or "INFO"),
        capacity=_capacity(environment.get("MEDIA_CAPACITY", "") or str(DEFAULT_CAPACITY)),
    )


def _addresses(text: str) -> tuple[str, ...]:
    """The addresses of a comma-separated list; by default loopback and the one that leads outside."""
    if not text:
        return tuple(dict.fromkeys(address for address in ("127.0.0.1", _outward_address()) if address))
    names = [name.strip() for name in text.split(",") if name.strip()]
    try:
        return tuple(str(ipaddress.ip_address(name)) for name in names)
    except ValueError:
        raise WrongSetting(f"MEDIA_ADDRESS {text!r} is not an IP address (or several, with commas)") from None


def _outward_address() -> str | None:
    """The address this machine sends from; connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise WrongSetting(f"MEDIA_PORT {text!r} is not a UDP port (0 takes a free one)")
    return int(text)


def _capacity(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise WrongSetting(f"MEDIA_CAPACITY {text!r} is not the number of people this node is meant for")
    return int(text)


def _log_level(text: str) -> str:
    level = text.upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise WrongSetting(f"LOG_LEVEL {text!r} is none of DEBUG, INFO, WARNING, ERROR")
    return level
