"""The settings of a training: from the address to the specification, and bound to the address again."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.data.sources import SOURCES
from rnnviz.learning.sizes import recurrent_parameters
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from tests.components.test_controls import HOSTILE

USUAL = RunSpec(
    DataSpec(),
    ModelSpec(10_002),
    TrainingSpec(epochs=6, clip_by="global_clipnorm"),
)
# Every setting: as an address says it, and what becomes of it.
SETTINGS = {
    "data": ("Generated sentences", "data.source", "grammar"),
    "kind": ("GRU", "model.cell", "gru"),
    "hidden": ("7", "model.units", 7),
    "depth": ("2", "model.layers", 2),
    "epochs": ("9", "training.epochs", 9),
    "rate": ("0.03", "training.learning_rate", 0.03),
    "two_way": ("true", "model.bidirectional", True),
    "embedding": ("5", "model.embedding_dim", 5),
    "squash": ("relu", "model.activation", "relu"),
    "drop_words": ("0.25", "model.embedding_dropout", 0.25),
    "drop_state": ("0.1", "model.recurrent_dropout", 0.1),
    "drop_last": ("0.5", "model.dropout", 0.5),
    "normalise": ("true", "model.batch_normalization", True),
    "optimizer": ("SGD", "training.optimizer", "sgd"),
    "batch": ("8", "training.batch_size", 8),
    "clip_by": ("by value", "training.clip_by", "clipvalue"),
    "clip": ("0.5", "training.clip", 0.5),
    "texts": ("300", "data.examples", 300),
    "words": ("500", "data.words", 500),
    "length": ("12", "data.length", 12),
    "padding": ("before the text", "data.padding", "pre"),
    "mask": ("false", "model.mask", False),
}
SHARES = ("drop_words", "drop_state", "drop_last")


def panel() -> None:
    """All settings."""
    import streamlit as st

    from rnnviz.components.settings import choose_settings, settings_said

    chosen = choose_settings()
    st.session_state.specs = chosen.specs
    st.session_state.said = settings_said(chosen)


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(panel, default_timeout=30)
    app.query_params.update(address)
    return app.run()


def specs(app: AppTest) -> tuple[RunSpec, ...]:
    assert [each.message for each in app.exception] == []
    found: tuple[RunSpec, ...] = app.session_state["specs"]
    return found


def changed(spec: RunSpec, place: str, value: Any) -> RunSpec:
    """The same settings but for one; the vocabulary has two rows more than words."""
    part, name = place.split(".")
    if name == "words":
        spec = replace(spec, model=replace(spec.model, vocab_size=value + 2))
    return replace(spec, **{part: replace(getattr(spec, part), **{name: value})})


def test_without_an_address_everything_is_as_usual() -> None:
    app = opened()
    assert specs(app) == (USUAL,) and not app.query_params
    assert app.session_state["said"] == "Train 6 epochs"


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_comes_from_the_address_and_stays_there(key: str) -> None:
    said, place, value = SETTINGS[key]
    app = opened(**{key: said})
    assert specs(app) == (changed(USUAL, place, value),)
    assert app.query_params == {key: said}
    assert specs(app.run()) == (changed(USUAL, place, value),)


def test_all_settings_come_from_one_address() -> None:
    expected = USUAL
    for _, place, value in SETTINGS.values():
        expected = changed(expected, place, value)
    assert specs(opened(**{key: said for key, (said, _, _) in SETTINGS.items()})) == (expected,)


def test_every_setting_is_bound_to_the_address() -> None:
    app = opened()
    kinds = (app.selectbox, app.button_group, app.number_input, app.toggle, app.slider)
    bound = {each.proto.query_param_key for kind in kinds for each in kind}
    assert bound == {*SETTINGS, "several", "init", "seeds"}


@HOSTILE
def test_what_means_nothing_in_an_address_is_as_usual(hostile: str) -> None:
    keys = {*SETTINGS, "several", "init", "seeds", "texts_imdb", "length_imdb", "table", "text_column"}
    app = opened(**dict.fromkeys(keys - set(SHARES), hostile))
    assert specs(app) == (USUAL,)
    assert app.session_state["said"] == "Train 6 epochs"


@HOSTILE
def test_whatever_an_address_says_a_share_is_one_that_can_be_trained_with(hostile: str) -> None:
    (spec,) = specs(opened(**dict.fromkeys(SHARES, hostile)))
    for share in (spec.model.embedding_dropout, spec.model.recurrent_dropout, spec.model.dropout):
        assert 0 <= share <= 0.8


@pytest.mark.parametrize(
    "wrong",
    [
        *("hidden=0", "hidden=257", "depth=0", "depth=4", "epochs=0", "epochs=101", "rate=0.0023"),
        *("embedding=0", "batch=0", "clip=0", "words=9", "length=0", "length=501", "texts=50001"),
        *("init=10000", "seeds=0", "seeds=4", "data=Wikipedia", "kind=Transformer", "several=Both"),
    ],
)
def test_a_setting_beyond_its_bounds_is_the_usual_one(wrong: str) -> None:
    assert specs(opened(**dict([wrong.split("=")]))) == (USUAL,)


def test_long_reviews_have_usual_numbers_of_their_own() -> None:
    (spec,) = specs(opened(data="IMDB reviews", length="12", texts="100"))
    assert (spec.data.examples, spec.data.length) == (5000, 200)
    (spec,) = specs(opened(data="IMDB reviews", length_imdb="12", texts_imdb="100"))
    assert (spec.data.examples, spec.data.length) == (100, 12)


def test_seeds_follow_one_another_and_draw_weights_and_order() -> None:
    found = specs(opened(init="5", seeds="3"))
    assert [(each.model.seed, each.training.seed) for each in found] == [(5, 5), (6, 6), (7, 7)]
    alike = [replace(each, model=replace(each.model, seed=0)) for each in found]
    assert [replace(each, training=replace(each.training, seed=0)) for each in alike] == [USUAL] * 3


@pytest.mark.parametrize("address", [{"hidden": "32"}, {"hidden": "24", "depth": "2"}, {"two_way": "true"}])
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_three_cells_have_equal_units_or_equal_parameters(cell: str, address: dict[str, str]) -> None:
    cells = ["simple-rnn", "gru", "lstm"]
    equal = specs(opened(kind=cell, several="All three cells, equal units", **address))
    assert [each.model.cell for each in equal] == cells
    assert len({each.model.units for each in equal}) == 1
    found = specs(opened(kind=cell, several="All three cells, equal parameters", seeds="2", **address))
    assert [each.model.cell for each in found] == [name for name in cells for _ in (0, 1)]
    (wanted,) = [recurrent_parameters(each.model) for each in equal if each.model.cell == cell_of(cell)]
    for each in found:
        assert recurrent_parameters(each.model) == pytest.approx(wanted, rel=0.05)


def cell_of(title: str) -> str:
    return {"SimpleRNN": "simple-rnn", "GRU": "gru", "LSTM": "lstm"}[title]


def test_the_button_says_what_it_does() -> None:
    assert opened(epochs="1").session_state["said"] == "Train 1 epoch"
    several = opened(several="All three cells, equal units", seeds="3", epochs="2")
    assert several.session_state["said"] == "Train 9 networks, 2 epochs each"
    table = opened(data="A table of your own")
    assert table.session_state["said"] == "Choose a table first" and specs(table) == ()


def test_every_source_says_what_its_texts_are() -> None:
    for about in SOURCES.values():
        app = opened(data=about.title)
        assert app.selectbox(key="data").options == [each.title for each in SOURCES.values()]
        assert about.says in [each.value for each in app.caption]


def test_where_nothing_is_clipped_no_limit_is_asked_for() -> None:
    app = opened(clip_by="none", clip="0.5")
    assert specs(app) == (changed(USUAL, "training.clip_by", "none"),)
    assert "clip" not in [each.key for each in app.number_input]
