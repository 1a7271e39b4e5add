"""What speaks for a claim as the answer to a query: numbers per pair, for the ranker to weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator

from classifiers.bm25 import BM25, Letters, Shared
from classifiers.rank_words import Words, cleaned, read, signed, years

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

#: Of the sentence vectors. "Centred" is the cosine once the mean of all claims is taken from both sides: in an archive
#: where all speak of one war, what they have in common tells nothing, and long texts are near to everything.
DENSE = ("cosine", "centred", "dense_rank")
#: Of the words, in whatever language.
LEXICAL = (
    "bm25_share", "bm25_rank", "both_covered", "pairs_covered", "names_covered", "signer", "signed_year",
    "numbers_shared", "numbers_foreign", "numbers_missing", "letters", "things", "things_covered",
)  # fmt: skip
NAMES = DENSE + LEXICAL
_BLOCK = 64
#: A word is a name from this share of capitals within sentences on; below it is a common word that began a headline.
_NAMED = 0.4
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Candidates:
    """The claims worth a closer look for one query: row numbers, shape (k,), and ``features``, shape (k, len(NAMES))."""

    rows: Places
    features: Floats

    def among(self, claims: set[int]) -> NDArray[np.bool_]:
        """Which of the rows are among these claims."""
        return np.isin(self.rows, list(claims))

    def without(self, claims: set[int]) -> Candidates:
        """The candidates as if these claims were not in the archive: shares and ranks are those among the others."""
        kept = ~self.among(claims)
        features = self.features[kept]
        share = features[:, NAMES.index("bm25_share")]
        if len(share):
            share /= max(float(share.max()), _TINY)
            features[:, NAMES.index("bm25_rank")] = _near(share)
            if features[:, NAMES.index("dense_rank")].any():
                features[:, NAMES.index("dense_rank")] = _near(features[:, NAMES.index("centred")])
        return Candidates(self.rows[kept], features)


class Evidence(BaseEstimator):  # type: ignore[misc]
    """Finds candidates among m claims and says what speaks for each.

    ``fit(texts, vectors)`` takes texts of a claim and, behind a line break, its title where it has one; ``vectors`` are unit
    rows, shape (m, d). Everything stays in memory, some 5 kB per claim.
    """

    def __init__(self, candidates: int = 30):
        self.candidates = candidates

    def fit(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Self:
        self._fit_vectors(np.asarray(vectors, dtype=np.float32))
        parts = [text.partition("\n") for text in texts]
        claims = [read(part[0]) for part in parts]
        titles = [read(part[2]) if part[2].strip() else claim for part, claim in zip(parts, claims, strict=True)]
        whole = [_joined(claim, title) for claim, title in zip(claims, titles, strict=True)]
        self.bm25_ = BM25().fit([words.stems for words in whole])
        self.stems_ = Shared().fit([words.stems for words in whole])
        self.claims_ = self.stems_.asked([words.stems for words in claims])
        self.titles_ = self.stems_.asked([words.stems for words in titles])
        rarity = self.stems_.rarity_
        self.claim_mass_, self.title_mass_ = self.claims_ @ rarity, self.titles_ @ rarity
        self.named_ = self._nameness([*claims, *titles]) * rarity
        self.pairs_ = Shared().fit([_pairs(words.stems) for words in whole])
        self.things_ = Shared().fit([words.things for words in whole])
        self.thing_norm_ = np.sqrt(self.things_.held_ @ self.things_.rarity_**2)
        self.numbers_ = Shared().fit([words.numbers for words in whole])
        self.numbers_.weigh(np.ones(len(self.numbers_.terms_), dtype=np.float32))
        self.years_ = [years(words.numbers) for words in whole]
        self.letters_ = Letters().fit([words.letters for words in whole])
        return self

    def find(
        self, queries: Sequence[str], vectors: NDArray[np.float32], trusted: Sequence[bool] | NDArray[np.bool_] | None = None
    ) -> Iterator[Candidates]:
        """Candidates of n queries with unit vectors of shape (n, d).

        Where ``trusted`` is False the encoder does not know the query's language: its vector is not looked at, and the DENSE
        features are nought.
        """
        vectors = np.asarray(vectors, dtype=np.float32)
        known = np.ones(len(queries), dtype=bool) if trusted is None else np.asarray(trusted, dtype=bool)
        for start in range(0, len(queries), _BLOCK):
            end = start + _BLOCK
            yield from _Block(self, queries[start:end], vectors[start:end], known[start:end]).candidates()

    def _fit_vectors(self, vectors: NDArray[np.float32]) -> None:
        self.vectors_ = vectors
        self.mean_ = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
        self.hub_ = vectors @ self.mean_
        square = float(self.mean_ @ self.mean_)
        self.centred_norm_ = np.sqrt(np.maximum(1 - 2 * self.hub_ + square, _TINY))

    def _nameness(self, texts: Sequence[Words]) -> NDArray[np.float32]:
        """For every stem, the share of its places within sentences that are capitalised: nought for common words."""
        seen, capital = np.full(len(self.stems_.terms_), 0.5), np.zeros(len(self.stems_.terms_))
        for words in texts:
            for stem, written in zip(words.stems, words.capitals, strict=True):
                if written >= 0:
                    place = self.stems_.terms_[stem]
                    seen[place] += 1
                    capital[place] += written
        share = capital / seen
        return np.where(share < _NAMED, 0, share).astype(np.float32)


class _Block:
    """The features of some queries at once. ``q`` and ``c`` run over all their pairs: which query, which claim."""

    def __init__(self, evidence: Evidence, queries: Sequence[str], vectors: NDArray[np.float32], trusted: NDArray[np.bool_]):
        self.e = evidence
        self.words = [read(cleaned(query)) for query in queries]
        self.posted = [signed(query) for query in queries]
        self.trusted = trusted
        mine, square = vectors @ evidence.mean_, float(evidence.mean_ @ evidence.mean_)
        self.cosines = vectors @ evidence.vectors_.T
        self.centred = self.cosines - (mine[:, None] - square) - evidence.hub_
        self.centred /= evidence.centred_norm_
        self.centred /= np.sqrt(np.maximum(1 - 2 * mine + square, _TINY))[:, None]
        self.cosines[~trusted], self.centred[~trusted] = 0, 0
        self.bm25 = evidence.bm25_.scores([words.stems for words in self.words])
        self.stems = evidence.stems_.asked([words.stems for words in self.words])
        self.letters = evidence.letters_.asked([words.letters for words in self.words])
        self.things = evidence.things_.asked([words.things for words in self.words])
        chosen = self._chosen()
        self.starts = np.concatenate([[0], np.cumsum([len(rows) for rows in chosen])])
        self.q = np.repeat(np.arange(len(chosen)), np.diff(self.starts))
        self.c = np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)

    def candidates(self) -> Iterator[Candidates]:
        columns = {**self._dense(), **self._worded(), **self._named(), **self._counted(), **self._spelled()}
        table = np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in NAMES])
        for start, end in zip(self.starts, self.starts[1:], strict=False):
            yield Candidates(rows=self.c[start:end], features=table[start:end])

    def _chosen(self) -> list[Places]:
        """Per query the best by meaning and the best by words; by letters and things where the meaning is not known."""
        count = min(self.e.candidates, self.cosines.shape[1])
        by_words = _best(self.bm25, count)
        other = np.zeros((len(self.words), count), dtype=np.int64)
        if self.trusted.any():
            other[self.trusted] = _best(self.centred[self.trusted], count)
        if not self.trusted.all():
            lost = np.flatnonzero(~self.trusted)
            spelled = (self.letters[lost] @ self.e.letters_.held_.T).toarray()
            weighed = self.e.things_.held_ @ sparse.diags_array(self.e.things_.rarity_**2)
            named = (self.things[lost] @ weighed.T).toarray() / np.maximum(self.e.thing_norm_, _TINY)
            other[lost] = _best(4 * spelled + named, count)
        if count < self.bm25.shape[1]:
            # A claim without any of the query's words was found by nothing but its place in the file.
            by_words = np.where(np.take_along_axis(self.bm25, by_words, axis=1) > 0, by_words, other[:, :1])
        return [np.unique(row) for row in np.hstack([other, by_words])]

    def _dense(self) -> dict[str, NDArray[np.floating[Any]]]:
        cosine, centred = self.cosines[self.q, self.c], self.centred[self.q, self.c]
        return {
            "cosine": cosine,
            "centred": centred,
            "dense_rank": np.where(self.trusted[self.q], self._near(centred), 0),
        }

    def _worded(self) -> dict[str, NDArray[np.floating[Any]]]:
        e, q, c = self.e, self.q, self.c
        lists = [words.stems for words in self.words]
        mass = np.maximum(self.stems @ e.stems_.rarity_ + e.stems_.unknown(lists), _TINY)
        rare = self.stems.multiply(e.stems_.rarity_).tocsr()[q]
        claim = np.asarray(rare.multiply(e.claims_[c]).sum(axis=1)).ravel()
        title = np.asarray(rare.multiply(e.titles_[c]).sum(axis=1)).ravel()
        of_claim, of_title = np.maximum(e.claim_mass_[c], _TINY), np.maximum(e.title_mass_[c], _TINY)
        phrases = e.pairs_.asked([_pairs(stems) for stems in lists])
        shared = e.pairs_.shared(phrases, q, c)
        bm25 = self.bm25[q, c]
        return {
            "bm25_share": bm25 / np.maximum(self._top(bm25), _TINY),
            "bm25_rank": self._near(bm25),
            "both_covered": np.maximum(claim / np.sqrt(of_claim * mass[q]), title / np.sqrt(of_title * mass[q])),
            "pairs_covered": shared / np.maximum(e.pairs_.mass_[c], _TINY),
        }

    def _named(self) -> dict[str, NDArray[np.floating[Any]]]:
        e, q, c = self.e, self.q, self.c
        unheard = [
            sum(written == 1 and stem not in e.stems_.terms_ for stem, written in zip(words.stems, words.capitals, strict=True))
            for words in self.words
        ]
        mass = self.stems @ e.named_ + np.array(unheard)
        shared = np.asarray(self.stems[q].multiply(e.stems_.held_[c]) @ e.named_).ravel()
        signers = e.stems_.asked([read(who).stems for who, _ in self.posted])
        return {
            "names_covered": shared / (mass[q] + 0.5),
            "signer": np.minimum(e.stems_.shared(signers, q, c), 2),
            "signed_year": np.array([_same_year(self.posted[i][1], e.years_[j]) for i, j in zip(q, c, strict=True)]),
        }

    def _counted(self) -> dict[str, NDArray[np.floating[Any]]]:
        e, q, c = self.e, self.q, self.c
        shared = e.numbers_.shared(e.numbers_.asked([words.numbers for words in self.words]), q, c)
        mine = np.array([len(words.numbers) for words in self.words])
        rarity = e.things_.rarity_
        both = np.asarray(self.things[q].multiply(e.things_.held_[c]) @ rarity**2).ravel()
        norm = np.sqrt(self.things @ rarity**2)[q] * e.thing_norm_[c]
        alike = both / np.maximum(norm, 0.05)
        asked = self.things @ rarity
        named = e.things_.shared(self.things, q, c)
        return {
            "numbers_shared": np.minimum(shared, 3),
            "numbers_foreign": np.minimum(e.numbers_.mass_[c] - shared, 4),
            "numbers_missing": np.minimum(mine[q] - shared, 4),
            "things": alike,
            "things_covered": named / np.maximum(asked[q], 0.05),
        }

    def _spelled(self) -> dict[str, NDArray[np.floating[Any]]]:
        alike = np.asarray(self.letters[self.q].multiply(self.e.letters_.held_[self.c]).sum(axis=1)).ravel()
        return {"letters": alike}

    def _top(self, values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """For every pair the best value of its query."""
        return np.maximum.reduceat(values, self.starts[:-1])[self.q] if len(values) else values

    def _near(self, values: NDArray[np.floating[Any]]) -> Floats:
        spans = zip(self.starts, self.starts[1:], strict=False)
        return np.concatenate([np.zeros(0), *(_near(values[start:end]) for start, end in spans)])


def _near(values: NDArray[np.floating[Any]]) -> Floats:
    """Reciprocal rank among one query's candidates (Cormack et al. 2009; a smaller constant: the first places count most)."""
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return 1 / (2 + ranks)


def _best(scores: NDArray[np.floating[Any]], count: int) -> Places:
    """The columns of each row's ``count`` best, in no order."""
    if count >= scores.shape[1]:
        return np.tile(np.arange(scores.shape[1]), (len(scores), 1))
    return np.argpartition(scores, scores.shape[1] - count, axis=1)[:, -count:]


def _joined(claim: Words, title: Words) -> Words:
    if title is claim:
        return claim
    return Words(
        stems=claim.stems + title.stems,
        capitals=claim.capitals + title.capitals,
        letters=claim.letters + title.letters,
        numbers=claim.numbers | title.numbers,
        things=claim.things | title.things,
    )


def _pairs(stems: Sequence[str]) -> list[str]:
    """Neighbouring stems as one term each: what shared phrases are made of."""
    return [f"{one} {other}" for one, other in zip(stems, stems[1:], strict=False)]


def _same_year(posted: str, named: set[str]) -> int:
    """1 where the claim names the year of the post, -1 where it names another, 0 where there is nothing to compare."""
    if not posted or not named:
        return 0
    return 1 if posted in named else -1
