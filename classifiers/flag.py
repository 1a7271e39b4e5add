"""What kind of claim is it, and is it worth checking? Several labels may fit one statement.

A small network (``classifiers.wide_deep``) over three views of a statement: its vector (meaning), its words and
characters (topic and style), and the readable cues of ``classifiers.cues``. Thresholds come from predictions on held-out
folds, so that they are not those of rows the model has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from classifiers import wide_deep
from classifiers.cues import NAMES, cue_matrix
from classifiers.words import latin, stems

Floats = NDArray[np.float64]
_THRESHOLDS = np.arange(0.1, 0.9, 0.02)
#: A label with fewer rows than this cannot be learned, let alone measured.
FEWEST = 10


def _stem_pairs(text: str) -> list[str]:
    found = stems(text)
    return found + [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]


def _word_view() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_stem_pairs, sublinear_tf=True, min_df=2)


def _character_view() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=6, preprocessor=latin)


class Flagger(BaseEstimator):  # type: ignore[misc]
    """Multi-label classifier of statements.

    ``fit`` takes n texts, their vectors (n, d) and n sets of labels; ``predict_proba`` gives (n, labels) in the order
    of ``labels_``; ``predict`` gives sets. ``alone`` is a label that stands beside no other but those ``apart``, which
    answer another question.
    """

    def __init__(self, folds: int = 5, seed: int = 0, alone: str | None = None, apart: tuple[str, ...] = ()):
        self.folds = folds
        self.seed = seed
        self.alone = alone
        self.apart = apart

    def fit(self, texts: Sequence[str], vectors: NDArray[np.float32], labels: Sequence[set[str]]) -> Self:
        """Raises ValueError where no label has at least ten rows with it and ten without."""
        names = sorted({label for row in labels for label in row})
        truth = np.array([[name in row for name in names] for row in labels], dtype=bool).reshape(len(texts), -1)
        enough = (truth.sum(axis=0) >= FEWEST) & ((~truth).sum(axis=0) >= FEWEST)
        if not enough.any():
            raise ValueError(f"no label has at least {FEWEST} rows with it and {FEWEST} rows without it")
        self.labels_ = tuple(name for name, good in zip(names, enough, strict=True) if good)
        self.left_out_ = tuple(name for name, good in zip(names, enough, strict=True) if not good)
        truth = truth[:, enough]
        cues = cue_matrix(texts)
        self.held_out_ = self._held_out(texts, vectors, cues, truth)
        self.thresholds_ = np.array([_best_threshold(self.held_out_[:, k], truth[:, k]) for k in range(truth.shape[1])])
        self._fit_views(texts, cues)
        self._fit_network(texts, vectors, cues, truth)
        return self

    def _held_out(self, texts: Sequence[str], vectors: NDArray[np.float32], cues: Floats, truth: NDArray[np.bool_]) -> Floats:
        """Probabilities of each row from a model that did not see it."""
        found = np.zeros(truth.shape)
        for seen, unseen in KFold(self.folds, shuffle=True, random_state=self.seed).split(truth):
            part = Flagger(self.folds, self.seed, self.alone, self.apart)
            chosen, others = [texts[row] for row in seen], [texts[row] for row in unseen]
            part._fit_views(chosen, cues[seen])
            part._fit_network(chosen, vectors[seen], cues[seen], truth[seen])
            found[unseen] = part._probabilities(others, vectors[unseen], cues[unseen])
        return found

    def predict_proba(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Floats:
        if not len(texts):
            return np.zeros((0, len(self.labels_)))
        return self._probabilities(texts, vectors, cue_matrix(texts))

    def predict(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[set[str]]:
        return self.choose(self.predict_proba(texts, vectors))

    def choose(self, probabilities: Floats) -> list[set[str]]:
        """The labels above their thresholds; one that stands alone gives way to a likelier other, and else ends the list."""
        chosen = []
        for row in probabilities:
            labels = {label: float(p) for label, p, t in zip(self.labels_, row, self.thresholds_, strict=True) if p >= t}
            rivals = {label: p for label, p in labels.items() if label != self.alone and label not in self.apart}
            if self.alone in labels and rivals:
                drop = rivals if labels[self.alone] > max(rivals.values()) else {self.alone}
                labels = {label: p for label, p in labels.items() if label not in drop}
            chosen.append(set(labels))
        return chosen

    # The three views side by side

    def _fit_views(self, texts: Sequence[str], cues: Floats) -> None:
        self.words_ = _word_view()
        self.characters_ = _character_view()
        for view in (self.words_, self.characters_):
            try:
                view.fit(texts)
            except ValueError:
                view.set_params(min_df=1).fit(texts)  # so few rows that no word comes twice
        self.cue_mean_ = cues.mean(axis=0)
        self.cue_scale_ = np.maximum(cues.std(axis=0), 1e-3)

    def _wide(self, texts: Sequence[str]) -> sparse.csr_matrix:
        return sparse.hstack([self.words_.transform(texts), self.characters_.transform(texts)]).tocsr()

    def _deep(self, vectors: NDArray[np.float32], cues: Floats) -> NDArray[np.float32]:
        # A unit vector's parts are about 1/sqrt(d) large; this puts them on the scale of the cues.
        meaning = vectors * np.sqrt(vectors.shape[1])
        return np.hstack([meaning, (cues - self.cue_mean_) / self.cue_scale_]).astype(np.float32)

    def _fit_network(self, texts: Sequence[str], vectors: NDArray[np.float32], cues: Floats, truth: NDArray[np.bool_]) -> None:
        self.weights_ = wide_deep.train(self._wide(texts), self._deep(vectors, cues), truth, self.seed)

    def _probabilities(self, texts: Sequence[str], vectors: NDArray[np.float32], cues: Floats) -> Floats:
        return wide_deep.probabilities(self.weights_, self._wide(texts), self._deep(vectors, cues))

    # On disk: arrays and plain words, see classifiers.saved

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """(arrays, words) from which ``from_state`` makes the same flagger."""
        arrays = {
            **{f"network.{name}": array for name, array in self.weights_.items()},
            "thresholds": self.thresholds_,
            "cue_mean": self.cue_mean_,
            "cue_scale": self.cue_scale_,
            "word_idf": self.words_.idf_,
            "character_idf": self.characters_.idf_,
        }
        words = {
            "parameters": self.get_params(),
            "labels": list(self.labels_),
            "left_out": list(self.left_out_),
            "words": list(self.words_.get_feature_names_out()),
            "characters": list(self.characters_.get_feature_names_out()),
            "cues": list(NAMES),
        }
        return arrays, words

    @classmethod
    def from_state(cls, arrays: dict[str, NDArray[Any]], words: dict[str, Any]) -> Flagger:
        """Raises ValueError where the model was made with other cues than the program has now."""
        if words["cues"] != list(NAMES):
            raise ValueError("made by another version of the program")
        flagger = cls(**words["parameters"] | {"apart": tuple(words["parameters"]["apart"])})
        flagger.labels_, flagger.left_out_ = tuple(words["labels"]), tuple(words["left_out"])
        flagger.weights_ = {name.removeprefix("network."): a for name, a in arrays.items() if name.startswith("network.")}
        flagger.thresholds_ = arrays["thresholds"]
        flagger.cue_mean_, flagger.cue_scale_ = arrays["cue_mean"], arrays["cue_scale"]
        flagger.words_ = _restored(_word_view(), words["words"], arrays["word_idf"])
        flagger.characters_ = _restored(_character_view(), words["characters"], arrays["character_idf"])
        return flagger


def _restored(view: TfidfVectorizer, vocabulary: list[str], idf: NDArray[np.float64]) -> TfidfVectorizer:
    view.set_params(vocabulary={word: place for place, word in enumerate(vocabulary)})
    view._validate_vocabulary()
    view.idf_ = idf
    return view


def _best_threshold(probabilities: Floats, truth: NDArray[np.bool_]) -> float:
    """The threshold with the best F1 on held-out rows; the middle of the best stretch, which is steadier than its edge."""
    scores = np.array([f1_score(truth, probabilities >= threshold) for threshold in _THRESHOLDS])
    return float(np.median(_THRESHOLDS[scores >= scores.max() - 1e-9]))
