"""Learning from what people decided: probabilities calibrated on it, and thresholds for each language."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.matching import Thresholds
from monitor.records import Lesson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import NarrativeMatcher
    from classifiers.nearness import Texts
    from monitor.store import Store

#: With fewer decisions the evidence of the narratives says more than they do.
FEWEST = 30
#: A language gets thresholds of its own from this many decisions on.
_FEWEST_IN_LANGUAGE = 40
_GROWTH = 1.1
_FOLDS = 3


def decisions_to_learn_from(store: Store) -> list[Lesson]:
    """The oldest decisions, their number a step of a scale that grows by a tenth.

    So the machine learns anew after every tenth more, and not after every click: learning anew asks every statement again.
    """
    found = store.decided()
    return found[: _settled(len(found))]


def _settled(count: int) -> int:
    if count < FEWEST:
        return 0
    step = FEWEST
    while int(step * _GROWTH) <= count:
        step = int(step * _GROWTH)
    return step


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """n decided statements: their texts, which of k narratives each serves (n, k), and which piece of evidence it is or -1."""

    texts: Texts
    truth: NDArray[np.bool_]
    left_out: NDArray[np.int64]
    langs: Sequence[str]

    def calibrate(self, matcher: NarrativeMatcher) -> None:
        matcher.calibrate(self.texts, self.truth, self.left_out)

    def held_out(self, matcher: NarrativeMatcher) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Probabilities (n, k) and P(known) (n,), each by a calibration that did not see the statement; nor is it evidence."""
        import numpy as np

        probabilities, known = np.zeros(self.truth.shape), np.zeros(len(self.texts))
        for fold in range(_FOLDS):
            unseen = np.arange(len(self.texts)) % _FOLDS == fold
            seen = np.flatnonzero(~unseen)
            part = copy.copy(matcher).calibrate(self.texts.take(seen), self.truth[seen], self.left_out[seen])
            answer = part.predict(self.texts.take(np.flatnonzero(unseen)), self.left_out[unseen])
            probabilities[unseen], known[unseen] = answer.probabilities, answer.known
        return probabilities, known

    def thresholds_of_all(self, matcher: NarrativeMatcher) -> Thresholds:
        """Thresholds from all decisions together, for languages that have too few."""
        from classifiers.calibration import choose_thresholds

        suggest, accept = choose_thresholds(self.held_out(matcher)[0], self.truth)
        return Thresholds(suggest=suggest, accept=accept)

    def thresholds(self, matcher: NarrativeMatcher) -> dict[str, Thresholds]:
        """For each language with enough decisions: suggest where four in five are found, accept where nine in ten are right."""
        import numpy as np

        from classifiers.calibration import choose_thresholds

        probabilities, _ = self.held_out(matcher)
        chosen = {}
        for lang in sorted(set(self.langs)):
            rows = np.array([one == lang for one in self.langs])
            known = int(self.truth[rows].any(axis=1).sum())
            if rows.sum() >= _FEWEST_IN_LANGUAGE and known >= _FEWEST_IN_LANGUAGE // 4:
                suggest, accept = choose_thresholds(probabilities[rows], self.truth[rows])
                chosen[lang] = Thresholds(suggest=suggest, accept=accept)
        return chosen


def lessons_of(
    texts: Texts,
    langs: Sequence[str],
    decided: Sequence[Lesson],
    evidence: Sequence[tuple[str, str, str]],
    place: dict[str, int],
) -> Lessons:
    """What the decisions teach. A statement that is evidence of several narratives is passed over:

    it cannot be asked as if it were new.
    """
    import numpy as np

    pieces: dict[str, list[int]] = {}
    for number, (_, key, _) in enumerate(evidence):
        pieces.setdefault(key, []).append(number)
    rows = [row for row, one in enumerate(decided) if len(pieces.get(one.statement.id, ())) < 2]
    truth = np.zeros((len(rows), len(place)), dtype=bool)
    for number, row in enumerate(rows):
        for narrative in decided[row].narratives:
            truth[number, place[narrative]] = True
    left_out = np.array([(*pieces.get(decided[row].statement.id, ()), -1)[0] for row in rows], dtype=np.int64)
    return Lessons(
        texts=texts.take(np.array(rows, dtype=np.int64)),
        truth=truth,
        left_out=left_out,
        langs=[langs[row] for row in rows],
    )
