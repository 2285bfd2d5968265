"""Three dialects in one house: calls, a queue, a meeting, a recording and a killed media node, in real browsers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import redis

from tests.e2e.conftest import Site
from tests.e2e.pages import AnyChat, Conference, CRVideo

# Video, audio, server, mixed sound, mixed picture, side by side.
VIDEO_AND_AUDIO_ON_SERVER = 0x01 | 0x02 | 0x04 | 0x10 | 0x20 | 0x100


def leases(site: Site) -> list[dict[str, Any]]:
    """What the live media nodes say about themselves."""
    client = redis.Redis.from_url(redis_url(site))
    found = [client.get(key) for key in client.scan_iter("sb:media:lease:*")]
    return [json.loads(lease) for lease in found if lease]


def redis_url(site: Site) -> str:
    """The private Redis of the site, as its processes know it."""
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            values = dict(v.split("=", 1) for v in environ.read_text().split("\0") if "=" in v)
        except (OSError, UnicodeDecodeError):
            continue
        if values.get("VAR_DIR") == str(site.var_dir) and values.get("REDIS_URL"):
            return values["REDIS_URL"]
    raise AssertionError("the site has no process with a Redis")


def test_an_anychat_customer_calls_a_crvideo_agent(
    anychat: Callable[..., AnyChat], crvideo: Callable[..., CRVideo], conference: Callable[..., Conference]
) -> None:
    """Each hears the event in its own words; they see and hear each other; a recorder's client joins as third seat."""
    customer, agent = anychat("customer1"), crvideo("agent-li")
    friends = customer.until("() => BRAC_GetUserFriends().length && BRAC_GetUserFriends()")
    agent_id = next(f for f in friends if customer.call("BRAC_GetUserName", f) == "agent-li")
    customer.call("BRAC_VideoCallControl", 1, agent_id, 0, 0, 0, "")
    assert customer.hears("OnAnyChatVideoCallEvent", 2)[1:3] == [agent_id, 0]
    call = agent.hears("CRVideo_NotifyCallIn")
    agent.call("CRVideo_AcceptCall", call[0], call[1])
    agent.hears("CRVideo_AcceptCallSuccess")
    start = customer.hears("OnAnyChatVideoCallEvent", 3)
    assert start[1] == agent_id
    room = start[4]
    assert room == call[1]["ID"]
    customer.enter(room).open_devices().watch(agent_id)
    agent.enter(room).open_devices().watch(call[2])
    customer.sees_motion("#remote")
    agent.sees_motion("#remote")
    customer.hears_sound_of(agent_id)

    third = conference("customer2")
    assert third.say("login_conference_room", room) == 0
    assert third.hears("state", 0, 2)
    inside = {third.hears("state", 0, 3)[2]["m_strID"], third.hears("state", 0, 3)[2]["m_strID"]}
    assert inside == {str(customer.id), str(agent_id)}
    joined = customer.hears("OnAnyChatUserAtRoom", timeout_ms=5000)
    assert agent.hears("CRVideo_UserEnterMeeting")
    assert third.say("logout_conference_room") == 0
    assert third.hears("state", 0, 5)
    left = customer.hears("OnAnyChatUserAtRoom")
    while left[1] == 1:
        left = customer.hears("OnAnyChatUserAtRoom")
    assert left[1] == 0
    assert joined[1] == 1
    agent.call("CRVideo_HangupCall", call[0])
    assert customer.hears("OnAnyChatVideoCallEvent", 4)[1] == agent_id


def test_area_queue_agent_service_call_rating(anychat: Callable[..., AnyChat]) -> None:
    """AnyChat 3.6, 4.7, 5.8: a customer queues, an agent takes the next one, they talk, the customer rates."""
    agent, customer = anychat("agent1"), anychat("Zhang")
    for page, role in ((agent, 2), (customer, 0)):
        page.call("BRAC_SetSDKOption", 200, role)
        page.call("BRAC_ObjectControl", 4, -1, 3, page.id, 0, 0, 0, "")
        page.hears("OnAnyChatObjectSyncDataFinish")
        assert {10001, 10002} <= set(page.call("BRAC_ObjectGetIdList", 4))
        page.call("BRAC_ObjectControl", 4, 10001, 401, 0, 0, 0, 0, "")
        assert page.hears("OnAnyChatEnterAreaResult")[1:3] == [10001, 0]
    assert sorted(customer.call("BRAC_ObjectGetIdList", 5)) == [101, 102, 103]
    assert customer.call("BRAC_ObjectControl", 5, 101, 501, 0, 0, 0, 0, "") == 0
    assert customer.hears("OnAnyChatEnterQueueResult")[1:3] == [101, 0]
    assert customer.call("BRAC_ObjectGetIntValue", 5, 101, 502) == 0
    agent.until("() => BRAC_ObjectGetIntValue(5, 101, 504) === 1")
    agent.call("BRAC_ObjectControl", 6, agent.id, 602, 0, 0, 0, 0, "")
    assert agent.hears("OnAnyChatServiceStart") == [agent.id, customer.id, 101]
    assert customer.hears("OnAnyChatServiceStart") == [agent.id, customer.id, 101]
    agent.call("BRAC_VideoCallControl", 1, customer.id, 0, 0, 0, "")
    customer.hears("OnAnyChatVideoCallEvent", 1, agent.id)
    customer.call("BRAC_VideoCallControl", 2, agent.id, 0, 0, 0, "")
    room = agent.room_of()
    for page, other in ((agent, customer), (customer, agent)):
        page.enter(room).open_devices().watch(other.id)
    agent.sees_motion("#remote")
    customer.sees_motion("#remote")
    agent.call("BRAC_VideoCallControl", 4, customer.id, 0, 0, 0, "")
    customer.hears("OnAnyChatVideoCallEvent", 4)
    agent.call("BRAC_ObjectControl", 6, agent.id, 604, 0, 0, 0, 0, "")
    agent.hears("OnAnyChatAgentStatusChanged")
    assert customer.call("BRAC_ObjectControl", 6, agent.id, 4, 5, 0, 0, 0, "very good") is not None
    agent.until("(id) => BRAC_ObjectGetIntValue(6, id, 604) >= 1", agent.id)


def test_five_people_in_a_room(anychat: Callable[..., AnyChat]) -> None:
    """Everybody sees everybody: twenty streams."""
    people = [anychat(f"p{i}").enter(205_000).open_devices() for i in range(5)]
    for one in people:
        one.run(
            "() => { for (let i = 0; i < 4; i++) { const d = document.createElement('div'); d.id = 'r' + i; "
            "d.style.cssText = 'width:160px;height:120px'; document.body.append(d) } }"
        )
        for i, other in enumerate(o for o in people if o is not one):
            one.watch(other.id, f"r{i}")
    for one in people:
        for i in range(4):
            one.sees_motion(f"#r{i}", timeout_ms=30_000)


def test_a_late_viewer_gets_a_picture_within_a_second(anychat: Callable[..., AnyChat]) -> None:
    """A key frame is requested for everyone who comes later: first frame at most one second after the request."""
    talker = anychat("talker").enter(205_001).open_devices()
    talker.page.wait_for_timeout(3000)
    late = anychat("latecomer").enter(205_001)
    took_ms = late.run(
        """(id) => new Promise((resolve) => {
          const began = performance.now();
          BRAC_UserCameraControl(id, 1);
          BRAC_SetVideoPos(id, 'remote', 'v');
          document.querySelector('#remote video').requestVideoFrameCallback(() => resolve(performance.now() - began));
        })""",
        talker.id,
    )
    assert took_ms < 1000


def test_a_killed_media_node_is_replaced_and_pictures_come_back(site: Site, anychat: Callable[..., AnyChat]) -> None:
    """Another node is told the plan as soon as the dead one is missed; the pages reconnect by themselves."""
    a, b = anychat("before").enter(205_002).open_devices(), anychat("after").enter(205_002).open_devices()
    a.watch(b.id).sees_motion("#remote")
    [lease] = [row for row in leases(site) if row["peers"] == 2]
    os.kill(lease["pid"], signal.SIGKILL)
    frozen = a.frames("#remote")
    a.page.wait_for_timeout(1000)
    a.until(
        "(n) => document.querySelector('#remote video').getVideoPlaybackQuality().totalVideoFrames !== n "
        "&& document.querySelector('#remote video').getVideoPlaybackQuality().totalVideoFrames > 0 "
        "&& (window.__again = (window.__again || 0) + 1) > 20",
        frozen,
        timeout_ms=30_000,
    )
    a.run("() => { delete document.querySelector('#remote video').__seen }")
    a.sees_motion("#remote", timeout_ms=20_000)
    assert lease["pid"] not in [row["pid"] for row in leases(site)]


@pytest.fixture
def recorded(site: Site, anychat: Callable[..., AnyChat]) -> dict[str, Any]:
    """A recording of two people over about six seconds, and what the event said."""
    a, b = anychat("customer1").enter(205_003).open_devices(), anychat("customer2").enter(205_003).open_devices()
    a.watch(b.id).sees_motion("#remote")
    b.watch(a.id).sees_motion("#remote")
    began = time.monotonic()
    assert a.call("BRAC_StreamRecordCtrlEx", -1, 1, VIDEO_AND_AUDIO_ON_SERVER, 42, "contract 7") == 0
    a.page.wait_for_timeout(6000)
    assert a.call("BRAC_StreamRecordCtrlEx", -1, 0, VIDEO_AND_AUDIO_ON_SERVER, 42, "contract 7") == 0
    took_s = time.monotonic() - began
    said = a.hears("OnAnyChatRecordSnapShotEx", timeout_ms=60_000)
    return {"said": said, "took_s": took_s, "page": a, "id": a.id}


def test_a_recording_is_one_film_that_plays(recorded: dict[str, Any], site: Site, tmp_path: Path) -> None:
    """4.3.6, 5.5.10: side by side with mixed sound in one MP4; right duration; playable here and in Django admin."""
    page, said = recorded["page"], recorded["said"]
    assert said[0] == recorded["id"]
    assert said[4:] == [42, "contract 7"]
    answer = page.page.request.get(said[1] if said[1].startswith("http") else site.url + said[1])
    assert answer.ok
    film = tmp_path / "film.mp4"
    film.write_bytes(answer.body())
    with av.open(str(film)) as container:
        assert {s.codec_context.name for s in container.streams} == {"h264", "aac"}
        duration_s = float(container.duration or 0) / av.time_base
        picture = next(f for i, f in enumerate(container.decode(video=0)) if i == 60).to_ndarray(format="rgb24")
    assert _codecs_by_ffprobe(film) in ({"h264", "aac"}, set())
    assert abs(duration_s - recorded["took_s"]) < 1.0
    assert abs(said[2] - duration_s) <= 1
    left, right = np.array_split(picture, 2, axis=1)
    assert left.mean() > 15, "the left half shows somebody"
    assert right.mean() > 15, "the right half shows somebody"
    played = page.run(
        """async (url) => {
          const video = document.createElement('video');
          video.muted = true; video.src = url; document.body.append(video);
          await video.play();
          await new Promise((done) => setTimeout(done, 1500));
          return [video.currentTime > 0.5, video.videoWidth, video.duration];
        }""",
        said[1],
    )
    assert played[0] is True
    assert played[1] >= 640
    assert abs(played[2] - duration_s) < 0.3
    _playable_in_admin(page, site)


def _playable_in_admin(page: AnyChat, site: Site) -> None:
    tab = page.page.context.new_page()
    tab.goto(site.url + "/admin/login/?next=/admin/recordings/recording/")
    tab.fill("[name=username]", "admin")
    tab.fill("[name=password]", "admin-pass")
    tab.click("[type=submit]")
    tab.click("#result_list tbody th a")
    tab.wait_for_function("() => { const v = document.querySelector('video'); return v && v.readyState >= 1 }")


def _codecs_by_ffprobe(film: Path) -> set[str]:
    """What any other player's library says; empty on a machine without ffprobe (PyAV says the same above)."""
    probe = shutil.which("ffprobe")
    if probe is None:
        return set()
    command = [probe, "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", str(film)]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
