"""The node's settings: from the environment only, loud when wrong."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from webapp.media import protocol


class WrongSetting(ValueError):
    """A setting that is missing or makes no sense; the message says what to do."""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """Where the node is and what it is called; `addresses` and `ice_servers` are those that pages are told."""

    name: str
    redis_url: str
    addresses: tuple[str, ...]
    port: int
    log_level: str
    capacity: int
    ice_servers: tuple[dict[str, Any], ...] = ()
    side_processes: int = protocol.SIDE_PROCESSES

    @property
    def bind_addresses(self) -> tuple[str, ...]:
        """The addresses to bind, IPv4 or IPv6 or one of each: the only one of its family, or all of the machine's."""
        families = {
            "0.0.0.0": [address for address in self.addresses if ":" not in address],
            "::": [address for address in self.addresses if ":" in address],
        }
        return tuple(named[0] if len(named) == 1 else all_of_them for all_of_them, named in families.items() if named)


def read_settings(environment: Mapping[str, str] = os.environ) -> NodeSettings:
    """Read NODE, REDIS_URL, MEDIA_ADDRESS, _PORT, _CAPACITY, _SIDE_PROCESSES, ICE_SERVERS, LOG_LEVEL.

    Raises WrongSetting.
    """
    redis_url = environment.get("REDIS_URL", "")
    if not redis_url:
        raise WrongSetting("REDIS_URL is not set: name the Redis that the web side uses")
    return NodeSettings(
        name=environment.get("NODE") or f"{socket.gethostname()}-{secrets.token_hex(2)}",
        redis_url=redis_url,
        addresses=_addresses(environment.get("MEDIA_ADDRESS", "")),
        port=_port(environment.get("MEDIA_PORT", "") or "0"),
        log_level=_log_level(environment.get("LOG_LEVEL", "") or "INFO"),
        capacity=_capacity(environment.get("MEDIA_CAPACITY", "") or str(protocol.CAPACITY)),
        ice_servers=_ice_servers(environment.get("ICE_SERVERS", "") or "[]"),
        side_processes=_side_processes(environment.get("MEDIA_SIDE_PROCESSES", "") or str(protocol.SIDE_PROCESSES)),
    )


def _addresses(text: str) -> tuple[str, ...]:
    """The addresses of a comma-separated list; by default loopback and those that lead outside."""
    if not text:
        found = ("127.0.0.1", _outward_address("198.51.100.1"), _outward_address("2001:db8::1"))
        return tuple(dict.fromkeys(address for address in found if address))
    names = [name.strip() for name in text.split(",") if name.strip()]
    try:
        return tuple(str(ipaddress.ip_address(name)) for name in names)
    except ValueError:
        raise WrongSetting(f"MEDIA_ADDRESS {text!r} is not an IP address (or several, with commas)") from None


def _outward_address(far: str) -> str | None:
    """The address this machine sends from to a far one of the same family; connecting a UDP socket sends nothing."""
    family = socket.AF_INET6 if ":" in far else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise WrongSetting(f"MEDIA_PORT {text!r} is not a port (0 takes a free one)")
    return int(text)


def _capacity(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise WrongSetting(f"MEDIA_CAPACITY {text!r} is not the number of people this node is meant for")
    return int(text)


def _side_processes(text: str) -> int:
    if not text.isdigit():
        raise WrongSetting(f"MEDIA_SIDE_PROCESSES {text!r} is not a number of processes (0 allows none)")
    return int(text)


def _ice_servers(text: str) -> tuple[dict[str, Any], ...]:
    try:
        return msgspec.json.decode(text, type=tuple[dict[str, Any], ...])
    except msgspec.DecodeError:
        raise WrongSetting(f"ICE_SERVERS {text!r} is not a JSON list of servers") from None


def _log_level(text: str) -> str:
    level = text.upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise WrongSetting(f"LOG_LEVEL {text!r} is none of DEBUG, INFO, WARNING, ERROR")
    return level
