"""Fits the ranker's shipped weights and measures them: ``python -m tests.bench.ranking [--fit] DATA VECTORS``.

DATA holds ``retrieval/{snopes-2a,politifact-2b}``, ``indomain`` and ``parallel`` as the README of the data says; VECTORS is a
folder where sentence vectors are kept between runs (a first run encodes 33,000 claims and takes minutes). With ``--fit``
``classifiers/ranker.json`` is written: fitted on the train parts, each as a whole and cut into topics of some 250 claims,
where all speak of one thing as in a newsroom's archive; for languages that the encoder does not know, on translations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import roc_auc_score

from classifiers.embed import SentenceEncoder
from classifiers.evaluate import calibration_error, retrieval
from classifiers.rank import ClaimRanker
from classifiers.rank_features import DENSE, LEXICAL, NAMES, Candidates, Evidence
from classifiers.rank_fit import OF_MEANING, OF_WORDS, SHIPPED, Weights, fit_order, fit_sure, written

#: Who signed a post and when tells much on the posts of snopes-2a and nothing elsewhere: only ``fit_pairs`` may use it.
_OF_POSTS = ("signer", "signed_year")
_OF_WORDS = ("bm25_share", "both_covered", "letters", "things", "things_covered", "numbers_shared", "numbers_foreign",
             "numbers_missing", "pairs_covered")  # fmt: skip
_TRANSLATED = {"ru": ("ud_pud", "tico19", "mt_geneval"), "pl": ("ud_pud", "sdg_translations", "privacyguides"),
               "uk": ("sdg_translations", "privacyguides", "tatoeba"),
               "be": ("tatoeba", "sdg_translations", "privacyguides")}  # fmt: skip
_TOPIC = 250


@dataclass
class Task:
    """Claims and their vectors; queries, theirs, and the rows of the claims that answer each."""

    texts: list[str]
    vectors: NDArray[np.float32]
    queries: list[str]
    asked: NDArray[np.float32]
    answers: list[set[int]]

    def part(self, claims: NDArray[np.int64]) -> Task:
        place = {int(claim): at for at, claim in enumerate(claims)}
        right = [{place[claim] for claim in answer if claim in place} for answer in self.answers]
        kept = [at for at, answer in enumerate(right) if answer]
        return Task([self.texts[claim] for claim in claims], self.vectors[claims], [self.queries[at] for at in kept],
                    self.asked[kept], [right[at] for at in kept])  # fmt: skip

    def find(self, trusted: bool = True) -> list[Candidates]:
        evidence = Evidence().fit(self.texts, self.vectors)
        return list(evidence.find(self.queries, self.asked, [trusted] * len(self.queries)))


def read(folder: Path, queries: str, qrels: str, name: str, asked: str, vectors: Path) -> Task:
    rows = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    place = {row["id"]: at for at, row in enumerate(rows)}
    texts = [f"{row['text']}\n{row.get('title') or ''}".strip() for row in rows]
    answers: dict[str, set[int]] = {}
    for line in (folder / qrels).read_text(encoding="utf-8").splitlines():
        key, _, claim, right = line.split()
        if right != "0" and claim in place:
            answers.setdefault(key, set()).add(place[claim])
    lines = [line.split("\t", 1) for line in (folder / queries).read_text(encoding="utf-8").splitlines() if "\t" in line]
    every = kept_vectors(vectors / f"{asked}.npy", [text for _, text in lines])
    kept = [at for at, (key, _) in enumerate(lines) if key in answers]
    return Task(texts, kept_vectors(vectors / f"{name}.npy", texts), [lines[at][1] for at in kept], every[kept],
                [answers[lines[at][0]] for at in kept])  # fmt: skip


def kept_vectors(path: Path, texts: list[str]) -> NDArray[np.float32]:
    if not path.is_file():
        np.save(path, SentenceEncoder().transform(texts))
    vectors: NDArray[np.float32] = np.load(path, allow_pickle=False)
    if len(vectors) != len(texts):
        raise click.ClickException(f"{path}: {len(vectors)} vectors for {len(texts)} texts; remove the file")
    return vectors


def debates_or_posts(data: Path, vectors: Path, name: str, half: str) -> Task:
    names = (f"{half}.queries.tsv", f"{half}.qrels.tsv", f"{name}_claims", f"{name}_{half}_q")
    return read(data / "retrieval" / name, *names, vectors)


def in_domain(data: Path, vectors: Path, lang: str) -> Task:
    names = (f"queries.{lang}.tsv", f"queries.{lang}.qrels.tsv", "indomain_claims", f"indomain_q_{lang}")
    return read(data / "indomain", *names, vectors)


def topics(task: Task) -> Iterator[Task]:
    groups = MiniBatchKMeans(len(task.texts) // _TOPIC, random_state=0, n_init=1, batch_size=2048, max_iter=30)
    labels = groups.fit_predict(task.vectors)
    for label in range(groups.n_clusters):
        part = task.part(np.flatnonzero(labels == label))
        if part.queries and len(part.texts) >= 30:
            yield part


def translations(data: Path, lang: str) -> Task:
    """English sentences as claims and their translations as queries; the vectors are nought, for nobody looks at them."""
    lines = [
        line.split("\t")
        for name in _TRANSLATED[lang]
        if (path := data / "parallel" / name / f"{lang}.tsv").is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    lines = [line for line in lines if len(line) == 2 and len(line[0].split()) >= 9]
    np.random.default_rng(0).shuffle(lines)
    lines = lines[:1500]
    nought = np.zeros((len(lines), 2), dtype=np.float32)
    return Task([line[0] for line in lines], nought, [line[1] for line in lines[:300]], nought[:300],
                [{at} for at in range(300)])  # fmt: skip


def fit(data: Path, vectors: Path) -> dict[str, Weights]:
    whole = [debates_or_posts(data, vectors, name, "train") for name in ("snopes-2a", "politifact-2b")]
    parts = [list(topics(task)) for task in whole]
    found = [one for task in whole for one in task.find()] + [one for cut in parts for part in cut for one in part.find()]
    answers = [one for task in whole for one in task.answers] + [one for cut in parts for part in cut for one in part.answers]
    columns = [*DENSE, *(name for name in LEXICAL if name not in _OF_POSTS)]
    order = fit_order(found, answers, columns=columns, strength=0.003)
    trusted = Weights(order=order, sure=fit_sure(found, answers, order, columns=OF_MEANING))
    tasks = [*(translations(data, lang) for lang in _TRANSLATED), *whole]
    found = [one for task in tasks for one in task.find(trusted=False)]
    answers = [one for task in tasks for one in task.answers]
    order = fit_order(found, answers, columns=_OF_WORDS, strength=0.1)
    return {"trusted": trusted, "untrusted": Weights(order=order, sure=fit_sure(found, answers, order, columns=OF_WORDS))}


def show(name: str, task: Task, ranker: ClaimRanker, trusted: bool = True) -> None:
    known = [trusted] * len(task.queries)
    ranked = ranker.rank_many(task.queries, task.asked, 1000, known)
    figures = retrieval([[one.row for one in row] for row in ranked], task.answers)
    found = np.mean([bool({one.row for one in row} & right) for row, right in zip(ranked, task.answers, strict=True)])
    words = "  ".join(
        f"{key} {figures[key]['value']:.3f} [{figures[key]['low']:.3f}, {figures[key]['high']:.3f}]"
        for key in ("map@5", "mrr", "success@1", "success@5")
    )
    click.echo(f"{name:<34} {words}  candidates {found:.3f}  n {figures['n']}")
    surety(task, ranker, known)


def surety(task: Task, ranker: ClaimRanker, known: Sequence[bool]) -> None:
    """Is the probability what it says, and does it tell an answered claim from a new one? New: its answers taken away."""
    given, right, best = [], [], []
    for at, candidates in enumerate(ranker.evidence_.find(task.queries, task.asked, known)):
        weights = ranker.weights_["trusted" if known[at] else "untrusted"]
        for shown in (candidates, candidates.without(task.answers[at])):
            scores = weights.scores(shown.features)
            first = np.argsort(-scores, kind="stable")[:5]
            given.append(weights.probabilities(shown.features, scores)[first])
            right.append(shown.among(task.answers[at])[first])
            best.append(given[-1].max())
    answered, new = np.array(best[::2]), np.array(best[1::2])
    auroc = roc_auc_score(np.repeat([1, 0], [len(answered), len(new)]), np.concatenate([answered, new]))
    error = calibration_error(np.concatenate(given)[:, None], np.concatenate(right)[:, None])
    click.echo(f"{'':<34} calibration error {error:.3f}  known or new AUROC {auroc:.3f}  "
               f"P >= 0.5: {np.mean(answered >= 0.5):.2f} of the answered, {np.mean(new >= 0.5):.2f} of the new")  # fmt: skip


@click.command()
@click.option("--fit", "fitting", is_flag=True, help="Fit the shipped weights first and write them.")
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("vectors", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(fitting: bool, data: Path, vectors: Path) -> None:
    if fitting:
        weights = {kind: written(one) for kind, one in fit(data, vectors).items()}
        SHIPPED.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(NAMES)} features; default weights, then fitted on the train part; 95 % intervals over queries")
    for lang in ("en", "foreign"):
        task = in_domain(data, vectors, lang)
        show(f"indomain {lang}, default", task, ClaimRanker().fit(task.texts, task.vectors), lang == "en")
    for name in ("snopes-2a", "politifact-2b"):
        task, train = debates_or_posts(data, vectors, name, "dev"), debates_or_posts(data, vectors, name, "train")
        ranker = ClaimRanker().fit(task.texts, task.vectors)
        show(f"{name} dev, default", task, ranker)
        show(f"{name} dev, fitted on train", task, ranker.fit_pairs(train.queries, train.asked, train.answers))


if __name__ == "__main__":
    main()
