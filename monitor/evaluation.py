"""Measuring the product's own methods on a newsroom's own rows. Reads files, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.labels import CHECKWORTHY
from monitor.errors import CounterclaimError
from monitor.ids import first_sentence
from monitor.language import identify
from monitor.models import Models
from monitor.read.knowledge import Labelled, labelled, narrative, rows_of
from monitor.records import Narrative, ReadError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.flag import Flagger
    from classifiers.match import NarrativeMatcher, Texts


def evaluate_matching(models: Models, narratives: Path, statements: Path, tune: Path | None) -> dict[str, Any]:
    """Open-set matching of statements with known narratives. ``tune`` rows calibrate the matcher and set the thresholds."""
    import numpy as np

    from classifiers import evaluate

    known = _all(narratives, narrative)
    rows = _all(statements, _statement)
    places = {one.id: place for place, one in enumerate(known)}
    matcher = _fitted(models, known)
    suggest, accept = models.settings.suggest, models.settings.accept
    if tune is not None:
        taught = _all(tune, _statement)
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


def evaluate_retrieval(
    models: Models, claims: Path, queries: Path, qrels: Path, tune_queries: Path | None, tune_qrels: Path | None
) -> dict[str, Any]:
    """Ranking of claims for each query. With tuning pairs the ranker is fitted on them first."""
    from classifiers import evaluate
    from classifiers.rank import ClaimRanker

    rows = _all(claims, _claim)
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


def evaluate_flags(models: Models, train: Path, test: Path) -> dict[str, Any]:
    """A fresh flagger of the product's own kind, fitted on one file of labelled rows and tested on another."""
    from classifiers.train import new_flagger

    taught, asked = _all(train, labelled), _all(test, labelled)
    try:
        flagger = new_flagger().fit(*_flag_rows(models, taught), [set(row.labels) for row in taught])
    except ValueError as error:
        raise CounterclaimError(f"{train}: {error}") from None
    return _flag_figures(flagger, models, asked)


def evaluate_present_flagger(models: Models, test: Path) -> dict[str, Any]:
    """The flagger in use, on labelled rows it was not trained on. ``checkworthy`` in a row counts as a label of it."""
    asked = _all(test, labelled)
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


def evaluate_clusters(models: Models, statements: Path) -> dict[str, Any]:
    """Groups of statements against their true labels."""
    from classifiers import evaluate
    from classifiers.group import StatementGrouper

    rows = _all(statements, _with_label)
    vectors = models.encoder.transform([text for text, _ in rows])
    return evaluate.clusters(StatementGrouper().fit(vectors).labels_, [label for _, label in rows])


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


def _claim(row: dict[str, Any]) -> dict[str, str]:
    return {"id": str(row["id"]), "text": str(row["text"]), "title": str(row.get("title") or "")}


def _with_label(row: dict[str, Any]) -> tuple[str, str]:
    return str(row["text"]), str(row["label"])


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


def _flag_rows(models: Models, rows: Sequence[Labelled]) -> tuple[list[str], NDArray[np.float32]]:
    texts = [row.text for row in rows]
    return texts, models.encoder.transform(texts)


def _queries(queries: Path, qrels: Path, places: dict[str, int]) -> tuple[list[str], list[set[int]]]:
    """(texts, claims that answer each), for the queries that have at least one answer."""
    answers: dict[str, set[int]] = {}
    for number, line in enumerate(_lines(qrels), start=1):
        parts = line.split()
        if len(parts) != 4:
            raise CounterclaimError(f"{qrels}, line {number}: not a TREC qrels line (query 0 claim 1)")
        if parts[3] != "0" and parts[2] in places:
            answers.setdefault(parts[0], set()).add(places[parts[2]])
    texts, found = [], []
    for number, line in enumerate(_lines(queries), start=1):
        key, tab, text = line.partition("\t")
        if not tab:
            raise CounterclaimError(f"{queries}, line {number}: not id, tab, text")
        if key in answers:
            texts.append(text)
            found.append(answers[key])
    if not texts:
        raise CounterclaimError(f"{queries}: no query has an answer in {qrels}")
    return texts, found


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CounterclaimError(f"{path}: cannot be read ({error})") from None


def _all(path: Path, make: Any) -> list[Any]:
    """Every row of a file: a measurement on part of the rows would be a measurement of something else."""
    rows = []
    for row in rows_of(path, make):
        if isinstance(row, ReadError):
            raise CounterclaimError(f"{row.file}, {row.place}: {row.reason}")
        rows.append(row)
    if not rows:
        raise CounterclaimError(f"{path}: there are no rows in it")
    return rows
