"""Melodies: the rules they keep, judged by functions that were tried by hand."""

import pytest

from rnnviz.data import melodies

TUNE = ("C4 2", "E4 2", "G4 4", "F4 2", "D4 2", "B3 4", "D4 2", "F4 2", "A4 4", "G4 2", "B3 2", "C4 4")


@pytest.fixture(scope="module")
def drawn() -> tuple[tuple[str, ...], ...]:
    return melodies.draw(3_000, 0)


@pytest.mark.parametrize(
    ("note", "number"),
    [("C4 1", 60), ("A4 2", 69), ("F♯4 4", 66), ("B♭3 1", 58), ("G♯3 2", 56), ("E♭5 4", 75)],
)
def test_pitches_have_the_numbers_of_midi(note: str, number: int) -> None:
    assert melodies.midi(note) == number


def test_a_tune_is_judged_by_hand() -> None:
    assert melodies.share_in_key(TUNE) == 1
    assert melodies.bars_filled(TUNE) and melodies.ends_on_tonic(TUNE)
    assert melodies.third_bar_repeats_first(TUNE)  # One step of the scale higher.
    assert melodies.bars(TUNE)[1] == ("F4 2", "D4 2", "B3 4")


def test_a_tune_that_breaks_a_rule_is_found_out() -> None:
    assert melodies.share_in_key(("C4 2", "C♯4 2")) == 0.5
    assert not melodies.bars_filled(TUNE[:-1])
    assert not melodies.bars_filled((*TUNE, "C4 4"))
    assert not melodies.bars_filled(("C4 2", "C4 4", "C4 4", *TUNE[3:-1], "C4 2"))  # Across a bar line.
    assert not melodies.ends_on_tonic((*TUNE[:-1], "D4 4"))
    assert not melodies.ends_on_tonic((*TUNE[:-1], "C4 2"))
    assert not melodies.third_bar_repeats_first((*TUNE[:8], "G4 4", *TUNE[9:]))
    assert not melodies.third_bar_repeats_first((*TUNE[:6], "D4 1", "F4 1", "A4 2", "A4 4", *TUNE[9:]))
    assert not melodies.third_bar_repeats_first(TUNE[:3])
    # Three semitones higher are no steps of the scale.
    assert not melodies.third_bar_repeats_first((*TUNE[:6], "E♭4 2", "G4 2", "B♭4 4", *TUNE[9:]))


def test_every_melody_keeps_every_rule(drawn: tuple[tuple[str, ...], ...]) -> None:
    for notes in drawn:
        assert melodies.share_in_key(notes) == 1
        assert melodies.bars_filled(notes) and melodies.ends_on_tonic(notes)
        assert melodies.third_bar_repeats_first(notes)
        assert notes[0] in melodies.first_notes()


def test_most_moves_are_small(drawn: tuple[tuple[str, ...], ...]) -> None:
    moves = [
        abs(melodies.midi(one) - melodies.midi(two))
        for notes in drawn
        for one, two in zip(notes, notes[1:], strict=False)
    ]
    assert sum(move <= 2 for move in moves) / len(moves) > 0.6
    assert sum(move <= 5 for move in moves) / len(moves) > 0.93


def test_all_keys_and_symbols_occur_and_no_others(drawn: tuple[tuple[str, ...], ...]) -> None:
    assert {note for notes in drawn for note in notes} <= set(melodies.symbols())
    assert {notes[0].split()[0] for notes in drawn} == {"C4", "D4", "F4", "G4", "A3", "B♭3"}
    assert {note for notes in melodies.draw(20_000, 1) for note in notes} == set(melodies.symbols())
    assert 40 <= len(melodies.symbols()) <= 70


def test_sounds_follow_each_other_in_beats() -> None:
    assert melodies.sounds(("C4 2", "E4 1", "G4 4")) == ((60, 0.0, 1.0), (64, 1.0, 0.5), (67, 1.5, 2.0))


def test_nothing_held_out_is_learnt_from(drawn: tuple[tuple[str, ...], ...]) -> None:
    held_out = melodies.draw_held_out(300, 0)
    assert not set(held_out) & set(drawn) and len(set(held_out)) == 300
    assert all(map(melodies.is_held_out, held_out)) and not any(map(melodies.is_held_out, drawn))


def test_the_same_seed_draws_the_same() -> None:
    assert melodies.draw(20, 7) == melodies.draw(20, 7) != melodies.draw(20, 8)
