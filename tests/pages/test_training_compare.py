"""Runs side by side: their curves, the settings that differ, their seeds, and which of them are chosen."""

import re

import numpy as np
from streamlit.testing.v1 import AppTest

from rnnviz.components.compare import MOST_RUNS
from rnnviz.components.trainer import service
from tests.figures.markup import Markup
from tests.pages.test_training_views import best_of, losses
from tests.pages.trainings import chart, checked, html, opened, somebody, trained, varied


def test_two_runs_stand_side_by_side_with_the_settings_in_which_they_differ() -> None:
    owner = somebody()
    first, second = trained(owner), trained(owner, varied(units=7, dropout=0.25))
    page = opened(owner, view="Compare")
    assert sorted(page.multiselect(key="compared").value) == sorted([first, second])
    rows = table_of(page)
    assert rows["Units"] == ["4", "7"] and rows["Dropout before the verdict"] == ["0 %", "25 %"]
    assert not {"Cell", "Epochs", "Texts"} & set(rows)
    assert rows["Test accuracy then"] == [accuracy(id) for id in (first, second)]
    lines = [line["y"] for line in chart(page, "chart_loss")["data"]]
    for id in (first, second):
        assert any(
            len(line) == 4 and np.allclose(line, list(losses(id).values()))
            for line in lines
            if None not in line
        )


def table_of(page: AppTest) -> dict[str, list[str]]:
    """The rows of the first table of a comparison, by their heads."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html(page).split("</table>")[0])
    return {name: re.findall("<td>(.*?)</td>", cells) for name, cells in found}


def accuracy(id: str) -> str:
    kept = service().store.epoch(id, best_of(id)).test > 0.5
    truth = np.array([each.label > 0.5 for each in service().store.material(id).test])
    return f"{100 * (kept == truth).mean():.1f} %"


def test_several_seeds_show_their_spread() -> None:
    owner = somebody()
    ids = [trained(owner, varied(seed=seed)) for seed in (0, 1, 2)]
    page = opened(owner, view="Compare")
    assert "Several seeds: how much is chance" in [each.value for each in page.subheader]
    accuracies = [float(accuracy(id).removesuffix(" %")) for id in ids]
    dots = [dot.attributes["title"] for dot in Markup(html(page)).of_class("dot")]
    assert sorted(dots) == sorted(f"{each:.1f} %" for each in accuracies)
    means = [np.mean([losses(id)[epoch] for id in ids]) for epoch in (-1, 0, 1, 2)]
    lines = [line["y"] for line in chart(page, "band_loss")["data"]]
    assert any(len(line) == 4 and np.allclose(line, means) for line in lines)


def test_one_seed_shows_no_spread() -> None:
    owner = somebody()
    trained(owner), trained(owner, varied(units=5))
    page = opened(owner, view="Compare")
    assert [each.value for each in page.subheader] == []


def test_no_more_runs_are_compared_than_have_colours() -> None:
    owner = somebody()
    for units in range(1, MOST_RUNS + 3):
        trained(owner, varied(units=units), epochs=1)
    page = opened(owner, view="Compare")
    box = page.multiselect(key="compared")
    assert 1 < len(box.value) <= MOST_RUNS
    checked(box.set_value([]).run())
    assert "Choose at least one run." in [each.value for each in page.info]


def test_a_run_that_is_deleted_leaves_the_comparison() -> None:
    owner = somebody()
    first, second = trained(owner), trained(owner, varied(units=5))
    page = opened(owner, view="Compare")
    checked(page.multiselect(key="compared").set_value([first, second]).run())
    service().store.delete(owner, first)
    checked(page.run())
    assert page.multiselect(key="compared").value == [second]
    checked(page.button_group(key="view").set_value("watch").run())
    service().store.delete(owner, second)
    checked(page.button_group(key="view").set_value("compare").run())
    assert [each.value for each in page.info][0].startswith("There is nothing to compare yet.")


def test_a_run_that_is_new_stands_beside_the_one_that_was_looked_at_before() -> None:
    owner = somebody()
    first = trained(owner)
    page = opened(owner, view="Compare")
    assert page.multiselect(key="compared").value == [first]
    checked(page.button_group(key="view").set_value("watch").run())
    second = trained(owner, varied(units=5))
    checked(page.button_group(key="view").set_value("compare").run())
    assert page.multiselect(key="compared").value == [second, first]


def test_the_runs_that_were_chosen_stay_chosen() -> None:
    owner = somebody()
    ids = [trained(owner, varied(units=units)) for units in (3, 4, 5)]
    page = opened(owner, view="Compare")
    checked(page.multiselect(key="compared").set_value([ids[0]]).run())
    checked(page.button_group(key="view").set_value("watch").run())
    checked(page.button_group(key="view").set_value("compare").run())
    assert page.multiselect(key="compared").value == [ids[0]]
