"""The table of scores, read back from its HTML."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from rnnviz.figures.scores import KINDS, Share, score_table, sizes_of
from rnnviz.network import Network, load_network, shipped_networks

HOSTILE = "<script>alert(1)</script>\"'&"
VOID = {"br", "img", "input", "hr"}
COUNT = re.compile(r"(\d+)/(\d+)")


class Page(HTMLParser):
    """The cells of a table by row, the bars' attributes, every text and every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.bars: list[list[dict[str, str | None]]] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in VOID
        self.open.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
            self.bars.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "small":
            self.rows[-1][-1] += " | "
        elif tag == "i":
            self.bars[-1].append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def networks() -> list[Network]:
    return [load_network(name) for name in shipped_networks()]


def with_card(network: Network, changes: Mapping[str, Any]) -> Network:
    return replace(network, card={**network.card, **changes})


def without(network: Network, *path: str) -> Network:
    """The same network, with one key of its card, or of a table in it, taken out."""

    def strip(table: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
        if len(keys) > 1:
            return {**table, keys[0]: strip(table[keys[0]], keys[1:])}
        return {key: value for key, value in table.items() if key != keys[0]}

    return replace(network, card=strip(network.card, path))


def body(html: str) -> list[list[str]]:
    """The rows below the two lines of headings."""
    return Page(html).rows[2:]


def test_every_number_is_that_of_the_card(networks: list[Network]) -> None:
    rows = body(score_table(networks, "lstm"))
    assert len(rows) == len(networks) + 2
    for network, row in zip(networks, rows, strict=False):
        card = network.card
        assert row[0].startswith(f"{network.title} | ")
        assert row[1] == f"{100 * card['reviews']['test']['accuracy']:.1f} %"
        assert row[2] == f"{100 * card['pairs']['all']:.1f} %"
        for kind, cell in zip(KINDS, row[3:], strict=True):
            right, sentences = map(int, cell.split("/"))
            assert sentences == 32
            assert right / sentences == pytest.approx(card["pairs"][kind], abs=1e-4)


def test_both_bags_of_words_stand_below_the_networks(networks: list[Network]) -> None:
    bags = networks[0].card["bag_of_words"]
    rows = body(score_table(networks, "lstm"))[-2:]
    assert [row[0].partition(" | ")[0] for row in rows] == ["Bag of words", "Bag of words"]
    for name, row in zip(("rated_only", "with_reviews"), rows, strict=True):
        assert row[1] == f"{100 * bags[f'{name}_test']:.1f} %"
        assert row[2] == f"{100 * bags[f'{name}_pairs']['all']:.1f} %"
        for kind, cell in zip(KINDS, row[3:], strict=True):
            right, sentences = map(int, cell.split("/"))
            assert right / sentences == pytest.approx(bags[f"{name}_pairs"][kind], abs=1e-4)


def test_a_bar_is_as_long_as_its_share_is_above_chance(networks: list[Network]) -> None:
    page = Page(score_table(networks, "lstm"))
    for row, bars in zip(page.rows[2:], page.bars[2:], strict=True):
        assert len(bars) == len(row) - 1
        for cell, bar in zip(row[1:], bars, strict=True):
            counted = COUNT.fullmatch(cell)
            share = int(counted[1]) / int(counted[2]) if counted else float(cell.removesuffix(" %")) / 100
            length = float(str(bar["style"]).removeprefix("--share: "))
            assert length == pytest.approx(abs(share - 0.5) * 2, abs=2e-3)


@pytest.mark.parametrize(
    ("right", "under", "length"), [(0.25, True, 0.5), (0.5, False, 0), (0.75, False, 0.5)]
)
def test_below_chance_a_bar_is_of_another_kind(
    networks: list[Network], right: float, under: bool, length: float
) -> None:
    pairs = {**networks[0].card["pairs"], "not": right}
    bar = Page(score_table([with_card(networks[0], {"pairs": pairs})], "gru")).bars[2][3]
    assert (bar.get("class") == "under", bar["style"]) == (under, f"--share: {length:.4f}")


def test_headings_captions_and_the_scrolled_part_have_names(networks: list[Network]) -> None:
    html = score_table(networks, "lstm")
    page = Page(html)
    assert page.rows[0][0] == "Reader"
    assert len(page.rows[1]) == 1 + len(KINDS)
    assert all(attributes.get("scope") for tag, attributes in page.attributes if tag == "th")
    assert "caption" in [tag for tag, _ in page.attributes]
    regions = [found for _, found in page.attributes if found.get("role") == "region"]
    assert [(found["tabindex"], found["aria-label"]) for found in regions] == [("0", "Scores")]
    current = [found for tag, found in page.attributes if tag == "tr" and found.get("aria-current")]
    assert len(current) == 1


def test_parameters_are_told_apart(networks: list[Network]) -> None:
    sizes = {network.name: sizes_of(network) for network in networks}
    # Embeddings of 64: one block for a SimpleRNN, four for an LSTM, each (64 + 64 + 1) x 64.
    assert sizes["simple-rnn"] == (13_867 * 64, 8_256, 65)
    assert sizes["lstm"] == (13_867 * 64, 33_024, 65)
    # A GRU has three blocks, each with a bias more; two directions of 40 units; 48 on 48 units.
    assert sizes["gru"].recurrent == 3 * 64 * (64 + 64 + 2)
    assert sizes["bidirectional-lstm"][1:] == (2 * 4 * 40 * (64 + 40 + 1), 81)
    assert sizes["stacked-lstm"][1:] == (4 * 48 * (64 + 48 + 1) + 4 * 48 * (48 + 48 + 1), 49)
    assert all(sum(sizes[network.name]) == network.parameters for network in networks)
    html = score_table(networks, "lstm")
    assert "33,024 recurrent, 65 in the head" in html
    assert "8,256 recurrent parameters" in html


def test_what_is_said_stands_on_the_card(networks: list[Network]) -> None:
    html = score_table(networks, "gru")
    assert "words and pairs of neighbouring words" in html
    assert "On 852 reviews the standard error is about 1.4 points" in html
    assert "Always saying “negative” would be right on 52.2 % of the reviews" in html
    assert "6,824 to learn from (92.2 % right)" in html
    assert "one sentence of 32 is 3 points" in html
    assert "2026-11-23" in html and "20261123" in html and "MIT" in html


def test_nothing_of_a_card_is_read_as_html(networks: list[Network]) -> None:
    hostile = with_card(
        networks[0],
        {
            **dict.fromkeys(("kind", "data", "licences", "trained", "seed"), HOSTILE),
            "seeds_tried": [HOSTILE, HOSTILE],
            "reviews": {**networks[0].card["reviews"], "corpus": HOSTILE},
        },
    )
    page = Page(score_table([hostile], hostile.name))
    assert not {tag for tag, _ in page.attributes} & {"script", "img", "iframe"}
    assert page.rows[2][0].startswith(HOSTILE)


@pytest.mark.parametrize(
    "path",
    [
        ("reviews",), ("pairs",), ("reviews", "test"), ("reviews", "test", "accuracy"),
        ("reviews", "test", "sentences"), ("pairs", "all"), ("pairs", "sentences"),
        ("pairs", "sentences_of_kind"),
    ],
)  # fmt: skip
def test_a_network_without_scores_is_left_out(networks: list[Network], path: tuple[str, ...]) -> None:
    html = score_table([without(networks[0], *path), *networks[1:]], networks[0].name)
    assert len(body(html)) == len(networks) - 1 + 2
    assert networks[0].title not in html
    assert "the network shown above" not in html


@pytest.mark.parametrize(
    "path",
    [
        ("bag_of_words",), ("bag_of_words", "rated_only_pairs"), ("bag_of_words", "with_reviews_test"),
        ("data",), ("seed",), ("seeds_tried",), ("trained",), ("licences",), ("kind",), ("parameters",),
        ("reviews", "train"), ("reviews", "corpus"), ("reviews", "test_positive"), ("pairs", "not"),
    ],
)  # fmt: skip
def test_what_else_a_card_lacks_is_not_told(networks: list[Network], path: tuple[str, ...]) -> None:
    html = score_table([without(networks[0], *path)], networks[0].name)
    bags = 0 if path[0] == "bag_of_words" else 2
    assert len(body(html)) == 1 + bags
    assert "the network shown above" in html
    assert "None" not in html
    assert ("–" in body(html)[0]) == (path == ("pairs", "not"))


@pytest.mark.parametrize("odd", ["0.9", None, -0.1, 1.1, float("nan"), float("inf"), [], {}, HOSTILE])
def test_a_share_that_is_none_is_not_shown(networks: list[Network], odd: object) -> None:
    pairs = {**networks[0].card["pairs"], "all": odd}
    assert score_table([with_card(networks[0], {"pairs": pairs})], "x") == (
        "<p>These networks carry no scores.</p>"
    )


@pytest.mark.parametrize("odd", ["32", None, 0, -1, 3.5, 10**4000, {}])
def test_a_count_that_is_none_is_not_shown(networks: list[Network], odd: object) -> None:
    pairs = {**networks[0].card["pairs"], "sentences": odd}
    assert "no scores" in score_table([with_card(networks[0], {"pairs": pairs})], "x")
    reviews = {**networks[0].card["reviews"], "test_positive": odd}
    table = score_table([with_card(networks[0], {"reviews": reviews})], "x")
    assert len(body(table)) == 3


def test_without_any_network_a_sentence_says_so() -> None:
    assert score_table([], "lstm") == "<p>These networks carry no scores.</p>"


def test_a_standard_error_by_hand() -> None:
    # sqrt(0.8 * 0.2 / 400) = 0.4 / 20.
    assert Share(0.8, 400).standard_error == pytest.approx(0.02)
    assert Share(0.9375, 32).number_right == 30
