"""The views of a finished run: time machine, results, comparison, script; against what is in the store."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import streamlit as st

from rnnviz.analysis.units import rows_as_trained
from rnnviz.components.payload import pack_reading
from rnnviz.components.trainer import service
from rnnviz.components.view import View
from rnnviz.learning.assemble import network_of
from rnnviz.learning.messages import pack
from rnnviz.learning.script import keras_script
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.network import Network, read_network
from rnnviz.text import Vocabulary, encode
from tests.figures.markup import Markup
from tests.pages.trainings import (
    SMALL,
    chart,
    checked,
    header,
    html,
    opened,
    payload,
    somebody,
    trained,
)

# It learns its few texts by heart: the training loss falls to nothing.
BY_HEART = RunSpec(
    DataSpec("grammar", examples=20, words=200),
    ModelSpec(202, embedding_dim=8, cell="gru", units=8),
    TrainingSpec(epochs=12, batch_size=4, learning_rate=0.03),
)


class Mine(NamedTuple):
    """A browser and its run."""

    owner: str
    run: str


@pytest.fixture(scope="module")
def mine() -> Mine:
    """A run whose validation loss, as it is written, is lowest after epoch 3 of 12."""
    owner = somebody()
    id, store = trained(owner, BY_HEART), service().store
    for number in range(-1, 12):
        kept = store.epoch(id, number)
        told = {**kept.scores, "validation_loss": 0.5 + abs(number - 2) / 20}
        arrays = {f"weight{n}": weight for n, weight in enumerate(kept.weights)}
        store.append(id, pack(told, arrays | {"validation": kept.validation, "test": kept.test}))
    return Mine(owner, id)


def losses(run: str) -> dict[int, float]:
    return {each["epoch"]: each["validation_loss"] for each in service().store.history(run).epochs}


def best_of(run: str) -> int:
    """The epoch, from 0, with the lowest validation loss."""
    learnt = {epoch: loss for epoch, loss in losses(run).items() if epoch >= 0}
    return min(learnt, key=lambda epoch: learnt[epoch])


def network_after(mine: Mine, epoch: int) -> Network:
    """The network of an epoch, put together from what is in the store."""
    store = service().store
    record, words = store.get(mine.owner, mine.run), Vocabulary(store.material(mine.run).words)
    name, card = f"run-{mine.run}-{epoch + 1}", {"kind": record.name}
    return network_of(record.spec.model, store.epoch(mine.run, epoch).weights, words, name, card)


def test_learning_by_heart_is_said(mine: Mine) -> None:
    page = opened(mine.owner)
    (said,) = [each.value for each in (*page.caption, *page.markdown) if "by heart" in each.value]
    assert "after epoch 3" in said and "validation loss" in said


@pytest.mark.parametrize("epoch", ["before", "1", "7", "12"])
def test_the_time_machine_reads_with_the_network_of_the_epoch(mine: Mine, epoch: str) -> None:
    text = service().store.material(mine.run).test[0].text
    page = opened(mine.owner, view="Time machine", epoch=epoch, sentence=text)
    assert page.select_slider(key="epoch").value == epoch
    number = -1 if epoch == "before" else int(epoch) - 1
    network = network_after(mine, number)
    expected = pack_reading(network, network.read(text), rows_as_trained(network), View())
    assert payload(page, "time_machine") == expected
    # The worker judged the same text, in its own way.
    kept = service().store.epoch(mine.run, number).test[0]
    assert network.read(text).probability == pytest.approx(kept, abs=1e-5)
    marks = [shape["x0"] for shape in chart(page, "chart_loss")["layout"]["shapes"]]
    assert number + 1 in marks


def test_the_slider_goes_from_before_training_to_the_last_epoch(mine: Mine) -> None:
    page = opened(mine.owner, view="Time machine")
    slider = page.select_slider(key="epoch")
    assert slider.options == ["before", *map(str, range(1, 13))] and slider.value == "12"
    assert f"lowest after epoch {best_of(mine.run) + 1}" in slider.label
    assert slider.proto.query_param_key == "epoch" and list(slider.proto.default) == [12]
    checked(slider.set_value("3").run())
    checked(page.text_input(key="sentence").set_value("a bad film").run())
    links = [parse_qs(each.proto.query_string) for each in page.get("page_link")]
    assert links == [{"own": [f"run-{mine.run}-3"], "text": ["a bad film"]}] * 2


def test_watch_it_learn_goes_through_all_epochs_and_stops_at_the_last(mine: Mine) -> None:
    page = opened(mine.owner, view="Time machine", epoch="5")
    checked(page.button(key="play_epochs").click().run())
    shown = []
    for _ in range(20):
        shown.append(page.select_slider(key="epoch").value)
        if page.button(key="play_epochs").label == "Watch it learn":
            break
        checked(page.run())
    assert list(dict.fromkeys(shown)) == ["before", *map(str, range(1, 13))]
    assert page.button(key="play_epochs").label == "Watch it learn"
    assert page.select_slider(key="epoch").value == "12"


def test_watching_it_learn_can_be_stopped_where_it_is(mine: Mine) -> None:
    page = opened(mine.owner, view="Time machine")
    page.button(key="play_epochs").click().run()
    checked(page.run())
    assert page.button(key="play_epochs").label == "Stop"
    at = page.select_slider(key="epoch").value
    checked(page.button(key="play_epochs").click().run())
    checked(page.run())
    assert page.select_slider(key="epoch").value == at
    assert page.button(key="play_epochs").label == "Watch it learn"


@pytest.mark.parametrize("judged", ["best", "last"])
def test_the_results_are_those_of_the_test_texts(mine: Mine, judged: str) -> None:
    page = opened(mine.owner, view="Results")
    checked(page.button_group(key="judged").set_value(judged).run())
    epoch = best_of(mine.run) if judged == "best" else 11
    said = service().store.epoch(mine.run, epoch).test > 0.5
    truth = np.array([each.label > 0.5 for each in service().store.material(mine.run).test])
    shown = Markup(html(page))
    counts = [int(each.text.replace(",", "")) for each in shown.of_tag("b") if each.text.isdigit()]
    assert counts[:4] == [int((said[truth == t] == s).sum()) for t in (0, 1) for s in (0, 1)]
    assert f"{100 * (said == truth).mean():.1f} % right" in html(page)
    for option, number in zip(
        page.button_group(key="judged").options, (best_of(mine.run) + 1, 12), strict=True
    ):
        assert f"epoch, {number}" in option


def test_the_worst_mistakes_lead_to_explore_with_that_network_and_text(mine: Mine) -> None:
    page = opened(mine.owner, view="Results")
    store = service().store
    kept, texts = store.epoch(mine.run, best_of(mine.run)).test, store.material(mine.run).test
    wrong = [n for n, each in enumerate(texts) if (kept[n] > 0.5) != (each.label > 0.5)]
    worst = sorted(wrong, key=lambda n: -abs(kept[n] - 0.5))[:12]
    links = [each.attributes["href"] for each in Markup(html(page)).of_tag("a")]
    asked = [parse_qs(urlsplit(link).query) for link in links]
    assert [each["text"] for each in asked] == [[texts[n].text] for n in worst]
    assert {each["own"][0] for each in asked} == {f"run-{mine.run}-{best_of(mine.run) + 1}"}
    explore = opened(mine.owner, "explore", **{name: value[0] for name, value in asked[0].items()})
    sent = header(explore, "instrument")
    assert sent["probabilities"] and sent["network"] == service().store.get(*mine).name
    assert explore.text_input(key="text").value == texts[worst[0]].text


def test_a_run_whose_best_epoch_is_its_last_offers_no_choice() -> None:
    owner = somebody()
    id = trained(owner, replace(SMALL, training=replace(SMALL.training, epochs=1)))
    page = opened(owner, view="Results", run=id)
    assert not [each for each in page.button_group if each.key == "judged"]
    assert "% right" in html(page)


class Downloads:
    """What the download buttons of a page hold, by their keys."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, Any]] = {}

    def button(self, label: str, data: Any, file_name: str, *_: object, key: str = "", **__: object) -> bool:
        """Stand in for st.download_button."""
        self.held[key] = file_name, data
        return False


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Downloads]:
    found = Downloads()
    monkeypatch.setattr(st, "download_button", found.button)
    yield found


def test_the_npz_file_is_the_same_network_and_is_written_without_a_session(
    mine: Mine, downloads: Downloads
) -> None:
    opened(mine.owner, view="Results")
    name, data = downloads.held["npz"]
    assert name == f"gru-8-grammar-epoch-{best_of(mine.run) + 1}.npz"
    read = read_network(io.BytesIO(data()))
    store = service().store
    kept = store.epoch(mine.run, best_of(mine.run)).test
    texts = [each.text for each in store.material(mine.run).test[:20]]
    assert [read.read(text).probability for text in texts] == pytest.approx(kept[:20].tolist(), abs=1e-5)


@pytest.mark.keras
def test_the_keras_file_is_the_same_network(mine: Mine, downloads: Downloads, tmp_path: Path) -> None:
    import keras

    opened(mine.owner, view="Results")
    name, data = downloads.held["keras"]
    assert name.endswith(f"-epoch-{best_of(mine.run) + 1}.keras")
    (tmp_path / "model.keras").write_bytes(data())
    model = keras.models.load_model(tmp_path / "model.keras")
    store = service().store
    network = network_after(mine, best_of(mine.run))
    for example in store.material(mine.run).test[:5]:
        ids = np.array([[token.id for token in encode(example.text, network.vocabulary)]])
        said = float(model(ids)[0, 0])
        assert said == pytest.approx(network.read(example.text).probability, abs=1e-5)


def test_the_script_is_that_of_the_settings() -> None:
    page = opened(view="Keras", data="Generated sentences", hidden="5", rate="0.01", kind="GRU", words="300")
    spec = RunSpec(
        DataSpec("grammar", words=300),
        ModelSpec(302, cell="gru", units=5),
        TrainingSpec(epochs=6, learning_rate=0.01, clip_by="global_clipnorm"),
    )
    (code,) = page.code
    assert code.value == keras_script(spec).strip()
    compile(code.value, "training.py", "exec")


@pytest.mark.parametrize("view", ["Watch", "Time machine", "Results", "Compare", "Keras"])
def test_on_a_projector_every_view_is_larger(mine: Mine, view: str) -> None:
    usual, large = (opened(mine.owner, view=view, size=size) for size in ("Normal", "Presenter"))
    charts = [[json.loads(each.proto.spec) for each in page.get("plotly_chart")] for page in (usual, large)]
    assert len(charts[0]) == len(charts[1])
    for small, big in zip(*charts, strict=True):
        assert big["layout"]["height"] > small["layout"]["height"]


def test_another_run_with_fewer_epochs_is_shown_at_its_last(mine: Mine) -> None:
    other = trained(mine.owner)
    page = opened(mine.owner, view="Time machine", run=mine.run, epoch="11")
    checked(page.selectbox(key="shown_run").set_value(other).run())
    assert page.select_slider(key="epoch").value == "3"
    service().store.delete(mine.owner, other)
