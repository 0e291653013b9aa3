"""The Unfold page: opened, used, and misused."""

import contextlib
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.analysis.units import rows_as_trained, rows_in, unit_orders
from rnnviz.cells import CELLS
from rnnviz.components.unfold_payload import Unfolded, pack_unfolded
from rnnviz.components.view import PRESENTER_STYLE, UnfoldView
from rnnviz.data.sentences import EXAMPLES, UNFOLD_SENTENCE
from rnnviz.network import load_network, shipped_networks
from rnnviz.snippets import numpy_code
from rnnviz.worked import ACTIVATIONS, MOST_EDITS, ExampleSpec, make_example, parse_edits
from tests.components.test_payload import Packet
from tests.pages.instruments import checked, opened, sent

MOST = 100  # Words that are unfolded; as the page says.
EDITS = "Wxh.0.1:0.5_x.2.0:-1_h0.1:0.25"
HOSTILE = ("-1", "1e999", "inf", "٣", "9" * 400, "<b>", "")


@pytest.fixture
def page() -> AppTest:
    """The page as a new visitor finds it."""
    return opened("unfold")


def edited(page: AppTest) -> list[str]:
    """The places that are marked as written over."""
    places: list[str] = Packet(sent(page)).header["unfolded"]["edited"]
    return places


def report(page: AppTest, event: str, **value: object) -> None:
    """What a browser sends when the script of the instrument reports."""
    states = page._tree.get_widget_states()
    written = json.dumps([{"event": event, "value": value}])
    trigger = _make_trigger_id(page.get("bidi_component")[0].proto.id, "events")
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=written))
    checked(page._run(states))


def places(edits: str) -> tuple[str, ...]:
    """Where the numbers are that were written over."""
    return tuple(part.partition(":")[0] for part in edits.split("_") if part)


def example(spec: ExampleSpec | None = None, loss: Loss | None = None, edits: str = "", **view: Any) -> bytes:
    """The bytes of a worked example, computed here."""
    made = make_example(replace(spec or ExampleSpec(), edits=parse_edits(edits)))
    network, reading = made.network, made.read()
    back, rows = gradient_of(network, reading, loss or Loss()), rows_as_trained(network)
    shown = Unfolded(network, reading, back, rows, places(edits), is_worked=True)
    return pack_unfolded(shown, UnfoldView(**view))


def sentence(name: str, text: str, loss: Loss | None = None, edits: str = "", **view: Any) -> bytes:
    """The bytes of a shipped network on a text, computed here."""
    network = load_network(name)
    cells = [cell for layer in network.layers for cell in layer.cells]
    last = len(cells) - len(network.layers[-1].cells)
    trace = min(view.get("trace", last), last)
    first = cells[trace].initial_step()
    for place, value in (part.split(":") for part in edits.split("_") if part):
        state = {"h0": "hidden_state", "c0": "cell_state"}[place[:2]]
        getattr(first, state)[int(place[3:])] = float(value)
    reading = network.read(text, {trace: first})
    back, rows = (
        gradient_of(network, reading, loss or Loss()),
        rows_in(unit_orders(network, EXAMPLES), "weight"),
    )
    return pack_unfolded(Unfolded(network, reading, back, rows, places(edits)), UnfoldView(**view))


def typed(page: AppTest, text: str) -> str:
    """Type a text; what the page says about it. There is never an exception."""
    checked(page.text_input(key="text").set_value(text).run())
    assert page.text_input(key="text").value == text
    return " ".join(each.value for each in page.text)


def test_a_new_visitor_sees_the_worked_example(page: AppTest) -> None:
    assert sent(page) == example()
    assert not page.query_params and not page.button and not page.text_input


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_cell_is_computed_with_each_activation(page: AppTest, cell: str, activation: str) -> None:
    page.button_group(key="cell").set_value(cell).run()
    page.button_group(key="activation").set_value(activation).run()
    assert sent(checked(page)) == example(ExampleSpec(cell, activation), version=int(cell != "SimpleRNN"))


def test_each_setting_changes_what_is_shown_and_the_others_stay() -> None:
    page = opened("unfold", edits=EDITS)
    page.number_input(key="steps").set_value(12).run()
    assert sent(checked(page)) == example(ExampleSpec(timesteps=12), edits=EDITS)
    page.number_input(key="target").set_value(-2.5).run()
    assert sent(checked(page)) == example(ExampleSpec(timesteps=12), Loss(-2.5), EDITS)
    page.toggle(key="every").set_value(True).run()
    assert sent(checked(page)) == example(ExampleSpec(timesteps=12), Loss(-2.5, True), EDITS)
    page.number_input(key="seed").set_value(9_999).run()  # Other numbers, and none of them written over.
    assert sent(checked(page)) == example(ExampleSpec(seed=9_999, timesteps=12), Loss(-2.5, True))
    page.number_input(key="steps").set_value(1).run()
    assert sent(checked(page)) == example(ExampleSpec(seed=9_999, timesteps=1), Loss(-2.5, True))


@pytest.mark.parametrize("name", shipped_networks())
def test_each_network_is_chosen_and_reads_what_is_typed(page: AppTest, name: str) -> None:
    page.button_group(key="unfolded").set_value(name).run()
    assert sent(checked(page)) == sentence(name, UNFOLD_SENTENCE, version=1)
    assert typed(page, "the film was good") == ""
    assert sent(page) == sentence(name, "the film was good", version=1)


@pytest.mark.parametrize("name", shipped_networks())
def test_the_loss_of_a_network_is_of_the_verdict_and_of_the_outputs_asked(name: str) -> None:
    asks, every = load_network(name).is_causal, {"unfolded": load_network(name).title, "every": "true"}
    page = opened("unfold", text="a good film", **every)
    assert page.toggle(key="every").disabled is not asks
    assert sent(page) == sentence(name, "a good film", Loss(1.0, asks))
    page.button_group(key="truth").set_value("negative").run()
    assert sent(checked(page)) == sentence(name, "a good film", Loss(0.0, asks))


# What an address names, and the view that it means.
NAMED = dict(word="3", unit="1", columns="1-0", trace="0", way="backward", folded="1", line="2")
VIEW = dict(word=2, unit=1, units=(1, 0), trace=0, way="backward", folded=True, line=1)


def test_an_address_restores_the_worked_example() -> None:
    settings = {"cell": "LSTM", "activation": "ReLU", "seed": "7", "steps": "5", "target": "-2.5"}
    address = {**settings, **NAMED, "every": "true", "edits": EDITS, "size": "Presenter"}
    page = opened("unfold", **address)
    shown = example(ExampleSpec("LSTM", "relu", 7, 5), Loss(-2.5, True), EDITS, size="presenter", **VIEW)
    assert sent(page) == shown and page.query_params == address
    held = {"cell": "LSTM", "activation": "relu", "seed": 7, "steps": 5, "target": -2.5, "every": True}
    assert {name: page.session_state[name] for name in held} == held
    assert sent(checked(page.run())) == shown


def test_an_address_restores_a_network_on_a_sentence() -> None:
    settings = {"unfolded": "Stacked LSTM", "text": "not a bad film", "truth": "Negative", "every": "true"}
    address = {**settings, **NAMED, "edits": "h0.5:0.5_c0.2:-1"}
    page = opened("unfold", **address)
    shown = sentence("stacked-lstm", "not a bad film", Loss(0.0, True), address["edits"], **VIEW)
    assert sent(page) == shown and page.query_params == address
    held = {"unfolded": "stacked-lstm", "text": "not a bad film", "truth": "negative", "every": True}
    assert {name: page.session_state[name] for name in held} == held
    assert sent(checked(page.run())) == shown


def test_what_is_chosen_in_the_instrument_goes_into_the_address(page: AppTest) -> None:
    report(page, "choice", word=2, unit=1, units=[1, 0], way="backward", version=0)
    assert page.query_params == {"word": "3", "unit": "1", "columns": "1-0", "way": "backward"}
    assert sent(page) == example(word=2, unit=1, units=(1, 0), way="backward")
    report(page, "choice", word=0, way="forward", folded=True, line=2, version=0)
    assert page.query_params == {"word": "1", "folded": "1", "line": "3"}
    report(page, "choice", word=2, version=1)  # Made in a view that there never was.
    assert page.query_params == {"word": "1", "folded": "1", "line": "3"}


def test_numbers_are_written_over_one_after_the_other_and_undone(page: AppTest) -> None:
    report(page, "edit", edits={"Wxh.0.1": 0.5})
    report(page, "edit", edits={"x.2.0": -1})
    report(page, "edit", edits={"Wxh.0.1": 0.25})
    assert page.query_params == {"edits": "x.2.0:-1_Wxh.0.1:0.25"}
    assert edited(page) == ["x.2.0", "Wxh.0.1"]
    assert sent(page) == example(edits="x.2.0:-1_Wxh.0.1:0.25")
    assert [each.label for each in page.button] == ["Undo my numbers"]
    checked(page.button[0].click().run())
    assert sent(page) == example() and not page.query_params and not page.button


def test_two_fast_edits_both_stay_and_a_stale_address_undoes_no_undoing(page: AppTest) -> None:
    report(page, "edit", edits={"Wxh.0.1": 0.5})
    page.query_params = {}  # Sent before the browser heard of the first.
    report(page, "edit", edits={"by.0": 2})
    assert page.query_params == {"edits": "Wxh.0.1:0.5_by.0:2"} and edited(page) == ["Wxh.0.1", "by.0"]
    checked(page.button[0].click().run())
    page.query_params = {"edits": "Wxh.0.1:0.5_by.0:2"}
    assert sent(checked(page.run())) == example() and not page.query_params


@pytest.mark.parametrize(("key", "value", "usual"), [("cell", "GRU", "SimpleRNN"), ("seed", 5, 1)])
def test_other_weights_have_edits_of_their_own(key: str, value: Any, usual: Any) -> None:
    page = opened("unfold", edits=EDITS, word="3")
    widget: Any = page.button_group if key == "cell" else page.number_input
    checked(widget(key=key).set_value(value).run())
    raised = int(key == "cell")  # Another cell has other units.
    assert page.query_params == {"word": "3"} and not page.button
    assert sent(page) == example(ExampleSpec(**{key: value}), word=2, version=raised)
    report(page, "edit", edits={"by.0": 2})
    checked(widget(key=key).set_value(usual).run())
    assert page.query_params == {"word": "3", "edits": EDITS}
    assert sent(page) == example(edits=EDITS, word=2, version=2 * raised)


@pytest.mark.parametrize("name", shipped_networks())
def test_the_first_state_of_a_network_is_written_over_and_undone(name: str) -> None:
    page = opened("unfold", unfolded=load_network(name).title, text="a good film")
    plain = sent(page)
    report(page, "edit", edits={"h0.3": 0.5})
    assert page.query_params["edits"] == "h0.3:0.5" and edited(page) == ["h0.3"] and sent(page) != plain
    assert sent(page) == sentence(name, "a good film", edits="h0.3:0.5")
    checked(page.button[0].click().run())
    assert "edits" not in page.query_params
    assert sent(page) == plain == sentence(name, "a good film")


def test_another_network_forgets_units_and_edits_but_keeps_the_words() -> None:
    chosen = {"unit": "3", "columns": "3-1", "trace": "0", "edits": "h0.1:0.5"}
    page = opened("unfold", unfolded="LSTM", text="the film was good", word="2", way="backward", **chosen)
    page.button_group(key="unfolded").set_value("gru").run()
    view: dict[str, Any] = {"word": 1, "way": "backward"}
    assert sent(checked(page)) == sentence("gru", "the film was good", **view, version=1)
    assert not chosen.keys() & page.query_params.keys() and not page.button
    page.button_group(key="unfolded").set_value("worked-example").run()
    assert sent(checked(page)) == example(**view, version=2)
    page.button_group(key="unfolded").set_value("simple-rnn").run()
    assert sent(checked(page)) == sentence("simple-rnn", "the film was good", **view, version=3)
    assert (page.query_params["word"], page.query_params["way"]) == ("2", "backward")


EXAMPLE = {"cell": "GRU", "activation": "ReLU", "seed": "7", "steps": "5", "target": "2.5", "edits": EDITS}
SENTENCE = {"unfolded": "GRU", "text": "not a bad film", "edits": "h0.1:0.5"}


@pytest.mark.parametrize("address", [EXAMPLE, SENTENCE], ids=["example", "sentence"])
def test_another_page_and_back_keeps_text_settings_and_edits(address: dict[str, str]) -> None:
    page = opened("unfold", **address)
    before = sent(page)
    checked(page.switch_page("pages/explore.py").run())
    checked(page.switch_page("pages/unfold.py").run())
    assert sent(page) == before and page.query_params == address


IN_THE_EXAMPLE = "cell activation seed steps target size unfolded way folded other".split()
ANYWHERE = "every word unit columns trace line edits".split()
MEANT: dict[str, dict[str, Any]] = {  # Digits of another script are digits too.
    "-1": {"units": (1,)},
    "٣": {"units": (3,), "word": 2, "unit": 3, "trace": 3, "line": 2},
}


# All at once, for opening a page takes seconds.
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:5])
def test_an_address_that_means_nothing_is_an_address_without_it(hostile: str) -> None:
    page = opened("unfold", **dict.fromkeys([*IN_THE_EXAMPLE, *ANYWHERE], hostile))
    also: dict[str, Any] = {"loss": Loss(-1.0)} if hostile == "-1" else {}
    assert sent(page) == example(**also, **MEANT.get(hostile, {}))


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:5])
def test_a_network_survives_an_address_that_means_nothing(hostile: str) -> None:
    asked: dict[str, Any] = dict.fromkeys(["truth", *ANYWHERE], hostile)
    page = opened("unfold", unfolded="Bidirectional LSTM", text="good", **asked)
    assert sent(page) == sentence("bidirectional-lstm", "good", **MEANT.get(hostile, {}))


@pytest.mark.parametrize("part", "x.0.0:1e999 x.0.0:inf x.0:<b> Wxh:1 z.0.0:1 x.0.0:999 _".split())
def test_edits_that_are_none_are_passed_over(part: str) -> None:
    page = opened("unfold", edits="_".join([part] * 3_000))
    assert sent(page) == example() and not page.button
    assert sent(opened("unfold", edits=f"{part}_by.0:2")) == example(edits="by.0:2")


def test_of_thousands_of_edits_some_are_read_and_one_more_stays() -> None:
    page = opened("unfold", edits="_".join(f"x.{n % 3}.{n // 3 % 3}:{n % 100}" for n in range(5_000)))
    assert len(edited(page)) == MOST_EDITS
    report(page, "edit", edits={"by.0": 2})
    assert edited(page)[-1] == "by.0" and len(edited(page)) <= MOST_EDITS
    assert page.query_params["edits"].endswith("_by.0:2")


ODD = ("", "   ", "...!?", "\x00\x07\x1b", "zzqxj wkvvq", "你好 🦖", "<script>alert('good')</script>")


@pytest.mark.parametrize("name", shipped_networks())
@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_read_as_they_are(name: str, text: str) -> None:
    page = opened("unfold", unfolded=load_network(name).title)
    assert typed(page, text) == ""
    assert sent(page) == sentence(name, text)
    assert not any("<script>alert" in str(each.value) for each in page.markdown)


@pytest.mark.parametrize("words", [100, 101, 150, 10_000])
def test_of_many_words_the_first_hundred_are_sent(words: int) -> None:
    page = opened("unfold", unfolded="LSTM")
    said = typed(page, "good film " * (words // 2) + "good " * (words % 2))
    assert said == (f"The text has {words:,} words; the first 100 are unfolded." if words > MOST else "")
    columns = Packet(sent(page)).header["columns"]
    assert [column[0] for column in columns] == ["good", "film"] * (MOST // 2)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("edits", ["", "h0.0:0.6_Whh.1.0:-2_x.1.2:-3.125_by.0:0.4"])
def test_the_code_shown_prints_the_last_output_that_is_sent(cell: str, edits: str) -> None:
    page = opened("unfold", cell=cell, steps="4", seed="3", activation="sigmoid", edits=edits)
    (code,) = page.code
    made = make_example(ExampleSpec(cell, "sigmoid", 3, 4, parse_edits(edits)))
    assert code.value.strip() == numpy_code(made).strip() and code.language == "python"
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code.value, {})
    packet = Packet(sent(page))
    outputs = packet.array(packet.header["unfolded"]["outputs"]).ravel()[1:]
    written = [float(found) for found in re.findall(r"y = \[\s*(\S+?)\]", printed.getvalue())]
    assert written == pytest.approx(outputs.tolist(), abs=1e-4) and len(written) == 4


@pytest.mark.parametrize("network", ["Worked example", "LSTM"])
def test_the_presenters_size_is_chosen_on_the_page(network: str) -> None:
    page = opened("unfold", unfolded=network)
    assert PRESENTER_STYLE not in [each.proto.body for each in page.get("html")]
    checked(page.radio(key="size").set_value("presenter").run())
    assert PRESENTER_STYLE in [each.proto.body for each in page.get("html")]
    assert Packet(sent(page)).header["view"]["size"] == "presenter"
