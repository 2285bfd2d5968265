"""Pages in a real Chromium that speak the media messages: a small stand-in for the product's front end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page, Route, async_playwright

from bench.media.house import WebSide
from tests.media.udp_link import UdpLink
from webapp.media.core.plan import Kind, Stream
from webapp.servers.chromium import find_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--mute-audio",
]

SCRIPT = """
window.media = (() => {
  const links = {}, sources = {}, seen = {}, configuration = {};
  let queue = Promise.resolve();
  const key = t => t.kind + t.index;
  function create(msg) {
    const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle', iceServers: msg.ice_servers, ...configuration});
    const link = {peer: msg.peer, pc, tracks: []};
    pc.ontrack = e => {
      const mid = e.transceiver.mid, view = document.createElement(e.track.kind);
      view.autoplay = true; view.muted = e.track.kind === 'video';
      view.srcObject = new MediaStream([e.track]);
      document.body.appendChild(view);
      const at = performance.now();
      if (view.requestVideoFrameCallback)
        view.requestVideoFrameCallback(() => { seen[msg.peer + mid] = performance.now() - at; });
    };
    pc.onconnectionstatechange = () => {
      const type = {failed: 'failed', disconnected: 'restart'}[pc.connectionState];
      if (type) send({type, pc: msg.pc, peer: msg.peer});
    };
    return link;
  }
  const send = msg => window.toNode(JSON.stringify(msg));
  async function attach(link) {
    for (const t of link.tracks) {
      const transceiver = link.pc.getTransceivers().find(x => x.mid === t.mid);
      transceiver.direction = 'sendonly';
      await transceiver.sender.replaceTrack(sources[key(t)] || null);
    }
  }
  async function arrange(link) {  // as the product's encodings.ts does
    for (const {sender} of link.pc.getTransceivers()) {
      const parameters = sender.getParameters(), encodings = parameters.encodings || [];
      if (!sender.track || encodings.length < 2) continue;
      const {width} = sender.track.getSettings();
      const used = Math.min(encodings.length, width >= 960 ? 3 : width >= 480 ? 2 : 1);
      encodings.forEach((encoding, layer) => {
        encoding.active = layer < used;
        encoding.scaleResolutionDownBy = 2 ** Math.max(0, used - 1 - layer);
        encoding.maxBitrate = [150e3, 450e3, 1400e3][Math.min(2, layer + 3 - used)];
        delete encoding.scalabilityMode;
        if (/VP9|AV1/.test(parameters.codecs[0].mimeType)) encoding.scalabilityMode = 'L1T1';
      });
      await sender.setParameters(parameters);
    }
  }
  async function onMessage(msg) {
    if (msg.type === 'close') {
      if (links[msg.pc] && links[msg.pc].peer === msg.peer) { links[msg.pc].pc.close(); delete links[msg.pc]; }
      return;
    }
    if (msg.type !== 'offer') return;
    let link = links[msg.pc];
    if (!link || link.peer !== msg.peer) {
      if (link) link.pc.close();
      link = links[msg.pc] = create(msg);
    }
    await link.pc.setRemoteDescription({type: 'offer', sdp: msg.sdp});
    link.tracks = msg.tracks;
    if (msg.pc === 'pub') await attach(link);
    await link.pc.setLocalDescription(await link.pc.createAnswer());
    if (msg.pc === 'pub') await arrange(link);
    link.version = msg.version;
    send({type: 'answer', pc: msg.pc, peer: msg.peer, version: msg.version, sdp: link.pc.localDescription.sdp});
  }
  return {
    configuration,
    take(msg) { queue = queue.then(() => onMessage(msg)).catch(e => console.error(String(e))); },
    async open(kind, index, width) {
      const wanted = kind === 'audio' ? {audio: true} : {video: {width, height: width * 9 / 16, frameRate: 30}};
      sources[kind + index] = (await navigator.mediaDevices.getUserMedia(wanted)).getTracks()[0];
      if (links.pub) { await attach(links.pub); await arrange(links.pub); }
    },
    async shut(kind, index) {
      sources[kind + index].stop();
      delete sources[kind + index];
      if (links.pub) await attach(links.pub);
    },
    async forget() {
      for (const name of Object.keys(links)) { links[name].pc.close(); delete links[name]; }
    },
    peers() { return Object.fromEntries(Object.entries(links).map(([n, l]) => [n, l.peer])); },
    states() { return Object.fromEntries(Object.entries(links).map(([n, l]) => [n, l.pc.connectionState])); },
    version(name) { return links[name] ? links[name].version : 0; },
    lines(name) { return links[name] ? links[name].pc.getTransceivers().length : 0; },
    async received() {
      const link = links.sub, found = [];
      if (!link) return found;
      const stats = [...(await link.pc.getStats()).values()].filter(s => s.type === 'inbound-rtp');
      for (const t of link.tracks) {
        const s = stats.find(x => x.mid === t.mid);
        found.push({...t, ...(s || {}), firstFrameMs: seen[link.peer + t.mid]});
      }
      return found;
    },
    async codecs() {
      const stats = await links.sub.pc.getStats();
      const streams = [...stats.values()].filter(s => s.type === 'inbound-rtp');
      return streams.map(s => stats.get(s.codecId)?.mimeType);
    },
    async paths(end = 'remote') {
      return Promise.all(Object.values(links).map(async ({pc}) => {
        const stats = await pc.getStats(), rows = [...stats.values()];
        const {selectedCandidatePairId} = rows.find(s => s.type === 'transport');
        return stats.get(stats.get(selectedCandidatePairId)[end + 'CandidateId']);
      }));
    },
    async sent() {
      if (!links.pub) return [];
      return [...(await links.pub.pc.getStats()).values()].filter(s => s.type === 'outbound-rtp');
    },
  };
})();
"""


@dataclass
class BrowserPage:
    """A person at a page."""

    session: str
    account: int
    page: Page
    web: WebSide

    async def open(self, *sources: tuple[Kind, int], width: int = 640) -> None:
        """Switch devices on and tell the plan."""
        for kind, index in sources:
            await self.page.evaluate("([k, i, w]) => media.open(k, i, w)", [kind, index, width])
        person = next(p for p in self.web.plan.peers if p.peer == self.session)
        self.web.open(self.session, *dict.fromkeys((*person.publishes, *sources)))

    async def shut(self, kind: Kind, index: int) -> None:
        """Switch a device off and tell the plan."""
        await self.page.evaluate("([k, i]) => media.shut(k, i)", [kind, index])
        person = next(p for p in self.web.plan.peers if p.peer == self.session)
        self.web.open(self.session, *(s for s in person.publishes if s != (kind, index)))

    def stream(self, kind: Kind, index: int = 0) -> Stream:
        """One of this person's streams."""
        return Stream(self.session, kind, index)

    async def received(self) -> list[dict[str, Any]]:
        """The browser's statistics of what it receives, one per m-line in use."""
        found: list[dict[str, Any]] = await self.page.evaluate("media.received()")
        return found

    async def frames(self, account: int, kind: str = "video") -> int:
        """How many frames of that person it decoded so far."""
        return sum(
            r.get("framesDecoded", 0) for r in await self.received() if (r["account"], r["kind"]) == (account, kind)
        )

    async def energy(self, account: int) -> float:
        """How much sound of that person it played so far."""
        heard = [r.get("totalAudioEnergy", 0) for r in await self.received() if r["account"] == account]
        return float(sum(heard))

    async def call(self, expression: str) -> Any:
        """Evaluate something in the page."""
        return await self.page.evaluate(expression)


class Theatre:
    """A running Chromium and its pages."""

    def __init__(self, browser: Browser, web: WebSide) -> None:
        self._browser, self._web = browser, web

    async def enter(
        self,
        account: int,
        link: UdpLink | None = None,
        filter_offer: Callable[[str], str] = lambda sdp: sdp,
        uplink: UdpLink | None = None,
    ) -> BrowserPage:
        """Open a page and seat its person in the room; it receives over `link` and sends over `uplink`, if given.

        `filter_offer` is what the way to the page makes of the node's offers.
        """
        page = await self._browser.new_page()
        session = f"s{account}"
        links = {"sub": link, "pub": uplink}

        async def to_node(text: str) -> None:
            await asyncio.to_thread(self._web.say, session, json.loads(text))

        async def to_page(msg: dict[str, Any]) -> None:
            if "sdp" in msg:
                way = links[msg["pc"]]
                sdp = await way.lead_through(msg["sdp"]) if way is not None else msg["sdp"]
                msg = {**msg, "sdp": filter_offer(sdp)}
            await page.evaluate("msg => media.take(msg)", msg)

        async def blank(route: Route) -> None:
            await route.fulfill(body="<body></body>", content_type="text/html")

        await page.route("http://127.0.0.1/", blank)
        await page.expose_function("toNode", to_node)
        await page.goto("http://127.0.0.1/")
        await page.evaluate(SCRIPT)
        page.on("console", lambda m: print(f"[page {account}] {m.text}"))  # shown by pytest when a test fails
        self._web.enter(session, account, to_page)
        return BrowserPage(session, account, page, self._web)


@asynccontextmanager
async def theatre(web: WebSide) -> AsyncIterator[Theatre]:
    """Start a Chromium with fake devices."""
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=str(find_chromium()), args=ARGUMENTS)
        try:
            yield Theatre(browser, web)
        finally:
            await browser.close()
