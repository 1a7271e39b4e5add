"""From a matcher's probabilities to Matches: the two thresholds, and the guards that hold an answer back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import Band, Match

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import NarrativeMatcher, Texts

#: More suggestions than this are no help to a reader.
_MOST = 3
#: Shorter texts fit too much to be accepted by a machine.
_SHORT = 5
SHORT = "short"
LANGUAGE = "language"
#: What each guard says to a reader.
GUARDS = {
    SHORT: "a text of so few words fits many storylines",
    LANGUAGE: "the model does not know this language: only spelling speaks for the match",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A fitted matcher with the names of its rows. ``matcher`` is None where no narrative is known yet."""

    name: str
    matcher: NarrativeMatcher | None
    narratives: Sequence[str]
    evidence: Sequence[str]
    suggest: float
    accept: float

    def match(self, texts: Texts, ids: Sequence[str]) -> list[Match]:
        """Up to three matches per statement from ``suggest`` on, best first; else one that says "none".

        The answer "none" carries the best probability all the same, so that a threshold can be judged later.
        """
        if self.matcher is None:
            return [Match(statement_id=key, narrative_id=None, probability=0.0, band=Band.NONE) for key in ids]
        answer = self.matcher.predict(texts)
        found: list[Match] = []
        for row, key in enumerate(ids):
            guards = _guards(texts.words[row], bool(texts.trusted[row]))
            found += self._matches(key, answer.probabilities[row], answer.nearest[row], guards)
        return found

    def _matches(
        self, key: str, probabilities: NDArray[np.float64], nearest: NDArray[np.int64], guards: tuple[str, ...]
    ) -> list[Match]:
        order = (-probabilities).argsort(kind="stable")[:_MOST]
        best = [place for place in order if probabilities[place] >= self.suggest]
        if not best:
            near = self.evidence[nearest[order[0]]]
            return [
                Match(statement_id=key, narrative_id=None, probability=float(probabilities[order[0]]), band=Band.NONE,
                      nearest=near)
            ]  # fmt: skip
        return [
            Match(
                statement_id=key,
                narrative_id=self.narratives[place],
                probability=float(probabilities[place]),
                band=Band.ACCEPT if probabilities[place] >= self.accept and not guards else Band.SUGGEST,
                guards=guards,
                nearest=self.evidence[nearest[place]],
            )
            for place in best
        ]


def _guards(text: str, trusted: bool) -> tuple[str, ...]:
    guards = []
    if len(text.split()) < _SHORT:
        guards.append(SHORT)
    if not trusted:
        guards.append(LANGUAGE)
    return tuple(guards)
