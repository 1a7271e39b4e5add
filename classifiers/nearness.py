"""How near is a statement to the evidence of each narrative? Seven measures, by meaning and by spelling.

One measure is wrong in its own way: the nearest piece of evidence may be a chance hit, the middle of all pieces blurs a
narrative with several sides, vectors miss a name and spelling misses a paraphrase. Together they err less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers.concepts import concepts
from classifiers.metric import Metric, Spread
from classifiers.words import latin, stems, words

Floats = NDArray[np.float64]

#: cosine to the nearest piece and to the middle; the same in the learned space; likelihood ratio; character groups; words
#: and the things that they name, which meet across languages.
MEASURES = ("nearest", "middle", "nearest_learned", "middle_learned", "ratio", "spelling", "words")
BY_MEANING = 5
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Texts:
    """n texts with their unit vectors, shape (n, d).

    ``trusted`` says in which rows the vector means anything: an English-only model maps Russian to near-noise, and there
    spelling has to carry the weight. ``signals`` (n, s) are what else is known of each text, such as its kind of claim.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    trusted: NDArray[np.bool_]
    signals: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.words)

    def take(self, rows: NDArray[np.int64]) -> Texts:
        signals = None if self.signals is None else self.signals[rows]
        return Texts([self.words[row] for row in rows], self.vectors[rows], self.trusted[rows], signals)


class Nearness:
    """Evidence of k narratives, sorted by narrative, ready to be compared with.

    ``owners`` holds the narrative (0 .. k-1) of each piece. ``untrusted`` is what a measure of meaning is worth where the
    model does not know the language of either side.
    """

    def __init__(self, evidence: Texts, owners: NDArray[np.int64], spread: Spread, untrusted: float):
        self.evidence = evidence
        self.owners = owners
        self.untrusted = untrusted
        self.counts = np.bincount(owners).astype(np.float64)
        self.starts = np.r_[0, np.cumsum(self.counts)[:-1]].astype(np.int64)
        self.metric = Metric(spread)
        self.plain = evidence.vectors.astype(np.float64)
        self.learned = self.metric.unit(evidence.vectors)
        # Spelling is compared within words, so that Слово and слова meet; four orthographies are folded together.
        self.spelling = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=latin, dtype=np.float32
        )
        self.spelled = self.spelling.fit_transform(evidence.words).T.tocsc()
        self.words = TfidfVectorizer(analyzer=_stems_and_things, sublinear_tf=True, dtype=np.float32)
        self.worded = self.words.fit_transform([text or "-" for text in evidence.words]).T.tocsc()

    def measure(self, asked: Texts, left_out: NDArray[np.int64] | None = None) -> tuple[Floats, NDArray[np.int64]]:
        """The measures (n, k, 7) and each narrative's nearest piece of evidence (n, k).

        ``left_out`` names for each asked text the piece of evidence that it is itself, which is then left out of account;
        where a narrative had no other, its measures are -inf.
        """
        shape = len(asked), len(self.counts)
        found, nearest = np.empty((*shape, len(MEASURES))), np.empty(shape, dtype=np.int64)
        for start in range(0, len(asked), _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, len(asked)))
            out = None if left_out is None else left_out[rows]
            found[rows], nearest[rows] = self._block(asked.take(rows), out)
        return found, nearest

    def _block(self, asked: Texts, left_out: NDArray[np.int64] | None) -> tuple[Floats, NDArray[np.int64]]:
        plain, learned = asked.vectors.astype(np.float64), self.metric.unit(asked.vectors)
        pieces = [
            plain @ self.plain.T,
            learned @ self.learned.T,
            (self.spelling.transform(asked.words) @ self.spelled).toarray().astype(np.float64),
            (self.words.transform(asked.words) @ self.worded).toarray().astype(np.float64),
        ]
        worth = np.where(asked.trusted[:, None] & self.evidence.trusted[None, :], 1.0, self.untrusted)
        if left_out is not None:
            for piece in pieces:
                piece[np.arange(len(asked)), left_out] = -np.inf
        pieces[0] *= worth
        pieces[1] *= worth
        best = [np.maximum.reduceat(piece, self.starts, axis=1) for piece in pieces]
        share = np.add.reduceat(worth, self.starts, axis=1) / self.counts
        middle, middle_learned, ratio = (one * share for one in self._middles(plain, learned, left_out))
        nearest = self._nearest(pieces[0] + pieces[2] / 2)
        return np.stack([best[0], middle, best[1], middle_learned, ratio, best[2], best[3]], axis=2), nearest

    def _middles(self, plain: Floats, learned: Floats, left_out: NDArray[np.int64] | None) -> tuple[Floats, Floats, Floats]:
        """Cosine to the middle of each narrative's evidence, plain and learned, and the likelihood ratio: each (n, k)."""
        sums = np.add.reduceat(self.plain, self.starts, axis=0)
        learned_sums = np.add.reduceat(self.learned, self.starts, axis=0)
        middle, middle_learned = _cosines(plain, sums), _cosines(learned, learned_sums)
        ratio = self.metric.ratio(learned, learned_sums / self.counts[:, None], self.counts)
        if left_out is not None:
            rows, own = np.arange(len(plain)), self.owners[left_out]
            counts = self.counts[own] - 1
            rest, rest_learned = sums[own] - self.plain[left_out], learned_sums[own] - self.learned[left_out]
            middle[rows, own] = _cosine_each(plain, rest)
            middle_learned[rows, own] = _cosine_each(learned, rest_learned)
            ratio[rows, own] = self.metric.ratio_each(learned, rest_learned / np.maximum(counts, 1)[:, None], counts)
            for one in (middle, middle_learned, ratio):
                one[rows[counts == 0], own[counts == 0]] = -np.inf
        return middle, middle_learned, ratio

    def _nearest(self, piece: Floats) -> NDArray[np.int64]:
        """The best piece of every narrative, as its row among the evidence."""
        ends = np.r_[self.starts[1:], len(self.owners)]
        best = [start + piece[:, start:end].argmax(axis=1) for start, end in zip(self.starts, ends, strict=True)]
        return np.stack(best, axis=1)


def _stems_and_things(text: str) -> list[str]:
    """The stems of a text, and the things its words name in whichever language."""
    return [*stems(text), *(f"={thing}" for thing in sorted(concepts(words(text))))]


def _cosines(asked: Floats, sums: Floats) -> Floats:
    return np.asarray(asked @ (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).T)


def _cosine_each(asked: Floats, sums: Floats) -> Floats:
    return np.asarray((asked * sums).sum(axis=1) / np.maximum(np.linalg.norm(sums, axis=1), 1e-9))
