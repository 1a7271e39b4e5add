"""Learning from what people decided: probabilities calibrated on it, and thresholds for each language."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.matching import Thresholds
from monitor.records import Lesson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import Answer, NarrativeMatcher, Reading
    from classifiers.nearness import Texts
    from monitor.store import Store

#: With fewer decisions the evidence of the narratives says more than they do.
FEWEST = 30
#: A language gets thresholds of its own from this many decisions on.
_FEWEST_IN_LANGUAGE = 40
_GROWTH = 1.1
#: On real English statements a suggestion from 0.15 on found 0.73 of them, from 0.05 on 0.82, with half of all wrong; and new
#: storylines then drowned in suggestions.
_BELOW = 0.75
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
    """n decided statements: their texts, which of k narratives each serves (n, k), and which piece of evidence it is or -1.

    ``evidence`` with ``owners`` is what the matcher was fitted on.
    """

    texts: Texts
    truth: NDArray[np.bool_]
    left_out: NDArray[np.int64]
    langs: Sequence[str]
    evidence: Texts
    owners: NDArray[np.int64]

    def read(self, matcher: NarrativeMatcher) -> Reading:
        """Each statement as read by a matcher that never saw it: fitted anew without a third of the statements at a time.

        Leaving a statement out as the nearest piece is not enough. How texts of one narrative differ, and a trained head,
        have seen it: on decisions made by chance that found six in seven.
        """
        import numpy as np

        from classifiers.match import NarrativeMatcher

        parts, order = [], []
        for fold in range(_FOLDS):
            unseen = np.flatnonzero(np.arange(len(self.texts)) % _FOLDS == fold)
            kept = _without(self.owners, self.left_out[unseen])
            part = NarrativeMatcher(matcher.background, matcher.untrusted, matcher.seed).fit(
                self.evidence.take(kept), self.owners[kept].tolist()
            )
            place = np.full(len(self.owners) + 1, -1)  # the last for -1, which is no piece
            place[kept] = np.arange(len(kept))
            reading = part.read(self.texts.take(unseen), place[self.left_out[unseen]])
            parts.append(replace(reading, nearest=kept[reading.nearest]))
            order.append(unseen)
        return _joined(parts).take(np.argsort(np.concatenate(order)))

    def held_out(self, matcher: NarrativeMatcher, reading: Reading) -> Answer:
        """What is answered to each statement by a matcher that never saw it, and a calibration that did not either."""
        import numpy as np

        from classifiers.match import Answer

        found = Answer(np.zeros(self.truth.shape), np.zeros(len(self.texts)), reading.nearest)
        for fold in range(_FOLDS):
            unseen = np.arange(len(self.texts)) % _FOLDS == fold
            seen, asked = np.flatnonzero(~unseen), np.flatnonzero(unseen)
            answer = copy.copy(matcher).calibrate(reading.take(seen), self.truth[seen]).answer(reading.take(asked))
            found.probabilities[asked], found.known[asked] = answer.probabilities, answer.known
        return found

    def thresholds(self, answer: Answer, usual: Thresholds) -> dict[str, Thresholds]:
        """For each language with enough decisions: suggest where four in five are found, accept where nine in ten are right.

        ``""`` stands for all languages together. People decide more often on what serves a storyline than on what is new,
        so that decisions alone would suggest too much: ``suggest`` goes no further below the ``usual`` one than ``_BELOW``.
        """
        import numpy as np

        from classifiers.calibration import choose_thresholds

        chosen = {}
        for lang in ["", *sorted(set(self.langs))]:
            rows = np.array([lang in ("", one) for one in self.langs])
            known = int(self.truth[rows].any(axis=1).sum())
            if rows.sum() >= _FEWEST_IN_LANGUAGE and known >= _FEWEST_IN_LANGUAGE // 4:
                suggest, accept = choose_thresholds(answer.probabilities[rows], self.truth[rows], floor=_BELOW * usual.suggest)
                chosen[lang] = Thresholds(suggest=suggest, accept=accept)
        return chosen


def lessons_of(
    texts: Texts,
    langs: Sequence[str],
    decided: Sequence[Lesson],
    evidence: Sequence[tuple[str, str, str]],
    pieces: Texts,
    place: dict[str, int],
) -> Lessons:
    """What the decisions teach; ``pieces`` are the texts of the evidence.

    A statement that is evidence of several narratives is passed over: it cannot be asked as if it were new.
    """
    import numpy as np

    of: dict[str, list[int]] = {}
    for number, (_, key, _) in enumerate(evidence):
        of.setdefault(key, []).append(number)
    rows = [row for row, one in enumerate(decided) if len(of.get(one.statement.id, ())) < 2]
    truth = np.zeros((len(rows), len(place)), dtype=bool)
    for number, row in enumerate(rows):
        for narrative in decided[row].narratives:
            truth[number, place[narrative]] = True
    left_out = np.array([(*of.get(decided[row].statement.id, ()), -1)[0] for row in rows], dtype=np.int64)
    return Lessons(
        texts=texts.take(np.array(rows, dtype=np.int64)),
        truth=truth,
        left_out=left_out,
        langs=[langs[row] for row in rows],
        evidence=pieces,
        owners=np.array([place[narrative] for narrative, _, _ in evidence], dtype=np.int64),
    )


def _without(owners: NDArray[np.int64], left_out: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pieces of evidence without some; but all of a narrative that would have none, as it could not be fitted."""
    import numpy as np

    kept = np.ones(len(owners), dtype=bool)
    kept[left_out[left_out >= 0]] = False
    return np.flatnonzero(kept | ~np.isin(owners, owners[kept]))


def _joined(parts: Sequence[Reading]) -> Reading:
    """Readings one after the other. Where some have no head's shares, they count as none."""
    import numpy as np

    from classifiers.match import Reading

    wide = max(part.by_head.shape[1] for part in parts)
    heads = [np.pad(part.by_head, ((0, 0), (0, wide - part.by_head.shape[1]))) for part in parts]
    return Reading(
        np.vstack([part.scores for part in parts]),
        np.vstack(heads),
        np.vstack([part.features for part in parts]),
        np.vstack([part.nearest for part in parts]),
        np.concatenate([part.trusted for part in parts]),
    )
