"""How well does a flagger do on labelled rows?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.labels import CHECKWORTHY
from monitor.errors import CounterclaimError
from monitor.evaluation.rows import all_rows
from monitor.models import Models
from monitor.read.knowledge import Labelled, labelled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.flag import Flagger


def evaluate_flags(models: Models, train: Path, test: Path) -> dict[str, Any]:
    """A fresh flagger of the product's own kind, fitted on one file of labelled rows and tested on another."""
    from classifiers.train import new_flagger

    taught, asked = all_rows(train, labelled), all_rows(test, labelled)
    try:
        flagger = new_flagger().fit(*_flag_rows(models, taught), [set(row.labels) for row in taught])
    except ValueError as error:
        raise CounterclaimError(f"{train}: {error}") from None
    return _flag_figures(flagger, models, asked)


def evaluate_present_flagger(models: Models, test: Path) -> dict[str, Any]:
    """The flagger in use, on labelled rows it was not trained on. ``checkworthy`` in a row counts as a label of it."""
    asked = all_rows(test, labelled)
    rows = [replace(row, labels=(*row.labels, CHECKWORTHY)) if row.checkworthy else row for row in asked]
    return _flag_figures(models.flagger[1], models, rows)


def _flag_figures(flagger: Flagger, models: Models, asked: Sequence[Labelled]) -> dict[str, Any]:
    import numpy as np

    from classifiers import evaluate

    texts, vectors = _flag_rows(models, asked)
    probabilities = flagger.predict_proba(texts, vectors)
    chosen = flagger.choose(probabilities)

    def score(rows: Sequence[int]) -> dict[str, Any]:
        truth = np.array([[label in asked[row].labels for label in flagger.labels_] for row in rows], dtype=bool)
        decided = np.array([[label in chosen[row] for label in flagger.labels_] for row in rows], dtype=bool)
        return evaluate.flags(probabilities[list(rows)], decided, truth, flagger.labels_)

    result = score(range(len(asked)))
    result["left_out"] = list(flagger.left_out_)
    langs = sorted({row.lang for row in asked if row.lang})
    result["by_lang"] = {lang: score([n for n, row in enumerate(asked) if row.lang == lang]) for lang in langs}
    return result


def _flag_rows(models: Models, rows: Sequence[Labelled]) -> tuple[list[str], NDArray[np.float32]]:
    texts = [row.text for row in rows]
    return texts, models.encoder.transform(texts)
