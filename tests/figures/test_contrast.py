"""The contrast of two sentences, read back from its HTML."""

import re

import pytest

from rnnviz.data.order import TASKS
from rnnviz.data.order_sentences import EXAMPLES
from rnnviz.figures.contrast import STYLE, contrast_picture
from rnnviz.figures.contrast_tables import contest_table, contrast_tables
from rnnviz.tasks.order import KINDS, Contestants, Contrast, Kind, contrast, load_contestants
from rnnviz.written import percent
from tests.figures.markup import Element, Markup

ONE, TWO = "The dog bit the man", "The man bit the dog"
NAMES = {"bag": "Bag of words", "slots": "Word slots", "recurrent": "Recurrent"}


@pytest.fixture(scope="module")
def who() -> Contestants:
    return load_contestants("who")


def drawn(shown: Contrast) -> Markup:
    """The picture without its stylesheet."""
    html = contrast_picture(shown)
    assert html.startswith(STYLE)
    return Markup(html.removeprefix(STYLE))


def within(html: str, label: str) -> Markup:
    """One cell of the picture."""
    start = html.index(f'aria-label="{label}">')
    return Markup(re.split(r"</div>", html[start + len(f'aria-label="{label}">') :])[0])


def cell(shown: Contrast, kind: Kind, sentence: int) -> Markup:
    """What one network saw of one sentence, and its answer."""
    return within(contrast_picture(shown), f"{NAMES[kind]}, sentence {sentence}")


def items(markup: Markup) -> list[Element]:
    return markup.of_tag("li")


def chips(markup: Markup) -> list[str]:
    """The words of a cell as they stand there: pieces of text joined by a bar."""
    return ["|".join(one.pieces) for one in items(markup) if not is_answer(one)]


def is_answer(item: Element) -> bool:
    """Whether a line tells a probability."""
    return "%" in item.text


def answers(markup: Markup) -> dict[str, tuple[str, str]]:
    """Percentage and mark by answer."""
    return {
        one.pieces[0]: (one.pieces[1], "".join(one.pieces[2:])) for one in items(markup) if is_answer(one)
    }


def test_the_bag_lists_its_words_in_alphabetical_order_with_their_counts(who: Contestants) -> None:
    for sentence in (1, 2):
        shown = cell(contrast(who, ONE, TWO), "bag", sentence)
        assert chips(shown) == ["bit|× 1", "dog|× 1", "man|× 1", "the|× 2"]


def test_unknown_words_are_one_and_the_same_to_the_bag(who: Contestants) -> None:
    shown = cell(contrast(who, "zzqxj bit wvvkq", TWO), "bag", 1)
    assert chips(shown) == ["bit|× 1", "unknown|× 2"]
    assert [one.text for one in shown.of_class("unknown")] == ["unknown× 2"]


def test_slots_are_numbered_and_words_without_one_are_struck_out(who: Contestants) -> None:
    long = "this morning the hungry young dog was chased by the old man"
    shown = contrast(who, long, ONE)
    ten = [f"{n}|{word}" for n, word in enumerate(long.split()[:10], start=1)]
    assert chips(cell(shown, "slots", 1)) == [*ten, "no slot|old", "no slot|man"]
    assert [one.text for one in cell(shown, "slots", 1).of_tag("s")] == ["old", "man"]
    short = chips(cell(shown, "slots", 2))
    assert short == ["1|the", "2|dog", "3|bit", "4|the", "5|man", "6|–", "7|–", "8|–", "9|–", "10|–"]
    assert len(cell(shown, "slots", 2).of_class("empty")) == 5


def test_below_each_word_stands_the_answer_so_far(who: Contestants) -> None:
    shown = contrast(who, "The dog was bitten by the man", TWO)
    reading, found = shown.sides[0].recurrent, chips(cell(shown, "recurrent", 1))
    for text, word, output in zip(found, reading.tokens, reading.outputs, strict=True):
        said = shown.task.answers[output.argmax()] if output.max() > 0.5 else "?"
        assert text == f"{word}|{said}"
    bars = [one for one in cell(shown, "recurrent", 1).of_class("bar")][: len(found)]
    for bar, output in zip(bars, reading.outputs, strict=True):
        assert float(bar.style["--share"]) == pytest.approx(float(output.max()), abs=1e-4)
    assert found[0] == "the|?" and found[1] == "dog|dog" and found[-1] == "man|man"


@pytest.mark.parametrize("task", TASKS)
def test_percentages_and_bars_are_the_networks_own(task: str) -> None:
    contestants = load_contestants(task)
    for pair in EXAMPLES[task].values():
        shown = contrast(contestants, *pair)
        for kind in KINDS:
            for sentence, side in enumerate(shown.sides, start=1):
                told = answers(cell(shown, kind, sentence))
                for answer, (written, _) in told.items():
                    if answer in shown.task.answers:
                        share = float(side.output(kind)[shown.task.answers.index(answer)])
                        assert written == percent(share)
                known = [answer for answer in told if answer in shown.task.answers]
                rest = len(shown.task.answers) - len(known)
                assert (f"{rest} others" in told) == (rest > 0)
                bars = cell(shown, kind, sentence).of_class("bar")[-len(told) :]
                assert sum(float(bar.style["--share"]) for bar in bars) == pytest.approx(1, abs=1e-3)


def test_every_cell_has_the_same_answers_in_the_same_order(who: Contestants) -> None:
    for pair in EXAMPLES["who"].values():
        shown = contrast(who, *pair)
        lists = [list(answers(cell(shown, kind, n))) for kind in KINDS for n in (1, 2)]
        assert all(one == lists[0] for one in lists)
        assert 2 <= len(lists[0]) <= 5


def test_an_answer_is_marked_only_where_the_truth_is_known(who: Contestants) -> None:
    shown = contrast(who, ONE, TWO)
    for sentence, side in enumerate(shown.sides, start=1):
        for kind in KINDS:
            first = shown.answer(side, kind)
            mark = "✓ right" if first == side.truth else "✗ wrong"
            marks = {answer: said for answer, (_, said) in answers(cell(shown, kind, sentence)).items()}
            assert marks.pop(first) == mark
            assert set(marks.values()) == {""}
    picture = contrast_picture(contrast(who, "dog bit man", "the dog painted the man"))
    assert "right" not in picture.removeprefix(STYLE) and "wrong" not in picture.removeprefix(STYLE)


def verdicts(shown: Contrast) -> list[str]:
    return [one.text for one in drawn(shown).of_class("verdict")]


def signs(shown: Contrast) -> list[str]:
    return [one.text for one in drawn(shown).of_class("sign")]


def test_equal_bags_are_said_to_be_equal_with_the_number_itself(who: Contestants) -> None:
    shown = contrast(who, ONE, TWO)
    output = shown.sides[1].bag.output
    said = f"{shown.task.answers[output.argmax()]} {output.max()!s}"
    (bag, slots, recurrent) = verdicts(shown)
    assert bag == f"The same bag, so the same answer, to the last digit: {said} both times."
    assert slots == "It sees which word stands where, but in 10 places only: a longer sentence does not fit."
    assert recurrent == "The same words in another order: another answer, dog and man."
    assert signs(shown) == ["=", "≠", "≠"]


def test_other_verdicts(who: Contestants) -> None:
    assert signs(contrast(who, ONE, "the dog bit the old man")) == ["≈", "≈", "≈"]
    bag, _, recurrent = verdicts(contrast(who, ONE, "the dog bit the old man"))
    assert bag.startswith("Two different bags.")
    assert recurrent == "A step a word, however many there are: the same answer, dog."
    assert set(verdicts(contrast(who, ONE, f"{ONE}!"))) == {"To this network it is the same sentence twice."}
    assert signs(contrast(who, ONE, f"{ONE}!")) == ["="] * 3


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        (11, 11, "the last word of each sentence"),
        (13, 13, "the last 3 words of each sentence"),
        (13, 2, "the last 3 words of sentence 1"),
        (2, 11, "the last word of sentence 2"),
        (12, 11, "the last 2 words of sentence 1 and word of sentence 2"),
    ],
)
def test_words_that_do_not_fit_are_counted(who: Contestants, one: int, two: int, told: str) -> None:
    shown = contrast(who, "dog " * one, "man " * two)
    assert verdicts(shown)[1] == f"No more than 10 slots: it has no weights for {told}, and never sees them."


@pytest.mark.parametrize("texts", [("", ""), ("", ONE), (ONE, " ...")])
def test_without_words_there_is_no_answer(who: Contestants, texts: tuple[str, str]) -> None:
    shown = contrast(who, *texts)
    assert set(verdicts(shown)) == {"Type two sentences to compare them."}
    assert signs(shown) == [""] * 3
    for sentence, text in enumerate(texts, start=1):
        for kind in KINDS:
            assert bool(answers(cell(shown, kind, sentence))) == (text == ONE)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp; \"'> <b>dog</b>", "x" * 999]
)
def test_what_is_typed_is_never_markup(who: Contestants, text: str) -> None:
    shown = contrast(who, text, f"dog {text} man")
    plain = {one.tag for one in drawn(contrast(who, "zzqxj " * 11, TWO)).elements}
    assert {one.tag for one in drawn(shown).elements} <= plain
    assert {one.tag for one in Markup(contrast_tables(shown)).elements} <= {
        "style", "div", "table", "caption", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert len(contrast_picture(shown)) < 40_000


def test_only_yes_and_no_have_the_colours_of_positive_and_negative(who: Contestants) -> None:
    bars = drawn(contrast(who, ONE, TWO)).of_class("bar")
    assert all(one.classes == {"bar"} for one in bars)
    food = load_contestants("not")
    for pair in EXAMPLES["not"].values():
        shown = cell(contrast(food, *pair), "bag", 1)
        assert [one.classes - {"bar"} for one in shown.of_class("bar")] == [{"no"}, {"yes"}]


def test_the_table_twin_has_every_number(who: Contestants) -> None:
    shown = contrast(who, ONE, "the man saw the zzqxj")
    markup = Markup(contrast_tables(shown))
    cells = [one.text for one in markup.of_tag("td")]
    expected = [
        percent(float(side.output(kind)[n])) for n in range(16) for kind in KINDS for side in shown.sides
    ]
    for side in shown.sides:
        expected += [percent(float(one)) for output in side.recurrent.outputs for one in output]
    assert cells == expected
    assert all(one.attributes["scope"] in ("row", "col", "colgroup") for one in markup.of_tag("th"))
    assert len(markup.of_tag("caption")) == 3
    half = Markup(contrast_tables(contrast(who, ONE, "")))
    assert len(half.of_tag("caption")) == 2
    assert [one.text for one in half.of_tag("td")][: 6 * 16][1::2] == ["–"] * 3 * 16


@pytest.mark.parametrize("task", TASKS)
def test_scores_are_those_of_the_cards(task: str) -> None:
    contestants = load_contestants(task)
    html = contest_table(contestants)
    markup = Markup(html)
    cells = [one.text for one in markup.of_tag("td")]
    rows = [cells[n : n + 4] for n in range(0, len(cells), 4)]
    for kind, row in zip(KINDS, rows[:3], strict=True):
        network = getattr(contestants, kind)
        right = network.card["right"]
        assert row == [
            *(f"{100 * right[part]:.1f} %" for part in ("ordinary", "unseen", "longer")),
            f"{network.parameters:,}",
        ]
    assert rows[3] == ["50.0 %", "50.0 %", "50.0 %", ""]
    assert "generated by this program's own grammar (seed 0), 12,000 of them" in html
    assert ("such as dog and man," in html) == (task == "who")
    assert ("such as bad and good," in html) == (task == "not")
    assert f"of at most {contestants.task.most_words} words" in html and "GRU with 32 units" in html
