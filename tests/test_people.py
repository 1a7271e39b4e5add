"""Who may sign in, and how. Only hashes of secrets are ever stored."""

from datetime import datetime, timedelta

import pytest

from monitor import people
from monitor.errors import CounterclaimError
from monitor.records import Role
from monitor.store import Store

PASSWORD = "correct horse battery staple"


@pytest.fixture
def ann(store: Store, moment: datetime) -> Store:
    people.add_user(store, "ann", Role.REVIEWER, moment)
    return store


@pytest.mark.parametrize("name", ["", "a", "Ann", "аnn", "ann smith", "-ann", "a" * 33, "ann\n", "ann\u202e", "../x", "ａnn"])
def test_a_name_that_could_be_mistaken_is_refused(store: Store, moment: datetime, name: str) -> None:
    with pytest.raises(CounterclaimError, match="is no user name"):
        people.add_user(store, name, Role.REVIEWER, moment)


def test_a_link_signs_in_once_and_its_secret_is_not_stored(ann: Store, moment: datetime) -> None:
    token = people.sign_in_path(ann, "ann", moment).removeprefix("/sign-in/")
    assert len(token) >= 43 and token not in "".join(ann.db.conn.iterdump())
    assert people.follow_link(ann, token, moment) == "ann"
    assert people.follow_link(ann, token, moment) is None
    late = people.sign_in_path(ann, "ann", moment).removeprefix("/sign-in/")
    assert people.follow_link(ann, late, moment + timedelta(hours=1, seconds=1)) is None


def test_a_password_fits_or_not_with_the_same_words(ann: Store, moment: datetime) -> None:
    wrong = people.check_password(ann, "ann", PASSWORD, "1", moment)  # none is set yet
    assert people.set_password(ann, "ann", PASSWORD) is None
    assert people.check_password(ann, "ann", PASSWORD, "1", moment) is None
    assert {
        wrong,
        people.check_password(ann, "ann", PASSWORD + "!", "1", moment),
        people.check_password(ann, "bob", PASSWORD, "1", moment),
        people.check_password(ann, "ann", "x" * 10**6, "1", moment),
    } == {wrong}
    stored = ann.user("ann")
    assert stored and stored["password_hash"].startswith("$argon2id$v=19$m=65536,t=3") and PASSWORD not in str(stored)


def test_five_failures_a_minute_are_enough_and_another_user_is_not_shut_out(ann: Store, moment: datetime) -> None:
    people.add_user(ann, "bob", Role.REVIEWER, moment)
    for name in ("ann", "bob"):
        people.set_password(ann, name, PASSWORD)
    for _ in range(5):
        ann.add_sign_in_failure("ann", "1", moment)
    assert "Too many" in str(people.check_password(ann, "ann", PASSWORD, "2", moment))
    assert people.check_password(ann, "bob", PASSWORD, "1", moment) is None
    assert people.check_password(ann, "ann", PASSWORD, "1", moment + timedelta(minutes=1, seconds=1)) is None


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "x" * 257, "aaaabbbbccccdddd"])
def test_a_weak_password_is_refused_and_nothing_is_stored(ann: Store, password: str) -> None:
    assert people.set_password(ann, "ann", password)
    assert ann.user("ann")["password_hash"] is None  # type: ignore[index]


def test_letters_put_together_otherwise_are_the_same_password(ann: Store, moment: datetime) -> None:
    people.set_password(ann, "ann", "пароль й длинный café")
    assert people.check_password(ann, "ann", "пароль и\u0306 длинный cafe\u0301", "1", moment) is None


def test_a_session_lives_until_it_ends_and_only_its_hash_is_stored(ann: Store, moment: datetime) -> None:
    token = people.start_session(ann, "ann", moment)
    assert people.session_user(ann, token, moment)["name"] == "ann"  # type: ignore[index]
    assert token not in "".join(ann.db.conn.iterdump())
    people.end_session(ann, token)
    assert people.session_user(ann, token, moment) is None


def test_the_last_admin_stays(ann: Store, moment: datetime) -> None:
    people.add_user(ann, "adm", Role.ADMIN, moment)
    with pytest.raises(CounterclaimError, match="last admin"):
        people.disable_user(ann, "adm")
    people.add_user(ann, "adm2", Role.ADMIN, moment)
    people.disable_user(ann, "adm")
    with pytest.raises(CounterclaimError, match="no such user"):
        people.sign_in_path(ann, "adm", moment)
    with pytest.raises(CounterclaimError, match="no such user"):
        people.disable_user(ann, "nobody")
