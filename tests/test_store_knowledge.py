"""Narratives, rebuttals and digests: a change is a new version, and a conflict is seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from monitor.ids import text_id
from monitor.records import Decision, Digest, Narrative, Rebuttal, RebuttalState, Review, Role, Source, Verdict
from monitor.store import Store

SOURCES = (
    Source(title="Report", publisher="Ministry", kind="primary", date="2025-01", url="https://ministry.example/1", quote="No."),
    Source(title="Study", publisher="University"),
)
REBUTTAL = Rebuttal(
    id="r",
    claim="The sky is green",
    disproof="It is blue.",
    verdict=Verdict.FALSE,
    date="2025-01-15",
    lang="en",
    keywords=("sky", "небо"),
    narrative_ids=("n",),
    sources=SOURCES,
    author="ann",
    version=0,
)


def narrative(**changes: object) -> Narrative:
    given = Narrative(
        id="n", title="Title", description="It is so. Typical.", exemplars=("One.", "Two."), topics=("t",), note="x"
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def test_a_narrative_comes_back_as_it_was_given(store: Store, moment: datetime) -> None:
    child = Narrative(id="a-child", title="Child", parent="n")
    # The child comes first: a file need not be sorted by the tree.
    store.save_narratives([child, narrative()], "ann", moment)
    assert store.narratives() == [child, narrative()]


def test_exemplars_are_added_and_never_taken_away(store: Store, moment: datetime) -> None:
    store.save_narratives([narrative()], "ann", moment)
    store.save_narratives([narrative(title="New title", exemplars=("two.", "Three."))], "bob", moment)
    (found,) = store.narratives()
    assert (found.title, found.exemplars) == ("New title", ("One.", "Two.", "Three."))
    texts = {text for _, _, text in store.evidence()}
    assert texts == {"New title", "It is so.", "One.", "Two.", "Three."}  # nor does the old title speak any more


def test_evidence_is_what_people_confirmed_by_their_latest_word(
    store: Store, say: Callable[..., str], moment: datetime
) -> None:
    store.save_narratives([narrative(exemplars=(), description="")], None, moment)
    store.add_user("ann", Role.REVIEWER, moment)
    keys = {name: say(f"Statement {name}") for name in ("confirmed", "rejected", "doubtful", "taken back", "untouched")}

    def decide(name: str, *decisions: Decision) -> None:
        for decision in decisions:
            about = None if decision is Decision.REOPEN else "n"
            store.add_review(Review(statement_id=keys[name], reviewer="ann", decision=decision, narrative_id=about), moment)

    decide("confirmed", Decision.REJECT, Decision.CONFIRM)
    decide("rejected", Decision.CONFIRM, Decision.REJECT)
    decide("doubtful", Decision.UNSURE)
    decide("taken back", Decision.CONFIRM, Decision.REOPEN)
    assert [text for _, _, text in store.evidence() if text != "Title"] == ["Statement confirmed"]


def test_a_rebuttal_comes_back_with_its_sources_in_order(store: Store, moment: datetime) -> None:
    store.save_narratives([narrative()], None, moment)
    saved = store.save_rebuttal(REBUTTAL, RebuttalState.DRAFT, moment)
    assert saved == replace(REBUTTAL, version=1, saved_at="2025-01-20T09:00:00Z")
    assert store.rebuttals() == [saved] == store.rebuttals_on("n")
    assert store.rebuttal("unknown") is None


def test_the_same_words_quoted_twice_are_one_source_with_two_quotes(store: Store, moment: datetime) -> None:
    store.save_rebuttal(REBUTTAL, RebuttalState.DRAFT, moment)
    other = replace(REBUTTAL, id="s", sources=(replace(SOURCES[0], quote="Never."),))
    assert store.save_rebuttal(other, RebuttalState.DRAFT, moment).sources[0].quote == "Never."
    assert store.value("select count(*) from sources") == 2


def test_of_two_who_changed_the_same_version_the_second_hears_of_it(store: Store, moment: datetime) -> None:
    read = store.save_rebuttal(REBUTTAL, RebuttalState.DRAFT, moment)
    store.save_rebuttal(replace(read, disproof="Ann's words"), RebuttalState.DRAFT, moment)
    with pytest.raises(ValueError, match="version 2 by now, not 1"):
        store.save_rebuttal(replace(read, disproof="Bob's words"), RebuttalState.DRAFT, moment)
    found = store.rebuttal("r")
    assert found and (found.disproof, found.version) == ("Ann's words", 2)
    assert store.value("select count(*) from rebuttal_versions") == 2


def test_a_state_is_a_new_row_on_a_version(store: Store, moment: datetime) -> None:
    store.save_rebuttal(REBUTTAL, RebuttalState.SUBMITTED, moment)
    store.set_rebuttal_state("r", 1, RebuttalState.APPROVED, "bob", moment, "well done")
    assert [one.id for one in store.approved_rebuttals()] == ["r"]
    history = [(row["state"], row["by"], row["note"]) for row in store.rebuttal_history("r")]
    assert history == [("submitted", "ann", ""), ("approved", "bob", "well done")]
    store.set_rebuttal_state("r", 1, RebuttalState.RETRACTED, "bob", moment)
    assert store.approved_rebuttals() == [] and store.rebuttal_claims() == []


def test_importing_rebuttals_again_changes_nothing(store: Store, say: Callable[..., str], moment: datetime) -> None:
    key = say("The sky is GREEN today.")
    given = replace(REBUTTAL, answers=("the sky is green today.", "never said"))
    assert store.import_rebuttals([given], moment) == 1
    assert store.statements_answered_by("r") == [key] and [one.id for one in store.rebuttals_for(key)] == ["r"]
    before = list(store.db.conn.iterdump())
    assert store.import_rebuttals([replace(given, disproof="other")], moment.replace(year=2026)) == 0
    assert list(store.db.conn.iterdump()) == before
    assert store.rebuttal_claims() == [("r", text_id("the sky is green"), "The sky is green")]


def test_a_digest_keeps_its_order_its_versions_and_its_conflicts(store: Store, moment: datetime) -> None:
    rebuttals = [store.save_rebuttal(replace(REBUTTAL, id=key), RebuttalState.APPROVED, moment) for key in ("b", "a", "c")]
    saved = store.save_digest(Digest(id="d", week="2025-W03", title="T", rebuttals=tuple(rebuttals), version=0), "ann", moment)
    assert [one.id for one in saved.rebuttals] == ["b", "a", "c"] and saved.version == 1
    turned = store.save_digest(replace(saved, rebuttals=saved.rebuttals[::-1]), "ann", moment)
    assert [one.id for one in turned.rebuttals] == ["c", "a", "b"] and turned.version == 2
    with pytest.raises(ValueError, match="version 2 by now, not 1"):
        store.save_digest(saved, "bob", moment)
    store.publish_digest("d", moment)
    assert [one.published_at for one in store.digests()] == ["2025-01-20T09:00:00Z"]
    assert store.digest("unknown") is None


def test_a_digest_prints_the_latest_words_of_its_rebuttals(store: Store, moment: datetime) -> None:
    first = store.save_rebuttal(REBUTTAL, RebuttalState.APPROVED, moment)
    store.save_digest(Digest(id="d", week="2025-W03", title="T", rebuttals=(first,), version=0), "ann", moment)
    store.save_rebuttal(replace(first, disproof="Corrected."), RebuttalState.APPROVED, moment)
    found = store.digest("d")
    assert found and [one.disproof for one in found.rebuttals] == ["Corrected."]
