"""The run: embed, match, flag, propose; and again, which changes nothing."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import pytest

from monitor.models import Models
from monitor.pipeline import run
from monitor.records import Narrative
from monitor.settings import Settings
from monitor.store import Store

BLAME = (
    "The West is to blame for our troubles.",
    "All our troubles come from the West.",
    "The West caused this crisis.",
    "Western plots are behind the hardship here.",
)
GRAIN = ("The grain harvest broke a record.", "A record grain harvest is in.", "This grain harvest is a record one.")


class QuestionFlagger:
    """A flagger whose answers can be foretold; training a real one takes longer than all of these tests."""

    labels_ = ("event", "not_a_claim")

    def predict_proba(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        assert len(texts) == len(vectors)
        return np.array([[0.2, 0.9] if text.endswith("?") else [0.7, 0.1] for text in texts])

    def choose(self, probabilities: np.ndarray) -> list[set[str]]:
        return [{label for label, p in zip(self.labels_, row, strict=True) if p >= 0.5} for row in probabilities]


@pytest.fixture(scope="module")
def models(encoder: Models) -> Models:
    made = Models(Settings())
    made.__dict__["encoder"] = encoder.encoder
    made.__dict__["flagger"] = ("made-flagger", QuestionFlagger())
    return made


def done(store: Store, models: Models, moment: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for progress in run(store, models, moment):
        assert 0 <= progress.done <= progress.total
        counts += progress.counts
    return counts


@pytest.fixture
def week(store: Store, say: Callable[..., str], moment: datetime) -> Store:
    store.save_narratives([Narrative(id="blame", title="The West is to blame", exemplars=BLAME[1:])], None, moment)
    for text in (BLAME[0], *GRAIN, "Somebody sang a song about a bridge."):
        say(text)
    say("Запад виноват во всех наших бедах и трудностях.", lang="ru")
    return store


def test_the_run_answers_for_every_statement_once(week: Store, models: Models, moment: datetime) -> None:
    counts = done(week, models, moment)
    assert counts["matched"] + counts["suggested"] + counts["unmatched"] == counts["flagged"] == 6
    assert counts["embedded"] == 6 + 4
    assert week.count_without("matches", models.matcher_name(week)) == week.count_without("flags", models.flagger[0]) == 0


def test_running_twice_changes_nothing(week: Store, models: Models, moment: datetime) -> None:
    done(week, models, moment)
    before = list(week.db.conn.iterdump())
    assert +done(week, models, moment.replace(year=2026)) == Counter()
    assert list(week.db.conn.iterdump()) == before


def test_a_new_narrative_asks_everything_again(week: Store, models: Models, moment: datetime) -> None:
    done(week, models, moment)
    week.save_narratives(
        [Narrative(id="grain", title="The grain harvest broke every record", exemplars=GRAIN[1:])], None, moment
    )
    counts = done(week, models, moment)
    assert counts["matched"] + counts["suggested"] + counts["unmatched"] == 6 and counts["flagged"] == 0
    best = {row["text"]: row["narrative_id"] for row in week.export_matches("", "9999")}
    assert best[GRAIN[0]] == "grain"


def test_what_matched_nothing_is_proposed(store: Store, say: Callable[..., str], models: Models, moment: datetime) -> None:
    keys = {say(text) for text in GRAIN}
    counts = done(store, models, moment)
    assert (counts["unmatched"], counts["matched"]) == (3, 0)
    assert counts["proposed"] == 1 and set(store.proposals()[0].statement_ids) == keys


def test_what_claims_nothing_is_not_proposed(store: Store, say: Callable[..., str], models: Models, moment: datetime) -> None:
    for text in GRAIN:
        say(text.rstrip(".") + "?")
    counts = done(store, models, moment)
    assert (counts["flagged"], counts["proposed"]) == (3, 0)


def test_an_empty_store_is_done_at_once(store: Store, models: Models, moment: datetime) -> None:
    assert +done(store, models, moment) == Counter()


def test_a_stop_in_between_loses_nothing(week: Store, models: Models, moment: datetime) -> None:
    steps = run(week, models, moment)
    while next(steps).step != "embed":
        pass
    steps.close()  # type: ignore[attr-defined]
    counts = done(week, models, moment)
    assert counts["flagged"] == 6 and "embedded" not in counts


def test_statements_are_exported_with_their_matches(week: Store, models: Models, moment: datetime) -> None:
    done(week, models, moment)
    for row in week.export_matches("", "9999"):
        assert row["band"] in ("accept", "suggest", "none") and (row["narrative_id"] is None) == (row["band"] == "none")
        json.dumps(row)
