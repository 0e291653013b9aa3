"""The unit finder on Explore: opened, pressed, misused; and what is taken away is computed anew."""

from dataclasses import replace
from time import monotonic, sleep
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.analysis.corpus import Corpus
from rnnviz.analysis.finder import UnitOf, study
from rnnviz.analysis.finder_search import pattern_of, search, switches
from rnnviz.components import inside_units, inside_units_study
from rnnviz.components.inside_units_study import Studies, fingerprint, studies
from rnnviz.components.inside_units_taken import taken_of_pattern, taken_of_units
from rnnviz.data import corpus as data
from rnnviz.figures.units_atlas import Chosen
from rnnviz.figures.units_board import states_of
from rnnviz.learning.spec import DataSpec, RunSpec
from rnnviz.learning.twin import untrained_twin
from rnnviz.network import load_network
from rnnviz.text import Splitting
from tests.pages.instruments import checked, opened
from tests.planted import planted_network, small_corpus
from tests.taking import assert_same_arrays, computed_anew

TEXT = "The film is not good, but I loved the story"


@pytest.fixture
def small(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """A small corpus in place of the ten thousand sentences, wherever they are read."""
    corpus = small_corpus(rng, 40)
    monkeypatch.setattr(inside_units_study, "read_corpus", lambda: corpus)
    monkeypatch.setattr(data, "read_corpus", lambda: corpus)
    return corpus


def headline(page: AppTest) -> str:
    """The sentence on top of the tool."""
    return str(next(each.value for each in page.markdown if each.value.startswith("**")))


def address(page: AppTest, name: str) -> str:
    """What the address says of something."""
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def leads_to_intervene(page: AppTest, link: str) -> bool:
    """Whether a picture has such a link."""
    return any(link in str(each.proto) for each in page.get("bidi_component"))


def at_rest(page: AppTest) -> AppTest:
    """The page when every study that was begun is made."""
    until = monotonic() + 20
    while any(not work.is_done for work in studies()._kept.values()) and monotonic() < until:
        sleep(0.02)
    return checked(page.run())


def test_it_is_opened_pressed_and_misused(small: Corpus) -> None:
    studies.clear()
    page = opened(
        "explore",
        network="LSTM",
        inside="Unit finder",
        units_concept="<b>",
        units_unit="9.99",
        units_span="0-x",
    )
    page = at_rest(page)
    found = study(load_network("lstm"), small)
    best = found.findings["sentiment"].best
    assert headline(page).startswith(f"**Unit {best.unit} alone puts a positive and a negative")
    assert page.number_input(key="units_number").value == best.unit
    page = checked(page.number_input(key="units_number").set_value(5).run())
    assert headline(page).startswith("**Unit 5 alone")
    assert address(page, "units_unit") == "0.5"
    page = checked(page.toggle(key="units_held").set_value(True).run())
    assert any("Set to 0, unit 5 changes" in each.value for each in page.markdown)
    assert leads_to_intervene(page, "inside=Intervene&amp;intervene_unit=5&amp;intervene_what=zero")
    page = at_rest(page.button_group(key="network").set_value("stacked-lstm").run())
    assert page.selectbox(key="units_of").options == ["layer 1", "layer 2"]
    page = checked(page.selectbox(key="units_of").set_value(1).run())
    assert "(layer 2)" in headline(page)
    page = checked(page.button_group(key="units_view").set_value("search").run())
    page = checked(page.text_input(key="text").set_value(TEXT).run())
    page = checked(page.number_input(key="units_first").set_value(4).run())
    page = checked(page.number_input(key="units_last").set_value(5).run())
    page = checked(page.number_input(key="units_threshold").set_value(0.05).run())
    assert "throughout “not good”" in headline(page)
    assert address(page, "units_span") == "4-5"
    page = checked(page.number_input(key="units_first").set_value(7).run())  # Takes the other end along.
    assert address(page, "units_span") == "7-7"
    for text in ("film", "", "qqqq zzzz", "good " * 500):
        page = checked(page.text_input(key="text").set_value(text).run())
    page = checked(page.button_group(key="units_view").set_value("carry").run())
    for text in ("", "film"):
        page = checked(page.text_input(key="text").set_value(text).run())


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("lstm", "shipped"),
        ("run-0123456789ab", "imdb"),
        ("run-0123456789ab-3", "imdb"),
        ("run-ffffffffffff", ""),
        ("model-0123456789ab", "uploaded"),
        ("upload-1", ""),
    ],
)
def test_what_a_network_was_trained_on_is_asked_of_its_run(
    name: str, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def record(owner: str, run: str) -> SimpleNamespace:
        asked.append((owner, run))
        if run != "0123456789ab":
            raise LookupError("There is no such run here; it may have been deleted.")
        return SimpleNamespace(spec=RunSpec(DataSpec("imdb")))

    monkeypatch.setattr(inside_units, "asker", lambda: SimpleNamespace(owner="me"))
    monkeypatch.setattr(inside_units, "service", lambda: SimpleNamespace(store=SimpleNamespace(get=record)))
    assert inside_units.trained_on(name) == known
    assert asked == ([("me", name.split("-")[1])] if name.startswith("run-") else [])


def test_networks_are_told_apart_by_their_weights_and_words(rng: np.random.Generator) -> None:
    network = planted_network(np.random.default_rng(1))
    alike = planted_network(np.random.default_rng(1))
    assert fingerprint(network) == fingerprint(alike)
    louder = replace(network, head=(replace(network.head[0], kernel=2 * network.head[0].kernel),))
    words = replace(network.vocabulary, words=(*network.vocabulary.words[:-1], "end"))
    splits = replace(network.vocabulary, splitting=Splitting())
    others = [louder, planted_network(rng), replace(network, positive=0)]
    others += [replace(network, vocabulary=each) for each in (words, splits)]
    assert len({fingerprint(each) for each in (network, *others)}) == 6


def test_a_study_is_made_once_and_only_the_latest_are_kept(small: Corpus) -> None:
    made = Studies()
    networks = [planted_network(np.random.default_rng(n)) for n in range(6)]
    works = [made.of(network) for network in networks]
    assert [made.of(network) is work for network, work in zip(networks, works, strict=True)] == [True] * 6
    assert works[0].study.index.corpus is small
    assert [work.study.verdict for work in works]
    assert works[-1].share == 1
    assert made.of(networks[-1]) is works[-1]
    assert made.of(networks[0]) is not works[0]


def test_a_study_that_failed_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(inside_units_study, "read_corpus", fail)
    made, network = Studies(), planted_network(np.random.default_rng(1))
    failed = made.of(network)
    assert str(failed.error) == "no room"
    made.forget(network)
    assert made.of(network) is not failed


def test_the_scripts_compute_their_arrays(small: Corpus) -> None:
    name = "bidirectional-lstm"
    network = load_network(name)
    found, reading = study(network, small, untrained=untrained_twin(network, 0)), network.read(TEXT)
    trace = len(found.index.states) - 1
    states = states_of(reading, trace)
    taken = taken_of_units(states, found, Chosen("length", UnitOf(trace, 3)))
    assert_same_arrays(computed_anew(taken, name, TEXT), taken.arrays)
    fresh = 5  # The backward trace has read the word behind the span before it.
    pattern = pattern_of(states, trace, (3, 4), 0.2, fresh)
    places = search(found.index, pattern, switches(found.index, trace, 0.2))
    told = {"span": (3, 4), "fresh": fresh, "places": places}
    taken = taken_of_pattern(states, found, pattern, told)
    assert_same_arrays(computed_anew(taken, name, TEXT), taken.arrays)
    assert len(taken.arrays["texts"]) == len(places) > 0
