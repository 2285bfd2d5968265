"""Where pictures go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.layout import Box, arrange, fit


def test_one_fills_the_frame_two_share_it_and_more_make_a_grid() -> None:
    """Interfaces, recording: full frame, side by side, 2 x 2, 3 x 3; a row that is not full stands in the middle."""
    assert arrange(1, 1280, 720) == (Box(0, 0, 1280, 720),)
    assert arrange(2, 1280, 480) == (Box(0, 0, 640, 480), Box(640, 0, 640, 480))
    assert arrange(3, 1280, 720) == (Box(0, 0, 640, 360), Box(640, 0, 640, 360), Box(320, 360, 640, 360))
    assert arrange(9, 1280, 720)[8] == Box(852, 480, 426, 240)
    assert arrange(0, 1280, 720) == ()


def test_a_picture_keeps_its_shape_and_stands_in_the_middle() -> None:
    """Interfaces, recording: scaled into its half with the aspect kept."""
    assert fit(640, 480, Box(640, 0, 640, 720)) == Box(640, 120, 640, 480)
    assert fit(480, 640, Box(0, 0, 640, 480)) == Box(140, 0, 360, 480)
    assert fit(640, 480, Box(0, 0, 640, 480)) == Box(0, 0, 640, 480)


SIDES = st.integers(2, 4000)


@given(st.integers(1, 30), st.integers(100, 2000), st.integers(100, 2000), SIDES, SIDES)
def test_nothing_leaves_the_frame_or_overlaps(
    count: int, width: int, height: int, picture_w: int, picture_h: int
) -> None:
    """4:2:0 pictures need even coordinates; tiles are the viewer's only sense of who is who, so they never overlap."""
    boxes = arrange(count, width * 2, height * 2)
    pictures = [fit(picture_w, picture_h, box) for box in boxes]
    assert len(boxes) == count
    for box, picture in zip(boxes, pictures, strict=True):
        assert all(value % 2 == 0 for value in (picture.x, picture.y, picture.width, picture.height))
        assert picture.width >= 2
        assert picture.height >= 2
        assert 0 <= box.x <= picture.x
        assert picture.x + picture.width <= box.x + box.width <= width * 2
        assert 0 <= box.y <= picture.y
        assert picture.y + picture.height <= box.y + box.height <= height * 2
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert one.x + one.width <= other.x or other.x + other.width <= one.x or one.y + one.height <= other.y
