"""A file of one's own becomes the examples that stand in it, or one clear sentence."""

import csv
from collections.abc import Sequence
from io import StringIO

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rnnviz.data.tables import (
    LONGEST_TEXT,
    MOST_BYTES,
    MOST_EXAMPLES,
    Preview,
    Table,
    TableError,
    draw,
    has_words,
    preview_table,
    read_table,
)
from rnnviz.text import tokenize

GOOD = [[f"what a good film, number {n}", "pos"] for n in range(8)]
BAD = [[f"what a bad film, number {n}", "neg"] for n in range(8)]
same_every_time = settings(derandomize=True, deadline=None, database=None)


def written(rows: Sequence[Sequence[str]], delimiter: str = ",", codec: str = "utf-8") -> bytes:
    file = StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(codec)


def table(*rows: Sequence[str], header: Sequence[str] = ("text", "label")) -> bytes:
    """A table in which the given rows stand on the lines from 2, above sixteen good ones."""
    return written([header, *rows, *GOOD, *BAD])


def refusal(raw: bytes, text: str = "", label: str = "") -> str:
    with pytest.raises(TableError) as caught:
        read_table(raw, text, label)
    return str(caught.value)


def pairs(read: Table) -> list[tuple[str, float]]:
    return [(each.text, each.label) for each in read.examples]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
LATIN = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1)


@same_every_time
@given(
    st.lists(CELLS.map(lambda text: f"{text} so").map(str.strip), min_size=2, max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.booleans(),
)
@example(['say "no",\r\n;|\t\n then "" go'], "|", "utf-16", True)
@example(["=SUM(A1:A9)", "<b>bold</b>", "👍🏽 so"], ";", "utf-8", False)
def test_what_a_program_writes_comes_back(texts: list[str], delimiter: str, codec: str, first: bool) -> None:
    rows = [[text, "yes"] for text in texts] + [[text, "no"] for text, _ in GOOD + BAD]
    rows += [["good anyway", "yes"], ["well", "yes"]]
    order = (0, 1) if first else (1, 0)
    lines = [[row[place] for place in order] for row in [["text", "label"], *rows]]
    read = read_table(written(lines, delimiter, codec))
    assert pairs(read) == [(text, int(label == "yes")) for text, label in rows]
    assert read.classes == ("no", "yes")


@same_every_time
@given(
    st.lists(LATIN.map(lambda text: f"é{text} so".strip()), min_size=1, max_size=12), st.sampled_from(",;\t|")
)
def test_what_an_old_program_on_windows_writes_comes_back(texts: list[str], delimiter: str) -> None:
    rows = [[text, "1"] for text in texts] + [[text, "0"] for text, _ in GOOD + BAD] + [["fine", "1"]]
    raw = written([["text", "label"], *rows], delimiter, "cp1252")
    try:
        raw.decode()
    except UnicodeDecodeError:
        read = read_table(raw)
        assert pairs(read) == [(text, int(label)) for text, label in rows]
        assert "line 2 is not utf-8" in read.notes[0].lower() and "Windows-1252" in read.notes[0]
    else:
        assume(False)


PIECES = st.sampled_from(
    [b"text,label\n", b"a,1\n", b"b;0\r\n", b'"', b"\r", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b"\xc3"]
)  # fmt: skip


@settings(same_every_time, max_examples=400)
@given(
    st.one_of(
        st.binary(),
        st.lists(PIECES).map(b"".join),
        st.text().map(lambda text: text.encode("utf-16", "ignore")),
    )
)
@example(b"\xff\xfe\0\0")
@example(b"text,label\n" + b"good,1\nbad,0\n" * 6 + b'"')
def test_whatever_the_bytes_there_is_a_table_or_a_sentence(raw: bytes) -> None:
    for read in (preview_table, read_table):
        try:
            assert isinstance(read(raw), Preview | Table)
        except TableError as error:
            assert str(error).endswith((".", "?")) and len(str(error)) < 400


@settings(same_every_time, max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 3), st.one_of(PIECES, st.binary(max_size=3))),
        max_size=4,
    )
)
def test_however_a_table_is_damaged_there_is_a_table_or_a_sentence(
    damage: list[tuple[int, int, bytes]],
) -> None:
    raw = table()
    for place, length, piece in damage:
        raw = raw[:place] + piece + raw[place + length :]
    try:
        read = read_table(raw)
    except TableError as error:
        assert str(error).endswith((".", "?")) and len(str(error)) < 400
    else:
        assert len(read.examples) >= 10 and {each.label for each in read.examples} == {0, 1}


def test_a_preview_shows_the_first_rows_and_guesses_the_columns() -> None:
    raw = written(
        [["id", "Review", "Sentiment"], ["7", "long " * 50, "x"], *[["8", "b\nc", "y"]] * 9], ";", "utf-16"
    )
    seen = preview_table(raw)
    assert seen[0] == ("id", "Review", "Sentiment") and seen[2:] == (";", "UTF-16", "Review", "Sentiment")
    assert len(seen.rows) == 5 and seen.rows[1] == ("8", "b c", "y")
    assert len(seen.rows[0][1]) == 80 and seen.rows[0][1].endswith("…")


def test_a_preview_shows_rows_that_are_too_short_or_too_long_in_full_width() -> None:
    assert preview_table(b"text,label\na\nb,c,d\n").rows == (("a", ""), ("b", "c"))


def test_a_row_is_named_by_its_line_in_an_editor() -> None:
    # Lines 1 to 6: names, a text on lines 2 to 4, a blank line, then the wrong row.
    raw = b'text,label\r\n"one\r\ntwo\nthree",pos\r\n\r\nfour,five,neg\r\n' + table()
    assert refusal(raw).startswith("Line 6 has 3 columns, but the first line names 2.")
    assert "comma in it must stand in quotation marks" in refusal(raw)


def test_a_row_with_too_few_columns_is_named() -> None:
    assert refusal(table(["fine", "pos"], ["alone"])) == (
        "Line 3 has 1 column, but the first line names 2. "
        "Columns must be parted by a comma, as on the first line."
    )
    says = refusal(written([["id", "text", "label"], ["1", "fine", "pos"], ["2", "alone"]]))
    assert says == "Line 3 has 2 columns, but the first line names 3."


def test_a_quotation_mark_that_is_not_closed_is_named_where_its_row_begins() -> None:
    assert "line 3 is never closed" in refusal(b'text,label\ngood,pos\n"bad,neg\nworse,neg\n')
    # Here the next text in quotation marks would end it, and two lines in between would be lost.
    raw = b'label,text\npos,good\nneg,"bad\npos,better\nneg,"worse, far"\n'
    assert "from line 3 to line 5" in refusal(raw)


def test_quotation_marks_within_a_text_may_stand_as_typed() -> None:
    raw = b'text,label\nhe said "fine" to me,pos\n' + written([*GOOD, *BAD])
    assert read_table(raw).examples[0].text == 'he said "fine" to me'


def test_blanks_behind_commas_are_nothing() -> None:
    rows = b"".join(b'%d, "Good, number %d"\n' % (n % 2, n) for n in range(12))
    read = read_table(b"label, text\n" + rows)
    assert pairs(read)[:2] == [("Good, number 0", 0), ("Good, number 1", 1)]


def test_rows_without_text_are_left_out_and_named() -> None:
    read = read_table(table(["fine", "pos"], ["", "pos"], [" ", "neg"], ["?!", "neg"], ["", "rubbish"]))
    assert pairs(read)[:2] == [("fine", 1), (GOOD[0][0], 1)]
    assert read.notes == (
        "3 rows without text were left out: lines 3, 4, 6.",
        "1 row without a word was left out: line 5.",
    )


def test_of_many_rows_without_text_the_first_are_named() -> None:
    (note,) = read_table(table(*[["", "pos"]] * 30)).notes
    assert note == "30 rows without text were left out: lines 2, 3, 4, 5, 6 and 25 more."


def test_a_label_that_is_missing_now_and_then_is_left_out_and_else_named() -> None:
    many = [[f"fine {n}", "pos"] for n in range(84)]
    read = read_table(table(*many, *[["unsure", ""]] * 4))
    assert len(read.examples) == 100
    assert read.notes == ("4 rows without a label were left out: lines 86, 87, 88, 89.",)
    assert refusal(table(["fine", "pos"], ["unsure", " "])) == (
        "Line 3, column “label”: the label is missing, as in 1 of 18 rows with a text."
    )


def test_a_table_that_is_too_small_is_refused_with_its_numbers() -> None:
    says = refusal(written([["text", "label"], *GOOD, BAD[0]]))
    assert "10 rows" in says and "2 of each class" in says and "1 of “neg” and 8 of “pos”" in says
    assert "1 of “neg”" in refusal(written([["text", "label"], *GOOD, *GOOD, BAD[0]]))
    assert "No row has a text in column “text”, of 0 rows" in refusal(b"text,label\n")


def test_a_very_long_text_is_cut_and_named_also_beyond_the_usual_limit_of_csv() -> None:
    read = read_table(table(["good " * 40_000, "pos"]))
    assert read.examples[0].text == ("good " * 40_000)[:LONGEST_TEXT]
    assert read.notes == ("1 text of more than 20,000 characters was cut there: line 2.",)
    assert "line 2 has a text of more than 1,000,000" in refusal(table(["good " * 300_000, "pos"]))


def test_a_text_with_both_labels_is_counted() -> None:
    read = read_table(table(["So so", "pos"], ["so  so", "neg"], ["same", "pos"], ["same", "pos"]))
    assert read.notes == ("1 text stands in the file with both labels; only the first is learnt from.",)


def test_of_a_file_that_is_too_long_rows_from_all_over_are_taken() -> None:
    # First all positive ones; then both in turn, where every second row would be of one class.
    rows = [[f"text {n}", str(int(n < 40_000 or n % 2))] for n in range(120_000)]
    read = read_table(written([["text", "label"], *rows]))
    places = [int(each.text.split()[1]) for each in read.examples]
    assert len(places) == MOST_EXAMPLES and places == sorted(set(places))
    tenths = [sum(n // 12_000 == tenth for n in places) for tenth in range(10)]
    assert max(tenths) - min(tenths) < 400  # Of 5,000 each; a standard deviation is 50.
    assert abs(sum(each.label for each in read.examples) / MOST_EXAMPLES - 2 / 3) < 0.01
    assert read.notes == ("Of 120,000 rows 50,000 are used, drawn evenly from all over the file.",)
    assert read == read_table(written([["text", "label"], *rows]))


@pytest.mark.parametrize("there", [0, 1, 5, 6, 9, 10, 11, 500])
def test_as_many_as_wanted_are_drawn_in_their_order(there: int) -> None:
    drawn = draw(range(there), 5)
    assert len(drawn) == min(5, there) and drawn == sorted(set(drawn))


@same_every_time
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(st.sampled_from("ʼ’`.a½²é 好👍:)")),
        CELLS.map(lambda text: "." * 40 + text),
    )
)
def test_a_text_has_words_if_it_has_tokens(text: str) -> None:
    assert has_words(text) == bool(tokenize(text))


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "at most 200 MB" in refusal(bytes(MOST_BYTES + 1))
