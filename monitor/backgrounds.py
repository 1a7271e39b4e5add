"""Training what the matcher knows of storylines in general, from the rows that come with the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import CounterclaimError
from monitor.flagging import flag_batch
from monitor.language import identify
from monitor.models import Models
from monitor.read.knowledge import narrative, rows_of
from monitor.records import ReadError
from monitor.signals import SIGNALS, signals_of

if TYPE_CHECKING:
    from classifiers.nearness import Texts

MADE_BY = "matcher train"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A text that serves a storyline, or stands beside one. ``tells``: it is an exemplar, and so tells the spread."""

    text: str
    storyline: str
    serves: bool
    tells: bool = False


def train_background(models: Models, fixtures: Path, folder: Path, today: date) -> dict[str, Any]:
    """Fit on ``fixtures``, measure by cross-validation with whole storylines held out, and save. Returns the figures."""
    import numpy as np

    from classifiers.background import Background
    from classifiers.saved import save

    rows = _rows(fixtures)
    texts = _texts(models, [row.text for row in rows])
    names = sorted({row.storyline for row in rows})
    storylines = np.array([names.index(row.storyline) for row in rows])
    owners = np.where([row.tells for row in rows], storylines, -1)
    serves = np.array([row.serves for row in rows])
    background = Background.fit(texts, owners, serves)
    figures = _held_out(texts, storylines, owners, serves)
    words = {"encoder": models.encoder_name, "signals": list(SIGNALS)}
    save(folder, background.state(), words, _card(figures, len(rows), models.encoder_name, today))
    return figures


def _rows(fixtures: Path) -> list[Row]:
    found = [
        Row(text=text, storyline=one.id, serves=True, tells=True)
        for one in _read(fixtures / "narratives.jsonl", narrative)
        for text in (one.title, *one.exemplars)
    ]
    found += _read(
        fixtures / "serving.jsonl", lambda row: Row(text=row["text"], storyline=row["narrative_ids"][0], serves=True)
    )
    found += _read(fixtures / "beside.jsonl", lambda row: Row(text=row["text"], storyline=(*row["near"], "")[0], serves=False))
    return list({row.text: row for row in found}.values())


def _read(path: Path, make: Any) -> list[Any]:
    rows = list(rows_of(path, make))
    if errors := [row for row in rows if isinstance(row, ReadError)]:
        raise CounterclaimError(f"{errors[0].file}, {errors[0].place}: {errors[0].reason}")
    return rows


def _texts(models: Models, words: list[str]) -> Texts:
    """Texts with their vectors and the signals of their flags, as the run would see them."""
    return texts_with_signals(models, words, [identify(text) for text in words])


def texts_with_signals(models: Models, words: list[str], langs: list[str]) -> Texts:
    """Texts that are not in the database, with vectors and flags made on the spot."""
    _, flagger = models.flagger
    vectors = models.encoder.transform(words)
    keys = [str(number) for number in range(len(words))]
    flags: dict[str, list[dict[str, Any]]] = {key: [] for key in keys}
    for flag in flag_batch(flagger, keys, words, langs, vectors):
        if flag.label is not None:
            flags[flag.statement_id].append({"label": flag.label, "probability": flag.probability})
    return models.texts(words, vectors, langs, signals_of([flags[key] for key in keys]))


def _held_out(texts: Texts, storylines: Any, owners: Any, serves: Any) -> dict[str, Any]:
    """How well serving and standing beside are told apart in storylines that were left out of the learning (AUROC)."""
    import numpy as np
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    from classifiers.background import Background
    from classifiers.evaluate import interval

    found = np.zeros((len(texts), 2))
    for learnt, asked in GroupKFold(5).split(found, groups=storylines):
        part = Background.fit(texts.take(learnt), owners[learnt], serves[learnt])
        found[asked] = part.serving(texts.take(asked))
    figures = {}
    for name, score in (("by_vector", found[:, 0]), ("by_signals", found[:, 1]), ("together", found.sum(axis=1))):
        rows = np.flatnonzero(texts.trusted) if name == "by_vector" else np.arange(len(texts))

        def auroc(drawn: Any, score: Any = score, rows: Any = rows) -> float:
            return float(roc_auc_score(serves[rows[drawn]], score[rows[drawn]]))

        figures[name] = interval(len(rows), auroc, draws=200)
    return figures


def _card(figures: dict[str, Any], rows: int, encoder: str, today: date) -> str:
    lines = [
        "# Card of the matcher's background",
        "",
        f"Trained on {today.isoformat()} from {rows} rows over vectors of {encoder}. Whether a sentence serves some storyline",
        "or merely stands beside one, by 5-fold cross-validation with whole storylines held out (area under the ROC curve):",
        "",
        *(
            f"- {name.replace('_', ' ')}: {one['value']:.3f} (95 % {one['low']:.3f} to {one['high']:.3f})"
            for name, one in figures.items()
        ),
        "",
        "The rows were written for this project; real statements are harder. It weighs on a match only as far as it recognises",
        "a team's own narratives as storylines.",
        "",
    ]
    return "\n".join(lines)
