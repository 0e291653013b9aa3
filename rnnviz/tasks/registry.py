"""All demonstrations, by wiring and by name; those that read files are made when they are asked for."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from rnnviz.tasks import captions, critics, dates, melody, sentiment, tags, translation
from rnnviz.tasks.task import Task
from rnnviz.wired import Wiring

_TASKS: Mapping[str, Callable[[], Task] | Task] = MappingProxyType(
    {
        "shapes": captions.SHAPES,
        "sentiment": sentiment.task,
        "critics": critics.task,
        "captions": captions.CAPTIONS,
        "melody": melody.TASK,
        "tags": tags.TASK,
        "dates": dates.TASK,
        "translation": translation.TASK,
    }
)
# The demonstrations of each wiring, the first one first, by their titles.
TITLES: Mapping[Wiring, Mapping[str, str]] = MappingProxyType(
    {
        "one-to-one": {"shapes": "Name a shape"},
        "many-to-one": {"sentiment": "Sentiment of a sentence", "critics": "Critic or viewer?"},
        "one-to-many": {"captions": "Describe a picture", "melody": "Continue a melody"},
        "many-to-many": {"tags": "Parts of speech"},
        "encoder-decoder": {"dates": "Dates to ISO", "translation": "English to French"},
    }
)
TASK_NAMES: tuple[str, ...] = tuple(_TASKS)


@cache
def task_of(name: str) -> Task:
    """A demonstration by its name.

    Raises:
        ValueError: if there is none of that name.
    """
    if name not in _TASKS:
        raise ValueError(f"a demonstration must be one of {', '.join(TASK_NAMES)}, got {name!r}")
    made = _TASKS[name]
    return made if isinstance(made, Task) else made()
