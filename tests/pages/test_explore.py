"""The Explore page: opened, used, and misused."""

import json
import struct
from dataclasses import asdict, replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.units import UNIT_ORDERS, UnitOrder, rows_in, unit_orders
from rnnviz.components.payload import pack_reading
from rnnviz.components.view import View
from rnnviz.data.sentences import EXAMPLES, FIRST_SENTENCE
from rnnviz.network import Network, load_network, shipped_networks
from tests.house.source import TOP

MOST = 400  # Words that are read; as the page says.
NO_WORD = "No word yet, so only h₀ stands there. Type a sentence, or take an example."
NONE_KNOWN = "The network knows none of these words, so its verdict means nothing."
LONGEST_NOTE = 300  # Characters: two lines.


@pytest.fixture
def page() -> AppTest:
    """The page as a new visitor finds it."""
    return opened()


def opened(**address: str) -> AppTest:
    """The page of an address."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def typed(page: AppTest, text: str) -> str:
    """Type a text; what the page says about it. There is never an exception."""
    page.text_input(key="text").set_value(text).run()
    assert [each.message for each in page.exception] == []
    assert page.text_input(key="text").value == text
    (note,) = page.text
    return note.value


def sent(page: AppTest) -> bytes:
    """The bytes that the instrument was given."""
    (component,) = (each for each in page.get("bidi_component") if each.proto.bytes)
    payload: bytes = component.proto.bytes
    return payload


def header(page: AppTest) -> dict[str, Any]:
    """What those bytes begin with."""
    (length,) = struct.unpack_from("<I", sent(page))
    described: dict[str, Any] = json.loads(sent(page)[4 : 4 + length])
    return described


def expected(network: Network, text: str, order: UnitOrder = "weight", view: View | None = None) -> bytes:
    """The bytes for a text, computed here."""
    rows = rows_in(unit_orders(network, EXAMPLES), order)
    return pack_reading(network, network.read(text), rows, view or View())


def test_a_new_visitor_sees_a_network_read_the_first_sentence(page: AppTest) -> None:
    assert not page.exception
    assert page.text_input(key="text").value == FIRST_SENTENCE
    chosen = page.button_group(key="network").value
    assert sent(page) == expected(load_network(str(chosen)), FIRST_SENTENCE)


@pytest.mark.parametrize("name", shipped_networks())
def test_each_network_is_chosen_by_its_title_and_reads_what_is_typed(name: str) -> None:
    network = load_network(name)
    page = opened(network=network.title)
    assert typed(page, "the film was good") == ""
    assert sent(page) == expected(network, "the film was good")


def test_a_network_is_switched_on_the_page_and_the_text_stays(page: AppTest) -> None:
    typed(page, "a good film")
    others = [name for name in shipped_networks() if name != page.button_group(key="network").value]
    for version, name in enumerate(others, start=1):
        page.button_group(key="network").set_value(name).run()
        assert not page.exception
        assert sent(page) == expected(load_network(name), "a good film", view=View(version=version))


def test_another_network_has_other_units_but_the_same_words() -> None:
    page = opened(text="the film was good", word="2", unit="3", trace="0")
    assert sent(page) == expected(load_network("lstm"), "the film was good", view=View(1, 3, 0))
    page.button_group(key="network").set_value("gru").run()
    assert page.query_params["word"] == "2"
    assert not {"unit", "trace"} & set(page.query_params)
    assert sent(page) == expected(load_network("gru"), "the film was good", view=View(1, version=1))
    typed(page, "the film was bad")  # Only the program itself raises the version, never the typing.
    assert header(page)["view"]["version"] == 1


@pytest.mark.parametrize("order", UNIT_ORDERS)
def test_the_units_stand_in_the_order_chosen(page: AppTest, order: UnitOrder) -> None:
    page.radio(key="order").set_value(order).run()
    assert sent(page) == expected(load_network("lstm"), FIRST_SENTENCE, order)


def test_an_address_restores_text_network_order_size_and_choice() -> None:
    address = {"word": "2", "unit": "5", "trace": "1", "order": "As trained", "size": "Presenter"}
    page = opened(text="not a bad film", network=load_network("stacked-lstm").title, **address)
    view = View(word=1, unit=5, trace=1, size="presenter")
    assert not page.exception
    assert sent(page) == expected(load_network("stacked-lstm"), "not a bad film", "trained", view)


@pytest.mark.parametrize("name", ["network", "order", "size", "word", "unit", "trace", "example"])
@pytest.mark.parametrize("hostile", ["-1", "1e9", "٣", "9" * 400, "<b>", "", "no such thing"])
def test_an_address_that_means_nothing_is_an_address_without_it(name: str, hostile: str) -> None:
    page = opened(text="good", **{name: hostile})
    assert [each.message for each in page.exception] == []
    numbers: dict[str, Any] = {"unit": 3, "trace": 3, "word": 2} if hostile == "٣" else {}  # Digits too.
    view = replace(View(), **{name: numbers[name]} if name in numbers else {})
    assert sent(page) == expected(load_network("lstm"), "good", view=view)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_puts_its_text_into_the_box(page: AppTest, example: str) -> None:
    typed(page, "something else")
    page.button_group(key="example").set_value(example).run()
    assert not page.exception
    assert page.text_input(key="text").value == example
    assert sent(page) == expected(load_network("lstm"), example, view=View(version=1))
    assert page.button_group(key="example").value is None  # The pill does not stay pressed.


def test_an_example_is_read_from_its_end_and_not_at_the_word_of_an_old_link() -> None:
    page = opened(text="the film was good", word="2", unit="3")
    page.button_group(key="example").set_value(next(iter(EXAMPLES))).run()
    assert not {"word", "unit", "trace"} & set(page.query_params)
    assert header(page)["view"] == asdict(View(version=1))


@pytest.mark.parametrize("name", shipped_networks())
@pytest.mark.parametrize("text", ["", "   ", "...!?", "\x00\x07\x1b", "\u200b\u200d\ufeff"])
def test_a_text_without_a_word_gets_a_hint(name: str, text: str) -> None:
    assert typed(opened(network=load_network(name).title), text) == NO_WORD


@pytest.mark.parametrize(
    "text",
    ["zzqxj", "zzqxj wkvvq jjxqz", "שלום עולם", "مرحبا", "हिन्दी", "你好", "🦖🦖", "z̷z̷q̷x̷j̷", "\u202ezzqxj"],
)
def test_a_text_of_unknown_words_only_has_a_verdict_that_means_nothing(page: AppTest, text: str) -> None:
    assert typed(page, text) == NONE_KNOWN


def test_unknown_and_misspelt_words_are_named(page: AppTest) -> None:
    assert typed(page, "the film was zzqxj") == "Unknown to the network: 1 of 4 words (dashed)."
    assert typed(page, "the fillm was goooood") == "Read “fillm” as “film”, “goooood” as “good”."
    both = "Unknown to the network: 1 of 3 words (dashed). Read “fillm” as “film”."
    assert typed(page, "zzqxj fillm good") == both
    many = "Read “goood” as “good”, “gooood” as “good”, “goooood” as “good” …."
    assert typed(page, "goood gooood goooood goooood") == many
    assert typed(page, "the film was good") == ""


def test_ten_thousand_words_stay_in_the_box_and_some_are_read(page: AppTest) -> None:
    text = "good film " * 5_000
    assert typed(page, text) == f"The text has 10,000 words; the first {MOST} are read."
    assert [column[0] for column in header(page)["columns"]] == ["good", "film"] * (MOST // 2)
    assert typed(page, "good " * MOST) == ""


def test_of_a_text_that_is_cut_only_the_words_read_are_counted_as_known_or_not(page: AppTest) -> None:
    cut = f"The text has 1,000 words; the first {MOST} are read."
    assert typed(page, "good " * MOST + "zzqxj " * 600) == cut
    some = f"{cut} Unknown to the network: 1 of {MOST} words (dashed)."
    assert typed(page, "zzqxj " + "good " * 999) == some
    assert typed(page, "zzqxj " * 1_000) == f"{cut} {NONE_KNOWN}"


@pytest.mark.parametrize(
    "text", ["g" + "o" * 5_000 + "d", "good" + "\u0301" * 5_000, "z" * 50_000, "é" * 999]
)
def test_a_note_stays_short_however_long_a_word_is(page: AppTest, text: str) -> None:
    assert len(typed(page, text)) <= LONGEST_NOTE


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('good')</script>",
        "<img src=x onerror=alert(1)>",
        "</div><h1>good</h1>",
        "**good** [film](javascript:alert(1)) :red[bad] $x^2$",
        "{{good}} %s %(film)s ${bad} \\u0000",
    ],
)
def test_markup_is_read_as_words(page: AppTest, text: str) -> None:
    typed(page, text)
    read = load_network("lstm").read(text)
    assert [tuple(column) for column in header(page)["columns"]] == [tuple(each) for each in read.columns]
    assert not any("<script>alert" in str(each.value) for each in page.markdown)


@pytest.mark.parametrize("name", shipped_networks())
def test_every_misuse_is_survived_by_every_network(name: str) -> None:
    page = opened(network=load_network(name).title)
    for text in (
        "😍👩‍👩‍👧‍👦",
        "e\u0301\u0302" * 300,
        "\u202e!doog",
        "a\tb\r\nc",
        "good " * 401,
        "\U0010ffff",
        "'" * 500,
    ):
        typed(page, text)
