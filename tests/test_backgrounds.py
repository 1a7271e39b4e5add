"""Training what the matcher knows of storylines, on a few rows of its own."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from classifiers import saved
from monitor.backgrounds import train_background
from monitor.cli import cli
from monitor.errors import CounterclaimError
from monitor.models import Models
from monitor.settings import Settings
from monitor.signals import SIGNALS


class LoudFlagger:
    """Calls what shouts an accusation, and all of it worth checking."""

    labels_ = ("accusation", "checkworthy")

    def predict_proba(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        return np.array([[0.9 if text.endswith("!") else 0.1, 0.8] for text in texts])

    def choose(self, probabilities: np.ndarray) -> list[set[str]]:
        return [{label for label, p in zip(self.labels_, row, strict=True) if p >= 0.5} for row in probabilities]


class LetterEncoder:
    """Vectors of letter counts: enough to tell made texts apart."""

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.array([[1 + text.lower().count(letter) for letter in "abcdefghijklmnop"] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def models(tmp_path: Path) -> Models:
    made = Models(Settings(matcher=tmp_path / "matcher"))
    made.__dict__["encoder"] = LetterEncoder()
    made.__dict__["flagger"] = ("made", LoudFlagger())
    return made


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    def write(name: str, rows: list[dict]) -> None:
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    words = ("bread", "coal", "fog", "gold", "hail", "jam")
    write(
        "narratives.jsonl",
        [
            {"id": w, "title": f"They take our {w}!", "exemplars": [f"The {w} is stolen by the {v}!" for v in words]}
            for w in words
        ],
    )
    write("serving.jsonl", [{"text": f"Again {w} is gone to the {v}!", "narrative_ids": [w]} for w in words for v in words])
    write("beside.jsonl", [{"text": f"The price of {w} and {v} was named.", "near": [w]} for w in words for v in words])
    return tmp_path


def test_it_is_learned_saved_and_loaded_by_the_models(models: Models, fixtures: Path) -> None:
    figures = train_background(models, fixtures, models.settings.matcher, date(2025, 1, 20))
    assert figures["by_signals"]["value"] > 0.9  # whole storylines were held out
    version, background = models.background
    assert background is not None and len(background.centre) == len(SIGNALS)
    assert version in models.settings.matcher.joinpath("manifest.json").read_text()
    assert "2025-01-20 from 114 rows" in saved.card(models.settings.matcher)


def test_one_that_was_made_for_another_model_is_not_used(models: Models, fixtures: Path) -> None:
    train_background(models, fixtures, models.settings.matcher, date(2025, 1, 20))
    assert Models(Settings(matcher=models.settings.matcher, model="another")).background == ("none", None)
    assert Models(Settings(matcher=fixtures / "nowhere")).background == ("none", None)


def test_an_altered_one_is_refused(models: Models, fixtures: Path) -> None:
    train_background(models, fixtures, models.settings.matcher, date(2025, 1, 20))
    words = models.settings.matcher / "model.json"
    words.write_text(words.read_text() + " ")
    with pytest.raises(CounterclaimError, match="its hash differs"):
        _ = Models(models.settings).background


def test_a_row_that_cannot_be_read_is_named(models: Models, fixtures: Path) -> None:
    (fixtures / "beside.jsonl").write_text('{"text": "The price was named.", "near": []}\n{"text": "No more."}\n')
    with pytest.raises(CounterclaimError, match="beside.jsonl, line 2"):
        train_background(models, fixtures, models.settings.matcher, date(2025, 1, 20))


def test_the_command_shows_the_card_or_says_how_to_make_one(models: Models, fixtures: Path) -> None:
    settings = fixtures / "counterclaim.toml"
    settings.write_text('matcher = "matcher"\n')
    missing = CliRunner().invoke(cli, ["--settings", str(settings), "matcher", "card"])
    assert isinstance(missing.exception, CounterclaimError) and "counterclaim matcher train" in str(missing.exception)
    train_background(models, fixtures, models.settings.matcher, date(2025, 1, 20))
    shown = CliRunner().invoke(cli, ["--settings", str(settings), "matcher", "card"], catch_exceptions=False)
    assert "Card of the matcher's background" in shown.output
