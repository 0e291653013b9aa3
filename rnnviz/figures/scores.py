"""How well the networks do: one table whose cells are numbers with bars, so that it is its own table twin."""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

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
BAGS = {"rated_only": "trained on review sentences only", "with_reviews": "and on long IMDB reviews"}
PARTS = {"train": "to learn from", "validation": "to choose by", "test": "to report on"}
CHANCE = 0.5  # Half of every kind of pair is positive; of the reviews nearly half. Bars begin here.
MOST = 10**9  # Sentences; a card that counts more is not believed.
# What a card without some keys, or with odd values, leads to.
UNREADABLE = (KeyError, TypeError, ValueError, ArithmeticError)
# Canvas is the browser's own background of a light or a dark page.
STYLE = """<style>
.scores-part {
  --unit: 3.2rem; --lane: 0rem; --rule: 1px solid color-mix(in srgb, currentColor 30%, transparent);
  font-size: 0.85rem; line-height: 1.45;
}
.scores-part:has(.under) { --lane: 0.8rem; } /* Room left of chance, where it is needed. */
.scores-frame { overflow-x: auto; }
.scores { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.scores caption { padding-bottom: 0.5rem; text-align: left; }
.scores caption span { position: sticky; left: 0; }
.scores :is(th, td) { padding: 0.3rem 0.4rem; text-align: left; font-weight: 400; white-space: nowrap; }
.scores :is(tbody th, .corner) { padding-left: 0; }
.scores thead th { vertical-align: bottom; white-space: normal; line-height: 1.2; }
.scores thead [scope="colgroup"] { border-bottom: var(--rule); }
.scores tbody { border-top: var(--rule); }
.scores small { display: block; font-size: 0.75rem; opacity: 0.8; }
.scores .chosen { font-weight: 700; }
.scores i { display: block; position: relative; width: calc(var(--lane) + var(--unit)); height: 0.5rem; }
.scores i::before, .scores i::after {
  content: ""; position: absolute; left: var(--lane); box-sizing: border-box; height: 100%;
}
.scores i::before {
  width: var(--unit); border-left: 1px solid; background: color-mix(in srgb, currentColor 14%, transparent);
}
.scores i::after { width: calc(var(--unit) * var(--share)); background: currentColor; opacity: 0.6; }
.scores i.under::after {
  --length: min(var(--lane), var(--unit) * var(--share));
  left: calc(var(--lane) - var(--length)); width: var(--length);
  border: 1.5px solid; background: none; opacity: 1;
}
/* Named twice, to come before Streamlit's own rules for lists. */
.scores-part.scores-part :is(ul, dl) { margin: 1rem 0; padding: 0; max-width: 60rem; font-size: inherit; }
.scores-part.scores-part ul { padding-left: 1.1rem; }
.scores-part.scores-part :is(p, li, dt, dd) { margin: 0; padding: 0; font-size: inherit; }
.scores-part.scores-part li + li { margin-top: 0.35rem; }
.scores-part.scores-part dl {
  display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0.35rem 0 0;
}
.scores-part.scores-part dt { font-weight: 600; }
@media (max-width: 1400px) { /* The table is scrolled sideways; the names stay, and hide what passes. */
  .scores :is(tbody th, .corner) { position: sticky; left: 0; z-index: 1; background: Canvas; }
}
@media (max-width: 640px) {
  .scores tbody th { min-width: 7rem; white-space: normal; }
  .scores-part.scores-part dl { grid-template-columns: 1fr; gap: 0; }
  .scores-part.scores-part dd + dt { margin-top: 0.4rem; }
}
</style>"""


class Share(NamedTuple):
    """The share judged right of so many sentences."""

    right: float
    sentences: int

    @property
    def number_right(self) -> int:
        """How many were judged right."""
        return round(self.right * self.sentences)

    @property
    def standard_error(self) -> float:
        """Of the share, were the sentences drawn anew."""
        return math.sqrt(self.right * (1 - self.right) / self.sentences)


class Row(NamedTuple):
    """One reader: its name, a line below the name, its scores by column."""

    title: str
    note: str
    reviews: Share
    pairs: Mapping[str, Share]


class Sizes(NamedTuple):
    """How many of a network's parameters stand where."""

    embeddings: int
    recurrent: int
    head: int


def sizes_of(network: Network) -> Sizes:
    """Count the parameters; the three make `network.parameters`."""
    head = sum(dense.kernel.size + dense.bias.size for dense in network.head)
    embeddings = network.embeddings.size
    return Sizes(embeddings, network.parameters - embeddings - head, head)


def score_table(networks: Sequence[Network], chosen: str) -> str:
    """What every network gets right of held-out reviews and of minimal pairs, as HTML.

    The last rows are the bags of words: TF-IDF of words and pairs of neighbouring words with logistic
    regression, on the same tests. A network whose card has no scores is left out; a kind of pairs that
    was not measured is "–". Below chance a bar is hollow and runs to the left.

    Args:
        networks: rows, in this order.
        chosen: name of the one that is emphasised, and whose origin is told, if it is among them.
    """
    measured = [(network, row) for network in networks if (row := _network_row(network))]
    if not measured:
        return "<p>These networks carry no scores.</p>"
    bags = next((rows for network, _ in measured if (rows := _bag_rows(network.card))), {})
    bodies = "".join(_line(row, network.name == chosen) for network, row in measured)
    bodies = f"<tbody>{bodies}</tbody>"
    if bags:
        bodies += f"<tbody>{''.join(_line(row, False) for row in bags.values())}</tbody>"
    network, row = measured[0]
    origin = "".join(_origin(each) for each, _ in measured if each.name == chosen)
    return (
        f'{STYLE}<div class="scores-part"><div class="scores-frame" role="region" tabindex="0" '
        f'aria-label="Scores"><table class="scores"><caption><span>How many sentences each one judges right'
        f"</span></caption>{_head(row)}{bodies}</table></div><ul>{_notes(network, row, bags)}</ul>"
        f"{origin}</div>"
    )


def _network_row(network: Network) -> Row | None:
    note = f"{sizes_of(network).recurrent:,} recurrent parameters"
    try:
        test, pairs = network.card["reviews"]["test"], network.card["pairs"]
        reviews = _share(test["accuracy"], test["sentences"])
        return Row(network.title, note, reviews, _pair_shares(pairs, pairs))
    except UNREADABLE:
        return None


def _bag_rows(card: Mapping[str, Any]) -> dict[str, Row]:
    """The bags of words by name; none where the card does not tell of both."""
    try:
        bag, sentences = card["bag_of_words"], card["reviews"]["test"]["sentences"]
        return {
            name: Row(
                "Bag of words",
                note,
                _share(bag[f"{name}_test"], sentences),
                _pair_shares(bag[f"{name}_pairs"], card["pairs"]),
            )
            for name, note in BAGS.items()
        }
    except UNREADABLE:
        return {}


def _pair_shares(shares: Mapping[str, Any], counts: Mapping[str, Any]) -> dict[str, Share]:
    """Of all pairs, and of the kinds that were measured."""
    of_kind = counts["sentences_of_kind"]
    kinds = {
        kind: _share(shares[kind], of_kind[kind]) for kind in KINDS if kind in shares and kind in of_kind
    }
    return {"all": _share(shares["all"], counts["sentences"]), **kinds}


def _share(right: object, sentences: object) -> Share:
    """A share from a card, which anybody may have written."""
    if not isinstance(right, (int, float)) or not 0 <= right <= 1:
        raise ValueError(f"a share must be a number from 0 to 1, got {right!r}")
    if not isinstance(sentences, int) or not 0 < sentences < MOST:
        raise ValueError(f"sentences must be a positive integer, got {sentences!r}")
    return Share(float(right), sentences)


def _head(row: Row) -> str:
    """Two lines of headings; how many sentences there are is the same for every row."""
    kinds = "".join(f'<th scope="col">{escape(title)}</th>' for title in KINDS.values())
    return (
        f'<thead><tr><th scope="col" rowspan="2" class="corner">Reader</th><th scope="col" rowspan="2">'
        f"Film reviews, held out<small>{row.reviews.sentences:,} sentences</small></th>"
        f'<th scope="colgroup" colspan="{1 + len(KINDS)}">Minimal pairs</th></tr>'
        f'<tr><th scope="col">all<small>{row.pairs["all"].sentences:,} sentences</small></th>{kinds}'
        "</tr></thead>"
    )


def _line(row: Row, chosen: bool) -> str:
    cells = _cell(row.reviews, _percent) + _cell(row.pairs["all"], _percent)
    cells += "".join(_cell(row.pairs.get(kind), _count) for kind in KINDS)
    title = f'<span class="chosen">{escape(row.title)}</span>' if chosen else escape(row.title)
    current = ' aria-current="true"' if chosen else ""
    return f'<tr{current}><th scope="row">{title}<small>{escape(row.note)}</small></th>{cells}</tr>'


def _cell(share: Share | None, written: Callable[[Share], str]) -> str:
    if share is None:
        return "<td>–</td>"
    above = (share.right - CHANCE) / (1 - CHANCE)
    under = ' class="under"' if above < 0 else ""
    return f'<td>{written(share)}<i{under} style="--share: {abs(above):.4f}"></i></td>'


def _percent(share: Share) -> str:
    return f"{100 * share.right:.1f} %"


def _count(share: Share) -> str:
    return f"{share.number_right}/{share.sentences}"


def _notes(network: Network, row: Row, bags: Mapping[str, Row]) -> str:
    """How to read the table, and what it does not show."""
    pairs, smallest = row.pairs["all"].sentences, min(share.sentences for share in row.pairs.values())
    notes = [
        "<strong>Bars</strong> begin at chance, 50 %, and their tracks end at 100 %; a hollow bar to the "
        f"left would be below chance.{_majority(network)}",
        f"<strong>Minimal pairs</strong> show what order adds: {pairs:,} sentences, half of them positive, "
        "written by somebody who had not seen the grammar that generates training sentences; sentences and "
        "sentence frames of the pairs were kept out of training.",
        f"<strong>Noise</strong>: one sentence of {smallest} is {100 / smallest:.0f} points, and each "
        "network is the outcome of one seed, so a sentence or two between networks says nothing.",
    ]
    if bags:
        notes.insert(1, _note_on_bags(bags["with_reviews"].reviews))
    return "".join(f"<li>{note}</li>" for note in notes)


def _majority(network: Network) -> str:
    """What a reader that always says the same would get right."""
    reviews = network.card["reviews"]
    try:
        positive = _share(
            reviews["test_positive"] / reviews["test"]["sentences"], reviews["test"]["sentences"]
        )
    except UNREADABLE:
        return ""
    word, most = ("positive", positive.right) if positive.right > 0.5 else ("negative", 1 - positive.right)
    return f" Always saying “{word}” would be right on {100 * most:.1f} % of the reviews."


def _note_on_bags(reviews: Share) -> str:
    return (
        "<strong>The bag of words</strong> is TF-IDF with logistic regression: it counts words and pairs of "
        "neighbouring words, and knows nothing else of their order. The networks learned from the one with "
        "IMDB reviews too: its verdicts label the fragments of reviews that they were trained on, and start "
        "their embeddings; sentences generated by the grammar only the networks have met. "
        f"On {reviews.sentences:,} reviews the standard error is about {100 * reviews.standard_error:.1f} "
        "points, so networks and that bag of words are about equal there."
    )


def _origin(network: Network) -> str:
    """Where a network comes from, as a list; what its card does not tell is left out."""
    facts = {
        "Parameters": _parameters(network),
        "Data": str(network.card.get("data", "")),
        "Split": _split(network.card),
        "Seed": _seed(network.card),
        "Trained": str(network.card.get("trained", "")),
        "Licences": str(network.card.get("licences", "")),
    }
    told = "".join(f"<dt>{title}</dt><dd>{escape(text)}</dd>" for title, text in facts.items() if text)
    return f"<p><strong>{escape(network.title)}</strong>, the network shown above</p><dl>{told}</dl>"


def _parameters(network: Network) -> str:
    sizes = sizes_of(network)
    words, width = network.embeddings.shape
    return (
        f"{network.parameters:,}: {sizes.embeddings:,} embeddings ({words:,} words × {width}), "
        f"{sizes.recurrent:,} recurrent, {sizes.head:,} in the head"
    )


def _split(card: Mapping[str, Any]) -> str:
    reviews = card["reviews"]
    try:
        shares = {
            aim: _share(reviews[part]["accuracy"], reviews[part]["sentences"]) for part, aim in PARTS.items()
        }
    except UNREADABLE:
        return ""
    parts = ", ".join(f"{share.sentences:,} {aim} ({_percent(share)} right)" for aim, share in shares.items())
    return f"{reviews.get('corpus', 'Reviews')}: {parts}"


def _seed(card: Mapping[str, Any]) -> str:
    tried = card.get("seeds_tried")
    among = f", of {len(tried)} tried" if isinstance(tried, list) and len(tried) > 1 else ""
    return f"{card['seed']}{among}" if "seed" in card else ""
