"""Was or were: a sentence word by word, and below each word what the networks make of it, as HTML.

For each network two tracks on the columns of the words: the probability of "were", if the verb came next, as
a bar up (were) or down (was) from the middle, and how strongly the final score still depends on the word, as
a dot on a logarithmic axis, the same for all networks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10

from rnnviz.data.agreement_words import OTHER_FORM
from rnnviz.experiments.agreement_reading import Answer, Asked
from rnnviz.figures.style import GATE, LINE, MUTED, NEGATIVE, NOT_A_NUMBER, PAGE, POSITIVE, themed
from rnnviz.text import Token, shorten
from rnnviz.written import percent, power_of_ten, scientific

LOWEST, HIGHEST = -18, 6  # Powers of ten that the axis never leaves; it is fitted to the numbers.
FLOOR, CEILING = 6, 90  # Where the lowest and the highest power of ten stand in a track, in per cent.
TICKS = 3  # Most grid lines of the axis below 1.
HIGH = 60  # Above that, in per cent, the number stands beneath its dot.
SWIPED = 5  # More words than that do not fit on a phone.
_REACHED = {theme: stops[-2] for theme, stops in GATE.items()}
STYLE = f"""<style>
.wasere {{
  --were: {themed(POSITIVE)}; --was: {themed(NEGATIVE)}; --muted: {themed(MUTED)};
  --nan: {themed(NOT_A_NUMBER)}; --page: {themed(PAGE)}; --reach: {themed(_REACHED)};
  --line: {themed(LINE)};
  --rule: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  font-size: 0.9rem; line-height: 1.25; font-variant-numeric: tabular-nums; overflow-x: auto;
}}
.wasere .grid {{
  display: grid; width: max-content; min-width: 100%; column-gap: 3px; row-gap: 0.15rem;
  grid-template-columns: 10.5rem repeat(var(--words), auto) 9.5rem;
}}
.wasere.wasere :is(p, h3) {{ margin: 0; padding: 0; font-size: inherit; }}
.wasere .side {{
  position: sticky; left: 0; z-index: 2; background: var(--page); display: flex; flex-direction: column;
  justify-content: center; padding-right: 0.5rem;
}}
.wasere h3 {{ font-weight: 650; }}
.wasere .quiet, .wasere small {{ color: var(--muted); font-size: 0.75rem; line-height: 1.2; }}
.wasere .word {{
  text-align: center; align-self: end; padding: 0.15rem 0.2rem; border: 1px solid transparent;
  min-width: 2.5rem;
  border-radius: 4px; white-space: nowrap;
}}
.wasere .word small {{ display: block; }}
.wasere .subject {{ border-color: currentColor; font-weight: 700; }}
.wasere .unknown {{ border: 1px dashed var(--muted); }}
.wasere .verb {{ align-self: end; padding: 0.15rem 0.6rem; font-weight: 700; }}
.wasere .verb small {{ display: block; font-weight: 400; }}
.wasere .begin {{ border-top: var(--rule); padding-top: 0.35rem; margin-top: 0.25rem; }}
.wasere .p {{
  height: 3.6rem; position: relative;
  background: linear-gradient(var(--muted), var(--muted)) 0 50% / 100% 1px no-repeat;
}}
.wasere .p i {{ position: absolute; left: 0; right: 0; max-width: 7rem; margin-inline: auto; }}
.wasere .p .up {{ bottom: 50%; background: var(--were); border-radius: 3px 3px 0 0; }}
.wasere .p .down {{ top: 50%; background: var(--was); border-radius: 0 0 3px 3px; }}
.wasere .p b, .wasere .reach b {{
  position: absolute; left: 0; right: 0; text-align: center; font-weight: 400; font-size: 0.7rem;
}}
.wasere .p .under {{ top: 52%; }}
.wasere .p .over {{ bottom: 52%; }}
.wasere .reach, .wasere .axis {{ height: 4.6rem; position: relative; }}
.wasere .reach {{ margin-inline: -1.5px; }}
.wasere .reach s {{
  position: absolute; left: 0; right: 0; border-top: 1px solid var(--line); opacity: 0.4;
}}
.wasere .reach s.one {{ opacity: 0.9; }}
.wasere .reach i {{
  position: absolute; left: calc(50% - 4px); width: 8px; height: 8px; margin-bottom: -4px;
  border-radius: 50%; background: var(--muted);
}}
.wasere .reach.of-subject i {{
  background: var(--reach); left: calc(50% - 6px); width: 12px; height: 12px; margin-bottom: -6px;
}}
.wasere .reach i.below {{ border-radius: 0; clip-path: polygon(0 0, 100% 0, 50% 100%); }}
.wasere .reach b {{ bottom: calc(var(--high, 0%) + 5px); color: var(--muted); }}
.wasere .reach b.beneath {{ bottom: auto; top: calc(100% - var(--high) + 6px); }}
.wasere .reach.of-subject b {{ color: inherit; font-weight: 650; white-space: nowrap; }}
.wasere .axis em {{
  position: absolute; right: 0.4rem; transform: translateY(50%); font-style: normal; line-height: 1;
}}
.wasere .swipe {{ display: none; }}
.wasere .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px); }}
.wasere :is(.says, .verb) {{ position: sticky; right: 0; z-index: 2; background: var(--page); }}
.wasere .says {{ padding-left: 0.6rem; display: grid; align-content: center; }}
.wasere .says b {{ display: block; font-size: 1.15rem; }}
.wasere .says .were {{ color: var(--were); }}
.wasere .says .was {{ color: var(--was); }}
@media (max-width: 640px) {{
  .wasere .grid {{
    grid-template-columns: 6.4rem repeat(var(--words), auto);
  }}
  .wasere .side .long {{ display: none; }}
  .wasere :is(.says, .verb) {{
    grid-column: 1 / -1; justify-self: start; left: 0; right: auto; display: flex; flex-wrap: wrap;
    column-gap: 0.6rem; align-items: baseline; padding: 0.1rem 0; margin: 0; border: 0;
    max-width: calc(100vw - 2.2rem);
  }}
  .wasere .says b {{ font-size: 1.05rem; }}
  .wasere .swipe {{ display: block; position: sticky; left: 0; text-align: right; color: var(--muted); }}
}}
</style>"""


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis that is fitted to its numbers.

    Attributes:
        lowest: power of ten at its foot.
        highest: power of ten at its top.
        ticks: powers of ten with a line, 0 among them.
    """

    lowest: int
    highest: int
    ticks: tuple[int, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> "Axis":
        """As long as the numbers ask for, from at most 10⁻³ to at least 10, in steps of thousands."""
        powers = [log10(value) for value in values if isfinite(value) and value > 0]
        step = 3 * ceil(max(1, -min(powers, default=0) / 3) / TICKS)
        lowest = max(step * floor(min([*powers, -1]) / step), LOWEST)
        highest = min(ceil(max([*powers, 1])), HIGHEST)
        return cls(lowest, highest, tuple(range(0, lowest - 1, -step)))

    def place(self, exponent: float) -> float:
        """Where a power of ten stands in the track, in per cent; what is beyond stands at the end."""
        share = (exponent - self.lowest) / (self.highest - self.lowest)
        return FLOOR + (CEILING - FLOOR) * min(max(share, 0.0), 1.0)


def agreement_strip(asked: Asked) -> str:
    """Draw the words, and for each network its two tracks and its answer.

    A word that the networks do not know has a dashed edge. What is not a number is hatched; exactly zero is
    a 0 without a dot, what is below the axis a triangle.

    Args:
        asked: a sentence with at least one word before its verb.
    """
    words = "".join(_word(column, n == asked.question.subject) for n, column in enumerate(asked.columns))
    right = asked.question.right
    verb = f"{right}<small>is right</small>" if right else "was / were ?<small>no subject known</small>"
    axis = Axis.of([length for answer in asked.answers for length in answer.influence.lengths.tolist()])
    rows = "".join(_network(asked, answer, axis) for answer in asked.answers)
    swipe = '<div class="swipe" aria-hidden="true">swipe the words →</div>' * (len(asked.columns) > SWIPED)
    return (
        f'{STYLE}<div class="wasere" role="region" tabindex="0" aria-label="The sentence, word by word">'
        f'{swipe}<div class="grid" style="--words: {len(asked.columns)}">'
        f'<div class="side quiet">read before the verb</div>{words}<div class="verb">{verb}</div>'
        f"{rows}</div></div>"
    )


def _word(column: Token, is_subject: bool) -> str:
    kind = " subject" if is_subject else " unknown" if column.status == "unknown" else ""
    small = "<small>subject</small>" if is_subject else ""
    read = "" if column.status != "respelled" else f' title="typed: {escape(shorten(column.typed))}"'
    return f'<div class="word{kind}"{read}>{small}{escape(shorten(column.text, 16))}</div>'


def _network(asked: Asked, answer: Answer, axis: Axis) -> str:
    title = escape(answer.title)
    tokens = [column.text for column in asked.columns]
    bars = "".join(
        _sure(p, word) for p, word in zip(answer.reading.probabilities.tolist(), tokens, strict=True)
    )
    reached = "".join(
        _reached((length, word), n == asked.question.subject, axis)
        for n, (length, word) in enumerate(zip(answer.influence.lengths.tolist(), tokens, strict=True))
    )
    return (
        f'<div class="side begin"><h3>{title}</h3><span class="quiet">▲ were<span class="long">, if the verb '
        'came now</span></span><span class="quiet">▼ was</span></div>'
        f'{bars}<div class="says begin">{_says(asked, answer)}</div>'
        '<div class="side quiet axis"><span>gradient<span class="long"> that</span></span><span class="long">'
        f"reaches the word</span><span>logarithmic</span>{_ticks(axis)}</div>{reached}"
        f'<div class="says">{_says_of_subject(asked, answer)}</div>'
    )


def _sure(p: float, word: str) -> str:
    if not isfinite(p):
        return f'<div class="p begin nan" title="{escape(word)}: not a number"></div>'
    is_up, share = p > 0.5, abs(p - 0.5)
    bar = f'<i class="{"up" if is_up else "down"}" style="height: {100 * share:.2f}%"></i>'
    number = f'<b class="{"under" if is_up else "over"}">{_whole(p if is_up else 1 - p)}</b>'
    return f'<div class="p begin" title="after “{escape(word)}”: were {escape(sure(p))}">{bar}{number}</div>'


def _reached(reached: tuple[float, str], is_subject: bool, axis: Axis) -> str:
    (length, word), kind = reached, " of-subject" * is_subject
    title = f'title="{escape(word)}: {in_digits(length)}"'
    if not isfinite(length):
        return f'<div class="reach nan{kind}" {title}><b>{in_digits(length)}</b></div>'
    lines = "".join(
        f'<s class="{"one" if tick == 0 else "part"}" style="bottom: {axis.place(tick):.2f}%"></s>'
        for tick in axis.ticks
    )
    if length <= 0:
        return f'<div class="reach{kind}" {title}>{lines}<b>0</b></div>'
    place = axis.place(log10(length))
    is_below = log10(length) < axis.lowest
    dot = f'<i class="{"below" if is_below else "dot"}" style="bottom: {place:.2f}%"></i>'
    number = f'<b class="{"beneath" if place > HIGH else "over"}">{in_digits(length, 2)}</b>' * is_subject
    return (
        f'<div class="reach{kind}" style="--high: {place:.2f}%" {title}>{lines}{dot}'
        f"{number or f'<b>&lt;{power_of_ten(axis.lowest)}</b>' * is_below}</div>"
    )


def _ticks(axis: Axis) -> str:
    """The powers of ten at their places."""
    return "".join(
        f'<em style="bottom: {axis.place(tick):.2f}%">{power_of_ten(tick) if tick else 1}</em>'
        for tick in axis.ticks
    )


def _says(asked: Asked, answer: Answer) -> str:
    p = answer.probability
    if not isfinite(p):
        return "<b>not a number</b>"
    is_right = asked.is_right(answer)
    mark = "" if is_right is None else ("<span>✓ right</span>" if is_right else "<span>✗ wrong</span>")
    share = percent(max(p, 1 - p))
    return f'<b class="{answer.says}">{answer.says}</b><span>{escape(share)} {mark}</span>'


def _says_of_subject(asked: Asked, answer: Answer) -> str:
    if asked.question.subject is None or answer.twin is None:
        return ""
    return f"<small>“{escape(OTHER_FORM[asked.subject])}” instead: were {escape(sure(answer.twin))}</small>"


def _whole(p: float) -> str:
    return "&gt;99" if 0.995 <= p < 1 else f"{100 * p:.0f}"


def in_digits(value: float, count: int = 3) -> str:
    """A number of any size in so many digits, as it is written in a sentence; where powers are, in two."""
    if not isfinite(value):
        return "not a number" if value != value else "overflow (inf)"
    if value == 0:
        return "exactly 0"
    if 1e-3 <= abs(value) < 1e4:
        return f"{value:#.{count}g}".rstrip(".") if count < 3 else f"{value:.3g}"
    return scientific(value)


def sure(p: float) -> str:
    """A probability in per cent, or that it is none."""
    return percent(p) if isfinite(p) else "not a number"


def agreement_table(asked: Asked) -> str:
    """The same as a table: a row for each word, two columns for each network."""
    heads = "".join(f"<th>{escape(answer.title)}: were</th><th>gradient</th>" for answer in asked.answers)
    rows = "".join(
        f"<tr><th>{escape(column.text)}{' (subject)' * (n == asked.question.subject)}</th>"
        + "".join(
            f"<td>{escape(sure(float(answer.reading.probabilities[n])))}</td>"
            f"<td>{in_digits(float(answer.influence.lengths[n]))}</td>"
            for answer in asked.answers
        )
        + "</tr>"
        for n, column in enumerate(asked.columns)
    )
    return f'<div style="overflow-x:auto"><table><tr><th>word</th>{heads}</tr>{rows}</table></div>'
