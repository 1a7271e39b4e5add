"""What is nearest to a statement. On made vectors; the encoder is only needed for texts that are not stored."""

import threading
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest

from monitor.models import Models
from monitor.records import Rebuttal, Statement
from monitor.settings import Settings
from monitor.similar import Neighbours, answers_to_statement, similar_to_statement
from monitor.store import Store

Say = Callable[..., str]


@pytest.fixture
def keys(store: Store, say: Say) -> list[str]:
    """Ten statements, each a little further from the first."""
    found = [say(f"Statement number {number}.") for number in range(10)]
    angles = np.arange(10) * 0.15
    store.save_vectors(found, np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32), Settings().model)
    return found


def test_the_nearest_come_first_and_never_the_statement_itself(store: Store, keys: list[str]) -> None:
    found = similar_to_statement(store, Neighbours(Settings().model), keys[0], k=3)
    assert [one.statement.id for one in found] == keys[1:4]
    assert found[0].cosine == pytest.approx(np.cos(0.15), abs=2e-3)


def test_asking_for_more_than_there_are_gives_all(store: Store, keys: list[str]) -> None:
    assert len(similar_to_statement(store, Neighbours(Settings().model), keys[0], k=99)) == 9


def test_what_is_not_embedded_has_no_neighbours(store: Store, keys: list[str], say: Say) -> None:
    neighbours = Neighbours(Settings().model)
    assert similar_to_statement(store, neighbours, say("New."), k=3) == []
    assert similar_to_statement(store, Neighbours("another model"), keys[0], k=3) == []
    assert Neighbours("m").nearest(np.zeros(2, np.float32), 3) == []


def test_the_cache_sees_what_was_added_since(store: Store, keys: list[str], say: Say) -> None:
    neighbours = Neighbours(Settings().model)
    similar_to_statement(store, neighbours, keys[0])
    late = say("Late.")
    store.save_vectors([late], np.array([[1, 0.001]], np.float32), Settings().model)
    assert similar_to_statement(store, neighbours, keys[0], k=1)[0].statement.id == late


def test_many_threads_may_ask_at_once(store: Store, keys: list[str], db_path: object) -> None:
    neighbours, found, failures = Neighbours(Settings().model), [], []

    def ask() -> None:
        try:
            with Store.open(store.path) as mine:
                found.append([one.statement.id for one in similar_to_statement(mine, neighbours, keys[0], k=2)])
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == [] and found == [keys[1:3]] * 8 and len(neighbours.ids) == 10


def test_a_rebuttal_of_a_near_claim_answers(store: Store, keys: list[str], moment: datetime) -> None:
    models = Models(Settings())
    given = [Rebuttal(id=name, claim=f"Claim {name}", disproof="No.") for name in ("near", "far", "waiting")]
    store.import_rebuttals(given, moment)
    claims = {rebuttal: key for rebuttal, key, _ in store.rebuttal_claims()}
    store.save_vectors([claims["near"], claims["far"]], np.array([[1, 0.05], [-1, 0]], np.float32), models.encoder_name)
    statement = Statement(id=keys[0], text="Statement number 0.", lang="en")
    found = answers_to_statement(store, models, statement, k=5)
    assert [one.rebuttal.id for one in found] == ["near", "far"] and found[0].cosine > 0.9
    assert "encoder" not in models.__dict__  # no weights were loaded for it


def test_without_rebuttals_there_is_no_answer(store: Store, keys: list[str]) -> None:
    assert answers_to_statement(store, Models(Settings()), Statement(id=keys[0], text="x", lang="en")) == []
