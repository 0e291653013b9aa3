"""Pictures as letters: what is right by rule, and what is said where no rule reaches."""

import numpy as np
import pytest

from rnnviz.data import pictures
from rnnviz.tasks.captions import CAPTIONS, CLASSES, PIXELS, SHAPES, draw_unseen, understand_caption
from rnnviz.tasks.captions import understand_shape as understand_class


@pytest.mark.parametrize("understand", [understand_caption, understand_class])
@pytest.mark.parametrize("text", ["", "r", "q" * 144, "word " * 500, "🙂" * 144, "R" * 144])
def test_any_text_is_a_picture_of_144_cells(understand: object, text: str) -> None:
    given = understand(text)  # type: ignore[operator]
    assert given.picture.shape == (PIXELS,)
    assert len(given.shown) == 144 and set(given.shown) <= set(pictures.SIGNS)
    kept = [sign if sign in "rgby" else "." for sign in text[:144]]
    assert given.shown == "".join(kept).ljust(144, ".")
    painted = given.picture.reshape(144, 4)
    assert [sign != "." for sign in given.shown] == painted.any(axis=1).tolist()


def test_a_caption_is_right_as_drawn_where_the_rule_reaches() -> None:
    drawn = pictures.draw_held_out(300, 5)
    found = 0
    for cells, caption in zip(drawn.cells, drawn.captions, strict=True):
        given = understand_caption(pictures.to_text(cells))
        if given.right is not None:
            assert " ".join(given.right) == caption and given.says == ""
            found += 1
        else:  # A stray cell, or one that is missing.
            assert "no right caption is known" in given.says
    assert found > 200


def test_one_shape_is_named_wherever_it_lies() -> None:
    drawn = pictures.draw_single_held_out(400, 5)
    given = [understand_class(pictures.to_text(cells)) for cells in drawn.cells]
    named = [one.right for one in given if one.right]
    assert named == [(name,) for name, one in zip(drawn.captions, given, strict=True) if one.right]
    # Between two places there is no caption, but a name; only noise has none.
    unnamed = [cells for cells, one in zip(drawn.cells, given, strict=True) if not one.right]
    assert len(unnamed) < 110
    between = sum(pictures.expected(cells) is None for cells in drawn.cells)
    assert between > len(unnamed) + 30
    assert {one.says == "" for one in given if one.right} == {True}


@pytest.mark.parametrize(
    ("example", "named"), [(0, "red square"), (1, None), (2, None), (3, None), (4, "green cross"), (5, None)]
)
def test_a_network_with_one_answer_has_none_for_two_shapes(example: int, named: str | None) -> None:
    given = understand_class(pictures.EXAMPLES[example])
    assert given.right == (None if named is None else (named,))
    assert ("no way to say more" in given.says) == (named is None)


def test_an_empty_board_is_nothing_in_a_caption_and_no_shape() -> None:
    assert understand_caption("").right == (pictures.NOTHING,)
    given = understand_class("." * 144)
    assert given.right is None and given.says.startswith("Nothing is drawn.") and not given.is_empty


def test_what_is_learnt_are_pixels_and_words_or_a_class() -> None:
    data = CAPTIONS.draw(40, 1)
    drawn = pictures.draw(40, 1)
    assert isinstance(data.sources, np.ndarray) and data.sources.shape == (40, PIXELS)
    np.testing.assert_array_equal(data.sources, pictures.encode(drawn.cells))
    for target, caption in zip(data.targets, drawn.captions, strict=True):
        assert " ".join(CAPTIONS.alphabets.writes.decode(target.tolist())) == caption
    classes = SHAPES.draw(40, 1)
    names = [CLASSES.writes.names[int(target[0])] for target in classes.targets]
    assert tuple(names) == pictures.draw_single(40, 1).captions


def test_a_caption_that_is_never_met_is_no_caption_of_the_training() -> None:
    writes = CAPTIONS.alphabets.writes
    met = {writes.decode(target.tolist()) for target in CAPTIONS.draw(4_000, 1).targets}
    unseen = {writes.decode(target.tolist()) for target in draw_unseen(300, 5).targets}
    assert len(unseen) > 30 and not met & unseen


def test_the_longest_caption_can_be_written() -> None:
    longest = max(len(target) for target in CAPTIONS.draw(4_000, 1).targets)
    assert longest <= CAPTIONS.most
