"""The page on word order: opened, used, and misused."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.data.order import TASKS
from rnnviz.data.order_sentences import EXAMPLES, HEADINGS
from rnnviz.figures.contrast import contrast_picture
from rnnviz.figures.contrast_tables import contest_table, contrast_tables
from rnnviz.tasks.order import contrast, load_contestants
from tests.house.source import TOP

MOST = 40  # Words that are read; as the page says.
FIRST = {task: next(iter(pairs.values())) for task, pairs in EXAMPLES.items()}


def opened(**address: str) -> AppTest:
    """The page of an address."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).run()
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page("pages/order.py").run()


@pytest.fixture
def page() -> AppTest:
    """The page as a new visitor finds it."""
    return opened()


def typed(page: AppTest, one: str, two: str) -> str:
    """Type two sentences; what the page says about them. There is never an exception."""
    page.text_input(key="one").set_value(one).run()
    page.text_input(key="two").set_value(two).run()
    assert [each.message for each in page.exception] == []
    (note,) = page.text
    return note.value


def drawn(page: AppTest) -> str:
    """Everything the page shows as HTML."""
    return "\n".join(each.proto.body for each in page.get("html"))


def assert_shown(page: AppTest, task: str, one: str, two: str) -> None:
    """The page shows these two sentences as the networks of this task read them."""
    assert [each.message for each in page.exception] == []
    contestants = load_contestants(task)
    shown = contrast(contestants, one, two)
    html = [each.proto.body for each in page.get("html")]
    assert contrast_picture(shown) in html
    assert contrast_tables(shown) in html
    assert contest_table(contestants) in html
    assert [each.value for each in page.title] == [HEADINGS[task]]
    assert f"**{TASKS[task].question}**" in page.markdown[0].value


def test_a_new_visitor_sees_who_bit_whom(page: AppTest) -> None:
    assert FIRST["who"] == ("The dog bit the man", "The man bit the dog")
    assert_shown(page, "who", *FIRST["who"])


def test_two_sentences_are_typed(page: AppTest) -> None:
    assert typed(page, "the cat saw the bear", "the bear saw the cat") == ""
    assert_shown(page, "who", "the cat saw the bear", "the bear saw the cat")


def test_another_question_brings_its_own_sentences_and_back(page: AppTest) -> None:
    typed(page, "the cat saw the bear", "the bear saw the cat")
    for task in ("not", "who"):
        page.button_group(key="task").set_value(task).run()
        assert_shown(page, task, *FIRST[task])


@pytest.mark.parametrize("task", TASKS)
def test_an_example_types_both_sentences(task: str) -> None:
    page = opened(task=TASKS[task].question)
    for name, pair in EXAMPLES[task].items():
        page.button_group(key="pair").set_value(name).run()
        assert_shown(page, task, *pair)
        assert page.button_group(key="pair").value is None  # The pill does not stay pressed.


def test_the_second_sentence_becomes_the_twin_of_the_first(page: AppTest) -> None:
    typed(page, "A horse, perhaps, saw the Farmer!", "something else")
    (exchange,) = page.button
    exchange.click().run()
    assert_shown(page, "who", "A horse, perhaps, saw the Farmer!", "A Farmer, perhaps, saw the horse!")


def test_an_address_restores_the_question_and_both_sentences() -> None:
    page = opened(task=TASKS["not"].question, one="the food was not bad", two="the food was bad")
    assert_shown(page, "not", "the food was not bad", "the food was bad")


def test_an_address_with_the_question_alone_has_its_first_example() -> None:
    assert_shown(opened(task=TASKS["not"].question), "not", *FIRST["not"])


@pytest.mark.parametrize("hostile", ["-1", "9" * 400, "<b>", "", "no such thing"])
@pytest.mark.parametrize("name", ["task", "pair"])
def test_an_address_that_means_nothing_is_an_address_without_it(name: str, hostile: str) -> None:
    page = opened(one="the dog bit the cat", two="dog", **{name: hostile})
    assert_shown(page, "who", "the dog bit the cat", "dog")


@pytest.mark.parametrize("texts", [("", ""), ("", "dog"), ("dog", "   "), ("...!?", "\x00\x07")])
def test_without_a_word_there_is_a_hint(page: AppTest, texts: tuple[str, str]) -> None:
    assert typed(page, *texts) == ""
    assert "Type two sentences to compare them." in drawn(page)


def test_unknown_and_misspelt_words_are_named(page: AppTest) -> None:
    assert typed(page, "the zzqxj bit the man", "the man bit the zzqxj") == (
        "Unknown to the networks (dashed): “zzqxj”."
    )
    assert typed(page, "the hrose bit a zzqxj", "wvvkq") == (
        "Unknown to the networks (dashed): “zzqxj”, “wvvkq”. Read “hrose” as “horse”."
    )
    many = typed(page, "zzqxa zzqxb zzqxc", "zzqxd")
    assert many == "Unknown to the networks (dashed): “zzqxa”, “zzqxb”, “zzqxc” …."


def test_of_ten_thousand_words_some_are_read(page: AppTest) -> None:
    said = typed(page, "dog man " * 5_000, "dog")
    assert said == f"A sentence has 10,000 words; the first {MOST} are read."
    assert_shown(page, "who", " ".join(["dog man"] * (MOST // 2)), "dog")
    assert typed(page, "dog " * MOST, "man") == ""


@pytest.mark.parametrize("text", ["d" + "o" * 5_000 + "g", "z" * 50_000, "dog" + "\u0301" * 5_000])
def test_a_note_stays_short_however_long_a_word_is(page: AppTest, text: str) -> None:
    assert len(typed(page, text, text)) <= 300


@pytest.mark.parametrize(
    "text", ["<script>alert('dog')</script>", "</div><h1>dog</h1>", "**dog** :red[man] $x^2$ {{dog}} %s"]
)
def test_markup_is_read_as_words(page: AppTest, text: str) -> None:
    typed(page, text, "dog")
    assert_shown(page, "who", text, "dog")
    assert "<script>alert" not in drawn(page) and "<h1>dog" not in drawn(page)


@pytest.mark.parametrize("task", TASKS)
def test_the_words_that_are_known_are_told(task: str) -> None:
    told = opened(task=TASKS[task].question).markdown[-1].value
    words = re.findall(r"[a-z]+", told.replace("**Nouns**", "").replace("**Other words**", ""))
    assert sorted(words) == sorted(TASKS[task].words)


def test_one_sentence_twice_is_said_to_be_so(page: AppTest) -> None:
    typed(page, "the dog bit the man", "The dog bit the man.")
    assert "To this network it is the same sentence twice." in drawn(page)
