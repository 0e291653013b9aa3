"""The trained networks of the wirings that come with the program."""

from collections.abc import Iterable
from pathlib import Path

from rnnviz.network import SHIPPED
from rnnviz.tasks.task import Modifier, Task, ordered
from rnnviz.wired_archive import Saved, read_wired

FOLDER = SHIPPED / "wired"  # A folder of its own: these are none of the sentiment networks.


def name_of(task: Task, modifiers: Iterable[str]) -> str:
    """Of the network of a task with these modifiers."""
    return "-".join([task.name, *ordered(modifiers)])


def path_of(task: Task, modifiers: Iterable[str]) -> Path:
    """Where it stands."""
    return FOLDER / f"{name_of(task, modifiers)}.npz"


def shipped_variants(task: Task) -> tuple[tuple[Modifier, ...], ...]:
    """The modifiers with which there is a network, the fewest first."""
    if task.elsewhere:
        return tuple(task.elsewhere)
    return tuple(one for one in task.variants if path_of(task, one).exists())


def load_wired(task: Task, modifiers: Iterable[str] = ()) -> Saved:
    """Load a shipped network.

    Raises:
        ValueError: if there is none with these modifiers; the message says which there are.
    """
    chosen, path = ordered(modifiers), path_of(task, modifiers)
    if chosen in task.elsewhere:
        return task.elsewhere[chosen]()
    if not path.exists():
        there = ", ".join("-".join(one) or "plain" for one in shipped_variants(task))
        raise ValueError(f"of {task.title} there are the networks {there}, not {'-'.join(chosen) or 'plain'}")
    return read_wired(path, path.stem)
