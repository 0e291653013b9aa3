"""Settings of the laboratory that are worth a look, each with what it asks."""

from typing import NamedTuple

from rnnviz.analysis.laboratory import Knobs
from rnnviz.cells import CellKind


class Preset(NamedTuple):
    """One experiment that waits for its button.

    Attributes:
        title: on the button.
        asks: what it is about, for who points at it.
        knobs: the settings.
        cell: whose spectrum and states are looked at.
    """

    title: str
    asks: str
    knobs: Knobs
    cell: CellKind = "simple-rnn"


PRESETS = (
    Preset(
        "The usual start", "Orthogonal W_hh, tanh, bias 1 for the gate that keeps: who remembers?", Knobs()
    ),
    Preset(
        "0.9¹⁰⁰", "No squashing and radius 0.9: does the law hold?", Knobs(radius=0.9, activation="linear")
    ),
    Preset(
        "1.1¹⁰⁰", "The same with radius 1.1: how far does it grow?", Knobs(radius=1.1, activation="linear")
    ),
    Preset(
        "Saturated tanh",
        "A radius above 1, and inputs so strong that tanh is flat: what wins?",
        Knobs(radius=1.2, strength=5.0),
    ),
    Preset(
        "Dead ReLU",
        "Four units that can all be off at once: what is left?",
        Knobs(units=4, activation="relu"),
    ),
    Preset(
        "Identity and ReLU",
        "W_hh begins as the identity (Le, Jaitly & Hinton 2015): is anything lost?",
        Knobs(start="identity", activation="relu"),
    ),
    Preset(
        "Stretch, then shrink",
        "Eigenvalues inside the circle, singular values outside: which rule, and when?",
        Knobs(start="glorot", radius=0.95, activation="linear"),
    ),
    Preset(
        "LSTM with forget bias 5",
        "Gates that begin open: how much further is a change felt?",
        Knobs(radius=0.2, forget_bias=5.0),
        "lstm",
    ),
    Preset(
        "Exactly zero",
        "500 steps at radius 0.8: where does float32 end?",
        Knobs(timesteps=500, radius=0.8, activation="linear"),
    ),
    Preset(
        "Overflow",
        "500 steps at radius 1.2, inputs 0: where does float32 end at the other side?",
        Knobs(timesteps=500, radius=1.2, activation="linear", strength=0.0),
    ),
    Preset(
        "Not a number",
        "The same with inputs: what if the states themselves overflow?",
        Knobs(timesteps=500, radius=1.2, activation="linear"),
    ),
)
