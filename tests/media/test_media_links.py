"""`manage.py media_links`: what an operator sees of a room."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.management import CommandError, call_command

from webapp.media import protocol
from webapp.media.core.links import Link, RoomLinks, Served
from webapp.servers.redis import start_redis

ROOM = 77_001


def shown(room: int) -> list[list[str]]:
    """The words of each line the command prints."""
    out = io.StringIO()
    call_command("media_links", str(room), stdout=out)
    return [line.split() for line in out.getvalue().splitlines()]


def test_the_layer_and_rate_of_each_viewer_are_listed() -> None:
    """Issue 4: the layer and the rate that are really served are visible."""
    row = Served(1002, "video", 0, "m", 640, 360, 438_000, level=2, levels=3, limit="bandwidth")
    thin = Served(1002, "screen", 0, "l", 960, 540, 41_000, level=1, levels=2, limit="bandwidth", thinned=True)
    links = [Link(1001, 730_000, [row, thin], loss_permille=12), Link(1002, 0, [])]
    told = protocol.encode(RoomLinks("node1", ROOM, 1002, links))
    redis.Redis.from_url(os.environ["REDIS_URL"]).set(protocol.links_key(ROOM), told, px=protocol.LINKS_TTL_MS)
    node, header, first, second, third = shown(ROOM)
    assert node == ["node1,", "speaker:", "1002"]
    assert header[-5:] == ["stream", "layer", "size", "kb/s", "limit"]
    assert first == ["1001", "730", "1.2", "1002", "video", "0", "m", "2/3", "640x360", "438", "bandwidth"]
    assert second[4:] == ["screen", "0", "l", "1/2", "thinned", "960x540", "41", "bandwidth"]
    assert third == ["1002", "?", "0.0"]


def test_a_room_in_which_nothing_flows_says_so() -> None:
    """Not an empty table."""
    with pytest.raises(CommandError, match="Nothing flows in room 1:"):
        shown(1)


def test_the_redis_of_a_running_script_server_is_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """README: the commands are typed in another terminal, which knows nothing of that Redis."""
    settings.VAR_DIR = tmp_path
    monkeypatch.delenv("REDIS_URL")
    server = start_redis(tmp_path / "redis")
    try:
        told = protocol.encode(RoomLinks("node1", ROOM, 0, []))
        redis.Redis.from_url(server.url).set(protocol.links_key(ROOM), told)
        assert shown(ROOM)[0] == ["node1,", "speaker:", "-"]
        assert (tmp_path / "redis" / "address").stat().st_mode & 0o077 == 0
    finally:
        server.stop()
    with pytest.raises(CommandError, match="No Redis answers: start script/server"):
        shown(ROOM)
