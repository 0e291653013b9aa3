"""Train the networks of the wirings that come with the program, and say how well they do."""

import time
from collections.abc import Callable, Iterator
from datetime import date

from rnnviz.arrays import compute_on_one_thread
from rnnviz.data.critics import split_critics
from rnnviz.data.reviews import words_of
from rnnviz.learning.wired_train import Checked, Trained, train_wired
from rnnviz.tasks.measure import CHECK_SEED, CHECKED_ON, DATA_SEED, measure
from rnnviz.tasks.registry import TASK_NAMES, task_of
from rnnviz.tasks.shipped import FOLDER, load_wired, name_of, path_of, shipped_variants
from rnnviz.tasks.task import Modifier, Task, ordered
from rnnviz.wired_archive import save_wired

Say = Callable[[str], object]
SEED = 0


def jobs_of(names: tuple[str, ...] = TASK_NAMES) -> Iterator[tuple[str, tuple[Modifier, ...]]]:
    """Every network that is shipped: its task and its modifiers."""
    for name in names:
        task = task_of(name)
        if task.elsewhere:
            continue
        yield from ((name, one) for one in task.variants)


def make(name: str, modifiers: tuple[Modifier, ...], say: Say) -> None:
    """Train one network and write it with its card."""
    compute_on_one_thread()
    task = task_of(name)
    spec, training = task.spec(ordered(modifiers), seed=SEED), task.training(seed=SEED)
    data = task.draw(task.sizes.examples, DATA_SEED)
    curve, trained = [], None
    started = time.perf_counter()
    for event in train_wired(spec, training, data, task.draw_held_out(CHECKED_ON, CHECK_SEED)):
        if isinstance(event, Checked):
            score = event.score
            curve.append([event.update, round(event.seconds, 2), score.right, score.symbols, score.loss])
        elif isinstance(event, Trained):
            trained = event
    if trained is None:
        raise ValueError(f"the training of {name_of(task, modifiers)} diverged")
    card = {
        "kind": task.title,
        "trained": date.today().isoformat(),
        "seed": SEED,
        "examples": len(data),
        "training": training.as_values(),
        "seconds": trained.seconds,
        "curve": curve,
        **measure(task, spec, trained.weights),
    }
    if name == "critics":
        card["bag_of_words"] = bag_of_words()
    FOLDER.mkdir(exist_ok=True)
    save_wired(path_of(task, modifiers), spec, trained.weights, task.alphabets, card)
    took = time.perf_counter() - started
    say(f"{name_of(task, modifiers)}: right {card['right']:.1%}, symbols {card['symbols']:.2%}, {took:.0f} s")


def report(say: Say) -> None:
    """Say what the cards of the shipped networks say."""
    for name in TASK_NAMES:
        task: Task = task_of(name)
        for modifiers in shipped_variants(task):
            card = load_wired(task, modifiers).network.card
            more = {
                key: card[key] for key in ("baseline", "in_key", "bars", "home", "repeats") if key in card
            }
            shares = ", ".join(f"{key} {value:.1%}" for key, value in more.items())
            line = f"{name_of(task, modifiers)}: right {card['right']:.1%}"
            if "symbols" in card:
                line += f", symbols {card['symbols']:.2%}"
            say(f"{line}{', ' if shares else ''}{shares}")


def bag_of_words() -> float:
    """The share of test sentences that TF-IDF and logistic regression tell to be a critic's or a viewer's."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    split = split_critics()
    vectors = TfidfVectorizer(tokenizer=words_of, lowercase=False, token_pattern=None, ngram_range=(1, 2))
    known = vectors.fit_transform([one.text for one in split.train])
    fitted = LogisticRegression(C=4.0, max_iter=1_000).fit(known, [one.label for one in split.train])
    test = vectors.transform([one.text for one in split.test])
    return float(fitted.score(test, [one.label for one in split.test]))
