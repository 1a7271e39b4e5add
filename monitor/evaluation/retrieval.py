"""Does each query find the claims that answer it?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import CounterclaimError
from monitor.evaluation.rows import all_rows, lines_of, words_of
from monitor.language import decide
from monitor.models import Models

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


#: Deep enough that a first answer further down adds nothing to any figure.
_DEPTH = 1000


def evaluate_retrieval(
    models: Models, claims: Path, queries: Path, qrels: Path, tune_queries: Path | None, tune_qrels: Path | None
) -> dict[str, Any]:
    """Ranking of claims for each query, by the ranker that the desk uses; with tuning pairs it is fitted on them first."""
    import numpy as np

    from classifiers import evaluate
    from classifiers.rank import ClaimRanker

    rows = all_rows(claims, _claim)
    places = {row["id"]: place for place, row in enumerate(rows)}
    if len(places) < len(rows):
        twice = next(row["id"] for place, row in enumerate(rows) if places[row["id"]] != place)
        raise CounterclaimError(f"{claims}: claim {twice!r} stands there more than once")
    if (tune_queries is None) != (tune_qrels is None):
        raise CounterclaimError("--tune-queries and --tune-qrels are given together or not at all")
    texts = [f"{row['text']}\n{row['title']}".strip() for row in rows]
    ranker = ClaimRanker(cross=models.reranker).fit(texts, models.encoder.transform(texts))
    if tune_queries is not None and tune_qrels is not None:
        asked, answers = _queries(tune_queries, tune_qrels, places)
        try:
            ranker.fit_pairs(asked, models.encoder.transform(asked), answers, _trusted(models, asked)[1])
        except ValueError as error:
            raise CounterclaimError(f"{tune_queries}: {error}") from None
    asked, answers = _queries(queries, qrels, places)
    langs, trusted = _trusted(models, asked)
    found = ranker.rank_many(asked, models.encoder.transform(asked), _DEPTH, trusted)
    ranked = [[one.row for one in row] for row in found]
    result = evaluate.retrieval(ranked, answers)
    by_lang = {lang: np.flatnonzero(np.array(langs) == lang) for lang in sorted(set(langs))}
    result["by_lang"] = {
        lang: evaluate.retrieval([ranked[place] for place in mine], [answers[place] for place in mine])
        for lang, mine in by_lang.items()
    }
    return result


def _trusted(models: Models, texts: Sequence[str]) -> tuple[list[str], NDArray[np.bool_]]:
    """(languages, whether the encoder knows each). A text whose language is unsure is taken for one that it knows."""
    usual = models.settings.model_languages[0] if models.settings.model_languages else "en"
    usual = "en" if usual == "*" else usual
    langs = []
    for text in texts:
        lang, sure = decide(text, usual)
        langs.append(lang if lang is not None and sure else usual)
    return langs, models.trusted(langs)


def _claim(row: dict[str, Any]) -> dict[str, str]:
    title = words_of(row, "title") if row.get("title") else ""
    return {"id": str(row["id"]), "text": words_of(row, "text"), "title": title}


def _queries(queries: Path, qrels: Path, places: dict[str, int]) -> tuple[list[str], list[set[int]]]:
    """(texts, claims that answer each), for the queries that have at least one answer."""
    answers: dict[str, set[int]] = {}
    for number, line in enumerate(lines_of(qrels), start=1):
        parts = line.split()
        if len(parts) != 4:
            raise CounterclaimError(f"{qrels}, line {number}: not a TREC qrels line (query 0 claim 1)")
        if not parts[3].lstrip("-").isdecimal():
            raise CounterclaimError(f"{qrels}, line {number}: relevance {parts[3]!r} is no whole number")
        if int(parts[3]) > 0 and parts[2] in places:
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
