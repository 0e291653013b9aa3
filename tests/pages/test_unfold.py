"""The Unfold page: opened, used, and misused."""

import contextlib
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.analysis.units import rows_in, unit_orders
from rnnviz.cells import CELLS
from rnnviz.components.unfold_payload import Unfolded, pack_unfolded
from rnnviz.components.view import PRESENTER_STYLE, UnfoldView
from rnnviz.data.sentences import EXAMPLES, UNFOLD_SENTENCE
from rnnviz.network import load_network, shipped_networks
from rnnviz.snippets import numpy_code
from rnnviz.worked import ACTIVATIONS, MOST_EDITS, ExampleSpec, first_steps, make_example, parse_edits
from tests.components.test_payload import Packet
from tests.components.test_unfold_payload import worked
from tests.house.source import TOP

MOST = 100  # Words that are unfolded; as the page says.
UNDO = "Undo my numbers"
EDITS = "Wxh.0.1:0.5_x.2.0:-1_h0.1:0.25"
HOSTILE = ("-1", "1e999", "inf", "nan", "٣", "9" * 400, "<b>", "", "x" * 10_000)


@pytest.fixture
def page() -> AppTest:
    """The page as a new visitor finds it."""
    return opened()


def opened(**address: str) -> AppTest:
    """The page of an address, the first that its visitor asks for; there is no exception."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).switch_page("pages/unfold.py")
    for name, value in address.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(page: AppTest) -> AppTest:
    assert [each.message for each in page.exception] == []
    return page


def instrument(page: AppTest) -> Any:
    (component,) = page.get("bidi_component")
    return component.proto


def sent(page: AppTest) -> bytes:
    """The bytes that the instrument was given."""
    payload: bytes = instrument(page).bytes
    return payload


def edited(page: AppTest) -> list[str]:
    """The places that are marked as written over."""
    places: list[str] = Packet(sent(page)).header["unfolded"]["edited"]
    return places


def report(page: AppTest, event: str, *values: dict[str, object]) -> None:
    """What a browser sends when the script of the instrument reports, once or more before the page answers."""
    states = page._tree.get_widget_states()
    written = json.dumps([{"event": event, "value": value} for value in values])
    trigger = _make_trigger_id(instrument(page).id, "events")
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=written))
    checked(page._run(states))


def write_over(page: AppTest, place: str, value: float) -> None:
    report(page, "edit", {"place": place, "value": value, "at": 1.5})


def example(spec: ExampleSpec | None = None, loss: Loss | None = None, **view: Any) -> bytes:
    """The bytes of a worked example, computed here."""
    return pack_unfolded(worked(spec or ExampleSpec(), loss), UnfoldView(**view))


def sentence(name: str, text: str, loss: Loss | None = None, edits: str = "", **view: Any) -> bytes:
    """The bytes of a shipped network on a text, computed here."""
    network, seen = load_network(name), UnfoldView(**view)
    reading = network.read(text, first_steps(network, seen.trace, parse_edits(edits)))
    rows = rows_in(unit_orders(network, EXAMPLES), "weight")
    return pack_unfolded(
        Unfolded(network, reading, gradient_of(network, reading, loss or Loss()), rows), seen
    )


def typed(page: AppTest, text: str) -> str:
    """Type a text; what the page says about it. There is never an exception."""
    checked(page.text_input(key="text").set_value(text).run())
    assert page.text_input(key="text").value == text
    return " ".join(each.value for each in page.text)


def test_a_new_visitor_sees_the_worked_example(page: AppTest) -> None:
    assert sent(page) == example()
    assert not page.query_params and not page.button and not page.text_input


@pytest.mark.parametrize("cell", CELLS)
def test_each_cell_is_computed(page: AppTest, cell: str) -> None:
    page.button_group(key="cell").set_value(cell).run()
    assert sent(checked(page)) == example(ExampleSpec(cell), version=int(cell != "SimpleRNN"))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_activation_is_computed(page: AppTest, activation: str) -> None:
    page.button_group(key="activation").set_value(activation).run()
    assert sent(checked(page)) == example(ExampleSpec(activation=activation))


def test_each_setting_changes_what_is_shown_and_the_others_stay(page: AppTest) -> None:
    page.number_input(key="steps").set_value(12).run()
    assert sent(checked(page)) == example(ExampleSpec(timesteps=12))
    page.number_input(key="target").set_value(-2.5).run()
    assert sent(checked(page)) == example(ExampleSpec(timesteps=12), Loss(-2.5))
    page.toggle(key="every").set_value(True).run()
    assert sent(checked(page)) == example(ExampleSpec(timesteps=12), Loss(-2.5, True))
    page.number_input(key="seed").set_value(9_999).run()  # Other numbers: the program has moved on.
    spec = ExampleSpec(seed=9_999, timesteps=12)
    assert sent(checked(page)) == example(spec, Loss(-2.5, True), version=1)
    page.number_input(key="steps").set_value(1).run()
    last = ExampleSpec(seed=9_999, timesteps=1)
    assert sent(checked(page)) == example(last, Loss(-2.5, True), version=1)


@pytest.mark.parametrize("name", shipped_networks())
def test_each_network_is_chosen_and_reads_what_is_typed(page: AppTest, name: str) -> None:
    page.button_group(key="network").set_value(name).run()
    assert sent(checked(page)) == sentence(name, UNFOLD_SENTENCE, version=0)
    assert typed(page, "the film was good") == ""
    assert sent(page) == sentence(name, "the film was good")


@pytest.mark.parametrize("name", shipped_networks())
def test_the_loss_of_a_network_is_of_the_verdict_and_of_the_outputs_asked(name: str) -> None:
    page, asks = opened(network=load_network(name).title, text="a good film"), load_network(name).is_causal
    page.button_group(key="truth").set_value("negative").run()
    assert sent(checked(page)) == sentence(name, "a good film", Loss(0.0))
    assert page.toggle(key="every").disabled is not asks
    every = opened(network=load_network(name).title, text="a good film", every="true")
    assert sent(every) == sentence(name, "a good film", Loss(1.0, asks))


def test_an_address_restores_the_worked_example() -> None:
    settings = {"cell": "LSTM", "activation": "ReLU", "seed": "7", "steps": "5", "target": "-2.5"}
    looked_at = {"word": "3", "unit": "1", "units": "1-0", "trace": "0", "way": "backward", "folded": "1"}
    address = settings | looked_at | {"every": "true", "edits": EDITS, "size": "Presenter"}
    page = opened(**address)
    view = {"word": 2, "unit": 1, "units": (1, 0), "trace": 0, "way": "backward", "folded": True}
    spec = ExampleSpec("LSTM", "relu", 7, 5, parse_edits(EDITS))
    assert sent(page) == example(spec, Loss(-2.5, True), size="presenter", **view)
    assert page.query_params == address
    held = {"cell": "LSTM", "activation": "relu", "seed": 7, "steps": 5, "target": -2.5, "every": True}
    assert {name: page.session_state[name] for name in held} == held
    assert page.session_state.edits == EDITS and page.session_state.size == "presenter"
    assert sent(checked(page.run())) == sent(opened(**address))


def test_an_address_restores_a_network_on_a_sentence() -> None:
    settings = {"network": "Stacked LSTM", "text": "not a bad film", "truth": "Negative", "every": "true"}
    looked_at = {"word": "4", "unit": "5", "units": "5-2-9", "trace": "0", "way": "backward", "folded": "1"}
    address = settings | looked_at | {"edits": "h0.5:0.5_c0.2:-1"}
    page = opened(**address)
    view = {"word": 3, "unit": 5, "units": (5, 2, 9), "trace": 0, "way": "backward", "folded": True}
    expected = sentence("stacked-lstm", "not a bad film", Loss(0.0, True), address["edits"], **view)
    assert sent(page) == expected
    assert page.query_params == address
    held = {"network": "stacked-lstm", "text": "not a bad film", "truth": "negative", "every": True}
    assert {name: page.session_state[name] for name in held} == held
    assert page.session_state.edits == address["edits"]


def test_what_is_chosen_in_the_instrument_goes_into_the_address(page: AppTest) -> None:
    report(page, "choice", {"word": 2, "unit": 1, "units": [1, 0], "way": "backward", "version": 0})
    assert page.query_params == {"word": "3", "unit": "1", "units": "1-0", "way": "backward"}
    assert sent(page) == example(word=2, unit=1, units=(1, 0), way="backward")
    report(page, "choice", {"word": 0, "way": "forward", "folded": True, "version": 0})
    assert page.query_params == {"word": "1", "folded": "1"}
    report(page, "choice", {"word": 2, "version": 1})  # Made in a view that there never was.
    assert page.query_params == {"word": "1", "folded": "1"}


def test_numbers_are_written_over_one_after_the_other_and_undone(page: AppTest) -> None:
    write_over(page, "Wxh.0.1", 0.5)
    write_over(page, "x.2.0", -1)
    write_over(page, "Wxh.0.1", 0.25)
    assert page.query_params == {"edits": "x.2.0:-1_Wxh.0.1:0.25"} == {"edits": page.session_state.edits}
    assert edited(page) == ["x.2.0", "Wxh.0.1"]
    assert sent(page) == example(ExampleSpec(edits=parse_edits("x.2.0:-1_Wxh.0.1:0.25")))
    (undo,) = page.button
    assert undo.label == UNDO
    checked(undo.click().run())
    assert not page.query_params and not page.button and page.session_state.edits == ""
    assert sent(page) == example()


def test_two_fast_edits_both_stay_and_a_stale_address_undoes_no_undoing(page: AppTest) -> None:
    write_over(page, "Wxh.0.1", 0.5)
    page.query_params = {}  # Sent before the browser heard of the first.
    write_over(page, "by.0", 2)
    assert page.query_params == {"edits": "Wxh.0.1:0.5_by.0:2"}
    assert edited(page) == ["Wxh.0.1", "by.0"]
    checked(page.button[0].click().run())
    page.query_params = {"edits": "Wxh.0.1:0.5_by.0:2"}
    checked(page.run())
    assert not page.query_params and sent(page) == example()


@pytest.mark.parametrize(("key", "value"), [("cell", "GRU"), ("seed", 5)])
def test_other_numbers_forget_what_was_written_over_the_old_ones(key: str, value: Any) -> None:
    page = opened(edits=EDITS, word="3")
    widgets: dict[str, Callable[..., Any]] = {"cell": page.button_group, "seed": page.number_input}
    checked(widgets[key](key=key).set_value(value).run())
    assert page.query_params == {"word": "3"} and page.session_state.edits == ""
    spec = ExampleSpec(**{key: value})  # type: ignore[arg-type]
    assert sent(page) == example(spec, word=2, version=1)


@pytest.mark.parametrize(("key", "value"), [("steps", 7), ("target", 0.5)])
def test_a_longer_example_and_another_target_keep_what_was_written_over(key: str, value: Any) -> None:
    page = opened(edits=EDITS)
    checked(page.number_input(key=key).set_value(value).run())
    assert page.query_params["edits"] == EDITS == page.session_state.edits
    assert edited(page) == [part.split(":")[0] for part in EDITS.split("_")]


@pytest.mark.parametrize("name", shipped_networks())
def test_the_first_state_of_a_network_is_written_over_and_undone(name: str) -> None:
    page = opened(network=load_network(name).title, text="a good film")
    plain = sent(page)
    write_over(page, "h0.3", 0.5)
    assert page.query_params["edits"] == "h0.3:0.5" and sent(page) != plain
    assert sent(page) == sentence(name, "a good film", edits="h0.3:0.5")
    checked(page.button[0].click().run())
    assert "edits" not in page.query_params
    assert sent(page) == plain == sentence(name, "a good film")


def test_another_network_forgets_units_and_edits_but_keeps_the_words() -> None:
    chosen = {"unit": "3", "units": "3-1", "trace": "0", "edits": "h0.1:0.5"}
    page = opened(network="LSTM", text="the film was good", word="2", way="backward", **chosen)
    page.button_group(key="network").set_value("gru").run()
    view = {"word": 1, "way": "backward"}
    assert sent(checked(page)) == sentence("gru", "the film was good", **view, version=1)
    assert not chosen.keys() & page.query_params.keys() and not page.button
    page.button_group(key="network").set_value("worked-example").run()
    assert sent(checked(page)) == example(**view, version=2)
    page.button_group(key="network").set_value("simple-rnn").run()
    assert sent(checked(page)) == sentence("simple-rnn", "the film was good", **view, version=3)
    assert (page.query_params["word"], page.query_params["way"]) == ("2", "backward")


@pytest.mark.parametrize(
    "address",
    [
        {"network": "GRU", "text": "not a bad film", "edits": "h0.1:0.5"},
        {"cell": "GRU", "activation": "ReLU", "seed": "7", "steps": "5", "target": "2.5", "edits": EDITS},
    ],
)
def test_another_page_and_back_keeps_text_settings_and_edits(address: dict[str, str]) -> None:
    page = opened(**address)
    before = sent(page)
    checked(page.switch_page("pages/explore.py").run())
    checked(page.switch_page("pages/unfold.py").run())
    assert sent(page) == before
    assert page.query_params == address


SETTINGS = {
    "cell": {},
    "activation": {},
    "seed": {},
    "steps": {},
    "target": {"-1": {"loss": Loss(-1.0)}},
    "every": {},
    "size": {},
    "network": {},
    "word": {"٣": {"word": 2}},  # Digits too.
    "unit": {"٣": {"unit": 3}},
    "units": {"٣": {"units": (3,)}, "-1": {"units": (1,)}},
    "trace": {"٣": {"trace": 3}},
    "way": {},
    "folded": {},
    "edits": {},
    "no_such_thing": {},
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:8])
def test_an_address_that_means_nothing_is_an_address_without_it(name: str, hostile: str) -> None:
    meant: dict[str, Any] = SETTINGS[name].get(hostile, {})
    assert sent(opened(**{name: hostile})) == example(**meant)


@pytest.mark.parametrize("name", ["truth", "every", "word", "unit", "units", "trace", "edits"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:8])
def test_a_network_survives_an_address_that_means_nothing(name: str, hostile: str) -> None:
    page = opened(network="Bidirectional LSTM", text="good", **{name: hostile})
    meant: dict[str, Any] = SETTINGS.get(name, {}).get(hostile, {})
    assert sent(page) == sentence("bidirectional-lstm", "good", **meant)


@pytest.mark.parametrize("hostile", ["0", "13", "10000", "-0.5", "1.5", "999999999", "1e3", "05x"])
@pytest.mark.parametrize("name", ["seed", "steps"])
def test_a_number_out_of_its_range_is_the_usual_one(name: str, hostile: str) -> None:
    page = opened(**{name: hostile})
    if name == "seed" and hostile in ("0", "13"):
        assert sent(page) == example(ExampleSpec(seed=int(hostile)))
    else:
        assert sent(page) == example() and not page.query_params


@pytest.mark.parametrize(
    "part", ["x.0.0:1e999", "x.0.0:inf", "x.0:<b>", "Wxh:1", "z.0.0:1", "x.0.0:999", "_"]
)
def test_edits_that_are_none_are_passed_over(part: str) -> None:
    page = opened(edits="_".join([part] * 3_000))
    assert sent(page) == example() and not page.button
    few = f"{part}_by.0:2"
    assert sent(opened(edits=few)) == example(ExampleSpec(edits=parse_edits("by.0:2")))


def test_of_thousands_of_edits_some_are_read_and_one_more_stays() -> None:
    page = opened(edits="_".join(f"x.{n % 3}.{n // 3 % 3}:{n % 100}" for n in range(5_000)))
    assert len(edited(page)) == MOST_EDITS
    write_over(page, "by.0", 2)
    assert edited(page)[-1] == "by.0" and len(edited(page)) <= MOST_EDITS
    assert page.query_params["edits"].endswith("_by.0:2")


@pytest.mark.parametrize("name", shipped_networks())
@pytest.mark.parametrize(
    "text", ["", "   ", "...!?", "\x00\x07\x1b", "zzqxj wkvvq", "你好 🦖", "<script>alert('good')</script>"]
)
def test_odd_texts_are_read_as_they_are(name: str, text: str) -> None:
    page = opened(network=load_network(name).title)
    assert typed(page, text) == ""
    assert sent(page) == sentence(name, text)
    assert not any("<script>alert" in str(each.value) for each in page.markdown)


@pytest.mark.parametrize("words", [100, 101, 150, 10_000])
def test_of_many_words_the_first_hundred_are_sent(words: int) -> None:
    page = opened(network="LSTM")
    said = typed(page, "good film " * (words // 2) + "good " * (words % 2))
    assert said == (f"The text has {words:,} words; the first 100 are unfolded." if words > MOST else "")
    columns = Packet(sent(page)).header["columns"]
    assert [column[0] for column in columns] == ["good", "film"] * (MOST // 2)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("edits", ["", "h0.0:0.6_Whh.1.0:-2_x.1.2:-3.125_by.0:0.4"])
def test_the_code_shown_prints_the_last_output_that_is_sent(cell: str, edits: str) -> None:
    page = opened(cell=cell, steps="4", seed="3", activation="sigmoid", edits=edits)
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
    page = opened(network=network)
    style = PRESENTER_STYLE
    assert style not in [each.proto.body for each in page.get("html")]
    checked(page.radio(key="size").set_value("presenter").run())
    assert style in [each.proto.body for each in page.get("html")]
    assert Packet(sent(page)).header["view"]["size"] == "presenter"
