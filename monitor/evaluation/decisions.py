"""How good the machine is on a team's own decisions: computed from stored vectors, so that no model is loaded.

Each decided statement is asked as if it were new: it is no evidence then, and a calibration judges it that did not see it.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from monitor import similar
from monitor.evaluation.matching import figures, refused
from monitor.learning import FEWEST, Lessons, lessons_of
from monitor.matching import Thresholds
from monitor.records import Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import Answer, NarrativeMatcher
    from classifiers.nearness import Texts
    from monitor.models import Models
    from monitor.store import Store

#: How far down the ranked answers are read; one further down is of no use to anybody.
DEPTH = 10
#: Statements whose answers are ranked, a sample by their ids; more would not narrow the intervals by much.
_MOST = 500
_FOLDS = 3


def measure_decisions(models: Models, store: Store) -> dict[str, Any]:
    """Figures of the current matcher and of the ranking of answers, each {"value", "low", "high"} or None.

    ``decisions`` counts all of them, ``learned`` those that the matcher has learned from by now; ``matching`` is None
    below ``FEWEST``. ``thresholds`` holds (suggest, accept, whether they are the language's own) for each language.
    """
    decided = store.decided()
    counts: dict[str, int] = {}
    for one in decided:
        counts[one.statement.lang] = counts.get(one.statement.lang, 0) + 1
    measured, own = _matching(models, store)
    usual = _usual(models)
    return {
        "matcher": models.matcher_name(store),
        "decisions": len(decided),
        "by_lang": dict(sorted(counts.items(), key=lambda row: (-row[1], row[0]))),
        "thresholds": {lang: (*_pair(own.get(lang, usual)), lang in own) for lang in counts},
        "learned": measured["n"] if measured else 0,
        "fewest": FEWEST,
        "matching": measured,
        "retrieval": _retrieval(models, store),
    }


def _usual(models: Models) -> Thresholds:
    return Thresholds(suggest=models.settings.suggest, accept=models.settings.accept)


def _pair(given: Thresholds) -> tuple[float, float]:
    return given.suggest, given.accept


def _matching(models: Models, store: Store) -> tuple[dict[str, Any] | None, dict[str, Thresholds]]:
    """The figures and the thresholds of languages that have their own; (None, {}) where there is too little to learn from."""
    given = store.evidence()
    ready = store.ids_with_vectors([key for _, key, _ in given], models.encoder_name)
    evidence = [one for one in given if one[1] in ready]
    place = {narrative: number for number, narrative in enumerate(dict.fromkeys(owner for owner, _, _ in evidence))}
    decided = models.decided(store, place)
    if not decided:
        return None, {}
    from classifiers.match import NarrativeMatcher

    vectors = store.vectors_of([key for _, key, _ in evidence], models.encoder_name)
    texts, owners = models.texts([text for _, _, text in evidence], vectors), [place[owner] for owner, _, _ in evidence]
    matcher = NarrativeMatcher(models.background[1]).fit(texts, owners)
    statements = [one.statement for one in decided]
    langs = [one.lang for one in statements]
    lessons = lessons_of(models.stored_texts(store, statements), langs, decided, evidence, place)
    if not len(lessons.texts):
        return None, {}
    own = lessons.thresholds(matcher)
    answer = _held_out(matcher, lessons, texts, owners)
    answer = refused(answer, lessons.texts, lessons.langs, [text for _, _, text in evidence])
    return figures(answer, lessons.truth, lessons.langs, _usual(models), own), own


def _held_out(matcher: NarrativeMatcher, lessons: Lessons, texts: Texts, owners: Sequence[int]) -> Answer:
    """What is answered to statements that are evidence of nothing, calibrated on others than themselves.

    Nearness can leave out one piece of evidence for each question, as where thresholds are chosen (``Lessons.held_out``).
    A trained head cannot: it has seen them all, and is trained anew for each fold.
    """
    import numpy as np

    from classifiers.match import Answer, NarrativeMatcher

    shape = lessons.truth.shape
    found = Answer(np.zeros(shape), np.zeros(len(lessons.texts)), np.zeros(shape, dtype=np.int64))
    for fold in range(_FOLDS):
        unseen = np.arange(len(lessons.texts)) % _FOLDS == fold
        kept = np.arange(len(owners))
        part = copy.copy(matcher)
        if matcher.head_ is not None:
            kept = _without(owners, lessons.left_out[unseen])
            part = NarrativeMatcher(matcher.background, matcher.untrusted, matcher.seed)
            part.fit(texts.take(kept), np.asarray(owners)[kept].tolist())
        place = np.full(len(owners) + 1, -1)  # the last for -1, which is no piece
        place[kept] = np.arange(len(kept))
        seen, asked = np.flatnonzero(~unseen), np.flatnonzero(unseen)
        part.calibrate(lessons.texts.take(seen), lessons.truth[seen], place[lessons.left_out[seen]])
        answer = part.predict(lessons.texts.take(asked), place[lessons.left_out[asked]])
        found.probabilities[asked], found.known[asked], found.nearest[asked] = (
            answer.probabilities, answer.known, kept[answer.nearest],
        )  # fmt: skip
    return found


def _without(owners: Sequence[int], left_out: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pieces of evidence without some; but all of a narrative that would have none, as it could not be fitted."""
    import numpy as np

    owned = np.asarray(owners)
    kept = np.ones(len(owned), dtype=bool)
    kept[left_out[left_out >= 0]] = False
    return np.flatnonzero(kept | ~np.isin(owned, owned[kept]))


def _retrieval(models: Models, store: Store) -> dict[str, Any] | None:
    """Of the statements that people attached a rebuttal to: how far up it stands among the answers they are shown.

    A rebuttal whose claim is the statement itself, word for word, would be found by any search, and is not asked for.
    """
    from classifiers import evaluate

    answers: dict[str, set[str]] = {}
    for rebuttal, claim, _ in store.rebuttal_claims():
        for statement in store.statements_answered_by(rebuttal):
            if statement != claim:
                answers.setdefault(statement, set()).add(rebuttal)
    ready = store.ids_with_vectors(sorted(answers), models.encoder_name)
    asked = store.statements_by_id(sorted(ready)[:_MOST])
    if not asked:
        return None
    places = {rebuttal: number for number, rebuttal in enumerate(sorted({one for each in answers.values() for one in each}))}
    ranked = [_ranked(models, store, one, places) for one in asked.values()]
    return evaluate.retrieval(ranked, [{places[one] for one in answers[key]} for key in asked])


def _ranked(models: Models, store: Store, statement: Statement, places: dict[str, int]) -> list[int]:
    """The places of the rebuttals that a statement is shown, the best first; of one nobody attached to anything, -1."""
    found = similar.answers_to_statement(store, models, statement, DEPTH)
    return [places.get(one.rebuttal.id, -1) for one in found]
