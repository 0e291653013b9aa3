"""What networks are trained on holds nothing that they are tested on."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.data.pairs import DEVELOPMENT_PAIRS, PAIRS, read_pairs
from rnnviz.data.reviews import Split
from rnnviz.text import Vocabulary
from rnnviz.weights import material
from rnnviz.weights.material import EMBEDDING_SIZE, Material, first_embeddings, refuse_all_pairs
from rnnviz.weights.recipes import EMBEDDING_DIM, RECIPES, Mixture

SPLIT = Split(
    (Example("one for training", 1),), (Example("one to choose by", 0),), (Example("one to report on", 1),)
)


def test_fragments_hold_no_sentence_of_another_part(rng: np.random.Generator) -> None:
    review = Example(
        "One to REPORT on! It was one to choose by. One, to choose by? It rained. Keep me out.", 1
    )
    found = material._fragments([review, review], SPLIT, lambda text: text == "Keep me out", rng)
    assert found == ["It was one to choose by"]


def test_every_sentence_of_either_file_of_pairs_is_refused() -> None:
    refused = refuse_all_pairs()
    assert all(refused(sentence.text) for path in (PAIRS, DEVELOPMENT_PAIRS) for sentence in read_pairs(path))


def test_first_embeddings_know_a_verdict_and_leave_the_reserved_rows_empty(rng: np.random.Generator) -> None:
    words = ["soup", "good", "bad", "unmet", *(f"w{n}" for n in range(EMBEDDING_DIM + 30))]
    texts = [rng.choice([word for word in words if word != "unmet"], 30).tolist() for _ in range(200)]
    weights = {"good": 2.0, "bad": -2.0, "soup": 0.0}
    embeddings = first_embeddings(Vocabulary.of(words), texts, weights, rng)
    assert embeddings.shape == (len(words) + 2, EMBEDDING_DIM)
    assert not embeddings[:2].any()
    assert embeddings[2, 0] == 0 and embeddings[3, 0] > 0 > embeddings[4, 0]
    assert np.std(embeddings[6:]) == pytest.approx(EMBEDDING_SIZE, rel=0.05)
    assert np.abs(embeddings[5]).max() < EMBEDDING_SIZE


def test_recipes_have_the_names_and_sizes_that_are_promised() -> None:
    names = [recipe.name for recipe in RECIPES]
    assert names == ["simple-rnn", "gru", "lstm", "bidirectional-lstm", "stacked-lstm"]
    assert all(32 <= recipe.model.units <= 64 for recipe in RECIPES)
    assert [recipe.model.layers for recipe in RECIPES] == [1, 1, 1, 1, 2]


@pytest.mark.keras
def test_an_epoch_is_mixed_as_its_mixture_says(rng: np.random.Generator) -> None:
    from rnnviz.weights.fit import mix

    fragments = tuple(Example(f"fragment number {n}", n / 100) for n in range(100))
    stock = Material(SPLIT, SPLIT.train, fragments, Vocabulary.of([]), np.zeros((2, EMBEDDING_DIM)), {})
    mixture = Mixture("clause", generated=50, fragments=20, rated=True)
    texts = [example.text for example in mix(mixture, stock, rng)]
    drawn = [text for text in texts if text.startswith("fragment")]
    assert (len(texts), len(drawn), len(set(drawn))) == (71, 20, 20)
    assert texts[-1] == "one for training"
    assert not any(map(refuse_all_pairs(), texts))
    assert mix(replace(mixture, generated=0, fragments=0, rated=False), stock, rng) == []
