"""What is played to those who wait: the queue's own film, else the area's; told with the place in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.domain.playback.conftest import make_film

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch


def place(branch: Branch) -> Any:
    """The customer's place in the queue, as the page knows it."""
    from webapp.domain.queues import selectors

    return selectors.own_ticket(branch.customer.pk)


def test_who_waits_learns_what_to_play(branch: Branch) -> None:
    """The queue's film goes before the area's; without one nothing is played."""
    from webapp.domain.queues.models import Area, Queue

    branch.take(branch.customer)
    assert (place(branch).media_url, place(branch).media_has_picture) == ("", False)
    lobby = make_film(branch.hall.bank, name="Lobby", media_type="video/mp4")
    music = make_film(branch.hall.bank, name="Music", media_type="audio/mpeg", has_picture=False)
    Area.objects.update(waiting_media=lobby)
    assert (place(branch).media_url, place(branch).media_has_picture) == (
        f"/files/media/{lobby.token}/Lobby.mp4",
        True,
    )
    Queue.objects.filter(pk=place(branch).queue_id).update(waiting_media=music)
    assert (place(branch).media_url, place(branch).media_has_picture) == (
        f"/files/media/{music.token}/Music.mp3",
        False,
    )


def test_another_film_reaches_those_who_wait_already(branch: Branch) -> None:
    """An administrator's choice is told like every change of the queue."""
    from webapp.domain.queues import telling
    from webapp.domain.queues.events import LineMoved
    from webapp.domain.queues.models import Queue

    branch.take(branch.customer)
    queue_id = place(branch).queue_id
    Queue.objects.filter(pk=queue_id).update(waiting_media=make_film(branch.hall.bank, media_type="video/mp4"))
    telling.queue_changed(queue_id)
    [(account_id, ticket)] = branch.hall.last(LineMoved).line
    assert account_id == branch.customer.pk
    assert ticket.media_url.endswith("/Welcome.mp4")
