"""Two AnyChat pages that go direct, fall back to the server without a gap, and return (manual 4.3.5, options 40-42)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.pages import AnyChat

ON_DEMAND, POLICY, CONNECT, BREAK = 3, 40, 41, 42
UDP = 2
P2P_STATE = 11  # BRAC_USERSTATE_P2PCONNECT

# Every connection of the page is kept; those to other pages are the ones that name ICE servers.
SPY = """
window.pcs = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(config) {
    const direct = config && config.iceServers !== undefined;
    super(direct && BLOCKED ? { ...config, iceTransportPolicy: 'relay' } : config);
    this.isDirect = direct;
    window.pcs.push(this);
  }
};
window.received = async (direct) => {
  let packets = 0;
  for (const pc of window.pcs) {
    if (pc.isDirect !== direct || pc.connectionState === 'closed') continue;
    (await pc.getStats()).forEach((row) => { if (row.type === 'inbound-rtp') packets += row.packetsReceived; });
  }
  return packets;
};
window.route = async () => {
  const pc = window.pcs.find((one) => one.isDirect && one.connectionState === 'connected');
  const rows = new Map([...await pc.getStats()]);
  const transport = [...rows.values()].find((row) => row.type === 'transport');
  const pair = rows.get(transport.selectedCandidatePairId);
  return [rows.get(pair.localCandidateId).port, rows.get(pair.remoteCandidateId).port];
};
window.still = 0;
window.watchStandstill = () => {
  let last = -1, since = performance.now();
  window.still = 0;
  setInterval(() => {
    const video = document.querySelector('#remote video');
    const frames = video ? video.getVideoPlaybackQuality().totalVideoFrames : -1;
    const now = performance.now();
    if (frames !== last) { last = frames; since = now; }
    window.still = Math.max(window.still, now - since);
  }, 100);
};
"""


@pytest.fixture
def spied(site: Site, tab: Callable[..., Page]) -> Callable[..., AnyChat]:
    """An AnyChat page whose connections can be looked at; `blocked`: its direct ones find no way."""

    def make(name: str, *, policy: int | None = ON_DEMAND, blocked: bool = False) -> AnyChat:
        page = tab()
        page.add_init_script(SPY.replace("BLOCKED", "true" if blocked else "false"))
        one = AnyChat(page, site.url).log_in(name)
        if policy is not None:
            assert one.call("BRAC_SetSDKOptionInt", POLICY, policy) == 0
        return one

    return make


def in_a_call(spied: Callable[..., AnyChat], room: int, **options: Any) -> tuple[AnyChat, AnyChat]:
    """Two who see and hear each other."""
    a, b = spied(f"a{room}", **options).enter(room), spied(f"b{room}", **options).enter(room)
    for page, other in ((a, b), (b, a)):
        page.open_devices().watch(other.id)
    for page in (a, b):
        page.sees_motion("#remote")
    return a, b


def goes_direct(page: AnyChat, other: AnyChat) -> None:
    """The page is told so, and everything it gets comes from the other page alone."""
    assert page.hears("OnAnyChatP2PConnectState", other.id, UDP) == [other.id, UDP]
    assert page.call("BRAC_QueryUserStateInt", other.id, P2P_STATE) == UDP
    page.until(
        """async () => {
          const pause = () => new Promise((done) => setTimeout(done, 500));
          const [node, direct] = [await received(false), await received(true)];
          await pause();
          return await received(false) === node && await received(true) > direct + 5;
        }"""
    )


def comes_from_the_server(page: AnyChat, other: AnyChat) -> None:
    """The page is told so; the node forwards, and the picture has never stood still for a second."""
    assert page.hears("OnAnyChatP2PConnectState", other.id, 0) == [other.id, 0]
    assert page.call("BRAC_QueryUserStateInt", other.id, P2P_STATE) == 0
    assert page.run("() => pcs.filter((pc) => pc.isDirect).every((pc) => pc.connectionState === 'closed')")
    node = page.run("() => received(false)")
    page.until("async (n) => await received(false) > n + 10", node)


def test_two_go_direct_and_a_third_who_watches_brings_them_back_without_a_gap(spied: Callable[..., AnyChat]) -> None:
    """4.3.5: 2 stands for UDP, 0 for no path. A third party's picture needs the server; then the path returns."""
    a, b = in_a_call(spied, 4001)
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
    assert a.run("() => route()") == b.run("() => route()")[::-1], "the ends of the path are the two pages"
    for page in (a, b):
        page.run("() => watchStandstill()")
    c = spied("third").enter(4001).watch(b.id)
    c.sees_motion("#remote")
    for page, other in ((a, b), (b, a)):
        comes_from_the_server(page, other)
    c.call("BRAC_LeaveRoom", -1)
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
    stood = [page.run("() => still") for page in (a, b)]
    assert max(stood) < 1000, stood


def test_a_recording_goes_over_the_server_and_lets_go_again(spied: Callable[..., AnyChat]) -> None:
    """While the server records one of the two, its streams pass through the server."""
    a, b = in_a_call(spied, 4002)
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
        page.run("() => watchStandstill()")
    assert a.call("BRAC_StreamRecordCtrl", b.id, 1, 7, 0) == 0
    for page, other in ((a, b), (b, a)):
        comes_from_the_server(page, other)
    assert a.call("BRAC_StreamRecordCtrl", b.id, 0, 7, 0) == 0
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
    stood = [page.run("() => still") for page in (a, b)]
    assert max(stood) < 1000, stood


def test_by_default_everything_passes_the_server_until_the_page_asks(spied: Callable[..., AnyChat]) -> None:
    """2.2: option 40 leaves it to the server by default; 41 connects to the given user at once, 42 disconnects."""
    a, b = in_a_call(spied, 4003, policy=None)
    a.page.wait_for_timeout(1000)
    assert not a.run("() => pcs.some((pc) => pc.isDirect)")
    assert a.call("BRAC_SetSDKOptionInt", CONNECT, b.id) == 0
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
        page.run("() => watchStandstill()")
    assert b.call("BRAC_SetSDKOptionInt", BREAK, a.id) == 0
    for page, other in ((a, b), (b, a)):
        comes_from_the_server(page, other)
    stood = [page.run("() => still") for page in (a, b)]
    assert max(stood) < 1000, stood


def test_a_network_without_a_direct_way_stays_on_the_server(spied: Callable[..., AnyChat]) -> None:
    """4.3.5: no event tells of a path that never was, and the picture goes on."""
    a, b = in_a_call(spied, 4004, blocked=True)
    a.until("() => pcs.some((pc) => pc.isDirect)")
    for page in (a, b):
        page.run("() => watchStandstill()")
    node = a.run("() => received(false)")
    a.page.wait_for_timeout(2000)
    a.until("async (n) => await received(false) > n + 40", node)
    for page in (a, b):
        assert not [row for row in page.log() if row[0] == "OnAnyChatP2PConnectState"]
        assert page.run("() => still") < 1000


def test_a_path_that_dies_is_replaced_by_the_server(spied: Callable[..., AnyChat]) -> None:
    """When one page's end closes, both pictures go on over the server, and a new path is tried later."""
    a, b = in_a_call(spied, 4005)
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
    b.run("() => pcs.filter((pc) => pc.isDirect).forEach((pc) => pc.close())")
    for page, other in ((a, b), (b, a)):
        comes_from_the_server(page, other)
        page.sees_motion("#remote")
    for page, other in ((a, b), (b, a)):
        goes_direct(page, other)
