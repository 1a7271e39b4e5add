"""How good the machine is on a team's own decisions: computed from stored vectors, so that no model is loaded.

Each decided statement is asked as if it were new: it is no evidence then, and a calibration judges it that did not see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor import similar
from monitor.evaluation.matching import figures, refused
from monitor.learning import FEWEST
from monitor.matching import Thresholds

if TYPE_CHECKING:
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
    usual = models.usual_thresholds
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


def _pair(given: Thresholds) -> tuple[float, float]:
    return given.suggest, given.accept


def _matching(models: Models, store: Store) -> tuple[dict[str, Any] | None, dict[str, Thresholds]]:
    """The figures and the thresholds of languages that have their own; (None, {}) where there is too little to learn from."""
    evidence, texts, place = models.ground(store)
    lessons = models.lessons(store, evidence, texts, place) if evidence else None
    if lessons is None:
        return None, {}
    matcher = models.fitted(evidence, texts, place)
    answer = lessons.held_out(matcher, lessons.read(matcher))
    own = {lang: one for lang, one in lessons.thresholds(answer, models.usual_thresholds).items() if lang}
    answer = refused(answer, lessons.texts, lessons.langs, texts.words)
    return figures(answer, lessons.truth, lessons.langs, models.usual_thresholds, own), own


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
    ranked: dict[str, list[int]] = {}
    for fold in range(_FOLDS):
        # The ranking learns from attached answers, and is asked about these as if nobody had attached them.
        part = [one for number, one in enumerate(asked.values()) if number % _FOLDS == fold]
        found = similar.ranked_rebuttals(store, models, part, DEPTH)
        ranked |= {key: [places.get(one, -1) for one in row] for key, row in found.items()}
    return evaluate.retrieval([ranked[key] for key in asked], [{places[one] for one in answers[key]} for key in asked])
