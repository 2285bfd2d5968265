"""A TURN server (RFC 8656) as tests need one: pages reach it over TCP, it reaches the media node over UDP."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import struct
from contextlib import suppress
from typing import Any

from aioice import stun

Address = tuple[str, int]

USER, PASSWORD, REALM = "guest", "secret", "switchboard.test"
_KEY = hashlib.md5(f"{USER}:{REALM}:{PASSWORD}".encode()).digest()  # RFC 8489 9.2.2
_HEAD = struct.Struct("!HH")
_UNAUTHORISED = (401, "Unauthorized")


class TurnServer:
    """Relays for whoever knows the password; `relayed` counts the packets that went to peers."""

    def __init__(self) -> None:
        self.relayed = 0
        self._allocations: set[_Allocation] = set()

    async def start(self) -> dict[str, Any]:
        """Listen; returns the server as pages are told it."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return {"urls": f"turn:127.0.0.1:{port}?transport=tcp", "username": USER, "credential": PASSWORD}

    async def close(self) -> None:
        """Relay nothing any more."""
        self._server.close()
        for allocation in list(self._allocations):
            allocation.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        allocation = _Allocation(self, writer)
        self._allocations.add(allocation)
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                allocation.hear(await _message(reader))
        self._allocations.discard(allocation)
        allocation.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """The next STUN message or channel data; the latter is padded on streams (RFC 8656 12.5)."""
    head = await reader.readexactly(4)
    first, length = _HEAD.unpack(head)
    if not first & 0xC000:
        return head + await reader.readexactly(16 + length)
    return head + (await reader.readexactly(length + -length % 4))[:length]


class _Allocation:
    """What one connection asked for: a relayed address, and the peers that it is for."""

    def __init__(self, server: TurnServer, writer: asyncio.StreamWriter) -> None:
        self._server, self._writer = server, writer
        self._channels: dict[int, Address] = {}
        self._permitted: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", 0))
        self._loop.add_reader(self._socket, self._on_peer)

    def close(self) -> None:
        """Free the relayed address and hang up."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
        self._socket.close()
        self._writer.close()

    # ---- from the page

    def hear(self, data: bytes) -> None:
        """One message of the page."""
        if data[0] & 0xC0:
            peer = self._channels.get(_HEAD.unpack_from(data)[0])
            if peer is not None:
                self._relay(data[4:], peer)
            return
        message = stun.parse_message(data)
        if message.message_class == stun.Class.INDICATION:
            self._relay(message.attributes["DATA"], message.attributes["XOR-PEER-ADDRESS"])
        else:
            self._answer(message)

    def _relay(self, data: bytes, peer: Address) -> None:
        if peer[0] in self._permitted:
            self._server.relayed += 1
            self._socket.sendto(data, peer)

    def _answer(self, request: stun.Message) -> None:
        if not request.check_message_integrity(_KEY):
            refused = {"ERROR-CODE": _UNAUTHORISED, "REALM": REALM, "NONCE": b"once"}
            self._reply(request, stun.Class.ERROR, refused)
            return
        self._reply(request, stun.Class.RESPONSE, self._do(request), is_signed=True)

    def _do(self, request: stun.Message) -> dict[str, Any]:
        """Do what is asked; returns what the answer says."""
        asked = request.attributes
        if "XOR-PEER-ADDRESS" in asked:
            self._permitted.add(asked["XOR-PEER-ADDRESS"][0])
        match request.message_method:
            case stun.Method.ALLOCATE:
                mapped = self._writer.get_extra_info("peername")
                relayed = self._socket.getsockname()
                return {"XOR-RELAYED-ADDRESS": relayed, "LIFETIME": 600, "XOR-MAPPED-ADDRESS": mapped}
            case stun.Method.REFRESH:
                return {"LIFETIME": asked.get("LIFETIME", 600)}
            case stun.Method.CHANNEL_BIND:
                self._channels[asked["CHANNEL-NUMBER"]] = asked["XOR-PEER-ADDRESS"]
        return {}

    def _reply(
        self, request: stun.Message, kind: stun.Class, attributes: dict[str, Any], *, is_signed: bool = False
    ) -> None:
        answer = stun.Message(request.message_method, kind, request.transaction_id, attributes)
        if is_signed:
            answer.add_message_integrity(_KEY)
        self._writer.write(bytes(answer))

    # ---- from peers

    def _on_peer(self) -> None:
        with suppress(BlockingIOError):
            while True:
                data, peer = self._socket.recvfrom(2048)
                channel = next((number for number, bound in self._channels.items() if bound == peer), None)
                if channel is not None:
                    self._writer.write(_HEAD.pack(channel, len(data)) + data + bytes(-len(data) % 4))
                elif peer[0] in self._permitted:
                    attributes = {"XOR-PEER-ADDRESS": peer, "DATA": data}
                    self._writer.write(bytes(stun.Message(stun.Method.DATA, stun.Class.INDICATION, None, attributes)))
