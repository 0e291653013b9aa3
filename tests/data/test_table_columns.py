"""The columns of texts and labels are found by name, else by what is in them; labels are told apart."""

import pytest

from rnnviz.data.tables import preview_table, read_table
from tests.data.test_tables import BAD, GOOD, refusal, table, written

ROWS = [*GOOD, *BAD]


def labelled(negative: str, positive: str, header: str = "label") -> bytes:
    rows = [[text, positive if label == "pos" else negative] for text, label in ROWS]
    return written([["text", header], *rows])


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["text", "label"], (0, 1)),
        (["class", "Sentence"], (1, 0)),
        (["label_id", "sentiment", "review_text"], (2, 1)),
        (["Comment ", "Y"], (0, 1)),
        (["title", "content", "my label"], (1, 2)),
        (["Target", "Tweet"], (1, 0)),
        (["text", "text_label"], (0, 1)),
    ],
)
def test_columns_are_found_by_name(header: list[str], found: tuple[int, int]) -> None:
    seen = preview_table(written([header, *[["a b c", "a b", "a"][: len(header)]] * 4]))
    assert (seen.columns.index(seen.text_column), seen.columns.index(seen.label_column)) == found


def test_columns_are_found_by_what_is_in_them() -> None:
    rows = [["18", "Kim", text, label] for text, label in GOOD] + [
        ["17", "Bo", text, label] for text, label in BAD
    ]
    raw = written([["age", "who", "what", "how"], *rows])
    seen = preview_table(raw)
    # Three columns hold two values each; one of them holds known labels.
    assert (seen.text_column, seen.label_column) == ("what", "how")
    assert read_table(raw).classes == ("neg", "pos")


def test_a_column_of_labels_is_found_though_the_first_thousand_rows_have_only_one() -> None:
    rows = [[f"good {n}", "fine"] for n in range(1_000)] + [[f"bad {n}", "poor"] for n in range(10)]
    rows += [["unsure", ""], ["unsure", " "]]
    raw = written([["what", "how"], *rows])
    assert preview_table(raw).label_column == ""
    assert len(read_table(raw).examples) == 1_010


def test_columns_can_be_named() -> None:
    rows = [[text, "x", "1" if label == "pos" else "0"] for text, label in ROWS]
    raw = written([["text", "label", "other"], *rows])
    assert len(read_table(raw, label_column="other").examples) == 16
    says = refusal(raw, "texts")
    assert says == "There is no column “texts”; the first line names “text”, “label”, “other”."
    assert "cannot both stand in column “label”" in refusal(raw, "label", "label")


def test_names_that_are_missing_or_stand_twice_are_numbered() -> None:
    seen = preview_table(written([["", "text", "text", "text (column 3)"], *[["1", "a", "b", "c"]] * 3]))
    assert seen.columns == ("column 1", "text", "text (column 3)", "text (column 3) (column 4)")
    assert len(set(seen.columns)) == 4


def test_without_a_column_of_labels_one_is_asked_for() -> None:
    says = refusal(written([["what", "how"], *[[f"text {n}", f"value {n}"] for n in range(20)]]))
    assert says.startswith("Which column holds the labels?") and "“what”, “how”" in says


@pytest.mark.parametrize(
    "first", [["what a film", "pos"], ["what a film", "1"], ["what a film", "4.5"], ["so what", "NEG"]]
)
def test_a_file_that_names_no_columns_is_told_so(first: list[str]) -> None:
    says = refusal(written([first, *ROWS]))
    assert says.startswith("The first line must name the columns, such as text,label; it holds")
    assert f"“{first[0]}” and “{first[1]}”" in says


def test_a_column_may_be_called_like_one_of_its_labels() -> None:
    rows = [[text, "spam" if label == "pos" else "ham"] for text, label in ROWS]
    assert read_table(written([["text", "spam"], *rows])).classes == ("ham", "spam")


@pytest.mark.parametrize(
    ("negative", "positive"),
    [("0", "1"), ("-1", "1"), ("neg", "pos"), ("Negative", "Positive"), ("FALSE", "TRUE"), ("no", "Yes"),
     ("bad", "good"), ("0.0", "1.0"), ("-1", "+1"), (" 0", "1 ")],
)  # fmt: skip
def test_the_usual_labels_are_known(negative: str, positive: str) -> None:
    read = read_table(labelled(negative, positive))
    assert [each.label for each in read.examples] == [1] * 8 + [0] * 8
    assert read.classes == (negative.strip(), positive.strip())
    assert read.notes == ()


@pytest.mark.parametrize(("one", "other"), [("dislike", "like"), ("9", "10"), ("2", "4"), ("Ham", "spam")])
def test_of_other_labels_the_later_is_positive_and_said_to_be(one: str, other: str) -> None:
    for raw, later in ((labelled(one, other), 1), (labelled(other, one), 0)):
        read = read_table(raw)
        assert read.examples[0].label == later
        assert read.classes == (one, other)
        assert f"“{one}” and “{other}”, the second is taken as positive" in read.notes[0]


def test_labels_are_the_same_in_any_case() -> None:
    assert read_table(table(["a", "POS"], ["b", "Pos "], ["c", "nEg"])).classes == ("nEg", "POS")


def test_a_third_label_is_named_with_its_line_and_column() -> None:
    assert refusal(table(["fine", "pos"], ["so so", "neutral"])) == (
        "Line 3, column “label”: the label must be “pos” or “neg”, as in most rows, got “neutral”."
    )


def test_stars_are_counted() -> None:
    rows = [[f"text {n}", str(1 + n % 5)] for n in range(50)]
    says = refusal(written([["text", "stars"], *rows]))
    assert says == (
        "Column “stars” holds 5 different values (“1”, “2”, “3”, “4”, “5”), the third of them on line 4; "
        "exactly two are needed, one for negative and one for positive texts."
    )


def test_a_column_with_a_thousand_values_is_no_column_of_labels() -> None:
    rows = [[f"text {n}", f"name {n}"] for n in range(1_200)]
    assert "“label” holds more than 1,000 different values" in refusal(written([["text", "label"], *rows]))


def test_one_class_alone_is_refused() -> None:
    assert "Column “label” holds only “pos”, in 8 rows." in refusal(written([["text", "label"], *GOOD]))
