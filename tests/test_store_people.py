"""People, sign-in and decisions in the store."""

from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.records import Decision, Narrative, Review, Role
from monitor.store import Store

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)


def test_a_name_is_taken_once(store: Store, moment: datetime) -> None:
    assert store.add_user("ann", Role.EDITOR, moment) and not store.add_user("ann", Role.ADMIN, moment)
    assert [(user["name"], user["role"]) for user in store.users()] == [("ann", "editor")]
    assert "password_hash" not in store.users()[0]


def test_a_link_works_once_and_in_time(store: Store, moment: datetime) -> None:
    store.add_user("ann", Role.REVIEWER, moment)
    for token in ("a", "b", "c"):
        store.add_sign_in_link(token, "ann", moment + timedelta(hours=1))
    assert store.use_sign_in_link("a", moment) == "ann"
    assert store.use_sign_in_link("a", moment) is None
    assert store.use_sign_in_link("b", moment + timedelta(hours=1)) is None
    assert store.use_sign_in_link("unknown", moment) is None
    store.disable_user("ann")
    assert store.use_sign_in_link("c", moment) is None


def test_a_session_ends_when_idle_when_old_and_when_its_user_is_shut_out(store: Store, moment: datetime) -> None:
    store.add_user("ann", Role.REVIEWER, moment)
    store.add_session("t", "ann", moment)

    def user(after: timedelta) -> str | None:
        found = store.session_user("t", moment + after, IDLE, ABSOLUTE)
        return found["name"] if found else None

    assert user(timedelta(minutes=29)) == "ann"
    assert user(timedelta(minutes=58)) == "ann"  # being used is what keeps it alive
    assert user(timedelta(minutes=89)) is None
    store.add_session("u", "ann", moment)
    for minutes in range(20, 12 * 60, 20):
        assert store.session_user("u", moment + timedelta(minutes=minutes), IDLE, ABSOLUTE)
    assert store.session_user("u", moment + ABSOLUTE, IDLE, ABSOLUTE) is None
    store.add_session("v", "ann", moment)
    store.disable_user("ann")
    assert store.session_user("v", moment, IDLE, ABSOLUTE) is None


def test_a_new_password_ends_every_session_of_its_owner_only(store: Store, moment: datetime) -> None:
    for name in ("ann", "bob"):
        store.add_user(name, Role.REVIEWER, moment)
        store.add_session(name, name, moment)
    store.set_password_hash("ann", "hash")
    assert store.session_user("ann", moment, IDLE, ABSOLUTE) is None
    assert store.session_user("bob", moment, IDLE, ABSOLUTE) is not None


def test_failures_are_counted_by_user_and_by_address_within_the_window(store: Store, moment: datetime) -> None:
    assert store.sign_in_failures("ann", "1", moment - timedelta(minutes=1)) == (0, 0)
    for user, address, ago in (("ann", "1", 0), ("ann", "2", 0), ("bob", "1", 0), ("ann", "1", 90)):
        store.add_sign_in_failure(user, address, moment - timedelta(seconds=ago))
    assert store.sign_in_failures("ann", "1", moment - timedelta(minutes=1)) == (2, 2)


def test_a_changed_mind_is_a_new_row_and_the_last_one_stands(store: Store, say: Callable[..., str], moment: datetime) -> None:
    key = say("A statement.")
    store.add_user("ann", Role.REVIEWER, moment)
    store.save_narratives([Narrative(id="n", title="Title")], None, moment)
    for decision in (Decision.CONFIRM, Decision.REJECT):
        store.add_review(Review(statement_id=key, reviewer="ann", decision=decision, narrative_id="n"), moment)
    assert [(r["decision"], r["title"]) for r in store.reviews_of(key)] == [("confirm", "Title"), ("reject", "Title")]
    assert store.standing_reviews([key])[key]["decision"] == "reject"


def test_importing_decisions_again_adds_none_and_overrules_nobody(
    store: Store, say: Callable[..., str], moment: datetime
) -> None:
    key = say("A statement.")
    store.add_user("ann", Role.REVIEWER, moment)
    store.save_narratives([Narrative(id="n", title="Title")], None, moment)
    confirm = Review(statement_id=key, reviewer="ann", decision=Decision.CONFIRM, narrative_id="n")
    assert store.import_reviews([confirm, confirm], moment) == 1
    store.add_review(Review(statement_id=key, reviewer="ann", decision=Decision.REJECT, narrative_id="n"), moment)
    assert store.import_reviews([confirm], moment) == 0
    assert store.standing_reviews([key])[key]["decision"] == "reject"
    assert store.import_reviews([Review(statement_id="unknown", reviewer="ann", decision=Decision.PASS)], moment) == 0
