"""The sections of clipping and of cures: opened, used, and misused; and the way from there to Training."""

import json

from streamlit.testing.v1 import AppTest

from rnnviz.analysis.cliff import CliffSpec, descend
from rnnviz.components.run_link import training_address
from rnnviz.experiments.cures_plan import CURES, SEEDS, seeded
from rnnviz.experiments.cures_shipped import read_outcomes
from rnnviz.figures.cliff import headline
from rnnviz.figures.cures_words import conclusion, overview_said, rule_said, stopping_said
from tests.house.source import TOP


def opened(page: str, **address: str) -> AppTest:
    """The page of an address."""
    app = AppTest.from_file(str(TOP / "app.py"), default_timeout=60)
    app.run().switch_page(f"pages/{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def said(page: AppTest) -> list[str]:
    """All that is written in bold."""
    return [each.value.strip("*") for each in page.markdown if each.value.startswith("**")]


def headline_of(spec: CliffSpec, steps: int = 40) -> str:
    """What should be written above the surface."""
    return headline(spec, descend(spec, steps))


def test_the_cliff_follows_its_address_and_its_settings_and_forgives_nonsense() -> None:
    page = opened(
        "gradients", look="Clipping", cliff_T="1e999", cliff_w="nan", cliff_b="-0.3", cliff_step="x"
    )
    assert not page.exception
    assert headline_of(CliffSpec(start=(1.5, -0.3))) in said(page)
    (component,) = page.get("bidi_component")
    assert component.proto.component_name.endswith("rnnviz_cliff")
    page.number_input(key="cliff_T").set_value(500)
    page.number_input(key="cliff_w").set_value(-1000.0)
    page.number_input(key="cliff_rate").set_value(10.0).run()
    extreme = CliffSpec(timesteps=500, learning_rate=10.0, start=(-1000.0, -0.3))
    assert not page.exception and headline_of(extreme) in said(page)
    page.button_group(key="cliff_start_tanh").set_value("on the wall").run()
    assert (page.number_input(key="cliff_w").value, page.number_input(key="cliff_b").value) == (1.1, -0.03)
    page.button_group(key="cliff_view").set_value("space").run()
    assert not page.exception and not page.get("bidi_component")
    drawn = json.loads(page.get("plotly_chart")[0].proto.spec)["data"]
    assert [trace["type"] for trace in drawn] == ["surface", "scatter3d", "scatter3d", "scatter3d"]


def test_each_cure_is_concluded_from_its_records() -> None:
    outcomes = read_outcomes(CURES)
    page = opened("gradients", look="Cures", cure="no such cure")
    assert not page.exception and said(page) == [conclusion(outcomes["clipping"])]
    assert len(page.get("plotly_chart")) == 3 + 1 + 2 + 1  # Losses, scores, updates, overview.
    links = page.get("page_link")
    assert [link.proto.label.partition(": ")[2] for link in links] == [
        arm.title for arm in CURES["clipping"].arms
    ]
    page.button_group(key="cure").set_value("dropout").run()
    assert not page.exception and said(page) == [conclusion(outcomes["dropout"])]
    texts = [each.value for each in page.text]
    assert {overview_said(outcomes), rule_said(outcomes), stopping_said(outcomes["dropout"])} <= set(texts)
    assert texts[-1] == rule_said(outcomes)  # Right above the picture of all.


def test_a_link_puts_exactly_these_settings_on_the_training_page() -> None:
    """Every kind of setting that an address has to say, in one page: the wildest of each."""
    from dataclasses import replace

    spec = CURES["clipping"].after[1].spec
    filled, deep = CURES["two-way"].after[0].spec, CURES["normalise"].after[0].spec
    model = replace(
        spec.model, bidirectional=True, mask=False, layers=2, batch_normalization=True, cell="gru",
        embedding_dropout=0.5, dropout=0.5, recurrent_dropout=0.5,
    )  # fmt: skip
    wild = replace(
        spec, model=model, data=filled.data, training=replace(spec.training, epochs=deep.training.epochs)
    )
    page = opened("training", **training_address(wild, len(SEEDS)))
    assert not page.exception
    shown = page.session_state
    assert (shown["kind"], shown["data"], shown["squash"]) == ("gru", "grammar", "linear")
    assert (shown["clip_by"], shown["clip"], shown["optimizer"], shown["rate"]) == (
        "clipvalue",
        0.01,
        "sgd",
        0.3,
    )
    assert (shown["depth"], shown["epochs"], shown["batch"], shown["length"]) == (2, 10, 32, 60)
    assert shown["two_way"] and shown["normalise"] and not shown["mask"]
    assert (shown["drop_words"], shown["drop_last"], shown["drop_state"]) == (0.5, 0.5, 0.5)
    assert (shown["init"], shown["seeds"]) == (0, 3) and seeded(wild, 0) == wild
