"""What the pictures of the unit finder share: style, shades as classes, and words of the corpus."""

from collections.abc import Iterable, Sequence
from html import escape
from math import isfinite

from rnnviz.analysis.corpus import PARTS, Corpus
from rnnviz.figures.style import (
    GATE,
    LINE,
    MUTED,
    NEGATIVE,
    NOT_A_NUMBER,
    PAGE,
    POSITIVE,
    RUNS,
    SIGNED,
    TEXT,
    THEMES,
    ink,
    shade,
    themed,
)

SHADES = 40  # Steps of colour.
AROUND = 7  # Words of a snippet, on each side.
PART_TITLES = {"test": "test", "validation": "validation", "train": "train", "unlabelled": "IMDB"}
_LABELS = {1.0: "positive", 0.0: "negative"}
STYLE = f"""<style>
.units {{
  --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)}; --muted: {themed(MUTED)};
  --line: {themed(LINE)}; --ground: {themed(PAGE)}; --text: {themed(TEXT)};
  --one: {themed({name: RUNS[name][1] for name in THEMES})};
  --rule: color-mix(in srgb, var(--line) 35%, transparent);
  --room: color-mix(in srgb, var(--line) 15%, transparent); --nan: {themed(NOT_A_NUMBER)};
  color: var(--text); font-size: 0.9rem; line-height: 1.35; font-variant-numeric: tabular-nums;
  container-type: inline-size;
}}
.units h4 {{ margin: 0 0 0.3rem; font-size: 0.9rem; font-weight: 600; }}
.units small, .units .quiet {{ color: var(--muted); font-size: 0.8rem; font-weight: 400; }}
.units button {{ all: unset; cursor: pointer; box-sizing: border-box; }}
.units :is(button, a):focus-visible {{
  outline: 2px solid var(--text); outline-offset: 2px; border-radius: 3px;
}}
.units a {{ color: var(--positive); }}
.units .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px); }}
.units .places {{ display: grid; gap: 0.25rem; margin: 0 0 0.75rem; padding: 0; list-style: none; }}
.units .places li {{
  display: grid; grid-template-columns: 3rem minmax(0, 1fr) auto; gap: 0.6rem; align-items: baseline;
  margin: 0; padding: 0.15rem 0; border-bottom: 1px solid var(--rule); font-size: 0.9rem;
}}
.units .places b {{ font-weight: 600; text-align: right; }}
.units .places span {{ border-radius: 3px; padding: 0 0.12em; }}
.units .places .at {{ outline: 1.5px solid var(--text); font-weight: 600; }}
.units .fold {{ border-bottom: 1px solid var(--rule); }}
.units .fold summary {{ cursor: pointer; padding: 0.5rem 0; font-weight: 600; }}
.units .fold summary:focus-visible {{ outline: 2px solid var(--text); outline-offset: 2px; }}
.units .fold :is(h4 > span, h4:not(:has(small))) {{ display: none; }}
@supports selector(::details-content) {{
  @container (min-width: 561px) {{ /* Where there is room all of it is shown. */
    .units .fold {{ border: 0; }}
    .units .fold summary {{ display: none; }}
    .units .fold::details-content {{ content-visibility: visible; }}
    .units .fold :is(h4 > span, h4:not(:has(small))) {{ display: revert; }}
  }}
}}
@container (max-width: 460px) {{
  .units .places li {{ grid-template-columns: 2.6rem minmax(0, 1fr); }}
  .units .places small {{ grid-column: 2; }}
}}
</style>"""


def fold(name: str, title: str, body: str, note: str | None = None) -> str:
    """What a phone shows when it is asked for, and a wide page at once.

    Args:
        name: of the fold, by which it stays open when what it holds is made anew.
        title: of what is folded; plain text.
        body: what is folded, as HTML.
        note: beside the title, may be empty; None where a wide page needs no title.
    """
    small = f" <small>{escape(note)}</small>" if note else ""
    heading = "" if note is None else f"<h4><span>{escape(title)}</span>{small}</h4>"
    return (
        f'<details class="fold" data-fold="{name}"><summary>{escape(title)}</summary>'
        f"{heading}{body}</details>"
    )


def step_of(share: float) -> int:
    """The step of colour at a share, 0 to 1; beyond, that of the end."""
    return round(SHADES * min(max(share, 0.0), 1.0))


def shades(steps: Iterable[int], name: str = "s", gate: bool = False) -> str:
    """One class for each step that occurs, with the ink that can be read on it."""
    stops = GATE if gate else SIGNED
    rules = (
        f".units .{name}{n}{{background:{shade(stops, n / SHADES)};color:{ink(stops, n / SHADES)}}}"
        for n in sorted(set(steps))
    )
    return f"<style>{''.join(rules)}</style>"


def spaced(words: Sequence[str]) -> list[str]:
    """What stands before each word: a blank, but nothing before what hangs on the word before it."""
    return ["" if n == 0 or word.startswith("'") else " " for n, word in enumerate(words)]


def origin(corpus: Corpus, sentence: int) -> str:
    """The label of a sentence and the part it is from, as HTML."""
    label = _LABELS.get(float(corpus.labels[sentence]), "")
    part = PART_TITLES[PARTS[int(corpus.parts[sentence])]]
    return f"<small>{f'{label}, ' if label else ''}{part}</small>"


def place_line(
    corpus: Corpus, sentence: int, span: tuple[int, int], head: str, classes: Sequence[str]
) -> str:
    """One line of a list of places: a number, the words around a span, where it is from.

    Args:
        corpus: of the sentence.
        sentence: its number.
        span: first and last word that stand out.
        head: the number, as HTML.
        classes: of every word of the sentence, for its colour; may be empty.
    """
    words = corpus.sentences[sentence]
    first, last = span
    begin, end = max(0, first - AROUND), min(len(words), last + 1 + AROUND)
    parts = []
    for n, before in zip(range(begin, end), spaced(words[begin:end]), strict=True):
        opened, closed = '<span class="at">' * (n == first), "</span>" * (n == last)
        parts.append(f'{before}{opened}<span class="{classes[n]}">{escape(words[n])}</span>{closed}')
    text = f"{'… ' if begin else ''}{''.join(parts)}{' …' if end < len(words) else ''}"
    return f"<li><b>{head}</b><div>{text}</div>{origin(corpus, sentence)}</li>"


def written(value: float, digits: int = 2) -> str:
    """A value with its sign as it is printed; "–" where it is no number."""
    return f"{value:.{digits}f}".replace("-", "−") if isfinite(value) else "–"
