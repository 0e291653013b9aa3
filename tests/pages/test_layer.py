"""The Keras layer page: opened, used, and misused."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.squash import SquashSpec, compare
from rnnviz.architectures import layer_diagram
from rnnviz.figures.activations import activation_figure, states_table
from rnnviz.figures.layer_shapes import chain_said, flow_figure, weights_figure
from rnnviz.keras_layer import LAYER_KINDS, MOST, LayerSpec, code_of, summary_text
from tests.house.source import TOP


def opened(**address: str) -> AppTest:
    """The page of an address."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60).switch_page("pages/layer.py")
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def assert_shows(page: AppTest, spec: LayerSpec, squash: SquashSpec | None = None) -> None:
    """Every picture and text is that of these settings."""
    assert [each.message for each in page.exception] == []
    results = compare(squash or SquashSpec())
    bodies = [each.proto.body for each in page.get("html")]
    assert [each for each in bodies if not each.endswith("</style>")] == [
        flow_figure(spec),
        weights_figure(spec),
        activation_figure(results, spec.activation),
        states_table(results),
    ]
    (component,) = page.get("bidi_component")
    drawn = layer_diagram(spec)
    sent = json.loads(component.proto.json)
    assert sent["said"] == chain_said(spec)
    assert sent["nodes"] == [json.loads(json.dumps(node._asdict())) for node in drawn.nodes]
    assert sent["edges"] == [json.loads(json.dumps(edge._asdict())) for edge in drawn.edges]
    assert [each.value for each in page.code] == [code_of(spec).strip(), summary_text(spec).strip()]


@pytest.fixture
def page() -> AppTest:
    """The page as a new visitor finds it."""
    return opened()


def test_a_new_visitor_sees_four_inputs_and_five_units(page: AppTest) -> None:
    assert_shows(page, LayerSpec("SimpleRNN", 4, 5))
    assert not page.text


def test_each_setting_of_the_layer_changes_what_is_shown(page: AppTest) -> None:
    spec: dict[str, Any] = {}
    for key, name, value in (
        ("inputs", "input_dim", 7),
        ("units", "units", 300),
        ("sequences", "return_sequences", True),
        ("both", "bidirectional", True),
        ("head", "head", True),
        ("activation", "activation", "relu"),
        ("cell", "kind", "GRU"),
    ):
        kinds: dict[str, Any] = {
            "cell": page.button_group,
            "activation": page.selectbox,
            "inputs": page.number_input,
            "units": page.number_input,
        }
        kinds.get(key, page.toggle)(key=key).set_value(value).run()
        spec[name] = value
        assert_shows(page, LayerSpec(**spec))
        assert not page.text  # What is chosen on the page is always heard.


def test_each_setting_of_the_comparison_changes_what_is_shown(page: AppTest) -> None:
    page.slider(key="scale").set_value(3.0).run()
    assert_shows(page, LayerSpec(), SquashSpec(0, 3.0))
    page.slider(key="timesteps").set_value(100).run()
    assert_shows(page, LayerSpec(), SquashSpec(0, 3.0, 100))
    page.number_input(key="seed").set_value(8).run()
    assert_shows(page, LayerSpec(), SquashSpec(8, 3.0, 100))
    assert not page.text


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_an_address_restores_every_setting(kind: str) -> None:
    page = opened(
        cell=kind,
        inputs="3",
        units="64",
        activation="sigmoid",
        sequences="true",
        both="true",
        head="true",
        scale="0.5",
        timesteps="33",
        seed="4",
    )
    spec = LayerSpec(kind, 3, 64, "sigmoid", True, True, head=True)  # type: ignore[arg-type]
    assert_shows(page, spec, SquashSpec(4, 0.5, 33))
    assert not page.text


NAMES = ("cell", "inputs", "units", "activation", "sequences", "both", "head", "scale", "timesteps", "seed")
HOSTILE = ("-1", "1e9", "nan", "9" * 400, "inf", "<b>x</b>")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_address_that_asks_for_what_there_is_not_is_told_so(name: str, hostile: str) -> None:
    page = opened(**{name: hostile})
    assert [each.message for each in page.exception] == []
    (note,) = page.text
    assert note.value == f"Not possible, so left as usual: {name}={hostile[:20]}."
    assert len(page.code) == 2


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_in_an_address_is_no_trouble(name: str) -> None:
    page = opened(**{name: ""})
    assert_shows(page, LayerSpec())
    assert not page.text


def test_the_ends_of_the_ranges_are_shown() -> None:
    assert_shows(opened(inputs=str(MOST), units="1"), LayerSpec(input_dim=MOST, units=1))
    widest = LayerSpec("LSTM", MOST, MOST, bidirectional=True)
    assert_shows(opened(cell="LSTM", inputs=str(MOST), units=str(MOST), both="true"), widest)


def test_the_textbooks_count_of_a_gru_is_explained() -> None:
    page = opened(cell="GRU")
    assert "165" in page.code[1].value
    assert any("Many textbooks count 150" in each.proto.body for each in page.get("html"))


def test_every_shape_stands_in_the_table_too() -> None:
    table = opened(cell="LSTM", sequences="true", both="true", head="true").markdown[0].value
    shapes = [line.split("`")[-2] for line in table.splitlines()[2:]]
    state = "(None, 5)"
    assert shapes == [
        "(None, None, 4)",
        "(None, 4)",
        "(4, 20)",
        state,
        "(5, 20)",
        "(20,)",
        state,
        state,
        "(None, None, 10)",
        "(None, None, 1)",
    ]
