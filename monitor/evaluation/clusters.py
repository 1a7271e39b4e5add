"""Do groups of statements fall where their labels are?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monitor.evaluation.rows import all_rows
from monitor.models import Models


def evaluate_clusters(models: Models, statements: Path) -> dict[str, Any]:
    """Groups of statements against their true labels."""
    from classifiers import evaluate
    from classifiers.group import StatementGrouper

    rows = all_rows(statements, _with_label)
    vectors = models.encoder.transform([text for text, _ in rows])
    return evaluate.clusters(StatementGrouper().fit(vectors).labels_, [label for _, label in rows])


def _with_label(row: dict[str, Any]) -> tuple[str, str]:
    return str(row["text"]), str(row["label"])
