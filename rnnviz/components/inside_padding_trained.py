"""How a network of one's own met padding when it was trained."""

import re
from typing import NamedTuple

from rnnviz.components.trainer import asker, service
from rnnviz.learning.spec import RunSpec
from rnnviz.learning.store import StoreError

_RUN = re.compile("run-([0-9a-f]{12})")


class Trained(NamedTuple):
    """How a network met padding.

    length: to which its texts were filled up, where it read the filling; else None.
    said: the same in a sentence; empty where nothing is known.
    """

    length: int | None = None
    said: str = ""


def how_trained(name: str) -> Trained:
    """How the network of a name met padding; of one that is no run's nothing is known here."""
    run = _RUN.match(name)
    if run is None:
        return Trained()
    try:
        return trained_as(service().store.get(asker().owner, run[1]).spec)
    except (LookupError, StoreError, ValueError, ConnectionError):
        return Trained()


def trained_as(spec: RunSpec) -> Trained:
    """The same of the settings of a run."""
    if spec.model.mask:
        return Trained(None, "This network was trained with a mask: it never read a place of padding.")
    side = "in front (pre)" if spec.data.padding == "pre" else "behind (post)"
    return Trained(
        spec.data.length,
        f"This network was trained without a mask, on texts filled up {side} to {spec.data.length} words: it "
        "knows that case, and its scores are of it.",
    )
