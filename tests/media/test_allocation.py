"""The share each picture of a viewer gets of what its link carries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.bandwidth.allocation import KEEP, THIN, Picture, allocate

ladders = st.lists(st.integers(30_000, 2_000_000), min_size=1, max_size=3).map(lambda rates: tuple(sorted(rates)))
pictures = st.lists(st.tuples(st.integers(0, 3), ladders), min_size=1, max_size=9).map(
    lambda found: [Picture(number, rank, tuple(map(float, rates))) for number, (rank, rates) in enumerate(found)]
)
ONE = (100_000.0, 400_000.0, 1_200_000.0)


@given(pictures, st.integers(0, 20_000_000), st.integers(0, 200_000))
def test_nothing_is_spent_that_is_not_there_and_the_most_important_picture_always_flows(
    shown: list[Picture[int]], budget: int, sound: int
) -> None:
    """Whatever the budget: sound is counted first, and only the lowest layer of one picture may go beyond it."""
    found = allocate(budget, sound, shown)
    rates = {picture.key: picture.rates_bps for picture in shown}
    spent = sound + sum(rates[key][level] for key, level in found.levels.items() if level is not None)
    assert abs(spent - found.used_bps) < 1
    first = min(shown, key=lambda picture: picture.rank)
    assert found.levels[first.key] is not None
    assert spent <= max(budget, sound + rates[first.key][0])


def test_every_picture_has_something_before_any_has_more() -> None:
    """A second face is worth more than a finer first one."""
    found = allocate(600_000, 40_000, [Picture("a", 0, ONE), Picture("b", 1, ONE), Picture("c", 1, ONE)])
    assert found.levels == {"a": 0, "b": 0, "c": 0}
    assert found.wanted_bps == 640_000, "sound, three lowest layers, and the first one's next step"


def test_the_least_important_pause_when_not_even_lowest_layers_fit() -> None:
    """But never the most important one."""
    shown = [Picture("a", 0, ONE), Picture("b", 1, ONE), Picture("c", 2, ONE)]
    assert allocate(250_000, 40_000, shown).levels == {"a": 0, "b": 0, "c": None}
    assert allocate(20_000, 40_000, shown).levels == {"a": 0, "b": None, "c": None}


def test_even_the_most_important_pauses_where_it_was_seen_to_drown_the_sound() -> None:
    """And its lowest layer is what would come next."""
    found = allocate(130_000, 40_000, [Picture("a", 0, ONE, current=0), Picture("b", 1, ONE)], must_have=None)
    assert found.levels == {"a": 0, "b": None}
    found = allocate(100_000, 40_000, [Picture("a", 0, ONE, current=0)], must_have=None)
    assert found.levels == {"a": None}
    assert found.wanted_bps == 140_000


def thinnable(key: str, rank: int, current: int | None = None) -> Picture[str]:
    """A picture whose lowest layer is worth 40 kb/s when it is thinned."""
    return Picture(key, rank, ONE, current, thin_bps=40_000.0)


def test_every_picture_has_a_few_pictures_before_any_has_all_of_its_lowest_layer() -> None:
    """In the order of importance, as with layers; the most important has all of it whatever the budget says."""
    shown = [thinnable("a", 0), thinnable("b", 1), thinnable("c", 2)]
    assert allocate(340_000, 40_000, shown).levels == {"a": 0, "b": 0, "c": 0}
    assert allocate(300_000, 40_000, shown).levels == {"a": 0, "b": 0, "c": THIN}
    assert allocate(220_000, 40_000, shown).levels == {"a": 0, "b": THIN, "c": THIN}
    assert allocate(150_000, 40_000, shown).levels == {"a": 0, "b": THIN, "c": None}
    assert allocate(20_000, 40_000, shown).levels == {"a": 0, "b": None, "c": None}


def test_what_was_seen_to_drown_the_sound_is_thinned_and_then_pauses() -> None:
    """Each time the next step up is what is wanted."""
    found = allocate(60_000, 40_000, [thinnable("a", 0, 0), thinnable("b", 1, 0)], must_have=THIN)
    assert found.levels == {"a": THIN, "b": None}
    found = allocate(100_000, 40_000, [thinnable("a", 0, THIN)], must_have=THIN)
    assert found.levels == {"a": THIN}
    assert found.wanted_bps == 140_000
    found = allocate(60_000, 40_000, [thinnable("a", 0, THIN)], must_have=None)
    assert found.levels == {"a": None}
    assert found.wanted_bps == 80_000
    found = allocate(60_000, 40_000, [Picture("a", 0, ONE, 0), thinnable("b", 1, 0)], must_have=THIN)
    assert found.levels == {"a": None, "b": None}, "what cannot be thinned does not flow because others could"


def test_a_thinned_picture_is_kept_longer_than_it_would_be_begun_and_rises_like_a_layer() -> None:
    """Between the limits nothing changes; right after a fall nothing rises."""
    between = 40_000 * KEEP + 2_000
    assert allocate(between, 0, [thinnable("a", 0, THIN)], must_have=None).levels == {"a": THIN}
    assert allocate(between, 0, [thinnable("a", 0)], must_have=None).levels == {"a": None}
    assert allocate(95_000, 0, [thinnable("a", 0, 0)], must_have=None).levels == {"a": 0}
    assert allocate(95_000, 0, [thinnable("a", 0, THIN)], must_have=None).levels == {"a": THIN}
    held = allocate(9_000_000, 0, [thinnable("a", 0, THIN)], must_have=THIN, may_rise=False)
    assert held.levels == {"a": THIN}


def test_lowest_layers_may_go_beyond_the_estimate_for_a_while_but_nothing_rises_then() -> None:
    """An estimate that dips for a moment pauses nobody."""
    shown = [Picture("a", 0, ONE), Picture("b", 1, ONE), Picture("c", 2, ONE)]
    assert allocate(150_000, 40_000, shown, lowest_bps=400_000).levels == {"a": 0, "b": 0, "c": 0}


def test_what_flows_is_kept_a_little_longer_than_it_would_be_begun() -> None:
    """Between the two limits nothing changes: that is what stops it from swinging."""
    between = 400_000 * KEEP + 20_000
    assert allocate(between, 0, [Picture("a", 0, ONE[:2], current=1)]).levels == {"a": 1}
    assert allocate(between, 0, [Picture("a", 0, ONE[:2], current=0)]).levels == {"a": 0}


def test_nothing_rises_while_rises_are_forbidden() -> None:
    """Right after a fall."""
    shown = [Picture("a", 0, ONE, current=0), Picture("b", 1, ONE, current=1), Picture("c", 1, ONE)]
    assert allocate(9_000_000, 0, shown, may_rise=False).levels == {"a": 0, "b": 1, "c": None}


def test_nothing_more_is_wanted_when_all_have_their_best() -> None:
    """No probe disturbs a link that carries everything."""
    assert allocate(9_000_000, 0, [Picture("a", 0, ONE)]).wanted_bps is None
    assert allocate(9_000_000, 0, []).wanted_bps is None
