"""The node's settings: right ones are taken, wrong ones are named."""

from __future__ import annotations

import ipaddress
import json
import os
import subprocess
import sys

import pytest

from bench.media.house import ROOT
from webapp.media.node.settings import WrongSetting, read_settings

REDIS = {"REDIS_URL": "redis://127.0.0.1:1/0"}


def test_defaults() -> None:
    """Loopback first, a free port, a name of its own."""
    settings = read_settings(REDIS)
    assert settings.addresses[0] == "127.0.0.1"
    assert all(ipaddress.ip_address(address) for address in settings.addresses)
    assert (settings.port, settings.log_level) == (0, "INFO")
    assert settings.name != read_settings(REDIS).name


@pytest.mark.parametrize(
    ("announced", "bound"),
    [
        ("192.0.2.9", ("192.0.2.9",)),
        ("127.0.0.1, 192.0.2.9", ("0.0.0.0",)),
        ("2001:db8::9", ("2001:db8::9",)),
        ("192.0.2.9,2001:db8::9", ("192.0.2.9", "2001:db8::9")),
        ("127.0.0.1,192.0.2.9,::1,2001:db8::9", ("0.0.0.0", "::")),
    ],
)
def test_one_address_of_a_family_is_bound_and_several_mean_all(announced: str, bound: tuple[str, ...]) -> None:
    """The announced address is the bound one unless there are several of its family."""
    assert read_settings({**REDIS, "MEDIA_ADDRESS": announced}).bind_addresses == bound


def test_the_servers_for_pages_are_a_json_list() -> None:
    """As RTCPeerConnection takes them."""
    assert read_settings(REDIS).ice_servers == ()
    server = {"urls": ["turns:turn.test:443"], "username": "u", "credential": "c"}
    assert read_settings({**REDIS, "ICE_SERVERS": json.dumps([server])}).ice_servers == (server,)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"MEDIA_ADDRESS": "example.com"}, "MEDIA_ADDRESS"),
        ({"MEDIA_PORT": "65536"}, "MEDIA_PORT"),
        ({"MEDIA_PORT": "-1"}, "MEDIA_PORT"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"ICE_SERVERS": "stun:stun.test"}, "ICE_SERVERS"),
        ({"ICE_SERVERS": '{"urls": "stun:stun.test"}'}, "ICE_SERVERS"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str], named: str) -> None:
    """One sentence that says which."""
    with pytest.raises(WrongSetting, match=named):
        read_settings({**REDIS, **wrong})


@pytest.mark.servers
@pytest.mark.parametrize(
    ("environment", "code", "sentence"),
    [
        ({"MEDIA_PORT": "x"}, 2, "MEDIA_PORT"),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, 1, "Redis at REDIS_URL does not answer"),
    ],
)
def test_the_process_ends_with_one_sentence(environment: dict[str, str], code: int, sentence: str) -> None:
    """No trace for a mistake in the settings."""
    ended = subprocess.run(
        [sys.executable, "-m", "webapp.media.node"],
        cwd=ROOT,
        env={**os.environ, **REDIS, "MEDIA_ADDRESS": "127.0.0.1", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == code
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
