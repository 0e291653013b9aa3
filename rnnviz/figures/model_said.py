"""An uploaded model in sentences made of what was found in it."""

import math
from collections.abc import Iterator

from rnnviz.keras_file.assembled import Assembled
from rnnviz.keras_file.found import Found
from rnnviz.layers import RecurrentLayer
from rnnviz.learning.upload_check import Deviation
from rnnviz.network import Network, Reading
from rnnviz.text import shorten
from rnnviz.written import percent

NEAR = 1e-4  # A float32 rounds in the seventh digit; sums of many terms lose two more.
HONESTY = (
    "What is shown of a model is what its layers compute from these words. Whatever was done to texts before "
    "Keras saw them (cleaning, stemming, a start sign) is not in the file, and is not done here."
)
READABLE_SAID = "These layers are read, one behind the other; anything else is refused by its name:"
HOW_TO_SAVE = """import json
from pathlib import Path

model.save("mine.keras")

# Unless a TextVectorization stands in the model, its words too, in one of these ways:
Path("words.txt").write_text("\\n".join(vectorizer.get_vocabulary()), encoding="utf-8")
Path("words.json").write_text(json.dumps(word_index), encoding="utf-8")
"""


def model_said(network: Network, reading: Reading, other: Reading | None, title: str) -> str:
    """What an uploaded model says of the sentence.

    Args:
        network: of the model.
        reading: by it.
        other: by the network chosen above; None where that is the same model.
        title: of the model.
    """
    words = len(network.vocabulary.split(reading.text))
    known = sum(column.status == "known" for column in reading.columns)
    model = f"“{shorten(title, 40)}”"
    if not words:
        return f"{model} is ready: type a sentence above, and see what it says."
    if not known:
        return f"{model} knows none of these {words} words, so its verdict means nothing."
    knows = "all" if known == words else f"{known} of"
    knowing = f"knows {knows} {_counted(words, 'word')} of this sentence"
    if math.isnan(reading.probability):
        return f"{model} {knowing}, but what it computes is no number (NaN): it gives no verdict."
    says = f"{knowing} and says {percent(reading.probability)} positive"
    if other is None:
        return f"{model} reads now: it {says}. Choose Read, or another tool, above."
    if not other.columns:
        return f"{model} {says}; the network chosen above reads no word of it."
    return f"{model} {says}; the network chosen above {percent(other.probability)}."


def invitation(network: Network, reading: Reading) -> str:
    """What is to be seen before anything is uploaded."""
    says = f"says {percent(reading.probability)} positive of it" if reading.columns else "reads"
    return (
        "Upload a model that you trained with Keras: it then reads this sentence, with every tool. Now "
        f"“{shorten(network.title, 40)}” {says}, with {_counted(_units(network), 'unit')}."
    )


def waiting_said(title: str, found: Found, built: Assembled) -> str:
    """What was found where the words are still missing, or do not fit."""
    layers = " and ".join(_layer_said(layer) for layer in built.layers)
    return f"“{shorten(title, 40)}” can be read: {layers}. Which words are its {found.rows:,} rows?"


def found_said(found: Found, built: Assembled, words: int) -> str:
    """What was found in the file, in one line."""
    count = sum(array.size for layer in found.layers for array in layer.weights)
    inner = " and ".join(_layer_said(layer) for layer in built.layers)
    return f"{inner}; {_counted(words, 'word')}; {count:,} numbers learnt."


def _layer_said(layer: RecurrentLayer) -> str:
    both = "both ways, " if layer.backward is not None else ""
    return f"{layer.forward.title} ({both}{_counted(layer.units, 'unit')})"


def reading_notes(found: Found, built: Assembled, positive: int | None) -> Iterator[str]:
    """What of its reading is other than it was in training."""
    if not found.is_masked and found.length:
        yield (
            f"It was trained on texts filled up to {found.length} words, without a mask. Here it reads them "
            "without filling, so its verdicts differ from those it was trained to give."
        )
    elif not found.is_masked:
        yield (
            "It has no mask (mask_zero). If its texts were filled up in training, its verdicts differ here, "
            "where nothing is filled up."
        )
    elif found.length:
        yield f"In training it read the first {found.length} words of a text; here it reads all of them."
    norms = [row for row in built.rows if row.kind == "BatchNormalization"]
    if any("layer that reads it" in row.says for row in norms):
        yield "Its states are shown as they are before batch normalisation."
    if positive is not None:
        yield f"“Positive” means output {positive + 1} of {built.outputs} here."


def deviation_said(deviation: Deviation) -> str:
    """How far from Keras, and what that means."""
    read = (
        f"Keras {deviation.keras} and this program read {deviation.texts} random texts of 1 to 40 words "
        f"(seed {deviation.seed})"
    )
    how = "Keras has these weights in layers built anew; how a text is split into words is not compared."
    if math.isnan(deviation.largest):
        return f"{read}: some outputs are no numbers, so they cannot be compared. {how}"
    far = f"their outputs differ by at most {deviation.largest:.1e}, at {_counted(deviation.length, 'word')}"
    means = (
        "that is rounding" if deviation.largest < NEAR else "that is more than rounding: do not rely on it"
    )
    return f"{read}: {far}; {means}. {how}"


def _units(network: Network) -> int:
    return sum(layer.units for layer in network.layers)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
