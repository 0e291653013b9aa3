"""An uploaded model in sentences made of what was found in it."""

import math
from collections.abc import Iterator

from rnnviz.keras_file.assembled import Assembled
from rnnviz.keras_file.found import Found
from rnnviz.layers import RecurrentLayer
from rnnviz.learning.upload_check import Deviation
from rnnviz.network import Network, Reading
from rnnviz.text import shorten

NEAR = 1e-4  # A float32 rounds in the seventh digit; sums of many terms lose two more.
HONESTY = (
    "What is shown of a model is what its layers compute from these words. Whatever was done to texts before "
    "Keras saw them (cleaning, stemming, a start sign) is not in the file, and is not done here."
)
READABLE_SAID = "These layers are read, one behind the other; anything else is refused by its name:"
HOW_TO_SAVE = """model.save("mine.keras")

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
    says = (
        f"knows {knows} {_counted(words, 'word')} of this sentence and says {_percent(reading.probability)}"
    )
    if other is None:
        return f"{model} reads now: it {says} positive. Choose Read, or another tool, above."
    return f"{model} {says} positive; the network chosen above {_percent(other.probability)}."


def invitation(network: Network, reading: Reading) -> str:
    """What is to be seen before anything is uploaded."""
    says = f" says {_percent(reading.probability)} positive" if reading.columns else " reads"
    return (
        f"Now “{shorten(network.title, 40)}”{says}, with {_counted(_units(network), 'unit')}. A model that "
        "you trained with Keras can read this sentence instead, with every tool."
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
    checked = (
        f"Keras {deviation.keras}, in layers built anew with these weights, and the code of this program "
        f"read {deviation.texts} random texts of 1 to 40 words (seed {deviation.seed})"
    )
    if math.isnan(deviation.largest):
        return f"{checked}: some outputs are no numbers, so they cannot be compared."
    far = f"their outputs differ by at most {deviation.largest:.1e}, at {_counted(deviation.length, 'word')}"
    means = (
        "that is rounding" if deviation.largest < NEAR else "that is more than rounding: do not rely on it"
    )
    return f"{checked}: {far}; {means}."


def _units(network: Network) -> int:
    return sum(layer.units for layer in network.layers)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _percent(share: float) -> str:
    return "a number that is none (NaN)" if math.isnan(share) else f"{share:.1%}"
