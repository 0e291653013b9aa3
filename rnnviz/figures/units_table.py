"""The table twin of the unit finder's main picture, as HTML."""

from collections.abc import Sequence
from html import escape

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.finder import Study
from rnnviz.figures.units_atlas import unit_title
from rnnviz.figures.units_frame import written

_HEADS = (
    "concept",
    "best unit",
    "rises or falls with it",
    "validation",
    "test",
    "shuffled, test",
    "untrained, test",
)
_STYLE = """<style>
.units-table { overflow-x: auto; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.units-table :is(th, td) { text-align: left; font-weight: 400; padding: 0.25rem 0.8rem 0.25rem 0; }
.units-table thead th { font-weight: 600; }
</style>"""


def findings_table(study: Study, titles: Sequence[str]) -> str:
    """For each concept the best unit with its AUC beside the control."""
    rows = []
    for name, concept in CONCEPTS.items():
        finding = study.findings[name]
        low, high = float(finding.control.min()), float(finding.control.max())
        cells = (
            unit_title(finding.best, titles),
            "rises" if finding.sign > 0 else "falls",
            written(finding.auc(finding.best, "validation"), 3),
            written(finding.auc(finding.best), 3),
            f"{written(low, 3)} to {written(high, 3)}",
            written(finding.untrained, 3),
        )
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr><th scope="row">{escape(concept.title)}</th>{row}</tr>')
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    return (
        f"{_STYLE}<div class='units-table' tabindex='0' role='region' aria-label='AUC of the best units'>"
        "<table>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
