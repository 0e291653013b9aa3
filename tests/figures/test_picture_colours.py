"""The colours of small pictures: seen on the page, and told apart by every eye."""

from itertools import combinations

from rnnviz.figures.style import PICTURE, Theme, palette
from tests.figures.test_style import JUST_SEEN, LARGE, THEME, contrast, difference, each_eye, each_theme


@each_theme
def test_they_stand_out_from_an_empty_square(theme: Theme) -> None:
    for colour in PICTURE[theme].values():
        assert contrast(colour, THEME[theme]["secondaryBackgroundColor"]) >= LARGE


@each_theme
@each_eye
def test_any_two_are_told_apart(theme: Theme, eye: str) -> None:
    for one, other in combinations(PICTURE[theme].values(), 2):
        assert difference(one, other, eye) > 8 * JUST_SEEN


@each_theme
def test_a_browser_is_given_them_in_the_order_of_their_letters(theme: Theme) -> None:
    assert "".join(PICTURE[theme]) == "rgby"
    assert palette()[theme]["picture"] == tuple(PICTURE[theme].values())
