"""CRVideo: a file that one page plays to the meeting, in two real browsers (web docs, StartPlayMedia)."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.pages import CRVideo

Opener = Callable[..., CRVideo]

# Three seconds of a moving picture, recorded by the page itself, in a component that is on the page.
MAKE = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
  const pen = canvas.getContext('2d');
  let step = 0;
  const timer = setInterval(() => {
    pen.fillStyle = `hsl(${(step += 20) % 360} 90% 50%)`;
    pen.fillRect(0, 0, 160, 120);
  }, 50);
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  await new Promise((done) => setTimeout(done, 3000));
  recorder.stop();
  await new Promise((done) => (recorder.onstop = done));
  clearInterval(timer);
  window.film = new File(parts, 'clip.webm', { type: 'video/webm' });
  window.player = CRVideo_CreatMediaObj({});
  document.getElementById('local').appendChild(player.handler());
}"""
SHOW = """(uid) => {
  const view = CRVideo_CreatMediaObj({});
  document.getElementById('remote').appendChild(view.handler());
  view.setVideo(uid);
}"""


def test_a_file_is_played_to_the_meeting_paused_and_ended(crvideo: Opener) -> None:
    """StartPlayMedia answers 1 at once; the player hears that the file is open, everybody start, pause and stop."""
    mei, jun = crvideo("mei"), crvideo("jun")
    mei.call("CRVideo_CreateMeeting2", "created")
    room = mei.hears("CRVideo_CreateMeetingSuccess")[0]["ID"]
    for one in (mei, jun):
        one.enter(room)
    mei.run(MAKE)
    jun.run(SHOW, "mei")
    assert mei.call("CRVideo_GetMediaInfo")["state"] == 2
    assert mei.run("() => CRVideo_StartPlayMedia(player, '', 0, 2)") == 0, "nothing to play"
    assert mei.run("() => CRVideo_StartPlayMedia(player, film, 0, 2)") == 1
    mei.hears("CRVideo_NotifyMediaOpened")
    for one in (mei, jun):
        assert one.hears("CRVideo_NotifyMediaStart") == ["mei"]
    assert jun.call("CRVideo_GetMediaInfo") == {"userID": "mei", "state": 0, "mediaName": "clip.webm"}
    jun.sees_motion("#remote")
    mei.call("CRVideo_PausePlayMedia", True)
    assert jun.hears("CRVideo_NotifyMediaPause") == ["mei", 1]
    assert jun.call("CRVideo_GetMediaInfo")["state"] == 1
    mei.call("CRVideo_PausePlayMedia", False)
    assert jun.hears("CRVideo_NotifyMediaPause") == ["mei", 0]
    mei.call("CRVideo_StopPlayMedia")
    for one in (mei, jun):
        one.hears("CRVideo_NotifyMediaStop", "mei")
    assert jun.call("CRVideo_GetMediaInfo")["state"] == 2
