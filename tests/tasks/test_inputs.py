"""What a person gives, as the network takes it, and what is said of input that it was not made for."""

import pytest

from rnnviz.data import critics, dates, melodies, tags, translation
from rnnviz.symbols import UNKNOWN
from rnnviz.tasks.registry import TASK_NAMES, task_of
from rnnviz.tasks.running import run
from rnnviz.tasks.shipped import load_wired, shipped_variants
from rnnviz.tasks.task import Input

READING = ("sentiment", "critics", "tags", "dates", "translation")
LONGEST = {"sentiment": 60, "critics": 60, "tags": 40, "dates": 60, "translation": 30}
each_task = pytest.mark.parametrize("name", TASK_NAMES)
each_reading = pytest.mark.parametrize("name", READING)
HOSTILE = (
    "x" * 10_000,
    "word " * 2_000,
    "🙂🙂",
    "👩‍👩‍👧‍👦",
    "<b>bold</b> & “quoted”",
    "\x00\n\t",
    "кошка 猫 قطة",
    "e\u0301" * 30,
    "𝕿𝖍𝖊 𝖈𝖆𝖙",
    "....!!!???",
    "-1e999",
)


def understood(name: str, text: str) -> Input:
    return task_of(name).understand(text)


@each_reading
@pytest.mark.parametrize("text", ["", " ", " \n\t "])
def test_nothing_typed_is_nothing_to_answer(name: str, text: str) -> None:
    given = understood(name, text)
    assert given.is_empty and given.says == "" and given.right is None and given.columns == ()


@each_task
def test_examples_are_understood_without_a_remark_and_each_is_right_by_a_rule_or_none_knows(
    name: str,
) -> None:
    task = task_of(name)
    assert len(set(task.examples)) == len(task.examples) >= 2
    for text in task.examples:
        given = task.understand(text)
        assert not given.is_empty
        if name not in ("shapes", "melody", "sentiment", "critics"):
            notes = {path.text: path.note for path in tags.GARDEN_PATHS if name == "tags"}
            assert given.says == notes.get(text, "") and given.right, text
        for symbol in given.right or ():
            assert symbol in task.alphabets.writes.numbers


@each_reading
def test_there_is_a_column_for_each_number_that_is_read(name: str) -> None:
    task = task_of(name)
    assert task.alphabets.reads is not None
    for text in (*task.examples, *HOSTILE):
        given = task.understand(text)
        assert len(given.columns) == len(given.ids) <= LONGEST[name]
        assert all(0 < number < len(task.alphabets.reads) for number in given.ids)
        assert [column.known for column in given.columns] == [number != UNKNOWN for number in given.ids]


@each_task
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_answered_or_said_to_be_nothing(name: str, text: str) -> None:
    task = task_of(name)
    given = task.understand(text)
    assert len(given.says) < 400
    if given.is_empty:
        return
    result = run(task, load_wired(task, shipped_variants(task)[0]).network, given)
    assert result.probabilities.shape[1] == len(task.alphabets.writes)
    assert result.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert len(result.answer) <= max(task.most, len(given.ids))


@each_reading
def test_what_is_too_long_is_cut_and_that_is_said(name: str) -> None:
    word = task_of(name).examples[0].split()[0]
    given = understood(name, f"{word} " * 2_000)
    assert LONGEST[name] - 2 <= len(given.ids) <= LONGEST[name]
    assert f"It reads the first {LONGEST[name]} " in given.says
    assert "It reads the first" not in understood(name, task_of(name).examples[-1]).says


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("critics", "the zzqxj film", "It does not know “zzqxj”"),
        ("sentiment", "the zzqxj film", "It does not know “zzqxj”"),
        ("tags", "the zzqxj sleeps", "It has never read “zzqxj”"),
        ("translation", "the zzqxj sleeps", "It has never read “zzqxj”"),
        ("dates", "3 May 1979 ☃", "It has never read “☃”."),
    ],
)
def test_what_was_never_read_is_named(name: str, text: str, says: str) -> None:
    given = understood(name, text)
    assert says in given.says
    assert [column.text for column in given.columns if not column.known] == [says.split("“")[1].split("”")[0]]
    assert given.says.count("zzqxj") <= 1


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("the third of May 1979", "1979-05-03"),
        ("  MAY   3,\t1979 ", "1979-05-03"),
        ("3/5/1979", "1979-05-03"),
        ("21 Dec 99", "1999-12-21"),
        ("29 February 2000", "2000-02-29"),
    ],
)
def test_a_date_has_its_iso_date_as_the_right_answer(text: str, iso: str) -> None:
    given = understood("dates", text)
    assert given.right == tuple(iso) and given.says == ""
    shown = "".join(column.text for column in given.columns)
    assert shown == dates.normalise(text).replace(" ", "␣")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("good morning", "This is no date."),
        ("may I go", "This is no date."),
        ("42", "This is no date."),
        ("1979 May the 3rd", "none of the ways of writing a date"),
        ("30 February 2000", "There is no such day."),
        ("3 May 1850", "It knows the years 1900 to 2099 only"),
        ("5/13/1979", "ways of writing a date"),
    ],
)
def test_of_a_sentence_that_is_no_date_nothing_is_claimed(text: str, says: str) -> None:
    given = understood("dates", text)
    assert given.right is None and says in given.says and not given.is_empty


def test_held_out_dates_are_understood_as_they_were_drawn() -> None:
    for pair in dates.draw_held_out(60, 5):
        given = understood("dates", "".join(pair.read))
        assert given.right == pair.written and given.says == ""


def test_a_sentence_is_translated_by_the_rule_or_not_at_all() -> None:
    for pair in translation.draw_held_out(60, 5):
        given = understood("translation", " ".join(pair.read))
        assert given.right == pair.written and given.says == ""
    assert understood("translation", "She doesn't see him.").right == tuple("elle ne le voit pas".split())
    for text in ("cat the sleeps", "sleeps", "the the the", "the cat zzqxj"):
        assert understood("translation", text).right is None


def test_tags_are_known_of_the_garden_paths_alone() -> None:
    for path in tags.GARDEN_PATHS:
        given = understood("tags", f"{path.text.capitalize()}.")
        assert given.right is not None and " ".join(given.right) == path.tags
        assert len(given.right) == len(given.ids)
    assert understood("tags", "the dog sleeps").right is None


@pytest.mark.parametrize("note", melodies.first_notes())
def test_a_melody_begins_with_the_note_that_was_chosen(note: str) -> None:
    task = task_of("melody")
    given = task.understand(f" {note} ")
    assert given.begun == (task.alphabets.writes.numbers[note],) and given.says == ""


@pytest.mark.parametrize("text", ["H4 2", "C4", "c4 2", "C9 2", "<b>" * 99, "E4 2"])
def test_a_note_that_no_melody_begins_with_is_refused(text: str) -> None:
    given = understood("melody", text)
    assert given.is_empty and "is no note that a melody begins with" in given.says and len(given.says) < 120


def test_an_error_of_typing_is_read_as_the_nearest_word_and_shown() -> None:
    for name in ("sentiment", "critics"):
        given = understood(name, "a terrribly boooring film")
        spelled = {column.text: column.note for column in given.columns}
        assert spelled["boring"] == "“boooring”" and spelled["film"] == ""
        assert given.says == ""


def test_a_critics_word_is_known_if_the_network_has_it() -> None:
    task = task_of("critics")
    assert task.alphabets.writes.names == critics.CLASSES
    assert task.alphabets.reads == load_wired(task).network.reader.symbols  # type: ignore[union-attr]
