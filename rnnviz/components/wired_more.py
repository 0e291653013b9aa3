"""What else there is to see of a writer: teacher forcing, beam search, accuracy against length; scores."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from rnnviz.components.address import version
from rnnviz.components.beam import beam as beam_tree
from rnnviz.components.controls import page_theme
from rnnviz.components.wired import wired
from rnnviz.components.wired_payload import pack_beam, pack_run
from rnnviz.components.wired_view import KEY, take_force
from rnnviz.components.wirings import Chosen, shipped_wired
from rnnviz.data.tags import TAGS
from rnnviz.decoding import Beam
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.length_curve import ends_said, learning_figure, learning_said, length_figure, length_said
from rnnviz.figures.tag_strip import tag_strip
from rnnviz.figures.wired_scores import Bar, score_bars
from rnnviz.tasks.running import Run, beam, run, shown, teach
from rnnviz.tasks.shipped import shipped_variants
from rnnviz.tasks.task import Input, Modifier, Task, ordered
from rnnviz.wired_archive import Saved

MOST_WIDTH = 6
_LOOKS = (
    "Attention picks states, not words, and a state carries its neighbours along: what is looked at most "
    "need not stand in the very place of what is written."
)
VIEWS = {"live": "Live", "teacher": "Teacher forcing", "beam": "Beam search"}


def show_teacher_forcing(chosen: Chosen, saved: Saved, given: Input, size: str) -> None:
    """The writer reads the right symbols; beside it what it costs, and what it would write alone."""
    taught = teach(chosen.task, saved.network, given)
    if taught is None or taught.loss is None or taught.right is None:
        st.info(
            "For teacher forcing the right answer must be known, and no rule of ours knows it for this "
            "input. Take one of the examples."
        )
        return
    free = run(chosen.task, saved.network, given)
    st.markdown(
        "In training the writer never reads its own mistakes: at each step it is given the **right** symbol "
        f"before. The loss of a step is −ln p of the right symbol; the mean, **{_nats(taught.loss)}**, is "
        "what training makes small."
    )
    wired(pack_run(taught, version(), size), KEY, take_force)
    st.markdown("**What one mistake does**")
    st.html(_both_ways(taught, free))
    if free.is_right:
        st.caption("Alone it makes no mistake here, so both ways are the same. A harder example parts them.")
    else:
        wrong, still_wrong = _mistakes(free), _mistakes(taught)
        st.caption(
            f"Wrong symbols: alone {wrong}, given the right one before {still_wrong}. Alone, a wrong symbol "
            "is read at the next step, and the writer goes on from a beginning never seen in training."
        )


def _nats(loss: float) -> str:
    """A loss as it is written."""
    return f"{loss:.3f} nats" if loss >= 0.001 else "less than 0.001 nats"


def _mistakes(result: Run) -> int:
    """How many of the right answer's symbols do not stand in their place."""
    right = result.right or ()
    return sum(n >= len(result.chosen) or result.chosen[n] != symbol for n, symbol in enumerate(right))


def _both_ways(taught: Run, free: Run) -> str:
    """What is written alone, what under teacher forcing, and what is right, step by step."""

    def named(numbers: Sequence[int]) -> list[str]:
        return [taught.task.pretty(shown(taught.symbols, number)) for number in numbers]

    right = named(taught.right or ())
    alone = named(free.chosen[: len(right)])
    rows = {
        "alone, reading what it wrote": [*alone, *["–"] * (len(right) - len(alone))],
        "given the right symbol before": named(taught.chosen),
        "right": right,
    }
    return tag_strip([str(step + 1) for step in range(len(right))], rows, {}, knows_right=True)


def show_beam(chosen: Chosen, saved: Saved, given: Input, size: str) -> None:
    """The tree of a beam search, and what came out beside the greedy choice."""
    width = st.slider(
        "Beam width",
        1,
        MOST_WIDTH,
        3,
        key="beam",
        bind="query-params",
        width=320,
        help="How many beginnings are kept at each step. 1 is the greedy choice.",
    )
    greedy = run(chosen.task, saved.network, given)
    found = beam(chosen.task, saved.network, given, width)
    if found is not None:
        st.markdown(_beside_greedy(greedy, found))
        beam_tree(pack_beam(greedy, found, width, size), "beam_tree")


def _beside_greedy(greedy: Run, found: Beam) -> str:
    """How the best text of a beam search compares with always taking the likeliest symbol."""
    if not found.ended or greedy.writing is None:
        return "No text has come to an end: the network goes on and on."
    best = greedy.task.joined(greedy.symbols.decode(found.text_of(found.ended[0])))
    total, alone = found.branches[found.ended[0]].log_probability, greedy.writing.log_probability
    if best == greedy.text:
        return f"The best of {len(found.ended)} is also what always taking the likeliest gives: **{best}**."
    if total > alone:
        return f"The beam finds **{best}**, likelier as a whole than the greedy **{greedy.text}**."
    return (
        f"The beam finds **{best}**, though the greedy **{greedy.text}** is likelier as a whole: its "
        "beginning was dropped on the way. A beam does not always find the best."
    )


def show_lengths(chosen: Chosen, saved: Saved) -> None:
    """Accuracy against length, and how each network came there: measured when they were trained."""
    lengths: dict[str, Any] = {}
    learnt: dict[str, Any] = {}
    for modifiers in shipped_variants(chosen.task):
        card = _card(chosen.task, modifiers)
        if ("stacked" in modifiers) == ("stacked" in chosen.modifiers) and card.get("by_length"):
            lengths[variant_title(chosen.task, modifiers)] = card["by_length"]
            learnt[variant_title(chosen.task, modifiers)] = card["curve"]
    if not lengths:
        return
    answering = variant_title(chosen.task, chosen.modifiers)
    if saved is not chosen.saved and saved.network.card.get("by_length"):
        answering = "yours"
        lengths[answering] = saved.network.card["by_length"]
    theme = page_theme()
    left, right = st.columns(2)
    with left:
        st.markdown("**Accuracy against the length of what is read**")
        figure, said = length_figure(lengths, answering, theme), length_said(lengths)
        st.plotly_chart(figure, key="lengths", config=CONFIG, alt=said)
        st.caption(f"Held-out examples, with standard errors. {said}")
        st.markdown(_bottleneck(chosen))
    with right:
        st.markdown("**How they learnt: the same examples and updates for all**")
        figure = learning_figure(learnt, answering, theme)
        st.plotly_chart(figure, key="learnt", config=CONFIG, alt=learning_said(learnt))
        st.caption(
            "Checked eleven times while the shipped networks were trained, on 500 other held-out examples. "
            "One training each, from one seed: from another one, close ones may change places."
        )


def _bottleneck(chosen: Chosen) -> str:
    """What attention does for long texts, by the networks that differ from the chosen one in it alone."""
    rest = tuple(one for one in chosen.modifiers if one != "attention")
    pair = (rest, ordered((*rest, "attention")))
    if any(one not in shipped_variants(chosen.task) for one in pair):
        return ""
    plain, looking = (shipped_wired(chosen.task.name, one) for one in pair)
    bins = plain.network.card["by_length"], looking.network.card["by_length"]
    updates = plain.network.card["training"]["updates"]
    width = plain.spec.context_width
    return (
        f"Without attention all that is read must pass through {width} numbers. {ends_said(*bins, updates)}"
    )


def variant_title(task: Task, modifiers: tuple[Modifier, ...]) -> str:
    """What a network is called beside its sisters: what it has of what it might have."""
    names = {
        "stacked": ("one layer", "two layers"),
        "bidirectional": ("forward", "both directions"),
        "attention": ("no attention", "attention"),
    }
    return ", ".join(names[one][one in modifiers] for one in task.modifiers) or "this network"


def show_tags(chosen: Chosen, saved: Saved, given: Input) -> None:
    """The tags of a network that reads forward only beside those of one that reads both ways."""
    rows = {}
    usual: dict[tuple[Modifier, ...], str] = {(): "forward only", ("bidirectional",): "in both directions"}
    if saved is not chosen.saved or chosen.modifiers not in usual:
        rows["the network above"] = run(chosen.task, saved.network, given).answer
    for one, title in usual.items():
        rows[title] = run(chosen.task, shipped_wired(chosen.task.name, one).network, given).answer
    if given.right:
        rows["right"] = given.right
    words = [column.text for column in given.columns]
    st.html(tag_strip(words, rows, TAGS, knows_right=given.right is not None))


def show_scores(chosen: Chosen, saved: Saved) -> None:
    """A bar for each network of the demonstration, and what it is compared with."""
    task, card = chosen.task, saved.network.card
    if task.name == "melody":
        _melody_scores(card)
        return
    share = "symbols" if task.name == "tags" else "right"
    bars = [
        Bar(
            variant_title(task, one),
            _card(task, one)[share],
            one == chosen.modifiers,
        )
        for one in shipped_variants(task)
    ]
    if saved is not chosen.saved:
        bars = [Bar(bar.label, bar.share) for bar in bars]
        bars.append(Bar("yours", card[share], True))
    first = _card(task, shipped_variants(task)[0])
    if baseline := first.get("baseline"):
        label = "the most frequent tag of each word" if task.name == "tags" else "always the same answer"
        bars.append(Bar(label, baseline, is_baseline=True))
    if bag := _bag_of_words(first):
        bars.append(Bar("bag of words, logistic regression", bag, is_baseline=True))
    if unseen := card.get("unseen"):
        bars.append(Bar("captions never met in training", unseen["right"], is_baseline=True))
    least = 0.8 if min(bar.share for bar in bars) > 0.85 else 0.0
    st.html(score_bars(bars, f"Share of {task.scored}", least))


def _card(task: Task, modifiers: tuple[Modifier, ...]) -> Mapping[str, Any]:
    return shipped_wired(task.name, modifiers).network.card


def _bag_of_words(card: Mapping[str, Any]) -> float | None:
    """What TF-IDF with logistic regression reaches on the same test sentences, where it was measured."""
    bag = card.get("bag_of_words")
    return bag["with_reviews_test"] if isinstance(bag, Mapping) else bag


def _melody_scores(card: Mapping[str, Any]) -> None:
    named = {
        "in_key": "notes in the key of the first one",
        "bars": "melodies of four full bars",
        "home": "melodies that end on the tonic",
        "repeats": "melodies whose third bar repeats the first, or moves it",
    }
    if "in_key" not in card:
        return
    bars = [Bar(title, card[key]) for key, title in named.items()]
    st.html(score_bars(bars, f"Of 360 melodies drawn at temperature {card['temperature']}"))


def said_of_network(chosen: Chosen, saved: Saved) -> str:
    """What the network is and what it was trained on."""
    network, spec, card = saved.network, saved.spec, saved.network.card
    size = f"{network.parameters:,} weights"
    trained = f", trained in {card['seconds']:.0f} s" if "seconds" in card else ""
    eyes = "A convolution and dense layers" if spec.filters else "Dense layers"
    kind = eyes if spec.wiring == "one-to-one" else f"{spec.units} units, {size}"
    kind = f"{kind}, {size}" if spec.wiring == "one-to-one" else kind
    looks = f" {_LOOKS}" if spec.attention else ""
    return f"{kind}{trained}. {chosen.task.trained_on}{looks}"
