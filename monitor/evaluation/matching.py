"""Does each statement find its narrative, or rightly none?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import CounterclaimError
from monitor.evaluation.rows import all_rows
from monitor.ids import first_sentence
from monitor.language import identify
from monitor.models import Models
from monitor.read.knowledge import narrative
from monitor.records import Narrative

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import NarrativeMatcher, Texts


def evaluate_matching(models: Models, narratives: Path, statements: Path, tune: Path | None) -> dict[str, Any]:
    """Open-set matching of statements with known narratives. ``tune`` rows calibrate the matcher and set the thresholds."""
    import numpy as np

    from classifiers import evaluate

    known = all_rows(narratives, narrative)
    rows = all_rows(statements, _statement)
    places = {one.id: place for place, one in enumerate(known)}
    matcher = _fitted(models, known)
    suggest, accept = models.settings.suggest, models.settings.accept
    if tune is not None:
        taught = all_rows(tune, _statement)
        texts, truth = _encoded(models, taught), _truth(taught, places)
        # The thresholds are chosen on probabilities of rows that the calibration did not see: three folds.
        held_out = np.zeros(truth.shape)
        for fold in range(3):
            unseen = np.arange(len(taught)) % 3 == fold
            part = _fitted(models, known).calibrate(texts.take(np.flatnonzero(~unseen)), truth[~unseen])
            held_out[unseen] = part.predict(texts.take(np.flatnonzero(unseen))).probabilities
        suggest, accept = evaluate.choose_thresholds(held_out, truth)
        matcher.calibrate(texts, truth)
    answer, truth = matcher.predict(_encoded(models, rows)), _truth(rows, places)
    result = evaluate.matching(answer.probabilities, answer.known, truth, suggest, accept)
    langs = np.array([row["lang"] for row in rows])
    result["by_lang"] = {
        str(lang): evaluate.matching(
            answer.probabilities[langs == lang], answer.known[langs == lang], truth[langs == lang], suggest, accept
        )
        for lang in sorted(set(langs.tolist()))
    }
    return result


def _fitted(models: Models, known: Sequence[Narrative]) -> NarrativeMatcher:
    from classifiers.match import NarrativeMatcher

    evidence = [
        (place, text)
        for place, one in enumerate(known)
        for text in dict.fromkeys((one.title, first_sentence(one.description), *one.exemplars))
        if text
    ]
    texts = [text for _, text in evidence]
    return NarrativeMatcher().fit(models.texts(texts, models.encoder.transform(texts)), [place for place, _ in evidence])


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    narratives = row["narrative_ids"]
    if not isinstance(narratives, list):
        raise TypeError("'narrative_ids' must be a list")
    text = str(row["text"])
    return {"text": text, "lang": row.get("lang") or identify(text), "narrative_ids": narratives}


def _encoded(models: Models, rows: Sequence[dict[str, Any]]) -> Texts:
    texts = [row["text"] for row in rows]
    return models.texts(texts, models.encoder.transform(texts), [row["lang"] for row in rows])


def _truth(rows: Sequence[dict[str, Any]], places: dict[str, int]) -> NDArray[np.bool_]:
    import numpy as np

    truth = np.zeros((len(rows), len(places)), dtype=bool)
    for number, row in enumerate(rows):
        for key in row["narrative_ids"]:
            if key not in places:
                raise CounterclaimError(f"narrative {key!r} of statement {number + 1} is not among the narratives")
            truth[number, places[key]] = True
    return truth
