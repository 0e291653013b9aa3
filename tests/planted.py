"""A small corpus, and a network in which the unit that carries each concept is planted by hand."""

import numpy as np

from rnnviz.analysis.corpus import PARTS, Corpus
from rnnviz.cells import SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary

WORDS = tuple("good bad not film actors story plot music scene ending".split())
SENTIMENT, NEGATION, POSITION, NOISE = 0, 1, 2, 3  # Units; from NOISE on they read what means nothing.
UNITS = 8


def small_corpus(rng: np.random.Generator, sentences: int = 60) -> Corpus:
    """Sentences with one word that decides: so many in each labelled part, half as many without label."""
    counts = (sentences, sentences, sentences, sentences // 2)
    texts, labels = [], []
    parts = np.repeat(range(len(PARTS)), counts)
    for part in parts:
        positive = bool(rng.integers(2))
        words = rng.choice(WORDS[3:], rng.integers(3, 16)).tolist()
        words[rng.integers(len(words))] = WORDS[0] if positive else WORDS[1]
        if rng.random() < 0.3:
            words.insert(int(rng.integers(len(words))), "not")
        texts.append(tuple(words))
        labels.append(np.nan if PARTS[part] == "unlabelled" else float(positive))
    return Corpus(tuple(texts), np.array(labels), parts)


def planted_network(rng: np.random.Generator) -> Network:
    """A SimpleRNN with a unit for sentiment (kept), negation (fading) and position (growing), and noise."""
    vocabulary = Vocabulary.of(WORDS)
    embeddings = np.zeros((len(vocabulary), 6), np.float32)
    embeddings[[vocabulary.ids["good"], vocabulary.ids["bad"]], 0] = 1, -1
    embeddings[vocabulary.ids["not"], 1] = 1
    embeddings[:, 2] = 1
    embeddings[:, 3:] = rng.normal(size=(len(vocabulary), 3))
    kernel = np.zeros((6, UNITS), np.float32)
    kernel[0, SENTIMENT], kernel[1, NEGATION], kernel[2, POSITION] = 3, 3, 0.04
    kernel[3:, NOISE:] = rng.normal(size=(3, UNITS - NOISE))
    recurrent = np.zeros((UNITS, UNITS), np.float32)
    recurrent[[SENTIMENT, NEGATION, POSITION], [SENTIMENT, NEGATION, POSITION]] = 2, 0.9, 1
    head = np.zeros((UNITS, 1), np.float32)
    head[SENTIMENT] = 4
    cell = SimpleRNNCell(kernel, recurrent, np.zeros(UNITS, np.float32))
    return Network("planted", vocabulary, embeddings, (RecurrentLayer(cell),), (Dense(head, np.zeros(1)),))
