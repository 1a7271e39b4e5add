"""Who may sign in, and how: names, one-time links, passwords, sessions. Only hashes of secrets are ever stored."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from monitor.errors import CounterclaimError
from monitor.records import Role

if TYPE_CHECKING:
    from monitor.store import Store

#: Above OWASP's minimum (19 MiB, 2 rounds); 64 MiB and 3 rounds cost a tenth of a second here.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=2)
#: Compared against where there is no such user, so that both answers take as long.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
SHORTEST, LONGEST = 12, 256
IDLE, ABSOLUTE, LINK = timedelta(minutes=30), timedelta(hours=12), timedelta(hours=1)
_PER_USER, _PER_ADDRESS, _WINDOW = 5, 20, timedelta(minutes=1)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


def add_user(store: Store, name: str, role: Role, now: datetime) -> None:
    """Raises CounterclaimError for a name that is taken, or could be mistaken for another."""
    if not _NAME.fullmatch(name):
        raise CounterclaimError(f"{name!r} is no user name: 2 to 32 small Latin letters, digits, dots and hyphens")
    if not store.add_user(name, role, now):
        raise CounterclaimError(f"{name}: there is such a user already; see: counterclaim user list")


def disable_user(store: Store, name: str) -> None:
    """Raises CounterclaimError for an unknown user, and for the last admin: somebody must be able to let people in."""
    found = store.user(name)
    if found is None:
        raise CounterclaimError(f"{name}: no such user; see: counterclaim user list")
    admins = [one["name"] for one in store.users() if one["role"] == Role.ADMIN.value and not one["disabled"]]
    if admins == [name]:
        raise CounterclaimError(f"{name}: the last admin cannot be disabled; make another one first")
    store.disable_user(name)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_path(store: Store, name: str, now: datetime) -> str:
    """The path of a link that signs a user in, once, within the hour. Raises CounterclaimError for an unknown user."""
    found = store.user(name)
    if found is None or found["disabled"]:
        raise CounterclaimError(f"{name}: no such user; add one with: counterclaim user add {name} --role reviewer")
    token = secrets.token_urlsafe(32)
    store.add_sign_in_link(hashed(token), name, now + LINK)
    return f"/sign-in/{token}"


def follow_link(store: Store, token: str, now: datetime) -> str | None:
    """The user a one-time link was made for; None where it is used, expired or unknown."""
    return store.use_sign_in_link(hashed(token), now)


def check_password(store: Store, name: str, password: str, address: str, now: datetime) -> str | None:
    """None where name and password fit, else the sentence to show: the same for every way of not fitting."""
    by_user, by_address = store.sign_in_failures(name, address, now - _WINDOW)
    if by_user >= _PER_USER or by_address >= _PER_ADDRESS:
        return "Too many tries. Wait a minute, then try again."
    found = store.user(name)
    stored = found["password_hash"] if found and found["password_hash"] and not found["disabled"] else None
    try:
        if len(password) > LONGEST:
            raise VerificationError
        _HASHER.verify(stored or _NOBODY, _composed(password))
    except (VerificationError, InvalidHashError):
        stored = None
    if stored is None:
        store.add_sign_in_failure(name, address, now)
        return "Name and password do not fit."
    if _HASHER.check_needs_rehash(stored):
        store.set_password_hash(name, _HASHER.hash(_composed(password)))
    return None


def set_password(store: Store, name: str, password: str) -> str | None:
    """None where the password was set, else what is wrong with it. Setting one ends all of the user's sessions."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Choose {SHORTEST} to {LONGEST} characters: a few words in a row do well."
    # A name of two or three letters stands in half of all words.
    if len(set(password)) < 5 or (len(name) > 3 and name in password.casefold()):
        return "That password is easy to guess. A few words in a row do well."
    store.set_password_hash(name, _HASHER.hash(_composed(password)))
    return None


def start_session(store: Store, name: str, now: datetime) -> str:
    """A new session's token, to be kept by the browser; the store keeps its hash."""
    token = secrets.token_urlsafe(32)
    store.add_session(hashed(token), name, now)
    return token


def session_user(store: Store, token: str, now: datetime) -> dict[str, Any] | None:
    return store.session_user(hashed(token), now, IDLE, ABSOLUTE)


def end_session(store: Store, token: str) -> None:
    store.end_session(hashed(token))


def _composed(password: str) -> str:
    """The same letters however the keyboard put them together."""
    return unicodedata.normalize("NFC", password)
