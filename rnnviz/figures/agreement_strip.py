"""Was or were: a sentence word by word, and below each word what the networks make of it, as HTML.

For each network two tracks on the columns of the words: the probability of "were", if the verb came next, as
a bar up (were) or down (was) from the middle, and how strongly the final score still depends on the word, as
a bar on a logarithmic scale.
"""

from html import escape
from math import isfinite, log10

from rnnviz.data.agreement_words import ANSWERS, OTHER_FORM
from rnnviz.experiments.agreement_reading import UNDECIDED, Answer, Asked
from rnnviz.figures.contrast import percent
from rnnviz.figures.style import GATE, MUTED, NEGATIVE, NOT_A_NUMBER, PAGE, POSITIVE, themed
from rnnviz.text import Token, shorten

LOWEST, HIGHEST = -12, 2  # Powers of ten that the bars reach over.
VANISHED = 1e-3  # A gradient of the score below this moves no answer by a tenth of a point.
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_REACHED = {theme: stops[-2] for theme, stops in GATE.items()}
STYLE = f"""<style>
.wasere {{
  --were: {themed(POSITIVE)}; --was: {themed(NEGATIVE)}; --muted: {themed(MUTED)};
  --nan: {themed(NOT_A_NUMBER)}; --page: {themed(PAGE)}; --reach: {themed(_REACHED)};
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
.wasere .reach {{ height: 3.9rem; position: relative; border-bottom: var(--rule); }}
.wasere .reach i {{
  position: absolute; bottom: 0; left: 22%; right: 22%; background: var(--muted); opacity: 0.55;
  max-width: 5rem; margin-inline: auto;
  border-radius: 2px 2px 0 0;
}}
.wasere .reach.of-subject i {{ background: var(--reach); opacity: 1; left: 12%; right: 12%; }}
.wasere .reach b {{ bottom: calc(var(--high, 0%) + 1px); color: var(--muted); }}
.wasere .reach.of-subject b {{ color: inherit; font-weight: 650; }}
.wasere .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px); }}
.wasere :is(.says, .verb) {{ position: sticky; right: 0; z-index: 2; background: var(--page); }}
.wasere .says {{ padding-left: 0.6rem; display: grid; align-content: center; }}
.wasere .says b {{ display: block; font-size: 1.15rem; }}
.wasere .says .were {{ color: var(--were); }}
.wasere .says .was {{ color: var(--was); }}
@media (max-width: 640px) {{
  .wasere .grid {{
    grid-template-columns: 6.2rem repeat(var(--words), auto) 8.5rem;
  }}
  .wasere .side .long {{ display: none; }}
  .wasere :is(.says, .verb) {{ position: static; }}
}}
</style>"""


def agreement_strip(asked: Asked) -> str:
    """Draw the words, and for each network its two tracks and its answer.

    A word that the networks do not know has a dashed edge. What is not a number is hatched; a bar of exactly
    zero has a 0, one below the scale a "<".

    Args:
        asked: a sentence with at least one word before its verb.
    """
    words = "".join(_word(column, n == asked.question.subject) for n, column in enumerate(asked.columns))
    right = asked.question.right
    verb = f"{right}<small>is right</small>" if right else "was / were ?<small>no subject known</small>"
    rows = "".join(_network(asked, answer) for answer in asked.answers)
    return (
        f'{STYLE}<div class="wasere" role="region" tabindex="0" aria-label="The sentence, word by word">'
        f'<div class="grid" style="--words: {len(asked.columns)}">'
        f'<div class="side quiet">read before the verb</div>{words}<div class="verb">{verb}</div>'
        f"{rows}</div></div>"
    )


def _word(column: Token, is_subject: bool) -> str:
    kind = " subject" if is_subject else " unknown" if column.status == "unknown" else ""
    small = "<small>subject</small>" if is_subject else ""
    read = "" if column.status != "respelled" else f' title="typed: {escape(shorten(column.typed))}"'
    return f'<div class="word{kind}"{read}>{small}{escape(shorten(column.text, 16))}</div>'


def _network(asked: Asked, answer: Answer) -> str:
    title = escape(answer.title)
    tokens = [column.text for column in asked.columns]
    bars = "".join(
        _sure(p, word) for p, word in zip(answer.reading.probabilities.tolist(), tokens, strict=True)
    )
    reached = "".join(
        _reached(length, word, n == asked.question.subject)
        for n, (length, word) in enumerate(zip(answer.influence.lengths.tolist(), tokens, strict=True))
    )
    return (
        f'<div class="side begin"><h3>{title}</h3><span class="quiet">▲ were<span class="long">, if the verb '
        'came now</span></span><span class="quiet">▼ was</span></div>'
        f'{bars}<div class="says begin">{_says(asked, answer)}</div>'
        f'<div class="side quiet"><span>gradient<span class="long"> that reaches the word</span></span>'
        f"<span>{power(LOWEST)} … {power(HIGHEST)}</span></div>{reached}"
        f'<div class="says">{_says_of_subject(asked, answer)}</div>'
    )


def _sure(p: float, word: str) -> str:
    if not isfinite(p):
        return f'<div class="p begin nan" title="{escape(word)}: not a number"></div>'
    is_up, share = p > 0.5, abs(p - 0.5)
    bar = f'<i class="{"up" if is_up else "down"}" style="height: {100 * share:.2f}%"></i>'
    number = f'<b class="{"under" if is_up else "over"}">{_whole(p if is_up else 1 - p)}</b>'
    return f'<div class="p begin" title="after “{escape(word)}”: were {escape(sure(p))}">{bar}{number}</div>'


def _reached(length: float, word: str, is_subject: bool) -> str:
    kind = " of-subject" * is_subject
    title = f'title="{escape(word)}: {in_digits(length)}"'
    if not isfinite(length):
        return f'<div class="reach nan{kind}" {title}><b>{in_digits(length)}</b></div>'
    if length <= 0:
        return f'<div class="reach{kind}" {title}><b>0</b></div>'
    share = 100 * _place(log10(length))
    number = power(round(log10(length))) if log10(length) >= LOWEST else f"&lt;{power(LOWEST)}"
    high = f"--high: {0.75 * share:.2f}%"
    return (
        f'<div class="reach{kind}" style="{high}" {title}><i style="height: {0.75 * share:.2f}%"></i>'
        f"<b>{number}</b></div>"
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
    reached = answer.influence.lengths[asked.question.subject]
    return (
        f"<small>at “{escape(asked.subject)}”</small><span>{in_digits(float(reached))}</span>"
        f"<small>“{escape(OTHER_FORM[asked.subject])}” instead: were {escape(sure(answer.twin))}"
        "</small>"
    )


def _place(exponent: float) -> float:
    """Where a power of ten stands on the scale, 0 to 1."""
    return min(max((exponent - LOWEST) / (HIGHEST - LOWEST), 0.015), 1.0)


def _whole(p: float) -> str:
    return "&gt;99" if 0.995 <= p < 1 else f"{100 * p:.0f}"


def power(exponent: int) -> str:
    """A power of ten, as 10⁻³."""
    return f"10{str(exponent).translate(_SUPERSCRIPT)}"


def in_digits(value: float) -> str:
    """A number of any size in three digits, as it is written in a sentence."""
    if not isfinite(value):
        return "not a number" if value != value else "overflow (inf)"
    if value == 0:
        return "exactly 0"
    if 1e-3 <= abs(value) < 1e4:
        return f"{value:.3g}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits} · {power(int(exponent))}"


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


def agreement_said(asked: Asked) -> str:
    """What the picture shows, in some sentences, from its numbers."""
    right, distance = asked.question.right, asked.question.distance
    if right is None or distance is None:
        return "No noun of the grammar stands before the verb, so nobody can say which answer is right."
    apart = f"{distance} word{'s' * (distance != 1)} before the verb" if distance else "right before the verb"
    by_verdict = {
        name: [answer.title for answer in asked.answers if asked.is_right(answer) is verdict]
        for name, verdict in (("right", True), ("wrong", False), ("undecided", None))
    }
    if len(by_verdict["right"]) == len(asked.answers):
        who = f"All answer “{right}”, which is right"
    else:
        parts = [f"{name}: {_listed(titles)}" for name, titles in by_verdict.items() if titles]
        who = f"{parts[0][0].upper()}{'; '.join(parts)[1:]}"
    return f"{who}. “{asked.subject}” stands {apart}. {_latched_said(asked)}"


def _latched_said(asked: Asked) -> str:
    """Where the gradient has vanished and the answer hangs on the subject all the same, and where not."""
    turned = [answer for answer in asked.answers if _turns(answer)]
    latched = [answer for answer in turned if _at_subject(asked, answer) < VANISHED]
    other = OTHER_FORM[asked.subject]
    if latched:
        names = _listed([f"{one.title} ({in_digits(_at_subject(asked, one))})" for one in latched])
        return (
            f"At “{asked.subject}” next to no gradient arrives in {names}, and yet “{other}” in its place "
            "turns the answer round. A memory that has snapped in feels no small push, only a large one: to "
            "remember and to hand a gradient back are two things."
        )
    if turned:
        return (
            f"With “{other}” in its place the answer turns round in {_listed([one.title for one in turned])}."
        )
    return f"With “{other}” in its place no answer turns round: the subject does not decide here."


def _turns(answer: Answer) -> bool:
    """Whether the subject in its other number turns the answer round."""
    if answer.twin is None or not abs(answer.twin - 0.5) >= UNDECIDED or answer.says not in ANSWERS:
        return False
    return (answer.twin > 0.5) != (answer.probability > 0.5)


def _at_subject(asked: Asked, answer: Answer) -> float:
    return float(answer.influence.lengths[asked.question.subject or 0])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
