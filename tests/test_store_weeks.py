"""The numbers of a week, and whose word they count."""

from collections.abc import Callable
from datetime import datetime

import pytest

from monitor.records import Band, Decision, Flag, Match, Narrative, Review, Role
from monitor.store import Store

Say = Callable[..., str]
WEEK = ("2025-01-13", "2025-01-20")


@pytest.fixture
def week(store: Store, say: Say, moment: datetime) -> dict[str, str]:
    """Five statements by the band of their match; the accepted one is said three times, once in the week after."""
    store.save_narratives([Narrative(id="n", title="N"), Narrative(id="other", title="O")], None, moment)
    store.add_user("ann", Role.REVIEWER, moment)
    keys = {"accepted": say("Accepted.", at="2025-01-13", speaker="Ivan")}
    say("Accepted.", outlet="second", at="2025-01-19T23:59:59Z", speaker="Ivan")
    say("Accepted.", outlet="third", at="2025-01-20", speaker="Ivan")
    keys["sure"] = say("Sure.", at="2025-01-14", lang="ru")
    keys["suggested"] = say("Suggested.", at="2025-01-14")
    keys["none"] = say("None.", at="2025-01-14")
    keys["before"] = say("Before.", at="2025-01-12")
    bands = {"accepted": Band.ACCEPT, "sure": Band.ACCEPT, "suggested": Band.SUGGEST, "none": Band.NONE, "before": Band.ACCEPT}
    matches = [
        Match(statement_id=keys[name], narrative_id=None if band is Band.NONE else "n", probability=0.5, band=band)
        for name, band in bands.items()
    ]
    store.save_matches(list(keys.values()), matches, "m")
    return keys


@pytest.fixture
def decide(store: Store, week: dict[str, str], moment: datetime) -> Callable[..., None]:
    def add(name: str, *decisions: str, about: str = "n") -> None:
        for decision in map(Decision, decisions):
            narrative = None if decision in (Decision.PASS, Decision.REOPEN) else about
            store.add_review(Review(statement_id=week[name], reviewer="ann", decision=decision, narrative_id=narrative), moment)

    return add


def test_without_people_only_accepted_matches_count_and_every_appearance_of_the_week(
    store: Store, week: dict[str, str]
) -> None:
    assert store.narrative_counts(*WEEK) == {"n": 3}
    assert store.week_totals(*WEEK) == {
        "documents": 5,
        "statements": 4,
        "appearances": 5,
        "reposts": 0,
        "suggested": 1,
        "unmatched": 1,
        "denied": 0,
    }
    assert store.narrative_totals("n", *WEEK) == {
        "statements": 2, "confirmed": 0, "rebutted": 0, "reposts": 0, "reported": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "counts"),
    [
        ([("suggested", "confirm")], {"n": 4}),
        ([("none", "confirm")], {"n": 4}),
        ([("accepted", "confirm")], {"n": 3}),
        ([("accepted", "reject")], {"n": 1}),
        ([("accepted", "unsure")], {"n": 1}),
        ([("accepted", "pass")], {"n": 1}),
        ([("accepted", "reject", "confirm")], {"n": 3}),
        ([("suggested", "confirm", "reject")], {"n": 3}),
        ([("accepted", "reject", "reopen")], {"n": 3}),
        ([("accepted", "pass", "reopen")], {"n": 3}),
        ([("suggested", "confirm", "reopen")], {"n": 3}),
        ([("accepted", "pass", "reopen", "pass")], {"n": 1}),
        ([("accepted", "reject"), ("sure", "reject")], {}),
    ],
)
def test_a_persons_latest_word_replaces_the_machines(
    store: Store, decide: Callable[..., None], decisions: list[tuple[str, ...]], counts: dict[str, int]
) -> None:
    for name, *said in decisions:
        decide(name, *said)
    assert store.narrative_counts(*WEEK) == counts


def test_a_word_on_one_narrative_says_nothing_of_another(store: Store, decide: Callable[..., None]) -> None:
    decide("accepted", "reject", about="other")
    assert store.narrative_counts(*WEEK) == {"n": 3}
    decide("accepted", "confirm", about="other")
    assert store.narrative_counts(*WEEK) == {"n": 3, "other": 2}


def test_what_was_looked_at_waits_no_more_until_it_is_reopened(store: Store, decide: Callable[..., None]) -> None:
    decide("suggested", "reject")
    decide("none", "pass")
    totals = store.week_totals(*WEEK)
    assert (totals["suggested"], totals["unmatched"]) == (0, 0)
    decide("none", "reopen")
    assert store.week_totals(*WEEK)["unmatched"] == 1


def test_the_carriers_are_counted_by_appearance(store: Store, week: dict[str, str]) -> None:
    assert store.narrative_carriers("n", *WEEK, "outlet") == [("Herald", 2), ("Second", 1)]
    assert store.narrative_carriers("n", *WEEK, "speaker") == [("Ivan", 2)]
    assert store.week_counts(*WEEK, "lang") == [("en", 4), ("ru", 1)]
    assert store.week_counts(*WEEK, "outlet") == [("Herald", 4), ("Second", 1)]


def test_examples_come_confirmed_first_and_then_the_most_repeated(store: Store, decide: Callable[..., None]) -> None:
    assert [one.text for one in store.narrative_statements("n", *WEEK, 5)] == ["Accepted.", "Sure."]
    decide("sure", "confirm")
    found = store.narrative_statements("n", *WEEK, 5)
    assert [(one.text, one.confirmed) for one in found] == [("Sure.", True), ("Accepted.", False)]
    assert len(store.narrative_statements("n", *WEEK, 1)) == 1


def test_days_and_ends(store: Store, week: dict[str, str]) -> None:
    assert store.days_with_documents(*WEEK) == {"2025-01-13", "2025-01-14", "2025-01-19"}
    assert (store.first_day(), store.latest_day()) == ("2025-01-12", "2025-01-20")
    assert store.narratives_of(list(week.values()))[week["accepted"]] == ["n"]


def test_an_empty_store_has_empty_numbers(store: Store) -> None:
    assert store.latest_day() is None and store.narrative_counts(*WEEK) == {}
    assert set(store.week_totals(*WEEK).values()) == {0}


def test_what_is_only_reported_and_what_denies_a_claim_is_counted_apart(store: Store, week: dict[str, str]) -> None:
    serving, other = week["accepted"], week["none"]
    flags = [
        Flag(statement_id=serving, head="stance", label="reported", probability=1.0),
        Flag(statement_id=other, head="stance", label="denied", probability=1.0),
    ]
    store.save_flags([serving, other], flags, "f")
    assert store.narrative_totals("n", *WEEK)["reported"] == 1 and store.week_totals(*WEEK)["denied"] == 1
    store.save_flags([other], [Flag(statement_id=other, head="stance", label="asserted", probability=1.0)], "f")
    assert store.week_totals(*WEEK)["denied"] == 0
