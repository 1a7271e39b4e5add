"""The evidence gate, the states of a rebuttal, and who may do what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from monitor.errors import CounterclaimError
from monitor.publish.nolink import LinkPolicy
from monitor.read.knowledge import Decided
from monitor.records import Decision, Narrative, Outlet, Rebuttal, RebuttalState, Role, Source, Verdict
from monitor.review import MAY, NEXT, RATINGS, gate, may, may_approve, reviews_from
from monitor.settings import Settings
from monitor.store import Store

POLICY = LinkPolicy.of([Outlet(id="belta", name="BelTA", domains=("belta.by",))])
READY = Rebuttal(
    id="r",
    claim="c",
    disproof="The register lists every payment and none of them went to anybody abroad.",
    verdict=Verdict.FALSE,
    sources=(Source(title="A", publisher="Office"), Source(title="B", publisher="University")),
    author="ann",
)


def test_a_finished_rebuttal_passes_the_gate() -> None:
    assert gate(READY, Settings(), POLICY) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verdict": Verdict.UNVERIFIED}, "Choose a verdict"),
        ({"disproof": "It is not so."}, "fewer than ten words"),
        ({"disproof": ""}, "fewer than ten words"),
        ({"sources": READY.sources[:1]}, "Name 2 sources of different publishers; there are 1."),
        ({"sources": (READY.sources[0], replace(READY.sources[0], publisher=" OFFICE "))}, "there are 1."),
        ({"sources": (READY.sources[0], replace(READY.sources[1], publisher="  "))}, "there are 1."),
        (
            {"sources": (*READY.sources, Source(title="C", publisher="X", url="https://eng.belta.by/1"))},
            "“C” links to an outlet",
        ),
        ({"sources": (*READY.sources, Source(title="C", publisher="X", url="https://archive.org/web/belta.by"))}, "“C” links"),
    ],
)
def test_the_gate_says_what_is_missing(changes: dict, said: str) -> None:
    (missing,) = gate(replace(READY, **changes), Settings(), POLICY)
    assert said in missing


def test_the_gate_says_everything_at_once_and_follows_the_settings() -> None:
    assert len(gate(replace(READY, verdict=Verdict.UNVERIFIED, disproof="", sources=()), Settings(), POLICY)) == 3
    assert (
        gate(READY, Settings(sources_needed=3), POLICY) != []
        and gate(replace(READY, sources=()), Settings(sources_needed=0), POLICY) == []
    )


def test_a_state_leads_only_where_it_may() -> None:
    draft, submitted, approved, retracted = RebuttalState
    allowed = {(a, b) for a in RebuttalState for b in NEXT[a]}
    assert allowed == {
        (draft, submitted),
        (submitted, approved),
        (submitted, draft),
        (approved, retracted),
        (approved, draft),
        (retracted, draft),
    }


def test_roles_grow_and_an_unknown_action_is_nobodys() -> None:
    reviewer, editor, admin = Role
    able = {role: {action for action in MAY if may(role, action)} for role in Role}
    assert able[reviewer] == {"review", "write rebuttal", "add files", "edit speakers"}
    assert able[reviewer] < able[editor] < able[admin] == set(MAY)
    assert not any(may(role, "launch rockets") for role in Role)


@pytest.mark.parametrize(
    ("role", "name", "second_person", "ok"),
    [
        (Role.EDITOR, "bob", True, True),
        (Role.EDITOR, "ann", True, False),
        (Role.EDITOR, "ann", False, True),
        (Role.REVIEWER, "bob", True, False),
        (Role.REVIEWER, "bob", False, False),
        (Role.ADMIN, "ann", True, False),
    ],
)
def test_nobody_approves_what_they_wrote_themselves(role: Role, name: str, second_person: bool, ok: bool) -> None:
    assert (may_approve(READY, role, name, Settings(second_person=second_person)) is None) == ok


def test_every_verdict_has_a_rating_or_none_and_false_is_lowest() -> None:
    assert set(RATINGS) == set(Verdict)
    assert RATINGS[Verdict.FALSE] == 1 and RATINGS[Verdict.TRUE] == 5 and RATINGS[Verdict.UNPROVEN] is None


def test_decisions_made_elsewhere_are_known_by_their_words(store: Store, say: Callable[..., str], moment: datetime) -> None:
    key = say("The West is to blame.")
    store.save_narratives([Narrative(id="n", title="N")], None, moment)
    rows = [
        Decided(text="the  west is to BLAME.", decision=Decision.CONFIRM, narrative_id="n"),
        Decided(text="Never said.", decision=Decision.PASS),
        Decided(text="The West is to blame.", decision=Decision.REJECT, narrative_id="gone"),
    ]
    with pytest.raises(CounterclaimError, match="no such user"):
        reviews_from(store, rows, "ann", "f")
    store.add_user("ann", Role.REVIEWER, moment)
    found, errors = reviews_from(store, rows, "ann", "f")
    assert [(one.statement_id, one.decision) for one in found] == [(key, Decision.CONFIRM)]
    assert [error.reason for error in errors] == ["no such statement here", "no narrative 'gone' here"]
