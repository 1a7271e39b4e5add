"""Signing in and out: links, passwords, tries, and what ends a session."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from lxml import html

from monitor import people
from monitor.errors import CounterclaimError
from monitor.records import Role
from webui import create_app

GOOD = "four plain words here"
MISFIT = "Name and password do not fit."
WAIT = "Too many tries. Wait a minute, then try again."


@pytest.fixture
def with_password(store, now, monkeypatch):
    """``with_password("ann")``: a user who has chosen a password. Hashed at little cost, for many tries in a short time."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people, "_HASHER", quick)
    monkeypatch.setattr(people, "_NOBODY", quick.hash("nobody has this password"))

    def make(name="ann", role=Role.REVIEWER):
        people.add_user(store, name, role, now)
        assert people.set_password(store, name, GOOD) is None

    return make


def attempt(browser, name, password, **options):
    return browser.send("/sign-in", {"name": name, "password": password}, **options)


def said(answer):
    return html.document_fromstring(answer.text).xpath("string(//*[@role='alert'])")


def is_in(browser):
    return browser.get("/queue").status_code == 200


# The one-time link


def test_a_link_signs_in_once_and_leads_to_choosing_a_password(app, store, visitor, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    path = people.sign_in_path(store, "ann", now)
    answer = visitor.press(path, "//main//form")
    assert (answer.status_code, answer.location) == (302, "/password")
    assert is_in(visitor)
    second = app.test_client()
    assert second.send(path).status_code == 401
    assert not is_in(second)


def test_looking_at_a_link_does_not_use_it_up(app, store, visitor, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    path = people.sign_in_path(store, "ann", now)
    for _ in range(3):
        assert app.test_client().get(path).status_code == 200
        assert app.test_client().head(path).status_code == 200
    visitor.press(path, "//main//form")
    assert is_in(visitor)


def test_a_link_is_good_for_an_hour_and_no_longer(store, visitor, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    late = people.sign_in_path(store, "ann", now - people.LINK - timedelta(seconds=1))
    answer = visitor.send(late)
    assert answer.status_code == 401
    assert "used or has expired" in said(answer)
    in_time = people.sign_in_path(store, "ann", now - people.LINK + timedelta(seconds=60))
    assert visitor.send(in_time).status_code == 302


@pytest.mark.parametrize("token", ["x", "0" * 43, "..", "%00", "' or 1=1 --", "é" * 20])
def test_a_forged_link_is_refused(store, visitor, now, token):
    people.add_user(store, "ann", Role.REVIEWER, now)
    people.sign_in_path(store, "ann", now)
    assert visitor.send(f"/sign-in/{token}").status_code in (401, 404)
    assert not is_in(visitor)


def test_the_stored_hash_of_a_link_opens_nothing(store, visitor, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    people.sign_in_path(store, "ann", now)
    stored = store.value("select token_hash from sign_in_links")
    assert visitor.send(f"/sign-in/{stored}").status_code == 401


def test_a_link_of_somebody_disabled_since_is_refused(store, visitor, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    path = people.sign_in_path(store, "ann", now)
    people.disable_user(store, "ann")
    assert visitor.send(path).status_code == 401


def test_no_link_is_made_for_somebody_unknown_or_disabled(store, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    people.disable_user(store, "ann")
    for name in ("ann", "nobody"):
        with pytest.raises(CounterclaimError, match="no such user"):
            people.sign_in_path(store, name, now)


def test_somebody_who_forgot_the_password_chooses_a_new_one_after_a_new_link(store, visitor, with_password, now):
    with_password()
    answer = visitor.press(people.sign_in_path(store, "ann", now), "//main//form")
    assert answer.location == "/password"


# Passwords


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "12 to 256 characters"),
        ("elevenchars", "12 to 256 characters"),
        ("aaaaaaaaaaaaaaaa", "easy to guess"),
        ("121212121212", "easy to guess"),
        ("my name is Annabel", "easy to guess"),
        ("long words " * 30, "12 to 256 characters"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(sign_in, store, password, sentence):
    browser = sign_in("annabel")
    answer = browser.send("/password", {"password": password})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert store.user("annabel")["password_hash"] is None


def test_a_short_name_does_not_make_half_of_all_passwords_weak(sign_in):
    assert sign_in("an").send("/password", {"password": "ten thousand lanterns"}).status_code == 302


def test_a_password_is_stored_as_argon2id_and_opens_the_desk(app, sign_in, store):
    sign_in("ann").send("/password", {"password": GOOD})
    stored = store.user("ann")["password_hash"]
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=2$")
    assert GOOD not in stored
    later = app.test_client()
    assert attempt(later, " Ann ", GOOD).status_code == 302
    assert is_in(later)


def test_a_password_of_sixty_four_letters_in_any_composition_fits(app, sign_in):
    composed, apart = "é" * 20 + " łódź brama " * 4, "e\u0301" * 20 + " ło\u0301dz\u0301 brama " * 4
    assert sign_in("ann").send("/password", {"password": composed}).status_code == 302
    assert attempt(app.test_client(), "ann", apart).status_code == 302


def test_a_password_of_a_megabyte_is_refused_before_it_is_hashed(visitor, with_password, monkeypatch):
    with_password()
    monkeypatch.setattr(people, "_HASHER", None)
    assert attempt(visitor, "ann", "x" * 500_000).status_code == 401
    assert attempt(visitor, "ann", "x" * 2_000_000).status_code == 413


def test_a_name_of_a_book_is_not_kept_as_a_failed_try(visitor, store):
    attempt(visitor, "x" * 100_000, "some password")
    assert store.value("select max(length(user)) from sign_in_failures") <= 64


# Tries


def test_unknown_user_wrong_password_and_disabled_user_get_the_same_answer(app, store, with_password):
    with_password("ann")
    with_password("bob")
    people.disable_user(store, "bob")
    answers = {name: attempt(app.test_client(), name, "wrong password") for name in ("ann", "bob", "nobody")}
    answers["disabled"] = attempt(app.test_client(), "bob", GOOD)
    assert {answer.status_code for answer in answers.values()} == {401}
    assert {said(answer) for answer in answers.values()} == {MISFIT}
    assert len({html.document_fromstring(answer.text).text_content() for answer in answers.values()}) == 1


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_the_sixth_try_within_a_minute_waits_even_with_the_right_password(visitor, with_password, name):
    with_password()
    for _ in range(5):
        assert said(attempt(visitor, name, "wrong password")) == MISFIT
    assert said(attempt(visitor, name, "wrong password")) == WAIT
    assert said(attempt(visitor, name, GOOD)) == WAIT
    assert not is_in(visitor)


def test_tries_count_for_a_name_however_it_is_written(visitor, with_password):
    with_password()
    for name in ("ann", "ANN", " ann ", "Ann", "aNN"):
        attempt(visitor, name, "wrong password")
    assert said(attempt(visitor, "ann", GOOD)) == WAIT


def test_a_minute_later_the_account_is_open_again(store, visitor, with_password, now):
    with_password()
    for _ in range(5):
        store.add_sign_in_failure("ann", "127.0.0.1", now - timedelta(seconds=61))
    assert attempt(visitor, "ann", GOOD).status_code == 302


def test_tries_against_an_account_do_not_end_its_owners_session(sign_in, visitor):
    owner = sign_in("ann")
    for _ in range(6):
        attempt(visitor, "ann", "wrong password")
    assert is_in(owner)


def test_twenty_tries_from_one_address_wait_whatever_the_names_and_forged_headers(store, visitor, with_password, now):
    with_password()
    for number in range(20):
        store.add_sign_in_failure(f"name-{number}", "127.0.0.1", now)
    forged = {"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.8", "Forwarded": "for=203.0.113.9"}
    assert said(attempt(visitor, "ann", GOOD, headers=forged)) == WAIT


# Sessions


def test_the_token_of_a_session_is_stored_only_as_its_hash(sign_in, db_path, store):
    token = sign_in("ann").get_cookie("counterclaim").value
    assert len(token) >= 43
    assert store.value("select token_hash from sessions") == hashlib.sha256(token.encode()).hexdigest()
    store.db.execute("pragma wal_checkpoint(truncate)")
    assert token.encode() not in db_path.read_bytes()


def test_every_sign_in_has_a_session_of_its_own(sign_in, visitor):
    tokens = {sign_in("ann").get_cookie("counterclaim").value for _ in range(3)}
    assert len(tokens) == 3
    planted = "A" * 43
    visitor.set_cookie("counterclaim", planted)
    assert not is_in(visitor)


def test_the_cookie_is_for_the_desk_alone(app, store, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    answer = app.test_client().press(people.sign_in_path(store, "ann", now), "//main//form")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("counterclaim="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_with_https_every_cookie_is_secure_and_named_so_that_none_can_plant_it(db_path, store, settings, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    app = create_app(db_path, replace(settings, https=True), "a secret of the test")
    browser = app.test_client()
    path = people.sign_in_path(store, "ann", now)
    page = browser.get(path, base_url="https://desk.example")
    token = page.text.split('name="csrf" content="')[1].split('"')[0]
    answer = browser.post(path, data={"csrf_token": token}, base_url="https://desk.example")
    assert answer.status_code == 302
    cookies = page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    assert any(line.startswith("__Host-counterclaim=") for line in cookies)
    assert all("Secure" in line and "HttpOnly" in line for line in cookies)


def test_signing_out_ends_the_session_at_the_desk_and_in_the_browser(sign_in):
    browser = sign_in("ann")
    token = browser.get_cookie("counterclaim").value
    answer = browser.press("/queue", "//button[.='Sign out']")
    assert answer.location == "/sign-in"
    assert browser.get_cookie("counterclaim") is None
    browser.set_cookie("counterclaim", token)
    assert not is_in(browser)


def test_disabling_somebody_ends_all_their_sessions(sign_in, store):
    sign_in("boss", Role.ADMIN)
    first, second = sign_in("ann"), sign_in("ann")
    people.disable_user(store, "ann")
    assert not is_in(first)
    assert not is_in(second)


def test_a_new_password_ends_every_other_session_and_keeps_ones_own(sign_in):
    here, elsewhere = sign_in("ann"), sign_in("ann")
    before = here.get_cookie("counterclaim").value
    assert here.send("/password", {"password": GOOD}).location == "/queue"
    assert is_in(here)
    assert here.get_cookie("counterclaim").value != before
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    ("column", "age", "lives"),
    [
        ("seen_at", people.IDLE - timedelta(minutes=1), True),
        ("seen_at", people.IDLE + timedelta(seconds=2), False),
        ("started_at", people.ABSOLUTE - timedelta(minutes=1), True),
        ("started_at", people.ABSOLUTE + timedelta(seconds=2), False),
    ],
)
def test_a_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours(sign_in, store, now, column, age, lives):
    browser = sign_in("ann")
    store.db.execute(f"update sessions set {column} = ?", [(now - age).strftime("%Y-%m-%dT%H:%M:%SZ")])
    assert is_in(browser) is lives


# Where one goes after signing in


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "\\\\evil.example", "/\t/evil.example",
     "javascript:alert(1)", "evil.example", "/x\r\nX-Evil: 1", "/a\\..\\//evil.example", " //evil.example", ""],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(visitor, with_password, elsewhere):
    with_password()
    token = visitor.token()
    answer = visitor.post(
        "/sign-in", query_string={"to": elsewhere}, data={"csrf_token": token, "name": "ann", "password": GOOD}
    )
    assert (answer.status_code, answer.location) == (302, "/queue")
    assert "X-Evil" not in answer.headers


def test_one_comes_back_to_the_page_one_wanted(visitor, with_password):
    with_password()
    asked = visitor.get("/queue?view=all&words=exiles")
    assert asked.status_code == 302
    answer = visitor.press(asked.location, "//main//form", name="ann", password=GOOD)
    assert answer.location == "/queue?view=all&words=exiles"


def test_whoever_is_signed_in_is_not_asked_again(sign_in):
    assert sign_in("ann").get("/sign-in").location == "/queue"


@pytest.mark.parametrize("name", ["A", "", "Ann", "anna/..", "аня", "ann bob", "a" * 33, "-ann", "ann\u202e", "ann\n", "<b>"])
def test_a_name_that_could_be_mistaken_for_another_is_refused(store, now, name):
    with pytest.raises(CounterclaimError, match="no user name"):
        people.add_user(store, name, Role.REVIEWER, now)
