"""Users: adding them with a one-time link, letting them in again, and never losing the last admin."""

from __future__ import annotations

import pytest
from lxml import html

from monitor.records import Role


@pytest.fixture
def admin(sign_in):
    return sign_in("boss", Role.ADMIN)


def link_in(answer):
    return html.document_fromstring(answer.text).xpath("string(//div[@role='status']//code)")


def test_a_new_user_gets_a_link_that_is_shown_once_and_works_once(app, admin, store):
    answer = admin.press("/users", "//button[.='Add']", name="newcomer", role="editor")
    link = link_in(answer)
    assert link.startswith("http://localhost/sign-in/")
    assert "newcomer" in answer.text
    assert store.user("newcomer")["role"] == "editor"
    assert link.rpartition("/")[2] not in admin.get("/users").text
    newcomer = app.test_client()
    path = link.removeprefix("http://localhost")
    assert newcomer.press(path, "//main//form").location == "/password"
    assert newcomer.get("/digests").status_code == 200
    assert app.test_client().send(path).status_code == 401


def test_the_list_shows_who_is_there_with_which_role(admin, sign_in, store):
    sign_in("ann", Role.REVIEWER)
    sign_in("ed", Role.EDITOR)
    admin.press("/users", "//form[contains(@action, '/ed/disable')]")
    rows = [" ".join(row.text_content().split()) for row in admin.page("/users").xpath("//ul[@class='plain-list']/li")]
    assert rows == ["ann reviewer New linkDisable", "boss admin New link", "ed editor, disabled"]


@pytest.mark.parametrize("name", ["boss", "Ann", "", "a", "аня", "<script>x</script>", "ann bob", "x" * 40])
def test_a_name_that_cannot_be_is_refused_with_the_reason(admin, store, name):
    answer = admin.send("/users", {"name": name, "role": "reviewer"})
    assert answer.status_code == 422
    assert html.document_fromstring(answer.text).xpath("string(//*[@role='alert'])")
    assert "<script>x" not in answer.text
    assert [one["name"] for one in store.users()] == ["boss"]


@pytest.mark.parametrize("role", ["", "root", "ADMIN", "admin "])
def test_a_role_that_is_none_is_refused(admin, store, role):
    assert admin.send("/users", {"name": "newcomer", "role": role}).status_code == 400
    assert store.user("newcomer") is None


def test_a_disabled_user_is_out_at_the_next_request(admin, sign_in):
    ann = sign_in("ann")
    assert admin.press("/users", "//form[contains(@action, '/ann/disable')]").location == "/users"
    assert ann.get("/queue").status_code == 302
    answer = admin.send("/users/ann/link")
    assert answer.status_code == 409
    assert "no such user" in answer.text


def test_the_last_admin_cannot_be_disabled_not_even_by_oneself(admin, sign_in, store):
    sign_in("ed", Role.EDITOR)
    assert not admin.page("/users").xpath("//form[contains(@action, '/boss/disable')]")
    answer = admin.send("/users/boss/disable")
    assert answer.status_code == 409
    assert "the last admin cannot be disabled" in answer.text
    assert admin.get("/users").status_code == 200
    sign_in("second", Role.ADMIN)
    assert admin.send("/users/boss/disable").status_code == 302
    assert admin.get("/users").status_code == 302
    assert store.user("boss")["disabled"]


def test_a_disabled_admin_does_not_count_as_one_who_is_left(admin, sign_in):
    sign_in("second", Role.ADMIN)
    assert admin.send("/users/second/disable").status_code == 302
    assert admin.send("/users/boss/disable").status_code == 409


def test_somebody_who_forgot_a_password_gets_a_new_link(app, admin, sign_in):
    sign_in("ann").send("/password", {"password": "four plain words here"})
    answer = admin.press("/users", "//form[contains(@action, '/ann/link')]")
    ann = app.test_client()
    assert ann.press(link_in(answer).removeprefix("http://localhost"), "//main//form").location == "/password"


@pytest.mark.parametrize("what", ["link", "disable"])
def test_an_unknown_user_is_said_to_be_unknown(admin, what):
    answer = admin.send(f"/users/nobody/{what}")
    assert answer.status_code == 409
    assert "nobody: no such user" in answer.text
