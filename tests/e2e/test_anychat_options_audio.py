"""Options of sound and network in a real browser: what the other side gets changes at once (manual 3.1, 5.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.pages import AnyChat
from tests.e2e.proxy import Proxy

WAVE_IN = 0
NOISE, ECHO, CAPTURE_MODE, BOOST, MONO_BITRATE, STEREO_BITRATE = 2, 3, 5, 6, 8, 9
LOW_DELAY, LONGEST_BUFFER, TRANSFER_BITRATE, AUTO_RECONNECT = 28, 60, 46, 47
SINGING = 1

# Connections are kept to be looked at; the microphone is an even tone on the left and a softer one on the right.
SPY = """
window.pcs = [];
window.RTCPeerConnection = class extends RTCPeerConnection { constructor(c) { super(c); window.pcs.push(this); } };
window.asked = [];
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  window.asked.push(wanted);
  const opened = await real(wanted);
  if (!TONE || !wanted.audio) return opened;
  const context = new AudioContext(), merger = context.createChannelMerger(2);
  [[300, 0.2], [900, 0.05]].forEach(([pitch, level], channel) => {
    const tone = context.createOscillator(), gain = context.createGain();
    tone.frequency.value = pitch; gain.gain.value = level;
    tone.connect(gain).connect(merger, 0, channel); tone.start();
  });
  const out = context.createMediaStreamDestination();
  merger.connect(out);
  return out.stream;
};
window.senders = () => pcs.flatMap((pc) => pc.getSenders()).filter((one) => one.track && one.track.kind === 'audio');
window.receivers = (kind) => pcs.flatMap((pc) => pc.getReceivers())
  .filter((one) => one.track && one.track.kind === kind && one.transport && one.transport.state === 'connected');
window.stat = async (parties, type) => {
  const rows = [];
  for (const one of parties) (await one.getStats()).forEach((row) => row.type === type && rows.push(row));
  return rows[0];
};
window.energy = async () => {
  const before = await stat(receivers('audio'), 'inbound-rtp');
  await new Promise((done) => setTimeout(done, 700));
  const after = await stat(receivers('audio'), 'inbound-rtp');
  const seconds = after.totalSamplesDuration - before.totalSamplesDuration;
  return (after.totalAudioEnergy - before.totalAudioEnergy) / seconds;
};
window.bitrate = async () => {
  const before = await stat(senders(), 'outbound-rtp');
  await new Promise((done) => setTimeout(done, 1500));
  const after = await stat(senders(), 'outbound-rtp');
  return 8000 * (after.bytesSent - before.bytesSent) / (after.timestamp - before.timestamp);
};
window.channels = async () => {
  const context = new AudioContext();
  const track = receivers('audio')[0].track;
  const splitter = context.createChannelSplitter(2);
  context.createMediaStreamSource(new MediaStream([track])).connect(splitter);
  const ears = [0, 1].map((side) => { const ear = context.createAnalyser(); splitter.connect(ear, side); return ear; });
  await new Promise((done) => setTimeout(done, 600));
  const levels = ears.map((ear) => {
    const samples = new Float32Array(ear.fftSize); ear.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
  });
  await context.close();
  return levels;
};
"""


@pytest.fixture
def spied(site: Site, tab: Callable[..., Page]) -> Callable[..., AnyChat]:
    """A logged-in page that can be looked into; `tone`: its microphone hears two even tones."""

    def make(name: str, *, tone: bool = True) -> AnyChat:
        page = tab()
        page.add_init_script(SPY.replace("TONE", "true" if tone else "false"))
        return AnyChat(page, site.url).log_in(name)

    return make


def speaking(spied: Callable[..., AnyChat], room: int, *, tone: bool = True) -> tuple[AnyChat, AnyChat]:
    """A speaker, and a listener who hears him."""
    speaker, listener = spied(f"s{room}", tone=tone).enter(room), spied(f"l{room}").enter(room)
    speaker.call("BRAC_UserSpeakControl", -1, 1)
    listener.call("BRAC_UserSpeakControl", speaker.id, 1)
    listener.hears_sound_of(speaker.id)
    return speaker, listener


def test_the_microphones_volume_is_what_the_other_side_hears(spied: Callable[..., AnyChat]) -> None:
    """5.7.4, 5.7.5: 0 to 100, more is louder; what was set is read back, and option 6 makes it louder still."""
    speaker, listener = speaking(spied, 4101)
    assert speaker.call("BRAC_AudioGetVolume", WAVE_IN) == 100
    full = listener.run("() => energy()")
    assert speaker.call("BRAC_AudioSetVolume", WAVE_IN, 25) == 0
    assert speaker.hears("OnAnyChatVolumeChange") == [WAVE_IN, 25]
    assert speaker.call("BRAC_AudioGetVolume", WAVE_IN) == 25
    listener.until("async (full) => { const e = await energy(); return e > full / 40 && e < full / 8 }", full)
    assert speaker.call("BRAC_SetSDKOption", BOOST, 1) == 0
    listener.until("async (full) => { const e = await energy(); return e > full / 3 && e < full }", full)
    assert speaker.call("BRAC_AudioSetVolume", WAVE_IN, 0) == 0
    listener.until("async (full) => await energy() < full / 1000", full)


def test_bit_rate_and_channels_follow_the_options_while_speaking(spied: Callable[..., AnyChat]) -> None:
    """3.1: option 8 caps one channel, option 9 two; singing is sent in two channels, which arrive as two."""
    speaker, listener = speaking(spied, 4102)
    assert speaker.call("BRAC_SetSDKOption", MONO_BITRATE, 16_000) == 0
    speaker.until("async () => { const rate = await bitrate(); return rate > 4000 && rate < 24000 }")
    left, right = listener.run("() => channels()")
    assert left == pytest.approx(right, rel=0.1), "one channel sounds the same on both sides"
    assert speaker.call("BRAC_SetSDKOption", STEREO_BITRATE, 120_000) == 0
    assert speaker.call("BRAC_SetSDKOption", CAPTURE_MODE, SINGING) == 0
    speaker.until("async () => await bitrate() > 60000")
    listener.until("async () => { const [left, right] = await channels(); return left > 2 * right && right > 0.01 }")


def test_processing_changes_while_one_speaks(spied: Callable[..., AnyChat]) -> None:
    """3.1: options 2 and 3 take effect at once; the sender's track has them, and the other side goes on hearing it."""
    speaker, listener = speaking(spied, 4103, tone=False)
    settings = """(on) => senders().map((one) => one.track.getSettings())
      .every((one) => one.echoCancellation === on && one.noiseSuppression === on)"""
    speaker.until(settings, True)
    for on in (False, True):
        for option in (ECHO, NOISE):
            assert speaker.call("BRAC_SetSDKOption", option, int(on)) == 0
        speaker.until(settings, on)
        before = listener.run("async () => (await stat(receivers('audio'), 'inbound-rtp')).packetsReceived")
        listener.until("async (n) => (await stat(receivers('audio'), 'inbound-rtp')).packetsReceived > n + 10", before)
        listener.hears_sound_of(speaker.id)


def test_received_streams_are_held_back_as_long_as_asked(spied: Callable[..., AnyChat]) -> None:
    """3.1: option 60 is a time in ms, 28 asks for the shortest."""
    _, listener = speaking(spied, 4104)
    delay = """async () => {
      const before = await stat(receivers('audio'), 'inbound-rtp');
      await new Promise((done) => setTimeout(done, 500));
      const after = await stat(receivers('audio'), 'inbound-rtp');
      const played = after.jitterBufferEmittedCount - before.jitterBufferEmittedCount;
      return (after.jitterBufferDelay - before.jitterBufferDelay) / played;
    }"""
    assert listener.call("BRAC_SetSDKOption", LONGEST_BUFFER, 800) == 0
    listener.until(f"async () => await ({delay})() > 0.6")
    assert listener.call("BRAC_SetSDKOption", LOW_DELAY, 1) == 0
    listener.until(f"async () => await ({delay})() < 0.4")


def test_a_transfer_keeps_within_its_bit_rate(spied: Callable[..., AnyChat]) -> None:
    """3.1: option 46, bits per second: half a megabyte takes four seconds at a million, and no time without."""
    sender, receiver = spied("t4105"), spied("r4105")
    for limit, shortest_s, longest_s in ((1_000_000, 4.0, 9.0), (0, 0.0, 3.5)):
        assert sender.call("BRAC_SetSDKOption", TRANSFER_BITRATE, limit) == 0
        assert sender.call("BRAC_GetSDKOptionInt", TRANSFER_BITRATE) == limit
        began = sender.run("() => Date.now()")
        assert sender.run("(id) => BRAC_TransBufferEx(id, 'x'.repeat(500000), 1, 2, 0)", receiver.id) > 0
        receiver.hears("OnAnyChatTransBufferEx", sender.id)
        assert shortest_s <= (receiver.run("() => Date.now()") - began) / 1000 <= longest_s


@pytest.fixture
def cut(site: Site) -> Iterator[Proxy]:
    """A way to the site that can be cut."""
    proxy = Proxy(urlparse(site.url).port or 80)
    yield proxy
    proxy.close()


def through(proxy: Proxy, page: AnyChat, name: str) -> AnyChat:
    """Logs in over the way that can be cut."""
    page.name = name
    assert page.call("BRAC_InitSDK", "0") == 0
    assert page.call("BRAC_Connect", "127.0.0.1", proxy.port) == 0
    assert page.call("BRAC_Login", name, "", 0) == 0
    assert page.hears("OnAnyChatConnect") == [1, 0]
    page.id = page.hears("OnAnyChatLoginSystem")[0]
    return page


def test_a_page_whose_link_was_cut_comes_back_to_its_room(anychat: Callable[..., AnyChat], cut: Proxy) -> None:
    """3.1, 4.1.7: with option 47, which is on by default, it hears the usual events again; without it, no more."""
    other = anychat("stays").enter(4106)
    page = through(cut, anychat(), "falls").enter(4106)
    page.forget()
    cut.cut()
    assert page.hears("OnAnyChatLinkClose") == [0, 101]
    assert page.hears("OnAnyChatConnect") == [1, 0]
    assert page.hears("OnAnyChatLoginSystem")[1] == 0
    assert page.hears("OnAnyChatEnterRoom") == [4106, 0]
    assert page.hears("OnAnyChatRoomOnlineUser")[0] == 2
    assert page.call("BRAC_GetOnlineUser") == [other.id]
    assert page.call("BRAC_SendTextMessage", -1, 0, "here again") == 0
    assert other.hears("OnAnyChatTextMessage")[3] == "here again"
    assert page.call("BRAC_SetSDKOption", AUTO_RECONNECT, 0) == 0
    page.forget()
    cut.cut()
    page.hears("OnAnyChatLinkClose")
    page.page.wait_for_timeout(1500)
    assert page.unasked() == []
