"""What a trained network gets right and wrong of texts it had not seen, as HTML."""

from collections.abc import Sequence
from html import escape
from math import isnan, sqrt
from typing import NamedTuple

from rnnviz.analysis.verdicts import BELIEVED, Confusion
from rnnviz.figures.style import MUTED, NEGATIVE, POSITIVE, themed
from rnnviz.written import percent

AT_FIRST = 4  # Mistakes that are seen at once.
SHORT = 160  # Letters of a text; the whole of it stands in its title.
CLASSES = ("negative", "positive")
STYLE = f"""<style>
.judged {{
  --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)}; --muted: {themed(MUTED)};
  --rule: 1px solid color-mix(in srgb, currentColor 30%, transparent);
  font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums; max-width: 46rem;
}}
.judged.judged :is(p, ol, ul, li) {{ margin: 0; padding: 0; font-size: inherit; list-style: none; }}
.judged .big {{ font-size: 1.5rem; font-weight: 600; line-height: 1.2; }}
.judged small, .judged .quiet {{ font-size: 0.85em; font-weight: 400; color: var(--muted); }}
.judged .of-positive {{ --tone: var(--positive); }}
.judged .of-negative {{ --tone: var(--negative); }}
.judged table {{ border-collapse: collapse; }}
.judged caption {{ text-align: left; padding-bottom: 0.6rem; color: inherit; }}
.judged caption small {{ display: block; }}
.confusion {{ table-layout: fixed; width: 100%; max-width: 30rem; }}
.confusion :is(th, td) {{ padding: 0.35rem 0.5rem; font-weight: 400; text-align: left; }}
.confusion tbody th {{ padding-left: 0; }}
.confusion .corner.corner {{ width: 5rem; border: 0; }}
.confusion thead th {{ vertical-align: bottom; }}
.confusion td {{ border: var(--rule); vertical-align: bottom; }}
.confusion .area {{ display: flex; align-items: flex-end; height: 5.2rem; }}
.confusion .area i {{
  width: calc(5rem * var(--side)); height: calc(5rem * var(--side)); box-sizing: border-box;
  border: 2px solid var(--tone); background: var(--tone);
}}
.confusion .wrong i {{
  background: repeating-linear-gradient(45deg, var(--tone) 0 2px, transparent 2px 6px);
}}
.confusion b {{ display: block; font-size: 1.15rem; }}
.judged ul.notes {{ padding-top: 0.7rem; display: grid; gap: 0.25rem; }}
.judged .mistakes li {{ border-top: var(--rule); padding: 0.6rem 0; display: grid; gap: 0.3rem; }}
.judged .mistakes q {{ overflow-wrap: anywhere; text-wrap: pretty; }}
.judged .mistakes .line {{ display: flex; flex-wrap: wrap; align-items: center; gap: 0.2rem 0.9rem; }}
.judged .mistakes a {{ padding: 0.2rem 0; }}
.judged .bar {{
  position: relative; flex: none; width: 8rem; height: 0.7rem;
  background: color-mix(in srgb, currentColor 12%, transparent);
}}
.judged .bar::before {{
  content: ""; position: absolute; top: 0; bottom: 0; background: var(--tone);
  left: calc(100% * var(--from)); width: calc(100% * var(--share));
}}
.judged .bar::after {{
  content: ""; position: absolute; left: 50%; top: -2px; bottom: -2px; border-left: 1px solid;
}}
@media (max-width: 640px) {{
  .confusion .area {{ height: 4.2rem; }}
  .confusion .area i {{ width: calc(4rem * var(--side)); height: calc(4rem * var(--side)); }}
}}
</style>"""


class Mistake(NamedTuple):
    """A text that was judged wrong.

    text: as written. is_positive: what it was. probability: of positive, as the network said.
    href: where the text can be opened; none where it is empty.
    """

    text: str
    is_positive: bool
    probability: float
    href: str = ""


def confusion_table(counted: Confusion, classes: tuple[str, str] = CLASSES) -> str:
    """Draw the four kinds of verdicts, each with its count, a square to scale and what it means.

    A square has the colour of what the network said; that of a wrong verdict is hatched.

    Args:
        counted: the verdicts.
        classes: the words for negative and positive.
    """
    if not counted.texts:
        return f'{STYLE}<div class="judged"><p>No texts to judge yet.</p></div>'
    head = "".join(f'<th scope="col">said <b>{escape(each)}</b></th>' for each in classes)
    rows = "".join(
        f'<tr><th scope="row">was <b>{escape(classes[truth])}</b></th>'
        f"{''.join(_cell(counted, classes, truth, said) for said in (0, 1))}</tr>"
        for truth in (0, 1)
    )
    return (
        f'{STYLE}<div class="judged"><table class="confusion"><caption>{_headline(counted)}</caption>'
        f'<thead><tr><td class="corner"></td>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f"{_notes(counted, classes)}</div>"
    )


def _headline(counted: Confusion) -> str:
    texts = "one text" if counted.texts == 1 else f"{counted.texts:,} texts"
    return (
        f'<span class="big">{100 * counted.accuracy:.1f} % right</span> of {texts}'
        f"<small>± {100 * counted.standard_error:.1f} points, the standard error: other texts of the same "
        "kind would give a little more or less</small>"
    )


def _cell(counted: Confusion, classes: tuple[str, str], truth: int, said: int) -> str:
    count = counted[2 * truth + said]
    wrong = "" if truth == said else " wrong"
    side = sqrt(count / max(counted))
    what = f"said {classes[said]}, was {classes[truth]}"
    return (
        f'<td><div class="area of-{CLASSES[said]}{wrong}" aria-hidden="true">'
        f'<i style="--side: {side:.4f}"></i></div><b>{count:,}</b>'
        f"<small>{'✗' if wrong else '✓'} {escape(what)}</small></td>"
    )


def _notes(counted: Confusion, classes: tuple[str, str]) -> str:
    """Precision, recall and F1 of the positive class, in words; what is not defined is not said."""
    word = escape(classes[1])
    said = (
        (counted.precision, f"of those it called {word} are {word} (precision)"),
        (counted.recall, f"of the {word} ones it found (recall)"),
    )
    notes = [f"<li><b>{100 * share:.1f} %</b> {text}</li>" for share, text in said if not isnan(share)]
    if not isnan(counted.f1):
        notes.append(f"<li><b>{counted.f1:.3f}</b> F1, the harmonic mean of the two</li>")
    return f'<ul class="notes">{"".join(notes)}</ul>'


def mistakes_list(mistakes: Sequence[Mistake]) -> str:
    """List texts that were judged wrong, in the order given: what each was, and what the network said.

    The first few are seen, the others on request.

    A bar starts in the middle, at 50 %, and ends at the probability of positive.
    """
    if not mistakes:
        return f'{STYLE}<div class="judged"><p>No mistakes: every verdict was right.</p></div>'
    first, rest = ("".join(map(_mistake, part)) for part in (mistakes[:AT_FIRST], mistakes[AT_FIRST:]))
    more = (
        f"<details><summary>{len(mistakes) - AT_FIRST} more</summary>{_listed(rest)}</details>"
        if rest
        else ""
    )
    return f'{STYLE}<div class="judged">{_listed(first)}{more}</div>'


def _listed(items: str) -> str:
    return f'<ol class="mistakes" role="list">{items}</ol>'


def _mistake(mistake: Mistake) -> str:
    p = mistake.probability
    said = int(p > BELIEVED)
    bar = f"--from: {min(p, BELIEVED):.4f}; --share: {abs(p - BELIEVED):.4f}"
    link = f'<a href="{escape(mistake.href)}" target="_self">Open in Explore</a>' if mistake.href else ""
    text = cut(mistake.text)
    title = f' title="{escape(mistake.text)}"' if text != mistake.text else ""
    return (
        f'<li><q{title}>{escape(text)}</q><div class="line">'
        f'<span class="bar of-{CLASSES[said]}" style="{bar}" aria-hidden="true"></span>'
        f"<span>said <b>{CLASSES[said]}</b>, {escape(percent(p if said else 1 - p))} sure; "
        f"was <b>{CLASSES[mistake.is_positive]}</b></span>{link}</div></li>"
    )


def cut(text: str, letters: int = SHORT) -> str:
    """A text of at most so many letters, cut between two words where that is possible."""
    text = " ".join(text.split())
    if len(text) <= letters:
        return text
    head = text[: letters - 1]
    whole, _, rest = head.rpartition(" ")
    return f"{whole if whole and len(rest) <= letters // 3 else head}…"
