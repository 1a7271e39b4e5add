"""Statements by their words, and the index of words as an older database gets it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import QueueFilter, Store
from monitor.store.base import Connection
from monitor.store.schema import migrations
from monitor.store.schema_search import sound_out
from monitor.store.words import has_marks, terms

Say = Callable[..., str]


@pytest.fixture
def said(store: Store, say: Say) -> Callable[..., str]:
    def make(text: str) -> str:
        key = say(text)
        store.index_words()
        return key

    return make


def found(store: Store, words: str) -> list[str]:
    return store.statements_by_words(words, 20)


def test_all_words_must_be_there_and_the_last_may_be_begun(store: Store, said: Say) -> None:
    both = said("The West started the war of words")
    said("The West is at war")
    assert found(store, "wor west") == []
    assert found(store, "west wor") == [both]


def test_another_spelling_is_found_behind_the_one_that_was_asked_for(store: Store, said: Say) -> None:
    latin = said("Zernouka said nothing")
    belarusian = said("Зерноўка нічога не сказала")
    russian = said("О Зерновке ничего не сказано")
    assert found(store, "Зерноўка")[0] == belarusian and set(found(store, "Зерноўка")) == {latin, belarusian, russian}
    assert found(store, "zernouka")[0] == latin and len(found(store, "zernouka")) == 3


def test_the_rarer_word_weighs_more(store: Store, said: Say) -> None:
    for number in range(8):
        said(f"The river of place {number}")
    wanted = said("The dam")
    counts = store.word_counts("the river dam")
    assert counts == {"te": 9, "rivar": 8, "dam": 1}
    assert store.statements_by_rare_words(counts, 20)[0] == wanted


def test_a_phrase_a_minus_and_a_star(store: Store, said: Say) -> None:
    phrase, apart, more = said("the old orchard"), said("the orchard is old"), said("old orchards of Minsk")
    assert set(found(store, '"old orchard"')) == {phrase, more}
    assert found(store, '"old orchard" -Мінск') == [phrase]
    assert set(found(store, "orch* old")) == {phrase, apart, more}
    assert set(found(store, "«old orchard»")) == {phrase, more}
    assert found(store, "-old") == []  # there is nothing to rank


def test_the_queue_is_filtered_by_the_same_words(store: Store, said: Say) -> None:
    wanted, other = said("Зерноўка нічога не сказала"), said("the old orchard")

    def queue(words: str) -> list[str]:
        return [row["id"] for row in store.queue(QueueFilter(view="all", words=words), 9)]

    assert queue("Zernovka") == [wanted] and queue("orch") == [other]
    assert queue("-orchard") == [wanted] and queue("Зерновка -nichoga") == []
    assert queue("!!") == [] and len(queue(" ")) == 2


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("west wor", [("west", True, False), ("wor", True, True)]),
        ('"two words" -not', [("two words", True, False), ("not", False, False)]),
        ("pre-war x*", [("pre-war", True, False), ("x*", True, True)]),
        ("“quoted so” a - b", [("quoted so", True, False), ("a", True, False), ("b", True, True)]),
        ("– !? \x00", []),
    ],
)
def test_what_a_search_asks_for(text: str, asked: list[tuple[str, bool, bool]]) -> None:
    assert [(term.text, term.wanted, term.begins) for term in terms(text)] == asked


def test_only_marks_that_mean_something_are_marks() -> None:
    assert all(map(has_marks, ('"a b"', "a -b", "beg*", "„so“")))
    assert not any(map(has_marks, ("a - b", "pre-war", "5 * 3", '""', "it's", "a--b")))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(alphabet=st.one_of(st.sampled_from('"-*()^:+{} ANDORNEAR'), st.characters(codec=None)), max_size=40))
def test_no_search_is_an_error(store: Store, words: str) -> None:
    store.statements_by_words(words, 5)
    store.statements_by_rare_words(store.word_counts(words), 5)
    store.queue_size(QueueFilter(view="all", words=words.encode(errors="replace").decode()))


def test_hundreds_of_words_are_cut_to_what_a_search_can_bear(store: Store, said: Say) -> None:
    wanted = said("the old orchard")
    assert len(terms("word " * 5000)) == 32
    assert len(store.word_counts(" ".join(f"wordy{number}" for number in range(5000)))) == 200
    assert store.statements_by_rare_words(store.word_counts("orchard " * 3000), 3) == [wanted]


# How an older database gets its index


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A database of the version before, with statements."""
    path = tmp_path / "older.db"
    Store.create(path).close()
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("drop table statement_sounds")
        db.execute("drop table this_database")
        db.execute("delete from _sqlite_migrations where name like 'm006%'")
        rows = [(f"id{number}", f"Зерноўка {number}", "", "be", "2025-01-20") for number in range(1200)]
        db.executemany("insert into statements (id, text, folded, lang, first_seen_at) values (?,?,?,?,?)", rows)
    db.close()
    return path


def test_an_older_database_is_filled_by_its_migration(older: Path, tmp_path: Path) -> None:
    assert Store.migrate(older, tmp_path / "backup.db") == ("m006_words_by_sound",)
    with Store.open(older) as store:
        assert store.word_counts("Zernovka") == {"zarnavk": 1200}
        assert store.value("select length(id) from this_database") == 32
        assert store.index_words() == 0


def test_a_migration_that_was_stopped_goes_on_where_it_was(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = 0

    def stopped(connection: sqlite3.Connection, limit: int) -> int:
        nonlocal done
        if done:
            raise KeyboardInterrupt
        done = sound_out(connection, limit)
        return done

    monkeypatch.setattr("monitor.store.schema_search.sound_out", stopped)
    with pytest.raises(KeyboardInterrupt):
        Store.migrate(older, tmp_path / "first.db")
    monkeypatch.undo()
    with Connection(_opened(older), older) as store:
        assert store.value("select count(*) from statement_sounds") == done == 500
        assert [entry.name for entry in migrations.pending(store.db)] == ["m006_words_by_sound"]
    Store.migrate(older, tmp_path / "second.db")
    with Store.open(older) as store:
        assert store.value("select count(*) from statement_sounds where statement_sounds match 'zarnavk'") == 1200
        assert store.value("select count(*) from this_database") == 1


def _opened(path: Path):  # type: ignore[no-untyped-def]
    from sqlite_utils import Database

    return Database(path)


def test_words_come_and_go_with_the_transaction_of_their_statement(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():
        store.db.execute("insert into statements (id, text, folded, lang, first_seen_at) values ('x', 'zebra', '', 'en', '')")
        assert store.index_words() == 1
        raise ZeroDivisionError
    assert store.word_counts("zebra") == {"zebr": 0} and store.index_words() == 0
