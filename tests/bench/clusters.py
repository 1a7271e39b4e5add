"""``python -m tests.bench.clusters``: our groups beside BERTopic's defaults, on the same vectors, in one run.

BERTopic and what it needs (umap-learn, hdbscan, numba) are no part of the project: they live in an environment of their
own, whose Python is named by ``--bertopic``. Both sides get the same number of threads, fresh processes and no import time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np

#: Run by the other Python. Only the random state is not BERTopic's own: without one its UMAP differs from run to run.
_BERTOPIC = """
import json, sys, time
import numpy as np
from bertopic import BERTopic
from umap import UMAP
vectors, texts = np.load(sys.argv[1]), json.load(open(sys.argv[2]))
reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=int(sys.argv[4]) or None)
start, spent = time.perf_counter(), time.process_time()
labels, _ = BERTopic(embedding_model=None, umap_model=reduce).fit_transform(texts, embeddings=vectors)
out = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - spent, "labels": [int(each) for each in labels]}
json.dump(out, open(sys.argv[3], "w"))
"""
_OURS = """
import json, sys, time
import numpy as np
from classifiers.group import StatementGrouper, keywords, typical_first
vectors, texts = np.load(sys.argv[1]), json.load(open(sys.argv[2]))
start, spent = time.perf_counter(), time.process_time()
labels = StatementGrouper(seed=int(sys.argv[4])).fit(vectors).labels_
for group in range(labels.max() + 1):
    inside = np.flatnonzero(labels == group)
    inside = inside[typical_first(vectors[inside], [texts[row] for row in inside])]
    keywords([texts[row] for row in inside], [texts[row] for row in np.flatnonzero(labels != group)])
out = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - spent, "labels": labels.tolist()}
json.dump(out, open(sys.argv[3], "w"))
"""


@click.command()
@click.option("--statements", type=click.Path(exists=True, path_type=Path), required=True, help="Rows with text and label.")
@click.option("--vectors", type=click.Path(exists=True, path_type=Path), help="Their vectors (.npy), to save embedding them.")
@click.option("--bertopic", type=click.Path(exists=True), help="A Python that has bertopic; without it ours is shown alone.")
@click.option("--threads", default=1, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(statements: Path, vectors: Path | None, bertopic: str | None, threads: int, seed: int) -> None:
    """ARI, NMI and seconds of each, keywords included on both sides. On a shared machine trust the CPU time."""
    from classifiers import evaluate
    from monitor.models import Models
    from monitor.settings import Settings

    rows = [json.loads(line) for line in statements.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts, truth = [row["text"] for row in rows], [str(row["label"]) for row in rows]
    found = np.load(vectors) if vectors else Models(Settings()).encoder.transform(texts)
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        np.save(place / "vectors.npy", found)
        (place / "texts.json").write_text(json.dumps(texts))
        for name, python, code in (("ours", sys.executable, _OURS), ("BERTopic", bertopic, _BERTOPIC)):
            if python is None:
                continue
            files = [str(place / file) for file in ("vectors.npy", "texts.json", "out.json")]
            result = _run([python, "-c", code, *files, str(seed)], place / "out.json", threads)
            seconds[name] = result["cpu"]
            got = evaluate.clusters(np.array(result["labels"]), truth)
            ari, nmi = got["ari"], got["nmi"]
            click.echo(
                f"{name:<10} ARI {ari['value']:.3f} [{ari['low']:.3f}, {ari['high']:.3f}]  NMI {nmi['value']:.3f}  "
                f"{got['clusters']} groups, {got['noise']} of {got['n']} noise  "
                f"{result['seconds']:.1f} s, {result['cpu']:.1f} s of CPU"
            )
    if "BERTopic" in seconds:
        click.echo(f"CPU time, BERTopic / ours: {seconds['BERTopic'] / seconds['ours']:.1f}")


def _run(command: list[str], out: Path, threads: int) -> dict[str, list[int] | float]:
    limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), str(threads))
    start = time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, **limits}, cwd=Path(__file__).parents[2])
    click.echo(f"({time.perf_counter() - start:.0f} s with start-up)", err=True)
    return dict(json.loads(out.read_text()))


if __name__ == "__main__":
    main()
