"""Around the picture of a plane: the key shows the marks of the picture, and everything has room."""

import re

import pytest

from rnnviz.figures.path_course import draw_mark
from rnnviz.figures.path_key import STEPS, draw_axes, draw_key, strips
from rnnviz.figures.path_place import LETTER, Canvas
from rnnviz.figures.path_svg import NARROW, PRESENTED, WIDE


@pytest.mark.parametrize("canvas", [WIDE, NARROW, PRESENTED])
def test_the_key_stands_below_the_plane_and_within_its_width(canvas: Canvas) -> None:
    left, below = strips(canvas, True, True)
    drawn = draw_key(canvas, True, True) + draw_axes(("first <b>", "second"), canvas)
    assert "first &lt;b&gt; →" in drawn and left >= canvas.letters
    texts = re.findall(r'x="([\d.]+)" y="([\d.]+)">([^<]+)<', draw_key(canvas, True, True))
    assert [text for *_, text in texts] == ["0 %", "100 % positive so far", "where the other sentences end"]
    for x, y, text in texts:
        assert canvas.height + canvas.letters < float(y) < canvas.height + below
        assert float(x) + len(text) * (canvas.letters - 1) * LETTER <= canvas.width


def test_the_marks_are_those_of_the_picture_and_only_what_is_drawn_has_a_key() -> None:
    drawn = draw_key(WIDE, True, False)
    looks = re.findall(r'style="fill: ([^"]+)"', drawn)
    assert looks == [re.findall(r'style="fill: ([^"]+)"', draw_mark((0, 0), 1, step))[0] for step in STEPS]
    assert drawn.count("<circle") == 3 and drawn.count("Z") == 3  # Half of them are diamonds.
    assert "other sentences" not in drawn and draw_key(WIDE, False, False) == ""
    assert strips(WIDE, False, False)[1] < strips(WIDE, True, False)[1]
