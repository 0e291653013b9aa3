"""Melodies of four bars by rules of ours: a motif, an answer, the motif again, a cadence.

A melody is in one of six major keys, in 4/4, and begins with the key's tonic. A note is written with its
pitch and its length in eighths, such as "F♯4 2". On strong beats stand notes of the bar's chord, between them
steps; bar three repeats bar one or moves it along the scale; bar four ends on a long tonic.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from rnnviz.data.drawn import falls_out, pick, take, take_distinct

TRAINED_ON = (
    "Trained on melodies of four bars that rules of ours wrote, in six major keys. Each begins with the tonic"
    " of its key, and the third bar repeats or moves the first."
)
KEYS = {"C": 60, "D": 62, "F": 65, "G": 67, "A": 57, "B♭": 58}  # The tonic as a number of MIDI.
BAR = 8  # Eighths.
BARS = 4
BEATS_A_MINUTE = 108
_MAJOR = (0, 2, 4, 5, 7, 9, 11)  # Semitones above the tonic.
_SHARPS = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
_FLATS = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")
_SEMITONES = {name: number for names in (_SHARPS, _FLATS) for number, name in enumerate(names)}
_LOWEST, _HIGHEST = -1, 7  # Steps of the scale from the tonic.
_CHORDS = {"I": (0, 2, 4, 7), "IV": (0, 3, 5), "V": (-1, 1, 4, 6)}
_RHYTHMS = (
    (2, 2, 2, 2),
    (2, 1, 1, 2, 2),
    (2, 2, 2, 1, 1),
    (1, 1, 2, 2, 2),
    (2, 2, 1, 1, 2),
    (2, 1, 1, 4),
    (1, 1, 1, 1, 4),
    (2, 2, 4),
    (4, 2, 2),
    (4, 2, 1, 1),
    (1, 1, 1, 1, 2, 2),
)
_ENDINGS = (
    (2, 2, 4),
    (1, 1, 2, 4),
    (2, 1, 1, 4),
    (1, 1, 1, 1, 4),
    (4, 4),
)  # The last note is on a strong beat.
_MOVES = (0, 0, 0, 0, 0, 1, 1, -1, 2)  # How far the third bar is moved from the first.
Note = tuple[int, int]  # A step of the scale and a length in eighths.


class Sound(NamedTuple):
    """A note to play: its number in MIDI, when it begins and how long it lasts, in beats."""

    midi: int
    start: float
    beats: float


def symbols() -> tuple[str, ...]:
    """Every note that a melody can have: by pitch, then by length."""
    return _symbols()


def first_notes() -> tuple[str, ...]:
    """Every note that a melody can begin with."""
    lengths = sorted({rhythm[0] for rhythm in _RHYTHMS})
    return tuple(_name((0, length), key) for key in KEYS for length in lengths)


def midi(note: str) -> int:
    """The number of a note's pitch in MIDI; middle C, C4, is 60."""
    pitch = note.split()[0]
    return 12 * (int(pitch[-1]) + 1) + _SEMITONES[pitch[:-1]]


def length(note: str) -> int:
    """How many eighths a note lasts."""
    return int(note.split()[1])


def sounds(notes: Sequence[str]) -> tuple[Sound, ...]:
    """A melody as something to play."""
    found, start = [], 0
    for note in notes:
        found.append(Sound(midi(note), start / 2, length(note) / 2))
        start += length(note)
    return tuple(found)


def share_in_key(notes: Sequence[str]) -> float:
    """The share of notes in the major key of the first one."""
    tonic = midi(notes[0])
    return sum((midi(note) - tonic) % 12 in _MAJOR for note in notes) / len(notes)


def bars_filled(notes: Sequence[str]) -> bool:
    """Whether the notes fill four bars, and none sounds across a bar line."""
    return [sum(map(length, bar)) for bar in bars(notes)] == [BAR] * BARS


def bars(notes: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The notes by the bar in which they begin."""
    found: list[list[str]] = []
    start = 0
    for note in notes:
        while len(found) <= start // BAR:
            found.append([])
        found[start // BAR].append(note)
        start += length(note)
    return tuple(map(tuple, found))


def ends_on_tonic(notes: Sequence[str]) -> bool:
    """Whether the last note is the first one's pitch, in any octave, and lasts two beats at least."""
    return (midi(notes[-1]) - midi(notes[0])) % 12 == 0 and length(notes[-1]) >= 4


def third_bar_repeats_first(notes: Sequence[str]) -> bool:
    """Whether bar three is bar one, or bar one moved along the scale."""
    parts = bars(notes)
    if len(parts) < 3 or [*map(length, parts[0])] != [*map(length, parts[2])]:
        return False
    steps = [
        (_step(one, notes[0]), _step(three, notes[0])) for one, three in zip(parts[0], parts[2], strict=True)
    ]
    moved = {None if one is None or three is None else three - one for one, three in steps}
    return len(moved) == 1 and None not in moved


def is_held_out(notes: Sequence[str]) -> bool:
    """Whether a melody is never learnt from."""
    return falls_out(" ".join(notes))


def draw(count: int, seed: int) -> tuple[tuple[str, ...], ...]:
    """Melodies to learn from."""
    return take(count, _melodies(np.random.default_rng(seed)), lambda notes: not is_held_out(notes))


def draw_held_out(count: int, seed: int) -> tuple[tuple[str, ...], ...]:
    """Melodies that are never learnt from, none twice."""
    return take_distinct(count, _melodies(np.random.default_rng(seed)), is_held_out)


def _melodies(rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    keys = tuple(KEYS)
    while True:
        key = pick(keys, rng)
        names = _names(key)
        yield tuple(names[note] for note in _compose(rng))


def _compose(rng: np.random.Generator) -> list[Note]:
    """The four bars, as steps of the scale."""
    rhythm = pick(_RHYTHMS, rng)
    first = _bar(rhythm, "I", 0, rng)
    answer = pick(_RHYTHMS, rng) if rng.random() < 0.4 else rhythm
    chord = "V" if rng.random() < 0.6 else "IV"
    second = _bar(answer, chord, pick(_near(first[-1][0], chord), rng), rng)
    third = _moved(first, pick(_MOVES, rng))
    begin = pick(_near(third[-1][0], "V"), rng)
    tonic = 7 if begin >= 5 or (begin == 4 and max(step for step, _ in third) >= 5) else 0
    ending = pick(_ENDINGS, rng)
    return [*first, *second, *third, *_filled(ending, (begin, tonic, tonic), rng)]


def _bar(rhythm: tuple[int, ...], chord: str, begin: int, rng: np.random.Generator) -> list[Note]:
    """A bar over a chord that begins with a step of the scale."""
    middle = pick(_near(begin, chord), rng)
    return _filled(rhythm, (begin, middle, pick(_near(middle, chord), rng)), rng)


def _filled(rhythm: tuple[int, ...], strong: tuple[int, int, int], rng: np.random.Generator) -> list[Note]:
    """A bar from its two strong notes and the one that it aims at, with steps between them."""
    notes: list[Note] = []
    start = 0
    for place, length_ in enumerate(rhythm):
        half = start // 4
        if start % 4 == 0:
            step = strong[half]
        else:
            remaining = _notes_before(rhythm[place:], 4 * (half + 1) - start) + 1
            step = pick(_ways(notes[-1][0], strong[half + 1], remaining), rng)
        notes.append((step, length_))
        start += length_
    return notes


@cache
def _notes_before(rhythm: tuple[int, ...], eighths: int) -> int:
    """How many notes begin within so many eighths."""
    return next(n for n in range(1, len(rhythm) + 1) if sum(rhythm[:n]) >= eighths)


@cache
def _near(step: int, chord: str) -> tuple[int, ...]:
    """Notes of a chord near a step but not on it, nearer ones more often."""
    distances = {note: abs(note - step) for note in _CHORDS[chord]}
    return tuple(note for note, away in distances.items() if 0 < away <= 4 for _ in range(5 - away))


@cache
def _ways(step: int, goal: int, remaining: int) -> tuple[int, ...]:
    """Where to go next to reach a goal in so many moves: by one step, sometimes by two, seldom nowhere."""
    weights = {0: 1, 1: 6, -1: 6, 2: 2, -2: 2}
    fitting = {
        step + move: weight
        for move, weight in weights.items()
        if _LOWEST <= step + move <= _HIGHEST and 0 < abs(goal - step - move) <= 2 * remaining - 3
    }
    if not fitting:  # Too far for small steps.
        return (step + round((goal - step) / remaining),)
    return tuple(way for way, weight in fitting.items() for _ in range(weight))


def _moved(bar: list[Note], by: int) -> list[Note]:
    """A bar moved along the scale, as far as its notes stay within reach."""
    steps = [step for step, _ in bar]
    by = by if min(steps) + by >= _LOWEST and max(steps) + by <= _HIGHEST else 0
    return [(step + by, length_) for step, length_ in bar]


def _name(note: Note, key: str) -> str:
    octave, degree = divmod(note[0], 7)
    number = KEYS[key] + 12 * octave + _MAJOR[degree]
    names = _FLATS if key in ("F", "B♭") else _SHARPS
    return f"{names[number % 12]}{number // 12 - 1} {note[1]}"


@cache
def _names(key: str) -> dict[Note, str]:
    lengths = sorted({length_ for rhythm in (*_RHYTHMS, *_ENDINGS) for length_ in rhythm})
    steps = range(_LOWEST, _HIGHEST + 1)
    return {(step, length_): _name((step, length_), key) for step in steps for length_ in lengths}


@cache
def _symbols() -> tuple[str, ...]:
    found = {name for key in KEYS for name in _names(key).values()}
    return tuple(sorted(found, key=lambda note: (midi(note), length(note))))


def _step(note: str, tonic: str) -> int | None:
    """The step of the scale above the tonic; None for a note outside of it."""
    octave, semitones = divmod(midi(note) - midi(tonic), 12)
    return 7 * octave + _MAJOR.index(semitones) if semitones in _MAJOR else None
