"""How well the shipped networks do: one table whose cells are bars, so that it is its own table twin."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from rnnviz.network import Network

KINDS = {
    "plain": "plain words",
    "not": "“not”",
    "not_at_all": "“not … at all”",
    "hardly": "“hardly”",
    "without": "“without”",
    "fails_to": "“fails to”",
    "anything_but": "“anything but”",
    "expected": "“I expected …”",
    "intensifiers": "“very”, “too”",
    "clause_order": "order of clauses",
}
CHANCE = 0.5  # Both tests have as many positive as negative sentences; bars begin here.
STYLE = """<style>
.scores { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.scores th, .scores td { padding: 0.25rem 0.5rem; text-align: left; font-weight: 400; white-space: nowrap; }
.scores thead th { vertical-align: bottom; white-space: normal; max-width: 5.5rem; line-height: 1.2; }
.scores tbody th { padding-right: 1rem; }
.scores .chosen th { font-weight: 700; }
.scores td i { display: block; height: 0.45rem; border-radius: 2px; background: currentColor; opacity: 0.75; }
.scores td b { font-weight: 400; }
.scores-frame { overflow-x: auto; }
</style>"""


def score_table(networks: Sequence[Network], chosen: str) -> str:
    """Accuracy of every network on held-out reviews and on minimal pairs, as HTML.

    The last row is TF-IDF with logistic regression, which knows no order of words, on the same test.
    """
    measured = [network for network in networks if "reviews" in network.card]
    if not measured:
        return "<p>These networks carry no scores.</p>"
    headings = ["", "held-out film reviews", "minimal pairs, all", *KINDS.values()]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
    rows = [_row(network.title, _scores(network.card), network.name == chosen) for network in measured]
    bag = measured[0].card["bag_of_words"]
    without_order = {"reviews": bag["rated_only_test"]}
    rows.append(_row("TF-IDF + logistic regression", without_order, False))
    shown = next((network for network in measured if network.name == chosen), measured[0])
    return (
        f'{STYLE}<div class="scores-frame"><table class="scores"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{_origin(shown)}"
    )


def _scores(card: Mapping[str, Any]) -> dict[str, float]:
    pairs = card["pairs"]
    return {
        "reviews": card["reviews"]["test"]["accuracy"],
        "all": pairs["all"],
        **{kind: pairs[kind] for kind in KINDS if kind in pairs},
    }


def _row(title: str, scores: Mapping[str, float], chosen: bool) -> str:
    cells = "".join(_cell(scores.get(name)) for name in ("reviews", "all", *KINDS))
    emphasis = ' class="chosen"' if chosen else ""
    return f'<tr{emphasis}><th scope="row">{escape(title)}</th>{cells}</tr>'


def _cell(share: float | None) -> str:
    if share is None:
        return "<td>–</td>"
    width = max(0.0, (share - CHANCE) / (1 - CHANCE))
    return f'<td><b>{100 * share:.1f} %</b><i style="width: {100 * width:.0f}%"></i></td>'


def _origin(network: Network) -> str:
    """Where the chosen network comes from, in three sentences."""
    card = network.card
    reviews, bag = card["reviews"], card["bag_of_words"]
    parts = ", ".join(
        f"{100 * reviews[part]['accuracy']:.1f} % of {reviews[part]['sentences']:,} {part} sentences"
        for part in ("train", "validation", "test")
    )
    return (
        f"<p>Bars begin at chance, 50 %. <strong>{escape(network.title)}</strong>: "
        f"{network.parameters:,} parameters, seed {card['seed']}, trained on {escape(card['trained'])}; "
        f"right on {parts}. {escape(card['data'])} "
        f"TF-IDF with logistic regression counts words and knows nothing of their order: "
        f"{100 * bag['rated_only_test']:.1f} % on the same test from the review sentences alone, "
        f"{100 * bag['with_reviews_test']:.1f} % with the long reviews as well. The minimal pairs are "
        f"{card['pairs']['sentences']} sentences, written by somebody who had not seen the training data.</p>"
    )
