"""How well the networks of one demonstration do: a bar for each, the one that answers marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rnnviz.figures.style import LINE, MUTED, POSITIVE, themed

_STYLE = f"""<style>
.wired-scores {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)}; --bar: {themed(POSITIVE)};
  display: grid; grid-template-columns: auto minmax(6rem, 1fr) auto; gap: 0.3rem 0.8rem; align-items: center;
  max-width: 44rem; font-size: 0.9rem; line-height: 1.25; font-variant-numeric: tabular-nums;
}}
.wired-scores .track {{ height: 0.8rem; border-bottom: 1px solid var(--line); position: relative; }}
.wired-scores .track i {{
  position: absolute; inset: 0 auto 1px 0; min-width: 2px;
  background: color-mix(in srgb, var(--bar) 45%, transparent);
}}
.wired-scores .chosen {{ font-weight: 700; }}
.wired-scores .track.chosen i {{ background: var(--bar); }}
.wired-scores .baseline {{ color: var(--muted); font-style: italic; }}
.wired-scores .track.baseline i {{
  background: none; border: 1px dashed var(--muted); box-sizing: border-box;
}}
.wired-scores .share {{ text-align: right; }}
</style>"""


@dataclass(frozen=True)
class Bar:
    """One network, or what it is compared with.

    Attributes:
        label: what it is.
        share: 0 to 1.
        is_chosen: whether it is the one that answers on the page.
        is_baseline: whether it is no network, but what one has without.
    """

    label: str
    share: float
    is_chosen: bool = False
    is_baseline: bool = False


def score_bars(bars: Sequence[Bar], what: str, least: float = 0.0) -> str:
    """Bars as HTML, each with its number.

    Args:
        bars: from top to bottom.
        what: the share of what.
        least: where the bars begin; said where it is not 0.
    """
    rows = []
    for bar in bars:
        kind = " chosen" if bar.is_chosen else " baseline" if bar.is_baseline else ""
        wide = max(0.0, (bar.share - least) / (1 - least))
        rows.append(
            f'<span class="label{kind}">{"▸ " if bar.is_chosen else ""}{escape(bar.label)}</span>'
            f'<span class="track{kind}"><i style="width:{wide:.2%}"></i></span>'
            f'<span class="share{kind}">{percent(bar.share)}</span>'
        )
    begins = f" Bars begin at {least:.0%}." if least else ""
    said = ", ".join(f"{bar.label} {percent(bar.share)}" for bar in bars)
    return (
        f'{_STYLE}<div class="wired-scores" role="img" aria-label="{escape(f"{what}: {said}", quote=True)}">'
        f'{"".join(rows)}</div><p class="wired-what">{escape(what)}.{begins}</p>'
        f"<style>.wired-what {{ font-size: 0.85rem; color: {themed(MUTED)}; margin: 0.3rem 0 0; }}</style>"
    )


def percent(share: float) -> str:
    """A share in per cent: with one decimal; nothing that is not all is written as 100."""
    if 0.9995 <= share < 1:
        return f"{share:.2%}".replace("%", " %") if share < 0.99995 else "99.99 %"
    return f"{share:.1%}".replace("%", " %")
