"""What an editor pulls, in which order, and what is printed beside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from monitor.digest import drop, entries, move, new_digest, publish, pull, pull_week
from monitor.errors import CounterclaimError
from monitor.records import Rebuttal, RebuttalState, Verdict
from monitor.settings import Settings
from monitor.store import Store

ITEM = Rebuttal(id="a", claim="c", disproof="d", verdict=Verdict.FALSE, state=RebuttalState.APPROVED)


def test_a_week_has_one_digest_however_it_is_written() -> None:
    assert new_digest("2025-W3").id == new_digest(" 2025W03").id == new_digest("2025-W03").week == "2025-W03"
    assert new_digest("2025-W03").title == "Claims and answers, 13 to 19 January 2025"
    with pytest.raises(CounterclaimError):
        new_digest("January")


def test_pulling_adds_at_the_end_once_and_only_what_is_approved() -> None:
    digest = pull(pull(pull(new_digest("2025-W03"), ITEM), replace(ITEM, id="b")), ITEM)
    assert [one.id for one in digest.rebuttals] == ["a", "b"]
    for state in set(RebuttalState) - {RebuttalState.APPROVED}:
        with pytest.raises(ValueError, match="only an approved"):
            pull(digest, replace(ITEM, id="c", state=state))


def test_moving_stops_at_the_ends() -> None:
    digest = replace(new_digest("2025-W03"), rebuttals=tuple(replace(ITEM, id=key) for key in "abc"))

    def order(key: str, by: int) -> str:
        return "".join(one.id for one in move(digest, key, by).rebuttals)

    assert [order("a", -1), order("a", 1), order("c", 1), order("c", -1), order("x", 1)] == ["abc", "bac", "abc", "acb", "abc"]
    assert [one.id for one in drop(digest, "b").rebuttals] == ["a", "c"] and drop(digest, "x") == digest


def test_a_week_pulls_what_answers_it_and_what_was_dated_in_it(store: Store, say: Callable[..., str], moment: datetime) -> None:
    inside, outside = say("Inside.", at="2025-01-19T23:00:00Z"), say("Outside.", at="2025-01-20")
    given = {"dated": "2025-01-13", "too late": "2025-01-20", "answers": None, "answers outside": None, "draft": "2025-01-14"}
    store.import_rebuttals([replace(ITEM, id=key, date=date) for key, date in given.items()], moment)
    store.attach_rebuttal("answers", inside, "ann", moment)
    store.attach_rebuttal("answers outside", outside, "ann", moment)
    store.set_rebuttal_state("draft", 1, RebuttalState.DRAFT, "ann", moment)
    assert {one.id for one in pull_week(store, new_digest("2025-W03")).rebuttals} == {"dated", "answers"}


def test_statements_stand_beside_their_rebuttal_oldest_first(store: Store, say: Callable[..., str], moment: datetime) -> None:
    late, early = say("Late.", at="2025-01-15", speaker="Ivan"), say("Early.", at="2025-01-14", lang="ru")
    store.import_rebuttals([ITEM], moment)
    for key in (late, early):
        store.attach_rebuttal("a", key, "ann", moment)
    (entry,) = entries(store, pull(new_digest("2025-W03"), store.approved_rebuttals()[0]))
    assert [(one.text, one.lang, one.speaker, one.outlet) for one in entry.statements] == [
        ("Early.", "ru", None, "Herald"),
        ("Late.", "en", "Ivan", "Herald"),
    ]


def test_an_empty_digest_is_not_published(store: Store, moment: datetime) -> None:
    with pytest.raises(CounterclaimError, match="an empty digest"):
        publish(store, new_digest("2025-W03"), Settings(), moment)


def test_publishing_marks_it(store: Store, moment: datetime) -> None:
    store.import_rebuttals([ITEM], moment)
    made = store.save_digest(pull(new_digest("2025-W03"), store.approved_rebuttals()[0]), "ann", moment)
    publish(store, made, Settings(), moment)
    assert store.digests()[0].published_at == "2025-01-20T09:00:00Z"
