"""From a flagger's probabilities to Flags, and training the flagger on labelled rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.labels import CHECKWORTHY_HEAD, CLAIM_TYPE_HEAD, CLAIM_TYPES
from monitor.errors import CounterclaimError
from monitor.models import Models
from monitor.read.knowledge import Labelled
from monitor.records import Flag

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.flag import Flagger


def flag_batch(
    head: str, flagger: Flagger, ids: Sequence[str], texts: Sequence[str], vectors: NDArray[np.float32]
) -> list[Flag]:
    """The labels of each text that pass their thresholds; a row with label None where none does.

    Check-worthiness is a degree, so its probability is kept whatever the threshold says.
    """
    probabilities = flagger.predict_proba(texts, vectors)
    flags: list[Flag] = []
    for key, labels, row in zip(ids, flagger.choose(probabilities), probabilities, strict=True):
        of = dict(zip(flagger.labels_, row.tolist(), strict=True))
        shown = flagger.labels_ if head == CHECKWORTHY_HEAD else sorted(labels)
        flags += [Flag(statement_id=key, head=head, label=label, probability=of[label]) for label in shown]
        if not shown:
            flags.append(Flag(statement_id=key, head=head, label=None, probability=max(of.values(), default=0.0)))
    return flags


def train_flagger(rows: Sequence[Labelled], models: Models, folder: Path, today: date) -> dict[str, Any]:
    """Fit both heads on labelled rows and put the new flagger in the place of the old one. Returns its figures by head."""
    from classifiers.saved import save
    from classifiers.train import card, held_out_scores, train_heads

    unknown = {label for row in rows for label in row.labels} - set(CLAIM_TYPES)
    if unknown:
        raise CounterclaimError(f"unknown labels: {', '.join(sorted(unknown))}; known are: {', '.join(CLAIM_TYPES)}")
    texts = [row.text for row in rows]
    try:
        heads = train_heads(
            texts, models.encoder.transform(texts), [set(row.labels) for row in rows], [row.checkworthy for row in rows]
        )
    except ValueError as error:
        raise CounterclaimError(f"{len(rows)} rows are not enough to train on: {error}") from None
    scores = {CLAIM_TYPE_HEAD: held_out_scores(heads[CLAIM_TYPE_HEAD], [set(row.labels) for row in rows])}
    if CHECKWORTHY_HEAD in heads:
        judged = [{CHECKWORTHY_HEAD} if row.checkworthy else set() for row in rows if row.checkworthy is not None]
        scores[CHECKWORTHY_HEAD] = held_out_scores(heads[CHECKWORTHY_HEAD], judged)
    langs = [row.lang or "?" for row in rows]
    arrays: dict[str, NDArray[Any]] = {}
    entries: dict[str, Any] = {}
    for head, flagger in heads.items():
        mine, entry = flagger.state()
        arrays |= {f"{head}.{name}": value for name, value in mine.items()}
        entries[head] = entry
    text = card(scores, langs, models.encoder_name, today.isoformat(), _by_lang(heads[CLAIM_TYPE_HEAD], rows))
    save(folder, arrays, {"encoder": models.encoder_name, "heads": entries}, text)
    return scores


def _by_lang(flagger: Flagger, rows: Sequence[Labelled]) -> dict[str, float]:
    """Held-out macro F1 of the claim types in each language with at least a hundred rows."""
    import numpy as np
    from sklearn.metrics import f1_score

    truth = np.array([[label in row.labels for label in flagger.labels_] for row in rows])
    chosen = np.array([[label in one for label in flagger.labels_] for one in flagger.choose(flagger.held_out_)])
    found = {}
    for lang in sorted({row.lang for row in rows if row.lang}):
        mine = np.array([row.lang == lang for row in rows])
        if mine.sum() >= 100:
            found[lang] = float(f1_score(truth[mine], chosen[mine], average="macro", zero_division=0))
    return found
