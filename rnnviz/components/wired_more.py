"""What else there is to see of a writer: teacher forcing, beam search, accuracy against length; scores."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from rnnviz.components.address import version
from rnnviz.components.beam import beam as beam_tree
from rnnviz.components.wired import wired
from rnnviz.components.wired_payload import pack_beam, pack_run
from rnnviz.components.wired_view import KEY, take_force
from rnnviz.components.wirings import Chosen
from rnnviz.data.tags import TAGS
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.length_curve import learning_figure, length_figure, length_said
from rnnviz.figures.style import Theme
from rnnviz.figures.tag_strip import tag_strip
from rnnviz.figures.wired_scores import Bar, score_bars
from rnnviz.tasks.running import Run, beam, run, shown, teach
from rnnviz.tasks.shipped import load_wired, shipped_variants
from rnnviz.tasks.task import Input, Modifier, Task
from rnnviz.wired_archive import Saved

MOST_WIDTH = 6
_FALLS = 0.2  # A share that must be lost on the way to long texts before we speak of a bottleneck.
VIEWS = {"live": "Live", "teacher": "Teacher forcing", "beam": "Beam search"}
_WHAT = {
    "dates": "held-out dates that are right to the last digit",
    "translation": "held-out sentences that are right to the last word",
    "captions": "held-out pictures whose caption is right to the last word",
    "shapes": "held-out pictures that are named right",
    "tags": "words of held-out sentences with the right part of speech",
    "sentiment": "test sentences judged right",
    "critics": "test sentences judged right",
}


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
        f"before. The loss of a step is −ln p of the right symbol; the mean, **{taught.loss:.2g} nats**, is "
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
    return tag_strip([str(step + 1) for step in range(len(right))], rows, {})


def show_beam(chosen: Chosen, saved: Saved, given: Input) -> None:
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
    if found is None:
        return
    texts = [chosen.task.joined(greedy.symbols.decode(found.text_of(place))) for place in found.ended]
    best = texts[0] if texts else ""
    if best == greedy.text:
        st.markdown(
            f"The best of {len(texts)} is what always taking the likeliest symbol gives as well: **{best}**."
        )
    elif best:
        st.markdown(f"The beam finds **{best}**, likelier as a whole than the greedy **{greedy.text}**.")
    beam_tree(pack_beam(greedy, found, width), "beam_tree")


def show_lengths(chosen: Chosen) -> None:
    """Accuracy against length, and how each network came there: measured when they were trained."""
    lengths: dict[str, Any] = {}
    learnt: dict[str, Any] = {}
    for modifiers in shipped_variants(chosen.task):
        card = load_wired(chosen.task, modifiers).network.card
        if ("stacked" in modifiers) == ("stacked" in chosen.modifiers) and card.get("by_length"):
            lengths[variant_title(chosen.task, modifiers)] = card["by_length"]
            learnt[variant_title(chosen.task, modifiers)] = card["curve"]
    if not lengths:
        return
    answering = variant_title(chosen.task, chosen.modifiers)
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    left, right = st.columns(2)
    with left:
        st.markdown("**Accuracy against the length of what is read**")
        figure = length_figure(lengths, answering, theme)
        st.plotly_chart(figure, key="lengths", config=CONFIG)
        st.caption(f"Held-out examples, with standard errors. {length_said(lengths)}")
        st.markdown(_bottleneck(chosen))
    with right:
        st.markdown("**How they learnt: the same examples and updates for all**")
        st.plotly_chart(learning_figure(learnt, answering, theme), key="learnt", config=CONFIG)
        st.caption(
            "Checked eleven times while the shipped networks were trained, on 500 other held-out examples: "
            "shorter ones than the 2,000 of the bars, for all are different, and there are few short ones."
        )


def _bottleneck(chosen: Chosen) -> str:
    """What the length does to the network whose writer gets one vector and no more, in a sentence."""
    plain = load_wired(chosen.task)
    first, last = (plain.network.card["by_length"][n]["right"] for n in (0, -1))
    width = plain.spec.context_width
    if first - last < _FALLS:
        return (
            f"So {width} numbers are enough here, however long the text is: what must be kept is short. "
            "Without attention it is only learnt later."
        )
    return (
        f"So {width} numbers do not hold a long text: without attention {first:.0%} of the shortest and "
        f"{last:.0%} of the longest are right. That is the bottleneck."
    )


def variant_title(task: Task, modifiers: tuple[Modifier, ...]) -> str:
    """What a network is called beside its sisters: what it has of what it might have."""
    names = {
        "stacked": ("one layer", "two layers"),
        "bidirectional": ("forward", "both directions"),
        "attention": ("no attention", "attention"),
    }
    return ", ".join(names[one][one in modifiers] for one in task.modifiers) or "this network"


def show_tags(chosen: Chosen, given: Input) -> None:
    """The tags of a network that reads forward only beside those of one that reads both ways."""
    rows = {}
    for one in ((), ("bidirectional",)):
        result = run(chosen.task, load_wired(chosen.task, one).network, given)
        rows["reads forward only" if not one else "reads in both directions"] = result.answer
    if given.right:
        rows["right"] = given.right
    st.html(tag_strip([column.text for column in given.columns], rows, TAGS))


def show_scores(chosen: Chosen, saved: Saved) -> None:
    """A bar for each network of the demonstration, and what it is compared with."""
    task, card = chosen.task, saved.network.card
    if task.name == "melody":
        _melody_scores(card)
        return
    share = "symbols" if task.name == "tags" else "right"
    bars = [
        Bar(variant_title(task, one), load_wired(task, one).network.card[share], one == chosen.modifiers)
        for one in shipped_variants(task)
    ]
    if saved.network.card.get("updates"):
        bars = [Bar(bar.label, bar.share) for bar in bars]
        bars.append(Bar("yours", card[share], True))
    first = load_wired(task, shipped_variants(task)[0]).network.card
    if baseline := first.get("baseline"):
        label = "the most frequent tag of each word" if task.name == "tags" else "always the same answer"
        bars.append(Bar(label, baseline, is_baseline=True))
    if unseen := card.get("unseen"):
        bars.append(Bar("captions never met in training", unseen["right"], is_baseline=True))
    least = 0.8 if min(bar.share for bar in bars) > 0.85 else 0.0
    st.html(score_bars(bars, f"Share of {_WHAT[task.name]}", least))


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
    return f"{kind}{trained}. {chosen.task.trained_on}"
