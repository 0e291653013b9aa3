"""What an address says of the laboratory, and what it may say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.analysis.laboratory import CHOICES, KINDS, RANGES, Knobs
from rnnviz.analysis.laboratory_presets import PRESETS
from rnnviz.components.lab_settings import LabSettings, Look, address_of, read_settings, settings_of

USUAL = LabSettings()


def test_the_usual_settings_need_no_address() -> None:
    assert address_of(USUAL) == "" and settings_of("") == USUAL


def test_an_address_is_read_by_people_too() -> None:
    settings = LabSettings(Knobs(radius=0.9, forget_bias=-2.5, units=8), Look("lstm", "forget_gate", "kept"))
    address = "radius-0.9~forget_bias--2.5~units-8~cell-lstm~gate-forget_gate~shown-kept"
    assert address_of(settings) == address and settings_of(address) == settings


@given(st.data())
def test_every_address_of_ours_leads_back(data: st.DataObject) -> None:
    numbers = {
        name: data.draw(st.integers(0, round((most - least) / step))) * step + least
        for name, (least, most, step) in RANGES.items()
    }
    for name, value in numbers.items():
        numbers[name] = round(value, 4) if isinstance(getattr(Knobs, name), float) else int(value)
    choices = {name: data.draw(st.sampled_from(sorted(options))) for name, options in CHOICES.items()}
    cell = data.draw(st.sampled_from(KINDS))
    settings = LabSettings(Knobs(**numbers, **choices), Look(cell))  # type: ignore[arg-type]
    assert settings_of(address_of(settings)) == settings
    assert read_settings(settings.named) == settings


@given(st.text(max_size=500))
def test_any_text_is_answered_with_settings(text: str) -> None:
    settings = settings_of(text)
    if not settings.problems:
        assert settings_of(address_of(settings)) == settings
    assert all(len(problem) < 200 for problem in settings.problems)


@pytest.mark.parametrize(
    "address",
    ["radius-99", "radius", "radius-", "timesteps-1", "units-0", "activation-exec", "a~b", "x-1", "~" * 401],
)
def test_what_means_nothing_is_as_usual_with_a_sentence(address: str) -> None:
    settings = settings_of(address)
    assert replace(settings, problems=()) == USUAL and len(settings.problems) >= 1


def test_a_look_that_the_cell_does_not_have_is_the_usual_one() -> None:
    assert settings_of("cell-gru~gate-forget_gate").look == Look("gru")
    assert settings_of("shown-kept").look == Look()
    assert settings_of("cell-none").look == Look()


def test_every_preset_is_an_address() -> None:
    addresses = [address_of(LabSettings(preset.knobs, Look(preset.cell))) for preset in PRESETS]
    assert len(set(addresses)) == len(PRESETS) and addresses[0] == ""
    assert [settings_of(address).knobs for address in addresses] == [preset.knobs for preset in PRESETS]
