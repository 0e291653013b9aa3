"""The bytes of the laboratory: every number is one that was measured."""

import numpy as np
import pytest

from rnnviz.analysis.laboratory import KINDS, Knobs
from rnnviz.analysis.laboratory_measure import Measured, measure, plane_of
from rnnviz.analysis.laboratory_words import explanation, headline
from rnnviz.components.lab_payload import Request, pack_lab
from rnnviz.components.lab_settings import LabSettings, Look
from tests.components.test_payload import Packet

KNOBS = Knobs(timesteps=9, units=6, precision="float64")


def packed(look: Look, knobs: Knobs = KNOBS) -> tuple[list[Measured], Packet]:
    """An experiment of two seeds and its bytes."""
    measured = [measure(kind, knobs.of(kind), seeds=2, points=10) for kind in KINDS]
    return measured, Packet(pack_lab(LabSettings(knobs, look), measured, Request(2, 7), "presenter"))


def test_norms_are_sent_as_logarithms() -> None:
    measured, packet = packed(Look())
    for each, curve in zip(measured, packet.header["curves"], strict=True):
        for name in ("median", "low", "high"):
            sent = packet.array(curve[name])[0]
            np.testing.assert_allclose(10**sent, getattr(each.band, name), rtol=1e-5)
        np.testing.assert_array_equal(packet.array(curve["times"])[0], np.arange(10))
    alone = packet.array(packet.header["curves"][2]["alone"])[0]
    np.testing.assert_allclose(10**alone, measured[2].hidden_band.median, rtol=1e-5)
    np.testing.assert_array_equal(packet.array(packet.header["law"]), np.zeros((1, 10)))


def test_the_header_answers_the_request_and_says_what_was_found() -> None:
    measured, packet = packed(Look("gru"))
    header = packet.header
    assert (header["number"], header["stage"], header["size"]) == (7, 2, "presenter")
    assert header["headline"] == headline(measured) and header["explanation"] == explanation(measured[1])
    assert header["settings"] == LabSettings(KNOBS, Look("gru")).named
    assert {knob["name"] for knob in header["sliders"] + header["groups"]} | {"seed"} == set(vars(KNOBS))


def test_the_map_and_the_plane_are_those_of_the_cell_looked_into() -> None:
    measured, packet = packed(Look("lstm", "output_gate", "kept"))
    kept = measured[2].kept
    assert kept is not None
    np.testing.assert_allclose(packet.array(packet.header["map"]["values"]), kept, rtol=1e-6)
    plane, sent = plane_of(measured[2], "output_gate"), packet.header["plane"]
    np.testing.assert_allclose(packet.array(sent["real"])[0], plane.eigenvalues.real, atol=1e-6)
    np.testing.assert_allclose(packet.array(sent["singular"])[0], plane.singular_values, rtol=1e-6)
    assert sent["gate"] == "output_gate"
    assert [gate for gate, _ in sent["gates"]] == list(measured[2].read.drawn.cell.gates)


def test_slopes_come_with_the_share_that_is_flat() -> None:
    measured, packet = packed(Look(), Knobs(timesteps=9, units=6, strength=6.0))
    np.testing.assert_allclose(packet.array(packet.header["map"]["values"]), measured[0].slopes, rtol=1e-6)
    np.testing.assert_allclose(packet.array(packet.header["map"]["shares"])[0], measured[0].saturated)


@pytest.mark.filterwarnings("error")
def test_zero_infinity_and_no_number_survive_the_way() -> None:
    knobs = Knobs(timesteps=500, units=3, radius=1.5, activation="linear", strength=0.0)
    measured = [measure(kind, knobs.of(kind), seeds=1, points=11) for kind in KINDS]
    measured[1] = measure("gru", Knobs(timesteps=500, units=3, radius=0, forget_bias=-5), 1, 11)
    packet = Packet(pack_lab(LabSettings(knobs), measured, Request()))
    logs = [packet.array(curve["median"])[0] for curve in packet.header["curves"]]
    assert np.isnan(logs[0]).any() or np.isposinf(logs[0]).any()
    assert np.isneginf(logs[1]).any()


def test_states_without_a_bound_say_their_range() -> None:
    measured, packet = packed(Look(shown="state"), Knobs(timesteps=9, units=6, activation="linear"))
    largest = np.abs(measured[0].read.trace.steps.hidden_state).max()
    assert packet.header["map"]["limit"] == pytest.approx(largest, rel=1e-6)
    _, bounded = packed(Look(shown="state"))
    assert bounded.header["map"]["limit"] == 1
