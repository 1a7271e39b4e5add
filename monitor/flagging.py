"""From a flagger's probabilities to Flags, and training the flagger on labelled rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.labels import CHECKWORTHY, CHECKWORTHY_HEAD, CLAIM_TYPE_HEAD, CLAIM_TYPES
from monitor.errors import CounterclaimError
from monitor.models import Models
from monitor.read.knowledge import Labelled
from monitor.records import Flag
from monitor.signals import STANCE_HEAD
from monitor.standing import stance_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.flag import Flagger


def flag_batch(
    flagger: Flagger, ids: Sequence[str], texts: Sequence[str], langs: Sequence[str], vectors: NDArray[np.float32]
) -> list[Flag]:
    """The claim types of each text that pass their thresholds, how far it is worth checking, and its stance.

    Where no claim type passes, a row with label None says so. Check-worthiness is a degree, so its probability is kept
    whatever its threshold says. The stance comes of rules, and has no probability but 1.
    """
    probabilities = flagger.predict_proba(texts, vectors)
    flags = [
        Flag(statement_id=key, head=STANCE_HEAD, label=stance_of(text, lang).value, probability=1.0)
        for key, text, lang in zip(ids, texts, langs, strict=True)
    ]
    for key, chosen, row in zip(ids, flagger.choose(probabilities), probabilities, strict=True):
        of = dict(zip(flagger.labels_, row.tolist(), strict=True))
        if CHECKWORTHY in of:
            worth = of.pop(CHECKWORTHY)
            flags.append(Flag(statement_id=key, head=CHECKWORTHY_HEAD, label=CHECKWORTHY, probability=worth))
        shown = sorted(chosen - {CHECKWORTHY})
        flags += [Flag(statement_id=key, head=CLAIM_TYPE_HEAD, label=label, probability=of[label]) for label in shown]
        if not shown:
            best = max(of.values(), default=0.0)
            flags.append(Flag(statement_id=key, head=CLAIM_TYPE_HEAD, label=None, probability=best))
    return flags


def train_flagger(rows: Sequence[Labelled], models: Models, folder: Path, today: date) -> dict[str, Any]:
    """Fit a flagger on labelled rows and put it in the place of the old one. Returns its figures by head.

    Raises CounterclaimError for unknown labels, rows nobody judged for check-worthiness, and too few rows; the old
    flagger then stays.
    """
    from classifiers.saved import save
    from classifiers.train import card, held_out_scores, new_flagger

    unknown = {label for row in rows for label in row.labels} - set(CLAIM_TYPES)
    if unknown:
        raise CounterclaimError(f"unknown labels: {', '.join(sorted(unknown))}; known are: {', '.join(CLAIM_TYPES)}")
    if unjudged := sum(row.checkworthy is None for row in rows):
        raise CounterclaimError(f"{unjudged} of {len(rows)} rows do not say whether they are worth checking (checkworthy)")
    texts = [row.text for row in rows]
    labels = [{*row.labels, CHECKWORTHY} if row.checkworthy else set(row.labels) for row in rows]
    try:
        flagger = new_flagger().fit(texts, models.encoder.transform(texts), labels)
    except ValueError as error:
        raise CounterclaimError(f"{len(rows)} rows are not enough to train on: {error}") from None
    langs = [row.lang or "?" for row in rows]
    scores = held_out_scores(flagger, labels, langs)
    arrays, words = flagger.state()
    text = card(scores, langs, models.encoder_name, today.isoformat())
    save(folder, arrays, words | {"encoder": models.encoder_name}, text)
    return scores
