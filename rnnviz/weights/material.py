"""All that the networks are made from, gathered once: texts, verdicts, words, first embeddings."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data.examples import Example
from rnnviz.data.grammar import generate, read_grammar
from rnnviz.data.pairs import DEVELOPMENT_PAIRS, PAIRS, read_pairs, refuse_pairs
from rnnviz.data.reviews import Split, read_reviews, sentences_of, split_sentences, words_of
from rnnviz.text import Vocabulary
from rnnviz.weights.bags import fit_bags, measure_bags
from rnnviz.weights.recipes import COMMON_WORDS, EMBEDDING_DIM, SEED
from rnnviz.weights.snippets import fetch_snippets
from rnnviz.weights.vectors import word_vectors

EMBEDDING_SIZE = 0.3  # Standard deviation of an embedding's values; at 0.1 a SimpleRNN starts slowly.
FRAGMENTS = 120_000  # Of 336,000; more did not help.
RAREST_RATED = 3  # How often a word must stand in rated sentences to be known from them.
WORDS_SEEN = 60_000  # Generated sentences; enough to meet every word of the grammar.


@dataclass(frozen=True, eq=False)
class Material:
    """What every recipe is cooked from.

    Attributes:
        split: the rated sentences of Rotten Tomatoes; what may be trained on is in `rated`.
        rated: the training part and the rated snippets, without what the pairs forbid.
        fragments: sentences of the long reviews, with the verdict of a bag of words.
        vocabulary: of all networks.
        embeddings: to start from, (vocab_size, EMBEDDING_DIM).
        baselines: what is measured of the bags of words, and how much of each text there is.
    """

    split: Split
    rated: tuple[Example, ...]
    fragments: tuple[Example, ...]
    vocabulary: Vocabulary
    embeddings: FloatArray
    baselines: dict[str, Any]


def refuse_all_pairs() -> Callable[[str], bool]:
    """Whether a text has the frame of a test pair or of a development pair."""
    return refuse_pairs(PAIRS, DEVELOPMENT_PAIRS)


def gather(say: Callable[[str], None], snippets: Path | None = None) -> Material:
    """Gather everything.

    Args:
        say: told what is being done.
        snippets: folder of vaderSentiment's source distribution; None fetches it.
    """
    rng = np.random.default_rng(SEED)
    refused = refuse_all_pairs()
    split = split_sentences()
    kept_out = words_of_tests(split)
    reviews = read_reviews("imdb")
    say("rated snippets")
    rated = tuple(
        one
        for one in (*split.train, *fetch_snippets(snippets))
        if not refused(one.text) and words_of(one.text) not in kept_out
    )
    say("bags of words")
    bags = fit_bags(reviews, split)
    fragments = _fragments(reviews, split, refused, rng)
    say("verdicts on the sentences of the reviews")
    verdicts = bags.with_reviews.predict(fragments)
    say("word vectors")
    texts = [words_of(review.text) for review in reviews]
    vocabulary = _vocabulary(texts, rated, rng)
    embeddings = first_embeddings(vocabulary, texts, bags.with_reviews.weights, rng)
    baselines = measure_bags(bags, split, read_pairs()) | {"rated": len(rated), "fragments": len(fragments)}
    taught = tuple(map(Example, fragments, verdicts.tolist()))
    return Material(split, rated, taught, vocabulary, embeddings, baselines)


def words_of_tests(split: Split) -> set[tuple[str, ...]]:
    """The words of every sentence that networks are chosen by or reported on."""
    return {words_of(example.text) for example in (*split.validation, *split.test)}


def _fragments(
    reviews: Iterable[Example], split: Split, refused: Callable[[str], bool], rng: np.random.Generator
) -> list[str]:
    """Sentences of the reviews that are in no test, drawn at random."""
    kept_out = words_of_tests(split)
    sentences = list(dict.fromkeys(sentence for review in reviews for sentence in sentences_of(review.text)))
    drawn = (sentences[n] for n in rng.permutation(len(sentences)))
    return list(
        islice((one for one in drawn if words_of(one) not in kept_out and not refused(one)), FRAGMENTS)
    )


def _vocabulary(
    texts: Iterable[Sequence[str]], rated: Iterable[Example], rng: np.random.Generator
) -> Vocabulary:
    """The common words of the reviews, then the grammar's, then those of the rated sentences."""
    common = Counter(word for text in texts for word in text).most_common(COMMON_WORDS)
    written = Counter(
        word
        for example in islice(generate(read_grammar(), rng), WORDS_SEEN)
        for word in words_of(example.text)
    )
    seen = Counter(word for example in rated for word in words_of(example.text))
    frequent = (word for word, count in seen.most_common() if count >= RAREST_RATED)
    words = [word for word, _ in common] + [word for word, _ in written.most_common()] + list(frequent)
    return Vocabulary.of(dict.fromkeys(words))


def first_embeddings(
    vocabulary: Vocabulary,
    texts: Sequence[Sequence[str]],
    weights: dict[str, float],
    rng: np.random.Generator,
) -> FloatArray:
    """Embeddings to start from: word vectors, with the bag of words' verdict as the first value.

    Words that the reviews do not have begin near zero, as do the two reserved rows.
    """
    words = vocabulary.words[2:]
    vectors = word_vectors(texts, words, EMBEDDING_DIM, rng) * (np.sqrt(EMBEDDING_DIM) * EMBEDDING_SIZE)
    unmet = ~vectors.any(axis=1)
    vectors[unmet] = rng.normal(0, EMBEDDING_SIZE / 6, (unmet.sum(), EMBEDDING_DIM))
    verdicts = np.array([weights.get(word, 0.0) for word in words])
    size = np.std(list(weights.values()))
    vectors[:, 0] = np.clip(verdicts / size, -4, 4) * 2 * EMBEDDING_SIZE
    reserved = np.zeros((2, EMBEDDING_DIM))
    return np.concatenate([reserved, vectors]).astype(np.float32)
