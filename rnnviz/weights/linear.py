"""The bag of words: the baseline that the networks are compared with, and the teacher of some.

TF-IDF of words and pairs of neighbouring words, and logistic regression.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data.examples import Example
from rnnviz.data.reviews import words_of

STRENGTHS = (1.0, 2.0, 4.0, 8.0, 16.0)  # Of fitting, C; chosen on the validation part.


class Linear(NamedTuple):
    """A fitted bag of words.

    Attributes:
        predict: probability of positive of each text.
        weights: what one word adds to the score, by word.
    """

    predict: Callable[[Iterable[str]], FloatArray]
    weights: dict[str, float]


def fit_linear(
    examples: Sequence[Example], strength: float, rarest: int = 1, importance: FloatArray | None = None
) -> Linear:
    """Fit a bag of words.

    Args:
        examples: with labels 0 and 1.
        strength: C, the inverse of the penalty on weights.
        rarest: in how many texts a word or pair must stand to be counted.
        importance: of each example; None is 1 for all.
    """
    vectorizer_of, regression_of = _sklearn()
    # One pass over the words; "a b" is a pair, since no word has a space.
    vectorizer = vectorizer_of(analyzer=_words_and_pairs, sublinear_tf=True, min_df=rarest)
    features = vectorizer.fit_transform([example.text for example in examples])
    regression = regression_of(C=strength, solver="liblinear", random_state=0)
    regression.fit(features, [int(example.label) for example in examples], sample_weight=importance)
    weights = {
        word: float(regression.coef_[0, column])
        for word, column in vectorizer.vocabulary_.items()
        if " " not in word
    }
    return Linear(
        lambda texts: regression.predict_proba(vectorizer.transform(texts))[:, 1].astype(np.float32), weights
    )


def fit_best(examples: Sequence[Example], validation: Sequence[Example]) -> tuple[Linear, float]:
    """Fit with each of STRENGTHS; return the best on validation, and its strength."""
    fitted = [(fit_linear(examples, strength), strength) for strength in STRENGTHS]
    return max(fitted, key=lambda one: share_right(one[0], validation))


def share_right(linear: Linear, examples: Sequence[Example]) -> float:
    """The share of examples that a bag of words judges right."""
    verdicts = linear.predict(example.text for example in examples) > 0.5
    return float(np.mean(verdicts == np.array([example.label > 0.5 for example in examples])))


def _words_and_pairs(text: str) -> list[str]:
    words = words_of(text)
    return [*words, *(f"{first} {second}" for first, second in zip(words, words[1:], strict=False))]


def _sklearn() -> tuple[Any, Any]:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "Making the networks needs scikit-learn: pip install scikit-learn."
        ) from error
    return TfidfVectorizer, LogisticRegression
