"""Do groups of statements fall where their labels are?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from monitor.evaluation.rows import all_rows, words_of
from monitor.models import Models


def evaluate_clusters(models: Models, statements: Path) -> dict[str, Any]:
    """Groups of statements against their true labels, and the seconds that embedding and grouping took."""
    from classifiers import evaluate
    from classifiers.group import StatementGrouper

    rows = all_rows(statements, _with_label)
    start = time.perf_counter()
    vectors = models.encoder.transform([text for text, _ in rows])
    embedded = time.perf_counter()
    labels = StatementGrouper().fit(vectors).labels_
    grouped = time.perf_counter()
    measures = evaluate.clusters(labels, [label for _, label in rows])
    return {**measures, "seconds": {"embed": round(embedded - start, 1), "group": round(grouped - embedded, 1)}}


def _with_label(row: dict[str, Any]) -> tuple[str, str]:
    return words_of(row, "text"), str(row["label"])
