"""Sentence boundaries against treebanks: ``python -m tests.bench.sentences FILE.jsonl ...``.

A row is ``{"lang", "text", "sentences"}``. A boundary is the offset at which a sentence ends; that of the text's last one
is given and does not count. A boundary is marked if its sentence ends in a mark, whatever closes or is painted behind it.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from monitor.sentences import spans

DRAWS = 1000


class Counts(NamedTuple):
    right: int
    wrong: int
    missed: int
    marked: int
    marked_found: int


def is_marked(sentence: str) -> bool:
    bare = sentence.rstrip()
    while bare and not bare[-1].isalnum() and bare[-1] not in ".!?…":
        bare = bare[:-1].rstrip()
    return bare.endswith((".", "!", "?", "…"))


def count(text: str, lang: str, sentences: list[str]) -> Counts:
    ends, marked, at = set(), set(), 0
    for sentence in sentences[:-1]:
        at = text.index(sentence, at) + len(sentence)
        ends.add(at)
        if is_marked(sentence):
            marked.add(at)
    found = {end for _, end in spans(text, lang)} - {len(text)}
    return Counts(len(found & ends), len(found - ends), len(ends - found), len(marked), len(found & marked))


def precision(all_of: list[Counts]) -> float:
    right = sum(each.right for each in all_of)
    return right / max(right + sum(each.wrong for each in all_of), 1)


def recall(all_of: list[Counts]) -> float:
    right = sum(each.right for each in all_of)
    return right / max(right + sum(each.missed for each in all_of), 1)


def marked_recall(all_of: list[Counts]) -> float:
    return sum(each.marked_found for each in all_of) / max(sum(each.marked for each in all_of), 1)


def f1(all_of: list[Counts]) -> float:
    both = precision(all_of), recall(all_of)
    return 2 * both[0] * both[1] / sum(both) if any(both) else 0.0


def interval(measure: Callable[[list[Counts]], float], all_of: list[Counts]) -> str:
    """The measure and where 95 % of draws of as many rows, with repeats, put it."""
    chance = random.Random(0)
    drawn = sorted(measure(chance.choices(all_of, k=len(all_of))) for _ in range(DRAWS))
    return f"{measure(all_of):.3f} ({drawn[DRAWS // 40]:.3f}-{drawn[-DRAWS // 40 - 1]:.3f})"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    """Precision, recall and F1 of the boundaries of FILES, the recall of the marked ones, and the speed."""
    click.echo(f"{'':<14}{'precision':<22}{'recall':<22}{'F1':<22}{'recall, marked':<22}MB/s")
    for file in files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        all_of = [count(row["text"], row["lang"], row["sentences"]) for row in rows]
        start = time.perf_counter()
        for row in rows:
            spans(row["text"], row["lang"])
        speed = sum(len(row["text"].encode()) for row in rows) / 1e6 / (time.perf_counter() - start)
        figures = "".join(f"{interval(measure, all_of):<22}" for measure in (precision, recall, f1, marked_recall))
        click.echo(f"{file.stem:<14}{figures}{speed:.1f}")


if __name__ == "__main__":
    main()
