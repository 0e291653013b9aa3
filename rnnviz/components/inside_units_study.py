"""The studies of networks: each made once a server, in a thread, while the pages go on answering."""

from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

import streamlit as st

from rnnviz.analysis.finder import Study, study
from rnnviz.components.words import as_text
from rnnviz.data.corpus import SENTENCES, read_corpus
from rnnviz.learning.twin import untrained_twin
from rnnviz.network import Network

MOST_KEPT = 4  # Studies; each holds 25 to 80 MB.
BETWEEN_LOOKS = 0.25  # Seconds.
SEED = 0  # Of the network that has learnt nothing.


class Work:
    """A study that is made or done.

    share: of the work that is done, 0 to 1.
    """

    def __init__(self, pool: ThreadPoolExecutor, network: Network) -> None:
        self.share = 0.0
        self._future: Future[Study] = pool.submit(self._make, network)

    @property
    def is_done(self) -> bool:
        """Whether it has come to its end, or failed."""
        return self._future.done()

    @property
    def study(self) -> Study:
        """What was found out; waits for it.

        Raises:
            BaseException: `error`.
        """
        return self._future.result()

    @property
    def error(self) -> BaseException | None:
        """Why it failed, e.g. because the sentences are not installed; waits for it."""
        return self._future.exception()

    def _make(self, network: Network) -> Study:
        return study(network, read_corpus(), self._tell, untrained_twin(network, SEED))

    def _tell(self, share: float) -> None:
        self.share = share


class Studies:
    """The latest studies of this server, made one after another."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "unit-finder")
        self._kept = OrderedDict[Hashable, Work]()
        self._lock = Lock()

    def of(self, network: Network) -> Work:
        """The study of a network, begun now if there is none."""
        key = fingerprint(network)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = Work(self._pool, network)
            self._kept.move_to_end(key)
            for old in [one for one, work in self._kept.items() if work.is_done][: -MOST_KEPT or None]:
                del self._kept[old]
            return self._kept[key]

    def forget(self, network: Network) -> None:
        """Begin anew the next time."""
        with self._lock:
            self._kept.pop(fingerprint(network), None)


def fingerprint(network: Network) -> Hashable:
    """What tells networks apart, whatever they are called: checksums of their weights, and their words."""
    words = hash((network.vocabulary.words, network.vocabulary.splitting))
    return network.name, network.positive, words, network.checksums


@st.cache_resource(show_spinner=False)
def studies() -> Studies:
    """The ones of this server."""
    return Studies()


def study_or_progress(network: Network) -> Study | None:
    """The study of a network; None while it is made, of which one then sees how far it is."""
    work = studies().of(network)
    if not work.is_done:
        st.fragment(_look, run_every=BETWEEN_LOOKS)(work)
        return None
    if work.error is None:
        return work.study
    studies().forget(network)  # Whoever asks again begins anew.
    said = f"The sentences could not be read with this network: {work.error or type(work.error).__name__}"
    st.error(as_text(str(work.error) if isinstance(work.error, ModuleNotFoundError) else said))
    return None


def _look(work: Work) -> None:
    if work.is_done:
        st.rerun()
    says = f"The network reads {SENTENCES:,} sentences, once: a few seconds …"
    st.progress(min(work.share, 1.0), says)
