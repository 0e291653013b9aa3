"""The unit finder: ten thousand sentences read once, patterns looked for in them, and how others wait."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter, sleep

import numpy as np

from rnnviz.analysis.finder import Study, study
from rnnviz.analysis.finder_search import pattern_of, search, switches
from rnnviz.arrays import compute_on_one_thread
from rnnviz.data.corpus import read_corpus
from rnnviz.network import Network, load_network, shipped_networks

TEXT = "the plot is not new but i loved every minute of it"
SPANS = ((3, 3), (3, 4), (7, 11))
THRESHOLDS = (0.2, 0.3, 0.5)
PAUSE = 0.002  # Seconds that whoever waits for a turn asks for.
TARGET_MS = 1_000


def run() -> None:
    """Measure and print."""
    compute_on_one_thread()
    begun = perf_counter()
    corpus = read_corpus()
    print(f"{len(corpus):,} sentences from their files in {perf_counter() - begun:.1f} s")
    heads = f"{'read, s':>9}{'all, s':>9}{'MB':>6}{'others wait':>13}{'search, ms':>12}{'worst':>8}"
    print(f"{'network':<22}{heads}")
    for name in shipped_networks():
        network = load_network(name)
        begun = perf_counter()
        with waits() as late:
            found = study(network, corpus)
        whole = perf_counter() - begun
        times = searches(network, found)
        wait = f"{1e3 * np.quantile(late, 0.99):.0f} ms"
        print(
            f"{name:<22}{found.index.seconds:>9.1f}{whole:>9.1f}{found.index.bytes / 1e6:>6.0f}{wait:>13}"
            f"{statistics.median(times):>12.0f}{max(times):>8.0f}"
        )
    print(f"others wait: how late, for 99 of 100, a thread wakes up that asked for {1e3 * PAUSE:.0f} ms")
    print(f"target: a search within {TARGET_MS} ms")


def searches(network: Network, found: Study) -> list[float]:
    """Milliseconds of each search, comparison with the threshold included."""
    states = [trace for layer in network.read(TEXT).layers for trace in layer.traces][0].steps.hidden_state
    times = []
    for span in SPANS:
        for threshold in THRESHOLDS:
            for fresh in (None, span[0] - 1):
                begun = perf_counter()
                pattern = pattern_of(states, 0, span, threshold, fresh)
                search(found.index, pattern, switches(found.index, 0, threshold))
                times.append(1e3 * (perf_counter() - begun))
    return times


@contextmanager
def waits() -> Iterator[list[float]]:
    """How late another thread wakes up meanwhile, in seconds."""
    late: list[float] = []
    is_over = Event()

    def ask() -> None:
        while not is_over.is_set():
            begun = perf_counter()
            sleep(PAUSE)
            late.append(perf_counter() - begun - PAUSE)

    thread = Thread(target=ask)
    thread.start()
    try:
        yield late
    finally:
        is_over.set()
        thread.join()
