"""The script builds the network of the settings, runs as it stands and prints the losses of the explorer."""

import ast
import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.data.examples import Example
from rnnviz.data.sources import split_of
from rnnviz.data.tables import read_table
from rnnviz.learning.engine import BatchDone, EpochDone, fitted, train_run
from rnnviz.learning.job import score_of
from rnnviz.learning.material import prepare
from rnnviz.learning.script import keras_script
from rnnviz.learning.spec import (
    CELL_KINDS,
    CLIPPINGS,
    OPTIMIZERS,
    PADDING_SIDES,
    RECURRENT_ACTIVATIONS,
    SOURCE_NAMES,
    DataSpec,
    ModelSpec,
    RunSpec,
    TrainingSpec,
)
from tests.house.source import TOP

SHARES = st.sampled_from([0.0, 0.25])
MODELS = st.builds(
    ModelSpec, st.integers(3, 40), st.integers(1, 5), st.sampled_from(CELL_KINDS), st.integers(1, 4),
    st.integers(1, 3), st.booleans(), SHARES, SHARES, st.integers(0, 9), SHARES,
    st.sampled_from(RECURRENT_ACTIVATIONS), st.booleans(), st.booleans(),
)  # fmt: skip
RUNS = st.builds(
    RunSpec,
    st.builds(
        DataSpec, st.sampled_from(SOURCE_NAMES), st.integers(0, 99), st.just(50), st.integers(1, 40),
        st.sampled_from(PADDING_SIDES),
    ),
    MODELS,
    st.builds(
        TrainingSpec, st.integers(1, 9), st.integers(1, 99), st.floats(1e-6, 10), st.booleans(),
        st.sampled_from(CLIPPINGS), st.floats(0.1, 10), SHARES, st.booleans(), st.integers(0, 9),
        st.sampled_from(OPTIMIZERS),
    ),
)  # fmt: skip
LARGEST = RunSpec(
    DataSpec("table"),
    ModelSpec(100, 32, "simple-rnn", 256, 3, True, 0.5, 0.5, 9999, 0.5, "sigmoid", True, False),
    TrainingSpec(99, 256, 1.23456e-05, True, "global_clipnorm", 0.123, 0.5, True, 9999, "rmsprop"),
)


@given(RUNS, st.text(), st.text())
def test_it_compiles_whatever_is_chosen(spec: RunSpec, text: str, label: str) -> None:
    script = keras_script(spec, (text, label))
    tree = ast.parse(script.encode())
    compile(tree, "training.py", "exec")
    calls = {ast.unparse(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    if spec.data.source == "table":
        read = [node.value for node in calls["read_table"].args if isinstance(node, ast.Constant)]
        assert read == [text, label]
    values = {str(word.arg): ast.literal_eval(word.value) for word in calls["DataSpec"].keywords}
    assert replace(spec.data, padding="post") == DataSpec(**values)
    padded = calls["keras.utils.pad_sequences"]
    assert ast.literal_eval(padded.args[1]) == spec.data.length
    assert ast.literal_eval(padded.keywords[0].value) == spec.data.padding
    optimizer = next(node for name, node in calls.items() if name.startswith("keras.optimizers."))
    assert ast.literal_eval(optimizer.args[0]) == spec.training.learning_rate
    clipping = {word.arg: ast.literal_eval(word.value) for word in optimizer.keywords}
    assert clipping == spec.training.clipping


@pytest.mark.parametrize("spec", [RunSpec(), LARGEST])
def test_it_fits_a_screen_or_two_and_is_tidy(spec: RunSpec) -> None:
    script = keras_script(spec, ("what was said", "was it good?"))
    assert len(script.splitlines()) <= 104
    assert max(map(len, script.splitlines())) <= 105
    assert script.endswith("\n") and "\n\n\n\n" not in script
    assert all(line == line.rstrip() for line in script.splitlines())
    names = {alias.asname or alias.name for node in ast.walk(ast.parse(script))
             if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}  # fmt: skip
    assert all(len(re.findall(rf"\b{name}\b", script)) > 1 for name in names)


def test_columns_with_quotes_are_written_as_one_reads_them() -> None:
    script = keras_script(RunSpec(DataSpec("table")), ("what's said", 'a "label"'))
    assert """read_bytes(), "what's said", 'a "label"')""" in script


def built(script: str, words: int) -> Any:
    """The model that the script builds."""
    import keras
    from keras import initializers, layers

    class Material:
        class vocabulary:  # noqa: N801
            pass

    Material.vocabulary.words = tuple(range(words))  # type: ignore[attr-defined]
    names = {name: getattr(initializers, name) for name in ("GlorotUniform", "Orthogonal", "RandomUniform")}
    names |= {"keras": keras, "layers": layers, "material": Material}
    model = next(node for node in ast.parse(script).body if ast.unparse(node).startswith("model = "))
    exec(compile(ast.Module([model], []), "training.py", "exec"), names)
    return names["model"]


@pytest.mark.keras
@settings(max_examples=8, deadline=None)
@given(RUNS)
def test_it_builds_the_network_of_the_settings(spec: RunSpec) -> None:
    from rnnviz.learning.build import build_model

    ours, theirs = built(keras_script(spec), spec.model.vocab_size), build_model(spec.model)
    assert [described(layer) for layer in ours.layers] == [described(layer) for layer in theirs.layers]
    for array, expected in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(array, expected)


def described(layer: Any) -> dict[str, Any]:
    """What Keras knows of a layer, without the names it counted and the seeds of dropout."""
    return {"type": type(layer).__name__, **without_names(layer.get_config())}


def without_names(config: Any) -> Any:
    if not isinstance(config, dict):
        return config
    is_initializer = config.get("module") == "keras.initializers"
    left_out = {"name", "registered_name"} | (set() if is_initializer else {"seed"})
    inner = config if not is_initializer else {**config, "config": dict(config["config"])}
    return {name: without_names(value) for name, value in inner.items() if name not in left_out}


def table() -> bytes:
    """A table whose columns have names that need care."""
    rng, words = np.random.default_rng(1), "it was a film with many people in it".split()
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(['what\'s "said"\\here', "was it\ngood?"])
    for n in range(120):
        mood = ("fine", "great") if n % 2 else ("dull", "awful")
        writer.writerow([" ".join([*rng.permutation(words), mood[n % 4 // 2], str(n)]), n % 2])
    return written.getvalue().encode()


CASES = {
    "grammar": RunSpec(
        DataSpec("grammar", 200, 500, 12, "pre"),
        ModelSpec(3, 8, "gru", 6, bidirectional=True, batch_normalization=True),
        TrainingSpec(2, 32, 0.01, clip_by="global_clipnorm", clip=0.5, decay=True, seed=3),
    ),
    "table": RunSpec(
        DataSpec("table", 0, 500, 14),
        ModelSpec(3, 8, "simple-rnn", 6, activation="relu", mask=False),
        TrainingSpec(2, 16, 0.01, optimizer="rmsprop", seed=4),
    ),
}


def losses(spec: RunSpec, examples: tuple[Example, ...]) -> list[tuple[float, float, float, float]]:
    """(loss, accuracy, validation loss, validation accuracy) of each epoch, as our engine has them."""
    material = prepare(spec.data, split_of(spec.data.source, spec.data.examples, examples))
    batches: list[BatchDone] = []
    found = []
    for event in train_run(fitted(spec, material), material):
        if isinstance(event, BatchDone):
            batches.append(event)
            continue
        assert isinstance(event, EpochDone)
        count = sum(batch.size for batch in batches)
        loss = sum(batch.loss * batch.size for batch in batches) / count
        right = sum(batch.right for batch in batches) / count
        found.append((loss, right, *score_of(event.validation, material.validation.labels)))
        batches.clear()
    return found


@pytest.mark.keras
@pytest.mark.parametrize("name", CASES)
def test_it_runs_as_it_stands_and_prints_the_losses_of_the_explorer(name: str, tmp_path: Path) -> None:
    spec, raw = CASES[name], table()
    columns = ('what\'s "said"\\here', "was it\ngood?")
    (tmp_path / "texts.csv").write_bytes(raw)
    (tmp_path / "training.py").write_text(keras_script(spec, columns), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "training.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env=os.environ | {"PYTHONPATH": str(TOP)}, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    printed = [
        tuple(float(re.search(rf" {kind}: ([\d.e+-]+)", line)[1]) for kind in KINDS)  # type: ignore[index]
        for line in run.stdout.splitlines()
        if "val_loss" in line
    ]
    expected = losses(spec, read_table(raw, *columns).examples)
    np.testing.assert_allclose(printed, expected, atol=1.1e-4)
    assert len(printed) == 2 and "Epoch 2 of 2" in run.stdout
    assert re.search(r"Test: loss 0\.\d{4}, accuracy \d+\.\d%", run.stdout)
    assert (tmp_path / "model.keras").stat().st_size > 1000


KINDS = ("loss", "accuracy", "val_loss", "val_accuracy")
