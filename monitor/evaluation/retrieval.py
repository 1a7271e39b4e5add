"""Does each query find the claims that answer it?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monitor.errors import CounterclaimError
from monitor.evaluation.rows import all_rows, lines_of
from monitor.models import Models


def evaluate_retrieval(
    models: Models, claims: Path, queries: Path, qrels: Path, tune_queries: Path | None, tune_qrels: Path | None
) -> dict[str, Any]:
    """Ranking of claims for each query. With tuning pairs the ranker is fitted on them first."""
    from classifiers import evaluate
    from classifiers.rank import ClaimRanker

    rows = all_rows(claims, _claim)
    places = {row["id"]: place for place, row in enumerate(rows)}
    texts = [f"{row['text']}\n{row['title']}".strip() for row in rows]
    ranker = ClaimRanker().fit(texts, models.encoder.transform(texts))
    if tune_queries is not None and tune_qrels is not None:
        asked, answers = _queries(tune_queries, tune_qrels, places)
        ranker.fit_pairs(asked, models.encoder.transform(asked), answers)
    asked, answers = _queries(queries, qrels, places)
    vectors = models.encoder.transform(asked)
    ranked = [[claim for claim, _ in ranker.rank(query, vector, 1000)] for query, vector in zip(asked, vectors, strict=True)]
    return evaluate.retrieval(ranked, answers)


def _claim(row: dict[str, Any]) -> dict[str, str]:
    return {"id": str(row["id"]), "text": str(row["text"]), "title": str(row.get("title") or "")}


def _queries(queries: Path, qrels: Path, places: dict[str, int]) -> tuple[list[str], list[set[int]]]:
    """(texts, claims that answer each), for the queries that have at least one answer."""
    answers: dict[str, set[int]] = {}
    for number, line in enumerate(lines_of(qrels), start=1):
        parts = line.split()
        if len(parts) != 4:
            raise CounterclaimError(f"{qrels}, line {number}: not a TREC qrels line (query 0 claim 1)")
        if parts[3] != "0" and parts[2] in places:
            answers.setdefault(parts[0], set()).add(places[parts[2]])
    texts, found = [], []
    for number, line in enumerate(lines_of(queries), start=1):
        key, tab, text = line.partition("\t")
        if not tab:
            raise CounterclaimError(f"{queries}, line {number}: not id, tab, text")
        if key in answers:
            texts.append(text)
            found.append(answers[key])
    if not texts:
        raise CounterclaimError(f"{queries}: no query has an answer in {qrels}")
    return texts, found
