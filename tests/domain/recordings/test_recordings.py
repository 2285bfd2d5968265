"""Starting, stopping, what is planned for the media plane, and what nodes and sweeps report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.recordings.conftest import ROOM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.domain.recordings.conftest import Studio


def streams_of(number: int = 0) -> list[tuple[str, str, int]]:
    """What is planned for one recording."""
    from webapp.domain.recordings import selectors
    from webapp.kernel.ids import RoomId

    return [(s.peer, s.kind, s.index) for s in selectors.planned(RoomId(ROOM))[number].streams]


def test_a_recording_runs_from_the_first_packet_not_from_the_request(studio: Studio) -> None:
    """Truthful states: asked for, then running once the node reports the first packet with its time."""
    from webapp.domain.recordings import film
    from webapp.kernel import clock

    row = studio.start()
    assert row.state == "starting"
    running = film.on_started(recording_id=row.pk, node="n1", at_ms=1_700_000_000_123)
    assert (running.state, running.node, clock.ms(running.started_at)) == ("running", "n1", 1_700_000_000_123)
    assert studio.names() == ["RecordingRequested", "RecordingStarted"]
    again = film.on_started(recording_id=row.pk, node="n2", at_ms=1_700_000_009_999)
    assert clock.ms(again.started_at) == 1_700_000_000_123  # a node that took over is not the beginning
    assert len(studio.names()) == 2


def test_oneself_alone_is_the_default(studio: Studio) -> None:
    """AnyChat 5.5.10: -1 is oneself, no flags are sound and picture together."""
    studio.start()
    assert streams_of() == [("s-li", "audio", 0), ("s-li", "video", 0)]


def test_another_person_of_the_room_can_be_recorded(studio: Studio) -> None:
    """AnyChat 5.5.10: the target may be any user in the room."""
    studio.start(subject_id=studio.id("wang"), has_audio=False)
    assert streams_of() == [("s-wang", "video", 0)]


def test_others_are_mixed_in_by_kind(studio: Studio) -> None:
    """AnyChat 5.5.10: the others' voices and the others' pictures are separate wishes."""
    from webapp.domain.rooms.models import Seat

    Seat.objects.filter(session_id="s-chen").update(cameras=[3, 2])
    studio.start(mixes_audio=True)
    assert [s for s in streams_of() if s[0] != "s-li"] == [("s-wang", "audio", 0), ("s-chen", "audio", 0)]
    studio.start("wang", mixes_video=True)
    assert [s for s in streams_of(1) if s[0] != "s-wang"] == [
        ("s-li", "video", 0),
        ("s-chen", "video", 2),
        ("s-chen", "video", 3),
    ]


def test_a_plan_names_the_directory_below_the_storage(studio: Studio, storage: Path) -> None:
    """A media node gets an absolute directory for each recording."""
    from webapp.domain.recordings import selectors
    from webapp.kernel.ids import RoomId

    row = studio.start()
    (planned,) = selectors.planned(RoomId(ROOM))
    assert (planned.id, planned.directory) == (row.pk, str(storage / "recordings" / str(row.pk)))


def test_a_stop_takes_it_out_of_the_plan_and_raises_the_revision(studio: Studio) -> None:
    """The node closes its files because the plan no longer has the recording."""
    from webapp.domain.recordings import selectors
    from webapp.domain.rooms.models import Room
    from webapp.kernel.ids import RoomId

    studio.start()
    before = Room.objects.get(pk=ROOM).plan_rev
    row = studio.stop()
    assert row.state == "stopping"
    assert selectors.planned(RoomId(ROOM)) == ()
    assert Room.objects.get(pk=ROOM).plan_rev == before + 1
    assert type(studio.told[-1]).__name__ == "MediaPlanChanged"


@pytest.mark.parametrize(
    ("who", "change", "refusal"),
    [
        ("zhao", {}, "NotSeated"),
        ("li", {"subject": "zhao"}, "PeerLeftRoom"),
        ("li", {"user_str": "x" * 5000}, "InvalidArgument"),
        ("li", {"key": "x" * 65}, "InvalidArgument"),
    ],
)
def test_what_cannot_be_recorded_is_refused(studio: Studio, who: str, change: dict[str, Any], refusal: str) -> None:
    """One records from within a room, and people who sit in it."""
    from webapp.kernel import errors

    if name := change.pop("subject", None):
        change["subject_id"] = studio.id(name)
    with pytest.raises(getattr(errors, refusal)):
        studio.start(who, **change)


def test_the_same_recording_cannot_run_twice(studio: Studio) -> None:
    """A second start of the same subject is refused; two people may each record the same one."""
    from webapp.kernel.errors import RecordingRunning

    studio.start()
    with pytest.raises(RecordingRunning):
        studio.start()
    studio.start("wang", subject_id=studio.id("li"))
    studio.stop()
    studio.start()


def test_a_stop_without_a_start_is_refused(studio: Studio) -> None:
    """There is nothing to act on: never started, somebody else's, or stopped already."""
    from webapp.kernel.errors import RecordingNotRunning

    studio.start("wang")
    with pytest.raises(RecordingNotRunning):
        studio.stop("li")
    studio.stop("wang")
    with pytest.raises(RecordingNotRunning):
        studio.stop("wang")


def test_a_mixer_is_stopped_by_its_key(studio: Studio) -> None:
    """A page names its mixers by ids of its own; two may run at once, and one id is used once."""
    from webapp.domain.recordings import services
    from webapp.domain.recordings.models import Form
    from webapp.kernel.errors import AlreadyExists, RecordingMissing, RecordingNotRunning
    from webapp.kernel.ids import AccountId

    for key in ("m1", "m2"):
        studio.start(form=Form.MIXER, key=key)
    with pytest.raises(AlreadyExists):
        studio.start(form=Form.MIXER, key="m1")
    li, wang = AccountId(studio.id("li")), AccountId(studio.id("wang"))
    with pytest.raises(RecordingMissing):
        services.stop_by_key(owner_id=wang, key="m1")
    assert services.stop_by_key(owner_id=li, key="m1").state == "stopping"
    with pytest.raises(RecordingNotRunning):
        services.stop_by_key(owner_id=li, key="m1")


def test_a_recorder_who_leaves_stops_his_recordings(studio: Studio) -> None:
    """The others' recordings go on; when the room is empty all stop."""
    from webapp.domain.recordings import follow, selectors
    from webapp.domain.rooms.events import SeatLeft
    from webapp.domain.rooms.models import Seat
    from webapp.kernel.ids import AccountId, RoomId

    mine, theirs = studio.start("li"), studio.start("wang")

    def leaves(name: str) -> None:
        Seat.objects.filter(session_id=f"s-{name}").delete()
        follow.seat_left(SeatLeft(RoomId(ROOM), AccountId(studio.id(name)), name, name, "left", AccountId(0)))

    leaves("li")
    assert selectors.recording(mine.pk).state == "stopping"
    assert selectors.recording(theirs.pk).state == "starting"
    leaves("chen")
    assert selectors.recording(theirs.pk).state == "starting"
    Seat.objects.all().delete()
    leaves("chen")
    assert selectors.recording(theirs.pk).state == "stopping"


def test_the_sweep_stops_what_was_left_behind_and_what_runs_too_long(studio: Studio) -> None:
    """A follow-up may be lost with its process; one run lasts eight hours at most (vendor documents)."""
    from webapp.domain.recordings import film, selectors
    from webapp.domain.rooms.models import Seat
    from webapp.kernel import clock

    left, long = studio.start("li"), studio.start("wang")
    Seat.objects.filter(session_id="s-li").delete()
    film.sweep()
    assert selectors.recording(left.pk).state == "stopping"
    assert selectors.recording(long.pk).state == "starting"
    with clock.held():
        clock.advance(8 * 3600 + 1)
        film.sweep()
    assert selectors.recording(long.pk).state == "stopping"


def test_a_dead_node_costs_ten_seconds_not_the_recording(studio: Studio) -> None:
    """A node that does not report within ten seconds after the stop is dead; what is on disk is used."""
    from webapp.domain.recordings import film, selectors
    from webapp.kernel import clock

    with clock.held():
        row = studio.start()
        studio.stop()
        film.sweep()
        assert selectors.recording(row.pk).state == "stopping"
        clock.advance(11)
        film.sweep()
    assert selectors.recording(row.pk).state == "composing"
    assert "RecordingTracksClosed" in studio.names()


def test_tracks_that_close_while_it_runs_change_nothing(studio: Studio) -> None:
    """A node that loses the room to another one closes its files, and the recording goes on elsewhere."""
    from webapp.domain.recordings import film

    row = studio.start()
    film.on_started(recording_id=row.pk, node="n1", at_ms=1)
    assert film.on_tracks_written(recording_id=row.pk, node="n1").state == "running"


def test_the_claim_on_a_film_ends_with_its_lease_and_three_attempts_are_enough(studio: Studio) -> None:
    """A worker that dies is replaced; a film that cannot be made fails with a sentence."""
    from webapp.domain.recordings import film, selectors
    from webapp.kernel import clock

    with clock.held():
        row = studio.start()
        studio.stop()
        film.on_tracks_written(recording_id=row.pk, node="n1")
        for _ in range(film.MAX_ATTEMPTS):
            assert film.claim(row.pk) is not None
            assert film.claim(row.pk) is None
            clock.advance(film.LEASE.total_seconds() + 1)
            film.sweep()
    failed = selectors.recording(row.pk)
    assert (failed.state, failed.failure) == ("failed", "The film could not be made in 3 attempts.")
    assert studio.names().count("RecordingTracksClosed") == 3  # the report, and two more turns


def test_a_film_that_waits_for_a_busy_worker_is_queued_again_once_a_minute(studio: Studio) -> None:
    """A message may be lost with its queue; a worker that is only busy need not be told at every sweep."""
    from webapp.domain.recordings import film
    from webapp.kernel import clock

    with clock.held():
        row = studio.start()
        studio.stop()
        film.on_tracks_written(recording_id=row.pk, node="n1")
        for _ in range(24):
            clock.advance(5)
            film.sweep()
    assert studio.names().count("RecordingTracksClosed") == 2  # the report, and once after a minute


def test_developing_again_is_no_attempt_at_the_film_and_is_told_once(studio: Studio) -> None:
    """Issue 4, composition: what can be played at once is told once; a film that never succeeds fails all the same."""
    from webapp.domain.recordings import film, selectors

    row = studio.start()
    studio.stop()
    film.on_tracks_written(recording_id=row.pk, node="n1")
    for _ in range(film.MAX_ATTEMPTS):
        assert film.claim(row.pk) is not None
        film.on_developed(recording_id=row.pk, sides=["recordings/1/sides/12-0.webm"])
        assert film.claim(row.pk) is not None
        film.release(row.pk)
    assert studio.names().count("RecordingPlayable") == 1
    film.sweep()
    assert selectors.recording(row.pk).state == "failed"


def test_nothing_recorded_is_a_failure_in_a_sentence(studio: Studio) -> None:
    """AnyChat 5.5.10: there is a result only if something was recorded."""
    from webapp.domain.recordings import film, selectors
    from webapp.tasks.recordings import make_film

    row = studio.start()
    studio.stop()
    film.on_tracks_written(recording_id=row.pk, node="n1")
    make_film(row.pk)
    failed = selectors.recording(row.pk)
    assert (failed.state, failed.failure) == ("failed", film.NOTHING)


def test_the_subject_stands_first_and_half_a_manifest_line_is_skipped(studio: Studio, storage: Path) -> None:
    """A killed node leaves its manifest as it was in that moment."""
    from webapp.domain.recordings import film

    row = studio.start("wang", mixes_video=True)
    folder = storage / "recordings" / str(row.pk)
    folder.mkdir(parents=True)
    lines = [json.dumps({"file": f"{n}.mkv", "account": studio.id(n), "kind": "audio"}) for n in ("li", "wang", "li")]
    (folder / "manifest.jsonl").write_text("\n".join([*lines, '{"file": "li.mkv", "closed_at_ms": 5}', '{"file": "x']))
    both = [studio.id("wang"), studio.id("li")]
    assert film.in_film(row) == (both, both)
    row.mixes_video = False
    assert film.in_film(row) == (both, both[:1])


def test_a_snapshot_is_kept_and_told_to_the_one_who_took_it(studio: Studio, storage: Path) -> None:
    """AnyChat 5.5.11: when there is a picture, its file name is told once; only real pictures are kept."""
    from webapp.domain.recordings import services
    from webapp.kernel.errors import InvalidData
    from webapp.kernel.ids import AccountId

    li, wang = AccountId(studio.id("li")), AccountId(studio.id("wang"))
    fields: dict[str, Any] = {
        "owner_id": li,
        "subject_id": wang,
        "room_number": ROOM,
        "uploaded": "files/1",
        "file_name": "s.jpg",
        "file_size": 5,
        "sha256": "0" * 64,
        "flags": 1024,
        "param": 9,
    }
    (storage / "files").mkdir()
    (storage / "files" / "1").write_bytes(b"<html>")
    with pytest.raises(InvalidData):
        services.keep_snapshot(**fields)
    (storage / "files" / "1").write_bytes(b"\xff\xd8\xff\xe0x")
    snapshot = services.keep_snapshot(**fields)
    assert (storage / snapshot.path).read_bytes() == b"\xff\xd8\xff\xe0x"
    told: Any = studio.told[-1]
    assert (told.snapshot.param, told.snapshot.flags, told.snapshot.subject_id) == (9, 1024, wang)
    assert told.snapshot.url == f"/files/shot/{snapshot.token}/s.jpg"


def test_a_node_that_cannot_write_fails_the_recording_and_says_why(studio: Studio) -> None:
    """Issue 4, masters: recording says failed, the admin sees why, and the node is no longer asked to record."""
    from webapp.domain.recordings import film, selectors
    from webapp.kernel.ids import RoomId

    row = studio.start()
    film.on_started(recording_id=row.pk, node="n1", at_ms=1)
    failed = film.on_recorder_failed(recording_id=row.pk, node="n1", reason="No space left on device")
    assert (failed.state, failed.failure) == ("failed", "The media node n1 cannot write: No space left on device.")
    assert studio.names()[-1] == "RecordingFailed"
    assert type(studio.told[-1]).__name__ == "MediaPlanChanged"
    assert selectors.planned(RoomId(ROOM)) == ()
    assert film.on_recorder_failed(recording_id=row.pk, node="n1", reason="again").failure == failed.failure


def test_a_pause_leaves_the_nodes_without_work_and_is_kept_with_the_recording(studio: Studio) -> None:
    """Issue 4, masters: pause and resume with the gap logged; the recording goes on as the same one."""
    from webapp.domain.recordings import film, services
    from webapp.kernel import clock
    from webapp.kernel.errors import InvalidState, RecordingMissing
    from webapp.kernel.ids import AccountId

    li, wang = AccountId(studio.id("li")), AccountId(studio.id("wang"))
    with clock.held():
        row = studio.start()
        with pytest.raises(InvalidState):
            services.pause(owner_id=li, recording_id=row.pk)  # nothing runs yet
        film.on_started(recording_id=row.pk, node="n1", at_ms=clock.ms(clock.now()))
        with pytest.raises(RecordingMissing):
            services.pause(owner_id=wang, recording_id=row.pk)
        services.pause(owner_id=li, recording_id=row.pk)
        assert streams_of() == []
        began_ms = clock.ms(clock.now())
        clock.advance(30)
        services.resume(owner_id=li, recording_id=row.pk)
        assert len(streams_of()) == 2
        clock.advance(10)
        services.pause(owner_id=li, recording_id=row.pk)
        clock.advance(5)
        stopped = studio.stop()
        wish = film.wish(stopped, [li], [li])
    assert wish.pauses == [(began_ms, began_ms + 30_000), (began_ms + 40_000, began_ms + 45_000)]
    assert [name for name in studio.names() if "ed" in name][2:5] == [
        "RecordingPaused",
        "RecordingResumed",
        "RecordingPaused",
    ]


def test_a_layout_that_is_changed_on_the_way_is_a_cue_of_the_film(studio: Studio) -> None:
    """Issue 4, composition: layout changes along the timeline."""
    from webapp.domain.recordings import film, services
    from webapp.kernel import clock
    from webapp.kernel.errors import RecordingNotRunning
    from webapp.kernel.ids import AccountId
    from webapp.media.core.style import Cue

    li = AccountId(studio.id("li"))
    with clock.held():
        row = studio.start()
        clock.advance(7)
        changed = services.rearrange(owner_id=li, recording_id=row.pk, layout="speaker")
        at_ms = clock.ms(clock.now())
        studio.stop()
        with pytest.raises(RecordingNotRunning):
            services.rearrange(owner_id=li, recording_id=row.pk, layout="grid")
    assert film.wish(changed, [li], [li]).cues == [Cue(at_ms, "speaker")]
    assert "RecordingRearranged" in studio.names()


def test_all_open_cameras_and_a_shared_screen_are_recorded(studio: Studio) -> None:
    """Issue 4, masters: screen share and several cameras per user are recorded."""
    from webapp.domain.rooms.models import Seat

    studio.start()
    Seat.objects.filter(session_id="s-li").update(cameras=[2, 0], is_sharing=True)
    assert streams_of() == [("s-li", "audio", 0), ("s-li", "video", 0), ("s-li", "video", 2), ("s-li", "screen", 0)]


def test_the_longest_run_of_a_recording_is_a_setting(studio: Studio, settings: Any) -> None:
    """CRVideo error 901: eight hours in the product, whatever the setting says elsewhere; the reason is kept."""
    from webapp.domain.recordings import film, selectors
    from webapp.kernel import clock

    assert settings.RECORDING_LIMIT_S == 28_800
    settings.RECORDING_LIMIT_S = 2
    with clock.held():
        row = studio.start()
        clock.advance(1.5)
        film.sweep()
        assert selectors.recording(row.pk).state == "starting"
        clock.advance(1)
        film.sweep()
    stopped = selectors.recording(row.pk)
    assert (stopped.state, stopped.stop_reason) == ("stopping", "limit")


def test_progress_is_told_only_when_it_grows_and_makes_an_attempt_count_as_the_first(studio: Studio) -> None:
    """Issue 4, composition: progress events; a worker that gets further than the one before was not in vain."""
    from webapp.domain.recordings import film, selectors
    from webapp.domain.recordings.events import FilmProgressed
    from webapp.domain.recordings.models import Recording

    row = studio.start()
    film.renew(row.pk, 0.5)
    assert selectors.recording(row.pk).progress == 0
    Recording.objects.filter(pk=row.pk).update(state="composing", attempts=3)
    for fraction in (0.0, 0.105, 0.109, 0.05, 0.5):
        film.renew(row.pk, fraction)
    told = [event.recording.progress for event in studio.told if isinstance(event, FilmProgressed)]
    assert told == [10, 50]
    assert selectors.recording(row.pk).attempts == 1


def test_a_film_can_be_made_of_what_was_written_before_it_failed(studio: Studio) -> None:
    """Issue 4, masters: what was written stays valid; once there is room again the admin has a film made."""
    from webapp.domain.recordings import film
    from webapp.kernel.errors import InvalidState

    row = studio.start()
    film.on_started(recording_id=row.pk, node="n1", at_ms=1)
    with pytest.raises(InvalidState):
        film.retry(row.pk)
    failed = film.on_recorder_failed(recording_id=row.pk, node="n1", reason="No space left on device")
    again = film.retry(row.pk)
    assert (again.state, again.failure, again.stopped_at) == ("composing", "", failed.ended_at)
    assert studio.names()[-1] == "RecordingTracksClosed"
