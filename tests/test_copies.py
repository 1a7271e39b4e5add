"""Near-copies: words added, dropped or spelled another way; never another claim."""

from collections.abc import Callable
from datetime import datetime

import pytest

from classifiers import copies
from monitor.add import prepared
from monitor.copies import compare_documents, compare_statements
from monitor.records import Document, Outlet
from monitor.store import Store

SAID = "The minister of agriculture has promised that bread will cost no more than two roubles before spring."
STORY = " ".join(
    f"In village number {number} the fields were mown early and the barns are full of {crop}, the elder told the paper."
    for number, crop in enumerate(("rye", "oats", "wheat", "barley", "flax", "hay"))
)


@pytest.mark.parametrize(
    "copy",
    [
        SAID.upper(),
        f"«{SAID}»",
        f"As the agency reports, {SAID[0].lower()}{SAID[1:]}",
        SAID.replace(" of agriculture", ""),
        SAID.replace("roubles", "rubles"),
        SAID.rstrip(".") + ", the agency writes.",
    ],
)
def test_words_added_dropped_or_spelled_another_way_make_a_copy(copy: str) -> None:
    assert copies.statement_copy(SAID, copy) is not None
    assert set(copies.statement_bands([SAID])[0]) & set(copies.statement_bands([copy])[0])


@pytest.mark.parametrize(
    "other",
    [
        SAID.replace("two", "2"),
        SAID.replace("no more", "more"),
        SAID.replace("bread", "petrol"),
        SAID.replace("agriculture", "defence"),
        SAID.replace("has promised", "has never promised"),
        "The minister of agriculture is well.",
    ],
)
def test_another_number_negation_or_thing_makes_another_claim(other: str) -> None:
    assert copies.statement_copy(SAID, other) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("В стране убрано 90 процентов зерновых, сообщил министр", "В стране убрано 90 процентов зерновых - министр", True),
        (
            "В стране убрано 90 процентов зерновых, сообщил министр",
            "В стране убрано 80 процентов зерновых, сообщил министр",
            False,
        ),
        ("Урожай в этом году не погибнет от засухи", "Урожай в этом году погибнет от засухи", False),
        ("Zbiory w tym roku są najlepsze od dziesięciu lat", "Zbiory w tym roku sa najlepsze od dziesieciu lat", True),
    ],
)
def test_other_languages_are_told_by_the_same_rules(one: str, other: str, same: bool) -> None:
    assert (copies.statement_copy(one, other) is not None) is same


def test_a_statement_of_a_few_words_has_no_near_copies() -> None:
    assert copies.statement_bands(["Bread is dear."]) == [[]]


def test_a_document_cut_or_put_into_another_is_a_copy_and_one_on_the_same_theme_is_not() -> None:
    middle = STORY[len(STORY) // 5 : len(STORY) * 4 // 5]
    assert copies.document_copy(STORY, middle) is not None
    assert copies.document_copy(STORY, f"Our correspondent writes. {STORY} All rights reserved.") is not None
    assert (
        copies.document_copy(STORY, STORY.replace("village", "town").replace("early", "late").replace("elder", "mayor")) is None
    )


def test_nothing_is_a_copy_of_nothing() -> None:
    assert copies.document_copy("", "") is None and copies.document_bands([""]) == [[]]


@pytest.fixture
def came(store: Store, moment: datetime) -> Callable[..., str]:
    def add(text: str, outlet: str, day: int, title: str = "") -> str:
        document = Document(
            outlet=Outlet(id=outlet, name=outlet.title()), external_id=f"{outlet}{day}", kind="feed", text=text, title=title,
            lang="en", published_at=f"2025-01-{day:02d}",
        )  # fmt: skip
        store.add_documents([prepared(document)], moment)
        return document.id

    return add


def compared(store: Store) -> tuple[int, int]:
    done = [*compare_documents(store), *compare_statements(store)]
    return sum(one for one, _ in done), sum(found for _, found in done)


def test_reprints_point_to_the_first_and_a_second_time_there_is_nothing_to_do(came: Callable[..., str], store: Store) -> None:
    reprint = came(f"{STORY} Read our other news.", "bugle", 15)
    first = came(STORY, "herald", 14)
    part = came(STORY[: len(STORY) // 2], "echo", 16)
    compared(store)
    assert {key: row["first_id"] for key, row in store.reposts_of([first, reprint, part]).items()} == {
        reprint: first,
        part: first,
    }
    assert store.count_to_compare() == 0 and compared(store) == (0, 0)


def test_a_near_copy_among_statements_is_found_across_batches(
    came: Callable[..., str], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.copies.BATCH", 1)
    came(SAID, "herald", 14)
    came(f"As the agency reports, {SAID[0].lower()}{SAID[1:]}", "bugle", 15)
    came(SAID.replace("bread", "petrol"), "echo", 16)
    compared(store)
    rows = store.rows("select first_id is null as first, count(*) as n from statement_copies group by 1 order by 1")
    assert rows == [{"first": 0, "n": 1}, {"first": 1, "n": 2}]
    first = store.value("select first_id from statement_copies where first_id is not null")
    assert [one["appearances"] for one in store.near_copies(first)] == [1]


def test_a_changed_document_is_compared_again(came: Callable[..., str], store: Store) -> None:
    came(STORY, "herald", 14)
    other = came("Something else entirely stood here first, of which nobody else had written.", "bugle", 15)
    compared(store)
    assert store.reposts_of([other]) == {}
    came(STORY, "bugle", 15)
    assert store.count_to_compare() == 1
    compared(store)
    assert list(store.reposts_of([other])) == [other]
