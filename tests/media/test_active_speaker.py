"""Who speaks, from a room's loudness 20 times a second (RFC 6464 levels: 0 is full scale, 127 silence)."""

from __future__ import annotations

from webapp.media.core.active_speaker import ActiveSpeaker
from webapp.media.core.speaker import Loudness, speakers

PEOPLE = {"ann": 1, "bob": 2}
LOUD, NORMAL, ROOM, SILENT = 15, 30, 70, 127


class Talk:
    """A room in which voices have levels for some time; notes who became speaker when."""

    def __init__(self) -> None:
        self.active: ActiveSpeaker[str] = ActiveSpeaker()
        self.turns: list[tuple[float, str | None]] = []
        self.now_s = 0.0
        self.voices: dict[int, Loudness] = {}

    def say(self, seconds: float, **levels: int) -> None:
        """Let time pass with these voices in the room."""
        for _ in range(round(seconds * 20)):
            self.now_s += 0.05
            for name, level in levels.items():
                self.voices.setdefault(PEOPLE[name], Loudness()).hear(round(self.now_s * 1000), level)
            if self.active.listen(levels, self.now_s):
                self.turns.append((self.now_s, self.active.speaker))

    def speakers(self) -> list[str | None]:
        """Who became speaker, in order."""
        return [speaker for _, speaker in self.turns]


def test_the_first_word_makes_a_speaker_within_half_a_second() -> None:
    """Nobody has to be outshouted."""
    talk = Talk()
    talk.say(2, ann=ROOM, bob=SILENT)
    assert talk.turns == []
    talk.say(1, ann=ROOM, bob=NORMAL)
    assert talk.speakers() == ["bob"]
    assert talk.turns[0][0] - 2 < 0.5


def test_a_cough_and_a_yes_do_not_take_the_floor() -> None:
    """Whoever speaks stays the speaker until another voice has been louder for more than half a second."""
    talk = Talk()
    talk.say(3, ann=NORMAL, bob=SILENT)
    talk.say(0.4, ann=NORMAL, bob=LOUD)
    talk.say(3, ann=NORMAL, bob=SILENT)
    assert talk.speakers() == ["ann"]


def test_another_voice_takes_over_when_it_is_clearly_louder() -> None:
    """Within a second and a half."""
    talk = Talk()
    talk.say(3, ann=NORMAL, bob=SILENT)
    talk.say(1.5, ann=NORMAL, bob=LOUD)
    assert talk.speakers() == ["ann", "bob"]


def test_pauses_between_words_keep_the_speaker() -> None:
    """A sentence is not one sound."""
    talk = Talk()
    for _ in range(10):
        talk.say(0.5, ann=NORMAL, bob=ROOM)
        talk.say(0.3, ann=SILENT, bob=ROOM)
    assert talk.speakers() == ["ann"]


def test_a_silent_room_keeps_its_last_speaker_until_the_next_word() -> None:
    """A picture that was shown large stays."""
    talk = Talk()
    talk.say(2, ann=NORMAL, bob=SILENT)
    talk.say(10, ann=SILENT, bob=SILENT)
    assert talk.active.speaker == "ann"
    talk.say(1, ann=SILENT, bob=NORMAL)
    assert talk.speakers() == ["ann", "bob"]


def test_two_who_speak_at_once_do_not_take_turns_several_times_a_second() -> None:
    """Equal voices: the first stays."""
    talk = Talk()
    talk.say(2, ann=NORMAL, bob=SILENT)
    for _ in range(20):
        talk.say(0.3, ann=NORMAL, bob=NORMAL - 3)
        talk.say(0.3, ann=NORMAL - 3, bob=NORMAL)
    assert talk.speakers() == ["ann"]


def test_who_leaves_is_no_speaker_any_more() -> None:
    """The next voice needs no patience."""
    talk = Talk()
    talk.say(2, ann=NORMAL, bob=ROOM)
    talk.say(0.1, bob=ROOM)
    assert talk.active.speaker is None
    talk.say(0.7, bob=NORMAL)
    assert talk.speakers() == ["ann", "bob"]


def test_a_film_shows_large_whom_the_pages_showed_large() -> None:
    """One rule for both; a film, which knows what comes, begins each turn with its first word."""
    talk = Talk()
    for seconds, ann, bob in (
        *((3, NORMAL, SILENT), (0.4, NORMAL, LOUD), (2, NORMAL, ROOM), (1.2, NORMAL, LOUD), (5, SILENT, ROOM)),
        *((1, NORMAL, ROOM), (0.3, SILENT, ROOM), (2, NORMAL, ROOM), (1, SILENT, LOUD)),
    ):
        talk.say(seconds, ann=ann, bob=bob)
    turns = speakers(talk.voices, 0)[1:]
    assert [account for _, account in turns] == [PEOPLE[str(name)] for name in talk.speakers()] == [1, 2, 1, 2]
    waits_s = [told_s - began_ms / 1000 for (told_s, _), (began_ms, _) in zip(talk.turns, turns, strict=True)]
    assert all(0 < wait_s < 1.2 for wait_s in waits_s)
