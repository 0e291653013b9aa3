"""Two sentences, three networks: what each network saw of them and what it answers, as HTML."""

from collections import Counter
from html import escape

from rnnviz.figures.style import MUTED, NEGATIVE, POSITIVE, themed
from rnnviz.tasks.order import KINDS, Contrast, Kind, Side
from rnnviz.text import Token, shorten
from rnnviz.written import percent

TITLES = {
    "bag": ("Bag of words", "feedforward: counts the words; their order is gone"),
    "slots": ("Word slots", "feedforward: a place for each word, with weights of its own"),
    "recurrent": ("Recurrent", "one word after another; below each, the answer so far"),
}
MOST_ANSWERS = 4
WORTH_A_BAR = 0.05  # Probability; an answer below it, everywhere, is one of "others".
BELIEVED = 0.5  # Below it the answer so far is "?".
STYLE = f"""<style>
.contrast {{
  --yes: {themed(POSITIVE)}; --no: {themed(NEGATIVE)}; --muted: {themed(MUTED)};
  --rule: 1px solid color-mix(in srgb, currentColor 30%, transparent);
  display: grid; gap: 0.9rem; font-size: 0.95rem; line-height: 1.4;
}}
.contrast section {{
  display: grid; grid-template: auto auto auto / minmax(0, 1fr) 2rem minmax(0, 1fr);
  border-top: var(--rule); padding-top: 0.5rem;
}}
.contrast.contrast :is(h3, p, ol, ul, li) {{ margin: 0; padding: 0; font-size: inherit; list-style: none; }}
.contrast.contrast h3 {{ grid-column: 1 / -1; font-size: 1.05rem; font-weight: 600; padding-bottom: 0.4rem; }}
.contrast h3 small {{ font-size: 0.9rem; font-weight: 400; color: var(--muted); padding-left: 0.4rem; }}
.contrast .sign {{ align-self: center; justify-self: center; font-size: 2rem; font-weight: 600; }}
.contrast .verdict {{ grid-column: 1 / -1; text-align: center; font-weight: 600; padding-top: 0.35rem; }}
.contrast .which {{ display: none; font-size: 0.85rem; color: var(--muted); }}
.contrast.contrast .saw {{
  display: flex; flex-wrap: wrap; gap: 0.25rem; min-height: 3.75rem; align-content: start;
  padding-bottom: 0.5rem;
}}
.contrast .saw li {{
  border: var(--rule); border-radius: 4px; padding: 0.05rem 0.4rem; min-width: 1.6rem;
  overflow-wrap: anywhere; align-self: start; text-align: center;
}}
.contrast .saw small {{ display: block; font-size: 0.75rem; line-height: 1.2; color: var(--muted); }}
.contrast .saw .unknown {{ border-style: dashed; }}
.contrast .saw .empty {{ border-style: dotted; }}
.contrast .saw .lost {{ border-color: transparent; color: var(--muted); }}
.contrast .bar {{
  display: block; height: 0.6rem; background: color-mix(in srgb, currentColor 12%, transparent);
}}
.contrast .bar::after {{
  content: ""; display: block; width: calc(100% * var(--share)); height: 100%;
  background: var(--tone, currentColor); opacity: var(--weight, 0.6);
}}
.contrast .yes {{ --tone: var(--yes); --weight: 1; }}
.contrast .no {{ --tone: var(--no); --weight: 1; }}
.contrast .saw .bar {{ height: 0.3rem; margin: 0.1rem 0; min-width: 1.9rem; }}
.contrast .answers li {{
  display: grid; grid-template-columns: 4.5rem 1fr 4.2rem 4.2rem; gap: 0.5rem; align-items: center;
  font-variant-numeric: tabular-nums;
}}
.contrast .answers li > :nth-child(3) {{ text-align: right; }}
.contrast .answers .first {{ font-weight: 700; }}
@media (max-width: 640px) {{
  .contrast section {{ grid-template: none / minmax(0, 1fr); gap: 0.35rem; }}
  .contrast .which {{ display: block; }}
  .contrast.contrast .saw {{ min-height: 0; }}
  .contrast .answers li {{ grid-template-columns: 4rem 1fr 3.9rem 3.6rem; gap: 0.4rem; }}
}}
</style>"""


def contrast_picture(contrast: Contrast) -> str:
    """Draw three rows, a network each, and two columns, a sentence each.

    Bars run from 0 to 100 %. An answer is called right or wrong only where the rules of the task's
    grammar reach. Between the columns stands "=" where the two answers are the same to the last bit,
    "≠" where another answer comes first, "≈" where the same one does. A word that the network does
    not know has a dashed edge, an empty slot a dotted one, and a word without a slot is struck out.
    """
    shown = _answers_shown(contrast)
    return f'{STYLE}<div class="contrast">{"".join(_row(contrast, kind, shown) for kind in KINDS)}</div>'


def _answers_shown(contrast: Contrast) -> tuple[str, ...]:
    """The answers that have a bar, in every cell the same ones in the same order."""
    if not _with_words(contrast):
        return ()
    highest = [
        max(float(side.output(kind)[n]) for side in _with_words(contrast) for kind in KINDS)
        for n in range(len(contrast.task.answers))
    ]
    order = sorted(range(len(highest)), key=lambda n: -highest[n])[:MOST_ANSWERS]
    kept = {n for n in order if highest[n] >= WORTH_A_BAR or len(highest) == 2}
    return tuple(answer for n, answer in enumerate(contrast.task.answers) if n in kept)


def _with_words(contrast: Contrast) -> list[Side]:
    return [side for side in contrast.sides if side.recurrent.columns]


def _row(contrast: Contrast, kind: Kind, shown: tuple[str, ...]) -> str:
    title, gloss = TITLES[kind]
    one, two = (
        f'<div class="cell" role="group" aria-label="{title}, sentence {n}">'
        f'<span class="which" aria-hidden="true">Sentence {n}</span>'
        f"{_cell(contrast, side, kind, shown)}</div>"
        for n, side in enumerate(contrast.sides, start=1)
    )
    return (
        f'<section aria-label="{title}"><h3>{title}<small>{gloss}</small></h3>{one}'
        f'<span class="sign" aria-hidden="true">{_sign(contrast, kind)}</span>{two}'
        f'<p class="verdict">{escape(verdict(contrast, kind))}</p></section>'
    )


def _cell(contrast: Contrast, side: Side, kind: Kind, shown: tuple[str, ...]) -> str:
    if not side.recurrent.columns:
        return "<p>No word yet.</p>"
    return _saw(contrast, side, kind) + _answers(contrast, side, kind, shown)


def _saw(contrast: Contrast, side: Side, kind: Kind) -> str:
    if kind == "bag":
        return _list("ul", _bag(side), "What it counted")
    if kind == "slots":
        return _list("ol", _slots(side), "The word in each slot")
    return _list("ol", _steps(contrast, side), "The words it read, and its answer after each")


def _list(tag: str, items: list[str], label: str) -> str:
    return f'<{tag} class="saw" role="list" aria-label="{label}">{"".join(items)}</{tag}>'


def _bag(side: Side) -> list[str]:
    """The words in alphabetical order with how often each occurs; unknown ones are one and the same."""
    counted = Counter(
        ("unknown", True) if column.status == "unknown" else (column.text, False)
        for column in side.bag.columns
    )
    return [
        f"<li{_class('unknown' if unknown else '')}>{escape(word)}<small>× {count}</small></li>"
        for (word, unknown), count in sorted(counted.items())
    ]


def _slots(side: Side) -> list[str]:
    filled = [
        f'<li class="empty"><small>{n}</small>–</li>'
        if column is None
        else f"<li{_class(_unknown(column))}><small>{n}</small>{_word(column)}</li>"
        for n, column in enumerate(side.slots.slots, start=1)
    ]
    lost = [
        f'<li class="lost"><small>no slot</small><s>{_word(column)}</s></li>'
        for column in side.slots.left_over
    ]
    return filled + lost


def _steps(contrast: Contrast, side: Side) -> list[str]:
    steps = []
    for column, output in zip(side.recurrent.columns, side.recurrent.outputs, strict=True):
        probability = float(output.max())
        answer = contrast.task.answers[int(output.argmax())]
        said = f"<small>{answer if probability > BELIEVED else '?'}</small>"
        steps.append(f"<li{_class(_unknown(column))}>{_word(column)}{_bar(answer, probability)}{said}</li>")
    return steps


def _answers(contrast: Contrast, side: Side, kind: Kind, shown: tuple[str, ...]) -> str:
    output, first = side.output(kind), contrast.answer(side, kind)
    lines = []
    for answer in shown:
        probability = float(output[contrast.task.answers.index(answer)])
        mark = _mark(side, answer) if answer == first else ""
        lines.append(_answer(answer, probability, mark, answer == first))
    rest = len(output) - len(shown)
    if rest:
        others = 1 - sum(float(output[contrast.task.answers.index(answer)]) for answer in shown)
        is_first = first not in shown
        mark = _mark(side, first) if is_first else ""
        lines.append(_answer(f"{rest} others", max(others, 0.0), mark, is_first))
    return f'<ul class="answers" role="list" aria-label="{contrast.task.question}">{"".join(lines)}</ul>'


def _answer(answer: str, probability: float, mark: str, first: bool) -> str:
    return (
        f"<li{_class('first' if first else '')}><span>{answer}</span>{_bar(answer, probability)}"
        f"<span>{escape(percent(probability))}</span><span>{mark}</span></li>"
    )


def _bar(answer: str, probability: float) -> str:
    tone = f" {answer}" if answer in ("yes", "no") else ""
    return f'<span class="bar{tone}" style="--share: {probability:.4f}" aria-hidden="true"></span>'


def _mark(side: Side, answer: str) -> str:
    if side.truth is None:
        return ""
    return "✓ right" if answer == side.truth else "✗ wrong"


def _sign(contrast: Contrast, kind: Kind) -> str:
    if len(_with_words(contrast)) < 2:
        return ""
    if contrast.are_equal(kind):
        return "="
    one, two = (contrast.answer(side, kind) for side in contrast.sides)
    return "≈" if one == two else "≠"


def verdict(contrast: Contrast, kind: Kind) -> str:
    """What the two cells of a row say together, in a sentence or two."""
    if len(_with_words(contrast)) < 2:
        return "Type two sentences to compare them."
    if contrast.is_one_text:
        return "To this network it is the same sentence twice."
    if kind == "bag":
        if contrast.is_one_bag:
            side = contrast.sides[0]
            number = f"{contrast.answer(side, kind)} {side.output(kind).max()!s}"
            return f"The same bag, so the same answer, to the last digit: {number} both times."
        return "Two different bags. Only which words there are can make a difference, never their order."
    if kind == "slots":
        return _verdict_on_slots(contrast)
    one, two = (contrast.answer(side, kind) for side in contrast.sides)
    way = (
        "The same words in another order" if contrast.is_one_bag else "A step a word, however many there are"
    )
    return f"{way}: {f'the same answer, {one}' if one == two else f'another answer, {one} and {two}'}."


def _verdict_on_slots(contrast: Contrast) -> str:
    slots = len(contrast.sides[0].slots.slots)
    lost = [len(side.slots.left_over) for side in contrast.sides]
    if not any(lost):
        return f"It sees which word stands where, but in {slots} places only: a longer sentence does not fit."
    if lost[0] == lost[1]:
        count = f"the last {_words(lost[0])} of each sentence"
    else:
        parts = [f"{_words(many)} of sentence {n}" for n, many in enumerate(lost, start=1) if many]
        count = f"the last {' and '.join(parts)}"
    return f"No more than {slots} slots: it has no weights for {count}, and never sees them."


def _words(count: int) -> str:
    return "word" if count == 1 else f"{count} words"


def _word(column: Token) -> str:
    return escape(shorten(column.typed if column.status == "unknown" else column.text))


def _unknown(column: Token) -> str:
    return "unknown" if column.status == "unknown" else ""


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""
