"""Scenes that several media tests begin with, and how they read packets and reported tasks."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import redis

from bench.media.house import WebSide, until
from bench.media.page import KEY_FRAME, PlainPage, SentStream
from webapp.media.core import rtp

EnterPage = Callable[[int], PlainPage]


async def connect(web: WebSide, sender: PlainPage, viewer: PlainPage) -> SentStream:
    """Let `viewer` watch the camera of `sender`; returns once the first key frame went through."""
    [stream] = await sender.open(("video", 0))
    web.show(viewer.session, sender.stream("video"))

    def has_picture() -> bool:
        stream.send(KEY_FRAME)
        return bool(viewer.received(sender.account, "video"))

    await until(has_picture, what="the first packet")
    await asyncio.sleep(0.1)
    return stream


def key_frame(size: tuple[int, int]) -> bytes:
    """RFC 6386 9.1: a VP8 key frame's header with its size, and too little behind it."""
    width, height = (side.to_bytes(2, "little") for side in size)
    return b"\x10" + b"\x10\x02\x00\x9d\x01\x2a" + width + height + bytes(60)


def payload(packet: bytes) -> bytes:
    """The packet's payload without its padding."""
    header = rtp.read_header(packet)
    return packet[header.payload_start : header.payload_end]


def sequence(packet: bytes) -> int:
    """The packet's sequence number."""
    return rtp.read_header(packet).sequence


def task_facts(broker: redis.Redis, name: str, room: int) -> dict[str, Any] | None:
    """The keyword arguments of a task about the room in the broker's queue; None when it is not there."""
    return next(iter(all_task_facts(broker, name, room)), None)


def all_task_facts(broker: redis.Redis, name: str, room: int) -> list[dict[str, Any]]:
    """The keyword arguments of all tasks of that name about the room in the broker's queue, the oldest first."""
    found = []
    for message in reversed(broker.lrange("default", 0, -1)):
        task = json.loads(message)
        if task["headers"]["task"] == name:
            facts: dict[str, Any] = json.loads(base64.b64decode(task["body"]))[1]
            if facts["room"] == room:
                found.append(facts)
    return found
