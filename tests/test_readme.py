"""The README says what is true: its code runs, its scores are those of the shipped networks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rnnviz.network import load_network, shipped_networks

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_code_in_the_readme_runs(code: str, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(TOP)}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "not" in done.stdout


@pytest.mark.parametrize("name", shipped_networks())
def test_scores_in_the_readme_are_those_of_the_network(name: str) -> None:
    network = load_network(name)
    reviews, pairs = network.card["reviews"]["test"]["accuracy"], network.card["pairs"]["all"]
    row = rf"\| {network.title} \| [\d,]+ \| {100 * reviews:.1f} % \| {100 * pairs:.1f} % \|"
    assert re.search(row, README)


def test_baselines_in_the_readme_are_those_of_the_cards() -> None:
    bag = load_network(shipped_networks()[0]).card["bag_of_words"]
    for part in ("rated_only", "with_reviews"):
        assert f"{100 * bag[f'{part}_test']:.1f} % | {100 * bag[f'{part}_pairs']['all']:.1f} %" in README


def test_pictures_in_the_readme_are_there() -> None:
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (TOP / picture).is_file(), picture


ORDER_TITLES = {"who": "who did it", "not": "is the food good"}
ORDER_KINDS = {"bag": "bag of words", "slots": r"\d+ places", "recurrent": "GRU"}


@pytest.mark.parametrize("task", ORDER_TITLES)
@pytest.mark.parametrize("kind", ORDER_KINDS)
def test_scores_of_word_order_in_the_readme_are_those_of_the_cards(task: str, kind: str) -> None:
    with np.load(TOP / f"rnnviz/weights/order/{task}-{kind}.npz", allow_pickle=False) as archive:
        card = json.loads(archive["header"].tobytes())["card"]
    scores = [100 * card["right"][part] for part in ("ordinary", "unseen", "longer")]
    written = r" \| ".join(f"{score:.1f} %" for score in scores)
    row = rf"\| {ORDER_TITLES[task]}: {ORDER_KINDS[kind]} \| {card['parameters']:,} \| {written} \|"
    assert re.search(row, README)


def test_variables_of_the_environment_are_in_the_readme() -> None:
    read = {
        name
        for path in (TOP / "rnnviz").rglob("*.py")
        for name in re.findall(r"RNNVIZ_\w+", path.read_text())
    }
    assert read and read <= set(re.findall(r"RNNVIZ_\w+", README))
