"""Numbers as they are written, and the equations of the inspector: do they hold as they stand?"""

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS
from rnnviz.cells import CELLS
from rnnviz.network import Network, load_network, shipped_networks, verdict_weights
from rnnviz.tracks import tracks_of
from tests.browser.bench import inspected, opened_bench, unpacked
from tests.browser.equations import Claim, arithmetic, assert_near, assert_sums, claims, decimals, numbers
from tests.oracles import random_network

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = "The film was not zzqxj goood, but I loved the very boring end of it"
UNITS = 9  # Of each trace; every one of them at every word.


@pytest.fixture(scope="module")
def bench(browser: "Browser") -> "Iterator[Page]":
    """An empty page that has the instrument's functions."""
    with opened_bench(browser) as page:
        yield page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0.00"),
        ("-0", "0.00"),
        ("-0.004", "0.00"),
        ("0.0049", "0.00"),
        ("-0.0051", "−0.01"),
        ("0.126", "0.13"),
        ("-12.5", "−12.50"),
        ("1e6", "1000000.00"),
        ("NaN", "not a number"),
        ("Infinity", "∞"),
        ("-Infinity", "−∞"),
    ],
)
def test_a_number_is_written_with_two_decimals_and_a_true_minus(bench: "Page", value: str, text: str) -> None:
    assert bench.evaluate(f"() => written({value})") == text
    bracketed = f"({text})" if text in ("−0.01", "−12.50", "−∞") else text
    assert bench.evaluate(f"() => inBrackets({value})") == bracketed


def test_no_probability_is_written_as_certain(bench: "Page") -> None:
    edges = [0.004, 0.005, 0.006, 0.125, 0.5, 0.994, 0.995, 0.996]
    near = np.array([0.0, *edges, 1.0], np.float32)
    near = np.concatenate([np.nextafter(near, np.float32(0)), near, np.nextafter(near, np.float32(1))])
    texts = bench.evaluate("(all) => all.map(percent)", near.tolist())
    for probability, text in zip(near, texts, strict=True):
        assert text not in ("0 %", "100 %")
        if text in ("<1 %", ">99 %"):
            assert not 0.005 <= float(probability) <= 0.995
        else:
            assert abs(100 * probability - float(text.split()[0])) <= 0.5001


@pytest.mark.parametrize(
    ("values", "result", "digits", "sign"),
    [
        ([0.5, 0.25], 0.125, 2, "="),  # 0.50 · 0.25 is 0.125, written 0.13.
        ([0.334, 0.334], 0.111556, 2, "="),  # 0.33 · 0.33 = 0.1089, which is 0.11 too.
        ([0.996, 7.123], 7.094508, 3, "="),  # 1.00 · 7.12 is not 7.09.
        ([0.0996, 71.23], 7.094508, 4, "="),  # 0.100 · 71.230 is not 7.095.
        ([0.00004, 30_000], 1.2, 4, "≈"),  # No four digits show the first: 0.0000 · 30000 is 0.
        ([float("nan"), 1], float("nan"), 4, "≈"),
    ],
)
def test_an_equation_has_the_digits_that_it_needs_and_else_says_nearly(
    bench: "Page", values: list[float], result: float, digits: int, sign: str
) -> None:
    found = bench.evaluate(
        """([values, result]) => {
        const equation = { compute: (x, y) => x * y, values, result };
        const digits = digitsFor([equation]);
        return [digits, equals(equation.compute, values, result, digits)];
    }""",
        [values, result],
    )
    assert found == [digits, sign]


def test_equations_that_stand_together_have_the_same_digits(bench: "Page") -> None:
    needed = bench.evaluate(
        """() => {
        const product = (x, y) => ({ compute: (a, b) => a * b, values: [x, y], result: x * y });
        const [two, four] = [product(0.5, 0.25), product(0.0996, 71.23)];
        return [[two], [four], [two, four], [four, two], []].map(digitsFor);
    }"""
    )
    assert needed == [2, 4, 4, 4, 2]


def chosen_units(network: Network, trace: int) -> list[int]:
    """Some units of a trace, from the first to the last; of the last layer also the weightiest."""
    cell = [cell for layer in network.layers for cell in layer.cells][trace]
    spread = np.linspace(0, cell.units - 1, min(UNITS, cell.units)).astype(int)
    heaviest = int(np.argmax(np.abs(verdict_weights(network)))) % cell.units
    return sorted({*spread.tolist(), heaviest})


@pytest.mark.parametrize("name", shipped_networks())
def test_every_equation_of_every_network_holds_and_is_the_cells(bench: "Page", name: str) -> None:
    network = load_network(name)
    reading = network.read(TEXT)
    unpacked(bench, network, TEXT)
    checked: list[Claim] = []
    for n, tracks in enumerate(tracks_of(reading)):
        for said in inspected(bench, n, chosen_units(network, n)):
            word, unit = said["word"], said["unit"]
            assert_sums(said["sums"], tracks, word, unit)
            *push, memory = split_push(said["lines"])
            for (_, formula), right in zip(memory, arithmetic(tracks.trace, word, unit), strict=True):
                assert_near(formula, right)
            for formulas in (push, memory, *([each] for each in said["sums"])):
                checked += assert_true(formulas)
            assert_steps_agree(memory)
    assert len(checked) > 100
    assert np.mean([each.sign == "=" for each in checked]) > 0.9  # "≈" is the exception.


def split_push(lines: list[list[str]]) -> list[Any]:
    """The line of the push to the verdict, if there is one, and the lines of the memory."""
    push = [line for line in lines if line[0] == "to the verdict"]
    return [*push, [line for line in lines if line not in push]]


def assert_true(formulas: list[list[str]]) -> list[Claim]:
    """Formulas that stand together: each says "=" where it holds, and only there; one count of digits."""
    found = [claim for _, formula in formulas for claim in claims(formula)]
    digits = {decimals(claim.left.split()[-1]) for claim in found}
    assert len(digits) <= 1, formulas
    for claim in found:
        assert claim.holds() == (claim.sign == "="), formulas
        assert claim.holds() or (digits == {4} and claim.off() <= 2), formulas
    assert len(found) >= len(formulas)
    return found


def assert_steps_agree(memory: list[list[str]]) -> None:
    """What one line of the memory ends with is what the line that uses it begins with."""
    if not memory:
        return
    told = {name: numbers(formula) for name, formula in memory}
    state = next(each for name, each in told.items() if name in ("memory", "state"))
    assert [told["kept"][-1], told["written"][-1]] == state[:2]
    assert "read" not in told or told["read"][1] == state[2]


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_cell_explains_itself_with_its_own_activations(
    bench: "Page", rng: np.random.Generator, kind: str, activation: str
) -> None:
    # A network that was brought along may have relu in place of tanh: h = o * relu(c).
    network = random_network(CELLS[kind], "one-layer", rng)
    layer = network.layers[0]
    recurrent = "relu" if activation == "sigmoid" else "sigmoid"
    cell: Any = layer.forward
    cell = dataclasses.replace(cell, activation=activation, recurrent_activation=recurrent)
    network = dataclasses.replace(network, layers=(dataclasses.replace(layer, forward=cell),))
    text = "good bad not"
    unpacked(bench, network, text)
    (tracks,) = tracks_of(network.read(text))
    signs = {"tanh": "tanh", "sigmoid": "σ", "relu": "relu", "linear": ""}
    for said in inspected(bench, 0, [0, 1]):
        assert_sums(said["sums"], tracks, said["word"], said["unit"])
        for heading, formula in said["sums"]:
            own = recurrent if heading.endswith("gate") else activation
            assert formula.split(" = ")[1].startswith(f"{signs[own]}(")
        *_, memory = split_push(said["lines"])
        assert_true(memory)
        others = {sign for sign in signs.values() if sign} - {signs[activation]}
        assert not any(sign in formula for _, formula in memory for sign in others)


def test_letters_point_to_the_side_from_which_a_trace_reads(bench: "Page", rng: np.random.Generator) -> None:
    for kind, letter in (("LSTM", "c"), ("GRU", "h"), ("SimpleRNN", "")):
        unpacked(bench, random_network(CELLS[kind], "bidirectional", rng), "good bad not")
        for trace, (there, elsewhere) in enumerate((("ₜ₋₁", "ₜ₊₁"), ("ₜ₊₁", "ₜ₋₁"))):
            for said in inspected(bench, trace, [0]):
                texts = [formula for _, formula in said["lines"]] + said["legends"]
                assert not any(elsewhere in text for text in texts)
                assert f"h{there}W" in said["legends"][-1]
                kept = [formula for name, formula in said["lines"] if name == "kept"]
                assert [f" · {letter}{there} = " in text for text in kept] == [True] * len(kept)
                assert bool(kept) == bool(letter)


def test_what_a_layer_reads_is_called_by_its_name(bench: "Page", rng: np.random.Generator) -> None:
    network = random_network(CELLS["LSTM"], "bidirectional-below", rng)
    unpacked(bench, network, "good bad")
    names = "() => reading.traces.map((trace) => [inputName(trace), stateName(trace)])"
    assert bench.evaluate(names) == [
        ["this word", "the state before it"],
        ["this word", "the state behind it"],
        ["layer 1 at this word", "the state before it"],
    ]
    legends = [inspected(bench, trace, [0])[0]["legends"][-1] for trace in range(3)]
    assert [legend.startswith("this word, xₜW") for legend in legends] == [True, True, False]
    assert legends[2].startswith("layer 1 at this word, xₜW")


def test_the_part_of_the_state_is_said_to_be_reset_already(bench: "Page", rng: np.random.Generator) -> None:
    network = random_network(CELLS["GRU"], "one-layer", rng)
    unpacked(bench, network, "good bad not")
    reset: Any = network.read("good bad not").layers[0].forward.steps
    for said in inspected(bench, 0, [1]):
        note = said["places"][-1]
        assert "already multiplied" in note
        assert_near(note.replace("rₜ = ", ""), [float(reset.reset_gate[said["word"], 1])])
