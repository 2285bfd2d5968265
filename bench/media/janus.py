"""Debian's Janus videoroom as the peer of the comparison: its process, and seating people in rooms through its API."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import urllib3

from bench.media.load import Publisher
from bench.media.rtc_client import Offer, RtcClient
from bench.media.viewer import TRANSPORT_CC_URI, Viewer
from webapp.media.core import formats
from webapp.servers.processes import spawn, stop, wait_until

PLUGIN = "janus.plugin.videoroom"
PEOPLE_AT_ONCE = 25  # a connection takes a second, nearly all of it waiting
_LIBRARIES = Path(f"/usr/lib/{sys.implementation._multiarch}/janus")
_ROOM = 5000
# A publisher can be watched once Janus has heard of its connection, a moment after the publisher has.
_UNTIL_LISTED_S = 0.2
_UNUSED_PLUGINS = "audiobridge duktape lua echotest nosip recordplay sip streaming textroom videocall voicemail"
_UNUSED_TRANSPORTS = "mqtt nanomsg pfunix rabbitmq websockets"


def is_installed() -> bool:
    """Whether there is a Janus to compare with."""
    return shutil.which("janus") is not None


def host_address() -> str:
    """This machine's own IPv4 address: Janus has no candidate on the loopback. Packets to it go through `lo` too."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing
        address: str = probe.getsockname()[0]
        return address


class Janus:
    """A Janus process; `event_loops` 0 is its default, a thread per connection."""

    def __init__(self, directory: Path, event_loops: int) -> None:
        self._port, self._address = _free_port(), host_address()
        self._http = urllib3.PoolManager(maxsize=PEOPLE_AT_ONCE)
        self._places = asyncio.Semaphore(PEOPLE_AT_ONCE)
        self._configure(directory, event_loops)
        program = [shutil.which("janus") or "janus", "-F", str(directory), "-C", str(directory / "janus.jcfg")]
        self.process = spawn(program, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not wait_until(self._answers, timeout_s=20):
            self.stop()
            raise AssertionError("Janus did not start")
        self.pids = [self.process.pid]

    def _configure(self, directory: Path, event_loops: int) -> None:
        folders = "\n".join(
            f'  {kind}_folder = "{_LIBRARIES}/{kind}"' for kind in ("plugins", "transports", "events", "loggers")
        )
        loops = f"event_loops = {event_loops}" if event_loops else ""
        (directory / "janus.jcfg").write_text(f"""general: {{
  configs_folder = "{directory}"
{folders}
  debug_level = 3
  session_timeout = 120
  {loops}
}}
media: {{ ipv6 = false }}
nat: {{ nice_debug = false  ice_lite = true  ice_enforce_list = "{self._address}" }}
plugins: {{ disable = "{_disabled(_UNUSED_PLUGINS)}" }}
transports: {{ disable = "{_disabled(_UNUSED_TRANSPORTS)}" }}
events: {{ broadcast = false }}
""")
        (directory / "janus.transport.http.jcfg").write_text(f"""general: {{
  json = "compact"  base_path = "/janus"  http = true  port = {self._port}  ip = "127.0.0.1"  https = false
}}
admin: {{ admin_http = false }}
""")
        (directory / f"{PLUGIN}.jcfg").write_text("general: { }\n")

    def _answers(self) -> bool:
        try:
            return self._http.request("GET", f"{self._url}/info", retries=False, timeout=1).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._port}/janus"

    def stop(self) -> None:
        """End the process."""
        stop(self.process)

    # ---- API

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._http.request("POST", path, json={**body, "transaction": secrets.token_hex(6)})
        result: dict[str, Any] = answer.json()
        assert result["janus"] != "error", result
        return result

    def _attach(self) -> str:
        """A handle in a session of its own, as each page has one: nobody takes another one's events."""
        session = f"{self._url}/{self._post(self._url, janus='create')['data']['id']}"
        return f"{session}/{self._post(session, janus='attach', plugin=PLUGIN)['data']['id']}"

    async def _ask(self, handle: str, body: dict[str, Any], sdp: tuple[str, str] | None = None) -> dict[str, Any]:
        """One request to the plugin; returns the event that answers it."""
        jsep = {"jsep": {"type": sdp[0], "sdp": sdp[1]}} if sdp is not None else {}
        acknowledged = self._post(handle, janus="message", body=body, **jsep)
        if acknowledged["janus"] == "success":
            return acknowledged
        while True:
            events = await asyncio.to_thread(self._poll, handle.rpartition("/")[0])
            for event in events:
                if event.get("transaction") == acknowledged["transaction"]:
                    assert "error" not in event["plugindata"]["data"], event
                    return event

    def _poll(self, session: str) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self._http.request("GET", f"{session}?maxev=20").json()
        return events

    # ---- people

    async def seat(self, publishers: int, viewers: list[list[int]], rate: int) -> tuple[list[Publisher], list[Viewer]]:
        """Everyone in one room: so many publish, and each viewer gets the publishers with these indexes."""
        room = {"request": "create", "room": _ROOM, "publishers": 100, "videocodec": "vp8", "bitrate": 0}
        await self._ask(self._attach(), {**room, "transport_wide_cc_ext": True})
        sending = await asyncio.gather(*(self._publish(rate) for _ in range(publishers)))
        feeds = [feed for _, feed in sending]
        watching = await asyncio.gather(*(self._watch([feeds[index] for index in wanted]) for wanted in viewers))
        return [publisher for publisher, _ in sending], list(watching)

    async def _publish(self, rate: int) -> tuple[Publisher, int]:
        async with self._places:
            return await self._publish_now(rate)

    async def _publish_now(self, rate: int) -> tuple[Publisher, int]:
        client, handle = RtcClient(self._address), self._attach()
        request = {"request": "joinandconfigure", "ptype": "publisher", "room": _ROOM, "audio": False, "video": True}
        event = await self._ask(handle, request, ("offer", _publishing_offer(client)))
        client.offer = _with_ipv4(Offer(event["jsep"]["sdp"]))
        self._post(handle, janus="trickle", candidate={"completed": True})
        await client.connect()
        await asyncio.sleep(_UNTIL_LISTED_S)
        return Publisher(client, "0", rate=rate), event["plugindata"]["data"]["id"]

    async def _watch(self, feeds: list[int]) -> Viewer:
        async with self._places:
            return await self._watch_now(feeds)

    async def _watch_now(self, feeds: list[int]) -> Viewer:
        client, handle = RtcClient(self._address), self._attach()
        streams = [{"feed": feed} for feed in feeds]
        event = await self._ask(handle, {"request": "join", "ptype": "subscriber", "room": _ROOM, "streams": streams})
        answer = client.answer(event["jsep"]["sdp"])
        assert client.offer is not None
        client.offer = _with_ipv4(client.offer)
        await self._ask(handle, {"request": "start"}, ("answer", answer))
        self._post(handle, janus="trickle", candidate={"completed": True})
        await client.connect()
        return Viewer(client, len(feeds))


def _publishing_offer(client: RtcClient) -> str:
    """What a browser offers that sends one VP8 track; we are the DTLS client, so the server takes AES-GCM."""
    vp8, rtx = formats.VP8.payload_type, formats.VP8.rtx_payload_type
    ssrc = secrets.randbelow(0x7FFFFFFE) + 1
    uris = {**formats.EXTENSION_URIS, formats.EXT_TRANSPORT_CC: TRANSPORT_CC_URI}
    keys = (formats.EXT_ABS_SEND_TIME, formats.EXT_TRANSPORT_CC, formats.EXT_MID)
    return "\r\n".join(
        [
            "v=0",
            f"o=- {secrets.randbits(40)} 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            f"m=video 9 UDP/TLS/RTP/SAVPF {vp8} {rtx}",
            "c=IN IP4 127.0.0.1",
            "a=sendonly",
            "a=mid:0",
            "a=rtcp-mux",
            f"a=rtpmap:{vp8} VP8/90000",
            *(f"a=rtcp-fb:{vp8} {kind}" for kind in ("nack", "nack pli", "ccm fir", "transport-cc")),
            f"a=rtpmap:{rtx} rtx/90000",
            f"a=fmtp:{rtx} apt={vp8}",
            *(f"a=extmap:{key} {uris[key]}" for key in keys),
            f"a=ssrc:{ssrc} cname:bench",
            *client.transport_lines(),
            "",
        ]
    )


def _with_ipv4(offer: Offer) -> Offer:
    offer.candidates = [candidate for candidate in offer.candidates if ":" not in candidate[0]]
    return offer


def _disabled(names: str) -> str:
    return ",".join(f"libjanus_{name}.so" for name in names.split())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
