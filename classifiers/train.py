"""Training the flagger's heads from labelled rows, and the card that says how good they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers import evaluate
from classifiers.flag import Flagger
from classifiers.labels import CHECKWORTHY, CHECKWORTHY_HEAD, CLAIM_TYPE_HEAD, NOT_A_CLAIM


def train_heads(
    texts: Sequence[str], vectors: NDArray[np.float32], claim_types: Sequence[set[str]], checkworthy: Sequence[bool | None]
) -> dict[str, Flagger]:
    """A flagger per head. Rows without a judgement of check-worthiness (None) teach only the claim types."""
    heads = {CLAIM_TYPE_HEAD: Flagger(alone=NOT_A_CLAIM).fit(texts, vectors, claim_types)}
    judged = [row for row, answer in enumerate(checkworthy) if answer is not None]
    if judged:
        answers = [{CHECKWORTHY} if checkworthy[row] else set() for row in judged]
        heads[CHECKWORTHY_HEAD] = Flagger().fit([texts[row] for row in judged], vectors[judged], answers)
    return heads


def held_out_scores(flagger: Flagger, labels: Sequence[set[str]]) -> dict[str, Any]:
    """The figures of a freshly fitted flagger by its own cross-validation: every row judged by a model without it.

    The thresholds were chosen on the same held-out probabilities; one number per label from thousands of rows moves
    the F1 by about a hundredth.
    """
    truth = np.array([[label in row for label in flagger.labels_] for row in labels])
    chosen = flagger.choose(flagger.held_out_)
    decided = np.array([[label in row for label in flagger.labels_] for row in chosen])
    return evaluate.flags(flagger.held_out_, decided, truth, flagger.labels_)


def card(
    scores: dict[str, dict[str, Any]], langs: Sequence[str], encoder: str, trained_on: str, by_lang: dict[str, float]
) -> str:
    """The model's card as Markdown, from measured figures."""
    rows = Counter(langs)
    lines = [
        "# Card of the flagger",
        "",
        f"Trained on {trained_on} from {sum(rows.values())} labelled rows ("
        + ", ".join(f"{count} {lang}" for lang, count in rows.most_common())
        + f") over vectors of {encoder}. Figures are by 5-fold cross-validation on these rows; other texts will be harder.",
        "",
    ]
    for head, figures in scores.items():
        macro, micro = figures["macro_f1"], figures["micro_f1"]
        lines += [
            f"## {head}",
            "",
            f"Macro F1 {macro['value']:.3f} (95 % {macro['low']:.3f} to {macro['high']:.3f}), micro F1 {micro['value']:.3f}, "
            f"calibration error {figures['ece']:.3f}.",
            "",
            "| label | precision | recall | F1 | rows |",
            "|---|---|---|---|---|",
        ]
        for label, one in figures["per_label"].items():
            lines.append(f"| {label} | {one['precision']:.2f} | {one['recall']:.2f} | {one['f1']:.2f} | {one['support']} |")
        lines.append("")
    if by_lang:
        lines += ["Macro F1 of the claim types by language: "]
        lines[-1] += ", ".join(f"{lang} {value:.2f}" for lang, value in sorted(by_lang.items())) + "."
        lines.append("")
    lines += [
        "The labels judge the words of a statement, never its truth. A flag is a suggestion for the order of work; people",
        "decide. The rows were written for this project by its authors and checked once: expect the figures to flatter.",
        "",
    ]
    return "\n".join(lines)
