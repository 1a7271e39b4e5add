"""What came in is stored once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from monitor.ids import text_id
from monitor.records import Appearance, Document, Outlet, OutletKind, ReadError, Stance
from monitor.store import Store

HERALD = Outlet(id="herald", name="Herald", lang="en", country="BY", domains=("herald.example",), handles=("@herald",))


def article(text: str, item: str = "1", outlet: Outlet = HERALD, title: str = "A title", **more: Any) -> Document:
    return Document(outlet=outlet, external_id=item, kind="article", title=title, text=text, **more)


def at(text: str, words: str, **more: Any) -> Appearance:
    start = text.index(words)
    return Appearance(
        text=words,
        lang="en",
        start=start,
        end=start + len(words),
        prefix=text[:start][-20:],
        suffix=text[start + len(words) :],
        **more,
    )


TEXT = "The West is to blame. Our harvest is the best in years."
BOTH = [
    at(TEXT, "The West is to blame."),
    at(TEXT, "Our harvest is the best in years.", speaker="A. Minister", stance=Stance.QUOTES),
]


def dump(store: Store) -> list[str]:
    return list(store.db.conn.iterdump())


def test_adding_the_same_again_changes_nothing(store: Store, moment: datetime) -> None:
    first = store.add_documents([(article(TEXT), BOTH)], moment)
    assert +first == {"documents": 1, "statements": 2, "new_statements": 2, "appearances": 2}
    before = dump(store)
    assert sum(store.add_documents([(article(TEXT), BOTH)], moment.replace(year=2026)).values()) == 0
    assert dump(store) == before


def test_another_layout_of_the_same_words_is_no_new_version(store: Store, moment: datetime) -> None:
    store.add_documents([(article(TEXT), BOTH)], moment)
    assert not +store.add_documents([(article(TEXT.replace(" ", "\n")), BOTH)], moment)


def test_new_content_is_a_new_version_and_the_old_words_stay(store: Store, moment: datetime) -> None:
    store.add_documents([(article(TEXT), BOTH)], moment)
    later = TEXT + " And so is the milk."
    counts = store.add_documents([(article(later), [*BOTH, at(later, "And so is the milk.")])], moment)
    assert (counts["documents"], counts["versions"], counts["new_statements"], counts["appearances"]) == (0, 1, 1, 1)
    assert [store.document_text(article("").id, version) for version in (1, 2, 3)] == [TEXT, later, ""]


def test_a_statement_in_two_documents_is_one_statement_with_two_appearances(store: Store, moment: datetime) -> None:
    again = "As we wrote: the west is  to blame."
    store.add_documents([(article(TEXT, "1", published_at="2025-01-15"), BOTH[:1])], moment)
    counts = store.add_documents(
        [(article(again, "2", published_at="2025-01-14"), [at(again, "the west is  to blame.")])], moment
    )
    assert (counts["new_statements"], counts["appearances"]) == (0, 1)
    found = store.appearances_of(text_id("The West is to blame."))
    assert [
        (one["said_at"], again[one["char_start"] : one["char_end"]] if one["said_at"] == "2025-01-14" else "") for one in found
    ] == [
        ("2025-01-14", "the west is  to blame."),
        ("2025-01-15", ""),
    ]
    assert store.statement(found[0]["statement_id"])["text"] == "The West is to blame."  # type: ignore[index]


def test_the_place_of_a_statement_gives_its_words_back(store: Store, moment: datetime) -> None:
    document = article(TEXT)
    store.add_documents([(document, BOTH)], moment)
    for one in BOTH:
        (row,) = store.appearances_of(one.statement_id)
        assert store.document_text(document.id, row["version"])[row["char_start"] : row["char_end"]] == one.text
    assert (row["speaker"], row["stance"], row["outlet"]) == ("A. Minister", "quotes", "Herald")


def test_without_a_date_the_moment_of_adding_stands_and_says_so(store: Store, moment: datetime) -> None:
    store.add_documents([(article(TEXT), BOTH[:1])], moment)
    (row,) = store.appearances_of(BOTH[0].statement_id)
    assert (row["said_at"], row["date_from"]) == ("2025-01-20T09:00:00Z", "first seen")


@pytest.mark.parametrize("query", ["звязда", "ЗВЯЗДА", "Зв", "хлеб", "bialystok", "Białystok", "аб'ява", "АБЯВА", "все", "ЛЕД"])
def test_search_folds_case_accents_and_neighbouring_letters(store: Store, say: Callable[..., str], query: str) -> None:
    wanted = say("Звязда: аб’ява пра хлеб у Białystok, всё и лёд")
    say("Something else altogether")
    assert store.statements_by_words(query, 10) == [wanted]


def test_search_wants_all_words_and_takes_the_last_as_a_beginning(store: Store, say: Callable[..., str]) -> None:
    both = say("The West started the war of words")
    say("The West is at war")
    assert store.statements_by_words("wor west", 10) == []
    assert store.statements_by_words("west wor", 10) == [both]


@pytest.mark.parametrize(
    "query", ["", "  ", '"', "*", '" OR "', "NEAR(", "a AND", "-x", "col:umn", "^a", "(", "'; --", "\x00", "%_"]
)
def test_no_search_is_a_syntax_error(store: Store, say: Callable[..., str], query: str) -> None:
    say("a plain statement")
    assert isinstance(store.statements_by_words(query, 10), list)


def test_an_outlet_is_renewed_by_its_own_import_only(store: Store, moment: datetime) -> None:
    store.save_outlets([HERALD])
    store.add_documents([(article(TEXT, outlet=Outlet(id="herald", name="somebody else's words")), BOTH)], moment)
    assert store.outlets() == [HERALD]
    store.save_outlets([Outlet(id="herald", name="The Herald", kind=OutletKind.ALIGNED)])
    assert store.outlets() == [Outlet(id="herald", name="The Herald", kind=OutletKind.ALIGNED)]


def test_the_health_of_an_outlet_counts_documents_once(store: Store, moment: datetime) -> None:
    store.add_documents([(article(TEXT, published_at="2025-01-15"), BOTH)], moment)
    (row,) = store.outlet_health()
    assert (row["documents"], row["appearances"], row["last_said_at"]) == (1, 2, "2025-01-15")


def test_the_same_fault_counts_up_instead_of_filling_the_list(store: Store, moment: datetime) -> None:
    fault = ReadError(file="a.xml", place="item 3", reason="no text")
    store.save_read_errors([fault, ReadError(file="a.xml", place="item 4", reason="no text")], moment)
    store.save_read_errors([fault], moment.replace(day=21))
    assert [(row["place"], row["times"]) for row in store.read_errors()] == [("item 3", 2), ("item 4", 1)]


def test_a_fault_in_a_batch_loses_the_batch_and_nothing_before_it(store: Store, moment: datetime) -> None:
    store.add_documents([(article(TEXT), BOTH)], moment)
    broken = Appearance(text="x", lang=None, start=0, end=1, prefix="", suffix="")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="constraint failed"):
        store.add_documents([(article("zebra", "2"), [at("zebra", "zebra")]), (article("x", "3"), [broken])], moment)
    assert store.value("select count(*) from documents") == 1
    assert store.statements_by_words("zebra", 9) == []
    assert store.integrity() == ()
    store.add_documents([(article("zebra", "2"), [at("zebra", "zebra")])], moment)  # the store still writes
