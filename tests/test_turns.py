"""Dialogue within an article: who asks, who answers, and what is no dialogue at all."""

import pytest

from monitor.records import Document, Outlet, Passage, Stance
from monitor.split import full_text, split
from monitor.turns import turns_of


def spoken(text: str, **more: tuple[Passage, ...]) -> list[tuple[str | None, str, str]]:
    document = Document(outlet=Outlet(id="o", name="O"), external_id="1", kind="article", text=text, **more)
    found = split(document)
    assert all(full_text(document)[each.start : each.end] == each.text for each in found)
    return [(each.speaker, each.stance.value, each.text) for each in found]


LABELLED = """Министр портов Иван Беляк ответил на вопросы газеты.

Корреспондент: Что вы думаете о новом мосте через реку?

Беляк: Мы построили мост за два года. Он простоит сто лет.

Никто не верил, что мы успеем.

Корреспондент: А кто за него заплатит?

Беляк: За всё заплатят соседи, и они это знают."""


def test_a_name_before_a_colon_speaks_until_the_next_one() -> None:
    found = spoken(LABELLED)
    assert [each[0] for each in found] == ["Иван Беляк", None, *["Иван Беляк"] * 3, None, "Иван Беляк"]
    assert [each[1] for each in found[1:]] == ["asserts", "quotes", "quotes", "quotes", "asserts", "quotes"]


def test_a_statement_begins_behind_the_name_of_its_speaker() -> None:
    assert spoken(LABELLED)[1][2] == "Что вы думаете о новом мосте через реку?"
    assert spoken(LABELLED)[2][2] == "Мы построили мост за два года."


def test_question_and_answer_are_the_outlet_and_the_one_it_names() -> None:
    text = (
        "An interview with Governor Anna Nowak on the dam.\n\nQuestion: Will the dam hold this spring?\n\n"
        "Answer: The dam will hold for a hundred years.\n\n"
        "Question: Who checked it last time?\n\nAnswer: Our own engineers did."
    )
    found = spoken(text)
    assert [(each[0], each[1]) for each in found[1:3]] == [(None, "asserts"), ("Anna Nowak", "quotes")]


def test_lines_with_dashes_are_question_and_answer() -> None:
    text = (
        "Начальник порта Иван Беляк рассказал о забастовке.\n\n— Что происходит в порту сегодня?\n\n"
        "— Мы работаем без остановки, как всегда.\n\n— Но рабочие говорят другое, почему?\n\n— Их обманули за большие деньги."
    )
    assert [each[0] for each in spoken(text)] == ["Иван Беляк", None, "Иван Беляк", None, "Иван Беляк"]


@pytest.mark.parametrize(
    "text",
    [
        "На рынке выросли цены.\nХлеб: подорожал на десять процентов.\nМолоко: подорожало на пять процентов.",
        "Участники: встреча прошла вчера.\nПовестка: бюджет района.\nИтог: бюджет принят.",
        "Важно: мост закрыт.\nИван Беляк: инженер порта.\nВажно: дорога закрыта.\nАнна Новак: врач порта.",
        "— мост через реку\n— дорога до границы\n— школа в деревне",
        "The bridge is closed: nobody knows why.\nThe road is closed: everybody knows why.",
        "",
    ],
)
def test_a_list_is_no_dialogue(text: str) -> None:
    assert turns_of(text) == []


def test_the_passages_of_a_transcript_speak_for_themselves() -> None:
    text = "Мы построили этот мост за год. Слухи о трещинах — ложь."
    end = text.index(" Слухи")
    passages = (Passage(start=0, end=end, speaker="Ведущий"), Passage(start=end + 1, end=len(text), speaker="Иван Беляк"))
    assert [each[:2] for each in spoken(text, passages=passages)] == [
        ("Ведущий", Stance.QUOTES),
        ("Иван Беляк", Stance.DENIES),
    ]
