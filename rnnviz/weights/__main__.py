"""Make the shipped networks from nothing, or print how well they do.

python -m rnnviz.weights             train all, write rnnviz/weights/*.npz
python -m rnnviz.weights gru lstm    train these
python -m rnnviz.weights order       train those of the tasks of order, rnnviz/weights/order/*.npz
python -m rnnviz.weights wired       train those of the wirings, rnnviz/weights/wired/*.npz
python -m rnnviz.weights memory      train the points of the memory bench that are not in
                                     rnnviz/weights/memory.json; without the file, all of them (50 minutes)
python -m rnnviz.weights agreement   train those that choose between was and were (a quarter of an hour),
                                     rnnviz/weights/agreement/*
python -m rnnviz.weights cures       train the cures before and after (ten minutes), rnnviz/weights/cures.json
python -m rnnviz.weights --measure   measure them again, after a change of the tokenizer or the pairs;
                                     fits the bags of words again, of the networks only the cards change
python -m rnnviz.weights --report    print the scores that they carry
"""

import argparse
import multiprocessing
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rnnviz.data.order import TASKS
from rnnviz.network import SHIPPED, load_network, read_network, save_network, shipped_networks
from rnnviz.weights import agreement, cures, memory, order, wired
from rnnviz.weights.recipes import RECIPES, Recipe

if TYPE_CHECKING:
    from rnnviz.weights.fit import Candidate
    from rnnviz.weights.material import Material


ORDER, WIRED, MEMORY, AGREEMENT, CURES = APART = "order", "wired", "memory", "agreement", "cures"


def main() -> None:
    """Read the command line and do as it says."""
    names = [recipe.name for recipe in RECIPES]
    parser = argparse.ArgumentParser(prog="python -m rnnviz.weights", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "names", nargs="*", choices=[*names, *APART, []], help="which networks; all by default"
    )
    parser.add_argument("--report", action="store_true", help="print the scores of the shipped networks")
    parser.add_argument("--measure", action="store_true", help="measure the shipped networks again")
    parser.add_argument("--snippets", type=Path, help="folder to keep vaderSentiment's source in")
    parser.add_argument("--jobs", type=int, default=2, help="networks trained at once")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds of each to choose from")
    wanted = parser.parse_args()
    asked = wanted.names or [*names, *APART]
    if wanted.measure:
        if chosen := [name for name in asked if name not in APART]:
            measure_again(chosen)
        if ORDER in asked:
            order.measure_again()
    elif not wanted.report:
        recipes = [
            replace(recipe, seeds=recipe.seeds[: wanted.seeds]) for recipe in RECIPES if recipe.name in asked
        ]
        if recipes:
            make(recipes, wanted.snippets, wanted.jobs)
        if ORDER in asked:
            make_order(wanted.jobs)
        if WIRED in asked:
            make_wired(wanted.jobs)
        if MEMORY in asked:
            memory.make(partial(print, flush=True))
        if AGREEMENT in asked:
            agreement.make(partial(print, flush=True))
        if CURES in asked:
            cures.make(partial(print, flush=True))
    report()


def make(recipes: Sequence[Recipe], snippets: Path | None, jobs: int) -> None:
    """Train recipes, each from each of its seeds, and write the best of each."""
    from rnnviz.weights.fit import fit_and_save
    from rnnviz.weights.material import gather

    started = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {what}", flush=True)

    material = gather(say, snippets)
    # A fresh process for each: the chance of TensorFlow can be settled once in a process only.
    fresh = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    with TemporaryDirectory() as folder, fresh as pool:
        tell = partial(print, flush=True)
        running = [
            (
                recipe,
                [
                    pool.submit(fit_and_save, recipe, seed, material, Path(folder), tell)
                    for seed in recipe.seeds
                ],
            )
            for recipe in recipes
        ]
        for recipe, futures in running:
            save_best(recipe, [future.result() for future in futures], material)
            say(f"{recipe.name} is written")


def make_order(jobs: int) -> None:
    """Train the networks of the tasks of order, a process for each task."""
    fresh = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    with fresh as pool:
        for future in [pool.submit(order.make, task, partial(print, flush=True)) for task in TASKS]:
            future.result()


def make_wired(jobs: int) -> None:
    """Train the networks of the wirings, a process for each."""
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        say = partial(print, flush=True)
        for future in [pool.submit(wired.make, *job, say) for job in wired.jobs_of()]:
            future.result()


def save_best(recipe: Recipe, candidates: Sequence["Candidate"], material: "Material") -> None:
    """Write the network of the seed that did best on validation, with its card."""
    from rnnviz.weights.card import make_card

    best = max(candidates, key=lambda one: one.choice)
    network = read_network(best.path)
    card = make_card(network, recipe, best.seed, material)
    save_network(replace(network, card=card), SHIPPED / f"{recipe.name}.npz")


def measure_again(names: Sequence[str]) -> None:
    """Write what is measured now on the cards of shipped networks, which stay as they are."""
    from rnnviz.data.pairs import read_pairs
    from rnnviz.data.reviews import read_reviews, split_sentences
    from rnnviz.weights.bags import fit_bags, measure_bags
    from rnnviz.weights.card import fingerprint, measure

    split = split_sentences()
    networks = [load_network(name) for name in names]
    for network in networks:
        if network.card["reviews"]["test_texts"] != fingerprint(split.test):
            raise ValueError(
                f"{network.name} was trained on another split: some test sentences may be known to it"
            )
    bags = measure_bags(fit_bags(read_reviews("imdb"), split), split, read_pairs())
    for network in networks:
        card = {**network.card, **measure(network, split)}
        card["bag_of_words"] = {**network.card["bag_of_words"], **bags}
        save_network(replace(network, card=card), SHIPPED / f"{network.name}.npz")


def report() -> None:
    """Print a table of what the shipped networks' cards say."""
    cards = {name: load_network(name).card for name in shipped_networks()}
    for name, card in cards.items():
        reviews = card["reviews"]
        print(f"{name}: {card['parameters']:,} parameters, seed {card['seed']}, trained {card['trained']}")
        parts = {part: reviews[part]["accuracy"] for part in ("train", "validation", "test")}
        print(f"  reviews: {_row(parts)}")
        print(f"  pairs: {_row(card['pairs'])}")
    bags = next(iter(cards.values()))["bag_of_words"]  # The same on every card.
    for name in ("rated_only", "with_reviews"):
        print(f"bag of words, {name.replace('_', ' ')}:")
        print(f"  reviews: {_row({part: bags[f'{name}_{part}'] for part in ('validation', 'test')})}")
        print(f"  pairs: {_row(bags[f'{name}_pairs'])}")
    order.report(print)
    wired.report(print)
    memory.report(print)
    agreement.report(print)
    cures.report(print)


def _row(shares: Mapping[str, object]) -> str:
    """The shares of a table; the counts beside them are left out."""
    return ", ".join(f"{name} {share:.1%}" for name, share in shares.items() if isinstance(share, float))


if __name__ == "__main__":
    main()
