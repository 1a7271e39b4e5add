"""Documents into statements: places that hold, sentences that are whole, speakers carried on."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.records import Document, Outlet
from monitor.sentences import spans
from monitor.split import full_text, split

OUTLET = Outlet(id="o", name="O")


def document(text: str, title: str = "", kind: str = "article", **more: str) -> Document:
    return dataclasses.replace(Document(outlet=OUTLET, external_id="1", kind=kind, text=text, title=title), **more)


def cut(text: str, lang: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, lang)]


MARKED = """Лукашенко заявил, что |«Мы выстоим. Всегда», — сказал он. |т. е. |U.S. |He said: “We go. |We stay.” |
2024 г. |Ён дадаў: |»|”|…!? |Three words 5. |А. Г. Иванов |Это было давно и неправда. |🙂 |\u2028|\n\n"""
PIECES = st.sampled_from(MARKED.split("|"))


@settings(deadline=None)  # the first example builds the language detector
@given(
    title=st.one_of(st.just(""), st.text(max_size=40)),
    text=st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=25).map("".join)),
    kind=st.sampled_from(["article", "feed", "telegram", "statements"]),
)
def test_every_statement_stands_where_it_says_in_order_and_without_overlap(title: str, text: str, kind: str) -> None:
    source = document(text, title, kind)
    whole, before = full_text(source), 0
    for each in split(source):
        assert each.start >= before
        assert whole[each.start : each.end] == each.text
        assert each.text == each.text.strip() or kind == "statements"
        assert whole[: each.start].endswith(each.prefix)
        assert whole[each.end :].startswith(each.suffix)
        before = each.end


def test_a_row_of_statements_is_one_statement_with_its_own_speaker() -> None:
    row = document("One. Two sentences here.", kind="statements", speaker="X", role="minister", lang="pl")
    (found,) = split(row)
    assert (found.text, found.start, found.lang, found.speaker, found.role) == (row.text, 0, "pl", "X", "minister")


def test_the_title_is_a_statement_unless_the_text_begins_with_it() -> None:
    body = "The border stays closed for now. Nobody was told about it."
    assert full_text(document(body, "Border closed again today")) == f"Border closed again today\n\n{body}"
    assert full_text(document(body, "The border  stays closed")) == body
    assert split(document(body, "Border closed again today"))[0].text == "Border closed again today"


def test_sentences_that_say_too_little_are_left_out() -> None:
    found = split(document("Yes, of course. Exports rose 12%. The harvest was very good. No."))
    assert [each.text for each in found] == ["Exports rose 12%.", "The harvest was very good."]


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("ru", "Это, т. е. план, готов. | Он выполнен."),
        ("ru", "В 2024 г. Беларусь росла. | В 2025 г. | Она упала."),
        ("ru", "Президент А. Г. Лукашенко приехал. | Его ждали."),
        ("be", "Паводле слоў А. Р. Лукашэнкі, у 2024 г. усё добра. | Так."),
        ("uk", "За словами В. О. Зеленського, це 5 млн. грн. | Він правий."),
        ("pl", "W 2024 r. w Warszawie, przy ul. Długiej. | Tak było."),
        ("en", "The U.S. Secretary spoke in the U.S. | He left."),
        ("en", "Mr. Smith paid 3.5 million. | Why? | Nobody knows!"),
        ("ru", "«Мы выстоим. Всегда», — сказал он. | Все ушли."),
        ("en", "“We go. We stay,” he said. | All left."),
    ],
)
def test_a_sentence_ends_where_it_ends(lang: str, marked: str) -> None:
    assert cut(marked.replace(" | ", " "), lang) == marked.split(" | ")


def test_a_line_break_always_ends_a_sentence() -> None:
    assert cut("Первая строка\nВторая строка", "ru") == ["Первая строка", "Вторая строка"]


def test_each_sentence_has_its_own_language_where_it_is_long_enough() -> None:
    russian = "Министерство сообщило о новых мерах поддержки сельского хозяйства страны."
    polish = "Rzecznik rządu powiedział wczoraj, że granica zostanie zamknięta na zawsze."
    assert [each.lang for each in split(document(f"{russian}\n\n{polish}"))] == ["ru", "pl"]


def test_he_said_means_the_speaker_named_before() -> None:
    text = "Minister Jan Nowak said that the border is calm. He added that trade is growing."
    assert [each.speaker for each in split(document(text))] == ["Jan Nowak", "Jan Nowak"]
    assert [each.role for each in split(document(text))] == ["Minister", "Minister"]


def test_he_means_the_one_the_last_sentence_was_about() -> None:
    text = "Jan Nowak said that the border is calm. Adam Kowal visited the border on Monday. He claimed that it is closed."
    assert split(document(text))[-1].speaker == "Adam Kowal"


def test_he_cannot_mean_one_who_was_she() -> None:
    text = "Anna Nowak said that all is calm. She added that trade grows. In the report he says the border is shut."
    assert [each.speaker for each in split(document(text))] == ["Anna Nowak", "Anna Nowak", None]


def test_he_in_a_text_that_names_nobody_is_nobody() -> None:
    assert [each.speaker for each in split(document("He said that the border is calm."))] == [None]


def test_a_surname_is_the_person_named_in_full() -> None:
    text = "Nowak said that all is calm. Minister Jan Nowak argued that trade is growing. Nowak warned of new duties."
    assert {each.speaker for each in split(document(text))} == {"Jan Nowak"}


def test_a_quotation_of_several_sentences_belongs_to_one_speaker_and_ends_with_it() -> None:
    long = "We have built more roads than anybody before us in this part of the world, and we shall build more. " * 4
    text = f"Jan Nowak stated: “{long}This is what we promised.” The roads are bad.\n\nA new paragraph begins here."
    speakers = [each.speaker for each in split(document(text))]
    assert speakers == ["Jan Nowak"] * 5 + [None, None]


def test_a_quotation_mark_nobody_closed_ends_with_its_paragraph() -> None:
    text = "Jan Nowak stated: “We have built many roads.\n\nThe roads are in very bad repair."
    assert [each.speaker for each in split(document(text))] == ["Jan Nowak", None]


def test_the_name_before_the_colon_of_a_headline_speaks_when_the_body_knows_it() -> None:
    body = "На встрече министр Головченко рассказал о планах."
    assert split(document(body, "Головченко: сотрудничество с Западом возобновится"))[0].speaker == "Головченко"
    assert split(document("Новый опрос показал рост поддержки.", "Опрос: больше 80% готовы голосовать"))[0].speaker is None
