"""The code that is shown: run as it stands, it computes what the page shows."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS
from rnnviz.network import Reading
from rnnviz.snippets import numpy_code
from rnnviz.worked import ACTIVATIONS, MOST_TIMESTEPS, ExampleSpec, WorkedExample, make_example, parse_edits

EDITS = "h0.0:0.6_h0.1:-0.45_c0.0:1.5_c0.1:-0.2_x.1.2:-3.125_Wxh.0.1:0.3333_Whh.1.0:-2_bh.1:4_by.0:0.0001"
each_cell = pytest.mark.parametrize("cell", CELLS)
each_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def executed(code: str) -> tuple[FloatArray, FloatArray, list[str]]:
    """(h, y, what is printed) of every step; the code prints once a step."""
    states, outputs, printed = [], [], []

    def listen(text: str) -> None:
        states.append(namespace["h"].copy())
        outputs.append(namespace["y"].copy())
        printed.append(text)

    namespace: dict[str, Any] = {"print": listen}
    exec(code, namespace)
    return np.array(states), np.array(outputs), printed


def check(example: WorkedExample) -> None:
    """Every state and output of the code is that of the reading."""
    reading = example.read()
    states, outputs, printed = executed(numpy_code(example))
    np.testing.assert_allclose(states, reading.layers[0].steps.hidden_state, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(outputs, reading.outputs, rtol=1e-12, atol=1e-12)
    assert len(printed) == example.spec.timesteps


@each_cell
@each_activation
@pytest.mark.parametrize("seed", range(4))
def test_the_code_computes_what_the_example_reads(cell: str, activation: str, seed: int) -> None:
    check(make_example(ExampleSpec(cell, activation, seed, timesteps=1 + 2 * seed)))


@each_cell
@each_activation
@pytest.mark.parametrize("seed", [0, 9])
def test_numbers_that_were_written_over_stand_in_the_code(cell: str, activation: str, seed: int) -> None:
    edits = parse_edits(EDITS)
    assert len(edits) == EDITS.count(":")
    example = make_example(ExampleSpec(cell, activation, seed, 4, edits))
    check(example)
    assert "0.3333" in numpy_code(example) and "-3.125" in numpy_code(example)


@each_cell
@each_activation
def test_the_code_bears_the_longest_example_with_the_largest_numbers(cell: str, activation: str) -> None:
    large = "_".join(f"Wxh.{row}.{column}:-100" for row in range(3) for column in range(8))
    edits = parse_edits(f"{large}_h0.0:100_x.1.0:100_x.2.1:-100")
    check(make_example(ExampleSpec(cell, activation, 1, MOST_TIMESTEPS, edits)))


def written(reading: Reading) -> str:
    """What the code should print: four digits of each state and output."""
    rows = zip(reading.layers[0].steps.hidden_state, reading.outputs, strict=True)
    return "".join(f"t = {t}  h = {h.round(4)}  y = {y.round(4)}\n" for t, (h, y) in enumerate(rows, start=1))


@each_cell
def test_the_code_runs_alone_and_prints_every_step(cell: str) -> None:
    example = make_example(ExampleSpec(cell, "sigmoid", 2, 5, parse_edits("h0.1:-0.5")))
    command = [sys.executable, "-I", "-W", "error", "-c", numpy_code(example)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert (found.stdout, found.stderr) == (written(example.read()), "")


@each_cell
@each_activation
def test_the_code_defines_what_it_uses_and_nothing_more(cell: str, activation: str) -> None:
    code = numpy_code(make_example(ExampleSpec(cell, activation)))
    uses = code.replace("def sigmoid(a)", "").count("sigmoid(")
    assert ("def sigmoid" in code) == (uses > 0)
    assert ("c = np.array" in code) == (cell == "LSTM")
    assert not any(line != line.rstrip() for line in code.splitlines())
    assert "e-" not in code and "\n\n\n\n" not in code
    compile(code, "shown", "exec")
