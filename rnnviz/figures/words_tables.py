"""Which words mattered: the agreement of the four ways, and one word's four numbers, as HTML."""

from html import escape
from math import isfinite

from rnnviz.analysis.attribution import BASELINES, WAYS, Attribution
from rnnviz.analysis.attribution_agreement import Agreement
from rnnviz.figures.style import MUTED, NEGATIVE, NOT_A_NUMBER, POSITIVE, SIGNED, ink, shade, themed
from rnnviz.figures.words_board import common_axis
from rnnviz.figures.words_said import QUESTIONS
from rnnviz.network import Reading
from rnnviz.text import shorten

HEADS = ("Running change", "Leaving out", "Gradient × input", "Integrated gradients")  # Short enough.
STYLE = f"""<style>
.agreement, .asked {{
  --muted: {themed(MUTED)}; --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)};
  --nan: {themed(NOT_A_NUMBER)}; --rule: color-mix(in srgb, currentColor 25%, transparent);
  font-size: 0.9rem; line-height: 1.35; font-variant-numeric: tabular-nums;
}}
.agreement table {{ border-collapse: separate; border-spacing: 2px; }}
.agreement caption {{ text-align: left; font-weight: 600; padding-bottom: 0.35rem; }}
.agreement :is(th, td) {{ padding: 0.45rem 0.3rem; font-weight: 400; text-align: center; }}
.agreement tbody th {{ text-align: left; padding-left: 0; }}
.agreement td {{ min-width: 4.2rem; border-radius: 3px; }}
.agreement .self {{ background: none; color: var(--muted); }}
.agreement .nan {{ background: repeating-linear-gradient(45deg, var(--nan) 0 2px, transparent 2px 6px); }}
.agreement p {{ margin: 0.35rem 0 0; color: var(--muted); font-size: 0.8rem; max-width: 34rem; }}
.agreement thead th {{ vertical-align: bottom; width: 5.4rem; line-height: 1.2; }}
.asked h3.word {{ margin: 0 0 0.35rem; padding: 0; font-size: 1rem; font-weight: 600; }}
.asked .means {{ margin: 0 0 0.6rem; max-width: 46rem; }}
.asked.asked dl {{
  display: grid; grid-template-columns: 11rem minmax(4rem, 1fr) 4rem; gap: 0.1rem 0.75rem;
  margin: 0; padding: 0; max-width: 46rem;
}}
.asked dl > div {{ display: contents; }}
.asked.asked :is(dt, dd) {{ margin: 0; padding: 0; }}
.asked dt {{ font-weight: 600; white-space: nowrap; }}
.asked .bar {{
  align-self: stretch; position: relative;
  background: linear-gradient(currentColor, currentColor) 50% / 1px 100% no-repeat;
}}
.asked .bar::after {{
  content: ""; position: absolute; top: 0.25rem; bottom: 0.25rem;
  width: calc(50% * var(--size)); background: var(--tone);
}}
.asked .up {{ --tone: var(--positive); }}
.asked .up::after {{ left: 50%; }}
.asked .down {{ --tone: var(--negative); }}
.asked .down::after {{ right: 50%; }}
.asked.asked .ends {{
  grid-column: 2; display: flex; justify-content: space-between; color: var(--muted); font-size: 0.8rem;
}}
.asked .value {{ text-align: right; font-weight: 600; }}
.asked.asked .asks {{ grid-column: 1 / -1; margin-bottom: 0.35rem; color: var(--muted); max-width: 46rem; }}
@media (max-width: 640px) {{
  .asked.asked dl {{ grid-template-columns: 9.5rem minmax(3rem, 1fr) 3.5rem; }}
  .agreement td {{ min-width: 2.8rem; }}
  .agreement :is(th, td) {{ font-size: 0.8rem; padding-inline: 0.15rem; white-space: normal; }}
}}
</style>"""


def agreement_table(agreement: Agreement) -> str:
    """A small picture of four times four: with signs above the diagonal, by size alone below it."""
    heads = "".join(f'<th scope="col">{title}</th>' for title in HEADS)
    rows = "".join(
        f'<tr><th scope="row">{title}</th>{"".join(_cell(agreement, n, m) for m in range(len(HEADS)))}</tr>'
        for n, title in enumerate(HEADS)
    )
    return (
        f'{STYLE}<div class="agreement"><table><caption>Do they put the words in the same order?</caption>'
        f'<thead><tr><td class="self"></td>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        "<p>Spearman’s rank correlation: 1 (blue) the same order, 0 nothing in common, −1 (orange) the "
        "opposite. Above the diagonal: by the score with its sign. Below: by its size.</p></div>"
    )


def word_card(reading: Reading, told: Attribution, column: int, said: str) -> str:
    """The four numbers of a word, each with what it answers.

    Args:
        reading: of the text.
        told: what each word did.
        column: the word.
        said: what it means that they agree or do not.
    """
    parts = []
    low, high = common_axis(told.values[:, column])
    limit = max(-low, high)
    for way, title in WAYS.items():
        value = float(getattr(told, way)[column])
        size = min(1.0, abs(value) / limit) if isfinite(value) else 0
        asks = QUESTIONS[way].format(baseline=BASELINES[told.baseline])
        bar = f'class="bar {"down" if value < 0 else "up"}" style="--size:{size:.3f}" aria-hidden="true"'
        parts.append(
            f"<div><dt>{title}</dt><dd {bar}></dd>"
            f'<dd class="value">{_number(value)}</dd><dd class="asks">{asks}</dd></div>'
        )
    word = escape(shorten(reading.columns[column].typed))
    return (
        f'{STYLE}<div class="asked"><h3 class="word">“{word}”, word {column + 1}</h3>'
        f'<p class="means">{escape(said)}</p><dl>{"".join(parts)}'
        f'<div><dd class="ends" aria-hidden="true"><span>−{limit:g}</span><span>0</span>'
        f"<span>{limit:g}</span></dd></div></dl></div>"
    )


def _cell(agreement: Agreement, row: int, column: int) -> str:
    if row == column:
        return '<td class="self">1</td>'
    table, kind = (agreement.signed, "with sign") if row < column else (agreement.sizes, "by size")
    value = float(table[row, column])
    title = f"{HEADS[row]} and {HEADS[column]}, {kind}"
    if not isfinite(value):
        return f'<td class="nan" title="{title}: no order to compare">–</td>'
    share = (value + 1) / 2
    look = f"background:{shade(SIGNED, share)};color:{ink(SIGNED, share)}"
    return f'<td style="{look}" title="{title}">{_number(value)}</td>'


def _number(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if isfinite(value) else "no number"
