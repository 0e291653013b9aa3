"""What is lost without a unit: accuracy and changed verdicts beside those without other units, as HTML."""

from html import escape

from rnnviz.analysis.finder_unit import Ablation
from rnnviz.figures.units_frame import STYLE
from rnnviz.written import share

_FLOOR = 0.5  # Where bars of accuracy begin: chance.
_STYLE = """<style>
.units .lost {
  display: grid; grid-template-columns: max-content minmax(6rem, 1fr) minmax(6rem, 1fr); gap: 0.3rem 1.2rem;
  align-items: center; max-width: 52rem;
}
.units .lost .line {
  display: grid; grid-template-columns: minmax(0, 1fr) 7.6rem; gap: 0.5rem; align-items: center;
}
.units .lost .track { position: relative; height: 0.8rem; background: var(--room); }
.units .lost .track i { position: absolute; inset: 0 auto 0 0; background: var(--muted); }
.units .lost .mine i { background: var(--one); }
.units .lost .track .range {
  background: none; border: 1.5px solid var(--muted); box-sizing: border-box; min-width: 3px;
}
.units .on { margin: 0.5rem 0 0; }
@container (max-width: 560px) {
  .units .lost { grid-template-columns: minmax(0, 1fr); gap: 0.15rem; }
  .units .lost .empty { display: none; }
  .units .lost > b { margin-top: 0.4rem; }
}
</style>"""


def ablation_picture(ablation: Ablation, title: str, link: str, measure: str) -> str:
    """Draw an ablation.

    Args:
        ablation: what was found.
        title: of the unit.
        link: address of the tool that lets one go on with it.
        measure: what a share of right verdicts is called.
    """
    count = ablation.sentences
    few, many = min(ablation.others_flipped, default=0), max(ablation.others_flipped, default=0)
    worst, best = min(ablation.others, default=float("nan")), max(ablation.others, default=float("nan"))
    rows = [
        f"<b>Everything as it is</b>{_accuracy(ablation.original)}<span class='empty'></span>",
        f"<b>{escape(title.capitalize())} set to 0</b>{_accuracy(ablation.accuracy, 'mine')}"
        + _line(_bar(ablation.flipped / max(count, 1)), f"{ablation.flipped} of {count}", "mine"),
    ]
    if ablation.others:
        rows.append(
            f"<b>One of {len(ablation.others)} others set to 0 <small>drawn at random</small></b>"
            + _line(_range(_place(worst), _place(best)), f"{100 * worst:.1f} to {100 * best:.1f} %")
            + _line(_range(few / max(count, 1), many / max(count, 1)), f"{few} to {many}")
        )
    return (
        f"{STYLE}{_STYLE}<div class='units'><div class='lost'><span class='empty'></span>"
        f"<small>{escape(measure)}, test part, from 50 %</small><small>verdicts that change</small>"
        f'{"".join(rows)}</div><p class="on"><a href="{escape(link, quote=True)}" target="_self">'
        f"Set it to 0 in your own sentence, word by word: Intervene →</a></p></div>"
    )


def _accuracy(value: float, name: str = "") -> str:
    return _line(_bar(_place(value)), share(value), name)


def _place(accuracy: float) -> float:
    return max(0.0, (accuracy - _FLOOR) / (1 - _FLOOR))


def _line(bar: str, says: str, name: str = "") -> str:
    return f'<span class="line {name}"><span class="track">{bar}</span><span>{says}</span></span>'


def _bar(part: float) -> str:
    return f'<i style="width:{100 * min(part, 1.0):.1f}%"></i>'


def _range(low: float, high: float) -> str:
    return f'<i class="range" style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%"></i>'
