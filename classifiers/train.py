"""Training the flagger from labelled rows, and the card that says how good it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers import evaluate
from classifiers.flag import Flagger
from classifiers.labels import CHECKWORTHY, CLAIM_TYPES, NOT_A_CLAIM


def new_flagger() -> Flagger:
    """The product's own kind of flagger: claim types and check-worthiness in one network, which learns both better."""
    return Flagger(alone=NOT_A_CLAIM, apart=(CHECKWORTHY,))


def held_out_scores(flagger: Flagger, labels: Sequence[set[str]], langs: Sequence[str]) -> dict[str, Any]:
    """A freshly fitted flagger's figures by its own cross-validation: every row judged by a network without it.

    ``claim_type`` and ``checkworthy`` apart; claim types also by language. The thresholds were chosen on the same held-out
    probabilities: one number per label from thousands of rows moves the F1 by less than a hundredth.
    """
    truth = np.array([[label in row for label in flagger.labels_] for row in labels])
    chosen = flagger.choose(flagger.held_out_)
    decided = np.array([[label in row for label in flagger.labels_] for row in chosen])

    def score(names: Sequence[str], rows: NDArray[np.bool_]) -> dict[str, Any]:
        places = [place for place, label in enumerate(flagger.labels_) if label in names]
        cut = np.ix_(np.flatnonzero(rows), np.array(places))
        return evaluate.flags(flagger.held_out_[cut], decided[cut], truth[cut], [flagger.labels_[p] for p in places])

    everywhere = np.ones(len(truth), dtype=bool)
    scores = {"claim_type": score(tuple(CLAIM_TYPES), everywhere)}
    if CHECKWORTHY in flagger.labels_:
        scores["checkworthy"] = score((CHECKWORTHY,), everywhere)
    by_lang = {lang: np.array([one == lang for one in langs]) for lang in sorted(set(langs))}
    scores["claim_type"]["by_lang"] = {
        lang: score(tuple(CLAIM_TYPES), rows) for lang, rows in by_lang.items() if rows.sum() >= 100
    }
    return scores


def card(scores: dict[str, dict[str, Any]], langs: Sequence[str], encoder: str, trained_on: str) -> str:
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
        if by_lang := figures.get("by_lang"):
            each = [f"{lang} {one['macro_f1']['value']:.2f}" for lang, one in by_lang.items()]
            lines += ["Macro F1 by language: " + ", ".join(each) + ".", ""]
    lines += [
        "The labels judge the words of a statement, never its truth. A flag is a suggestion for the order of work; people",
        "decide. The rows were written for this project by its authors and checked once: expect the figures to flatter.",
        "",
    ]
    return "\n".join(lines)
