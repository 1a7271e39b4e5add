"""Sentence boundaries: what ends a sentence in six languages, and that any text comes apart whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.abbreviations import habits
from monitor.sentences import spans


def cut(text: str, lang: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, lang)]


def check(lang: str, marked: str) -> None:
    """The text without its bars is cut where they stand."""
    assert cut(marked.replace(" | ", " "), lang) == marked.split(" | ")


NAMES_AND_NUMBERS = [
    ("ru", "Повесть А. С. Лесного вышла в 1833 г. | Критики спорили."),
    ("ru", "Повесть написал А.С. Лесной. | Критики спорили."),
    ("ru", "Повесть написал Лесной А. С. | Он ждал отзывов."),
    ("ru", "Завод на ул. Новой, д. 5, стоит 3 млн. руб. | Его продали."),
    ("ru", "Дом стоит 3 млн. 500 тыс. руб. | Никто не купил."),
    ("ru", "В 1994 г. Лесной стал мэром. | В 1996 г. | Он ушёл."),
    ("ru", "Дом построен в XIX в. | Потом он сгорел."),
    ("ru", "Полк стоял у г. Лесного. | Бой шёл 3 ч. | Потери есть."),
    ("ru", "Купили хлеб, соль и т. д. | Магазин закрылся."),
    ("ru", "Приехали депутаты, гости и др. | Встреча длилась час."),
    ("ru", "По ст. 15 п. 3 закона, см. рис. 5, решения нет. | Все ждут."),
    ("ru", "Прибыл пдп. Лесной. | Прибыл полк. | Дали бой."),
    ("ru", "К.и.н. Лесной выступил. | Ему хлопали."),
    ("be", "У 2024 г. у Лясным адкрылі музей. | Туды прыйшло 5 тыс. чал. | Усім спадабалася."),
    ("be", "Рэж. Лясны зняў фільм. | Яго паказалі на вул. Новай."),
    ("be", "М. Дз. Лясны, праф. з Гродна, адказаў. | Ён не згодны."),
    ("uk", "За словами В. О. Лісового, це 5 млн. грн. | Він правий."),
    ("uk", "Стадіон на вул. Довгій, 105, м. Київ. | Вхід вільний."),
    ("uk", "Згідно з п. 3 ст. 15 закону. | Суд вирішив. | Нас було 5 тис. | Це багато."),
    ("pl", "Spotkanie odbyło się w godz. 8.00 - 10.00 przy ul. Długiej. | Przyszło ok. 30 osób."),
    ("pl", "Prof. dr hab. Jan Leśny ze szkoły im. Adama Nowego mówił. | Słuchano go."),
    ("pl", "W 2024 r. Sejm przyjął ustawę. | Kosztuje 5 mln zł. | Rząd płaci."),
    ("pl", "Zgodnie z art. 5 ust. 2 pkt 3 ustawy. | Trwa 5. edycja. | To m.in. Kraków itd. | Ładnie."),
    ("lt", "2020 m. sausio 5 d. Vilniuje vyko susitikimas. | Jame dalyvavo prof. A. Miškinis."),
    ("lt", "Tai, t. y. planas, parengtas. | Pvz., Naujoji g. 5 yra tuščia."),
    ("lt", "Kaina yra 5 mln. Eur. | Gimė 1990 m. gegužės 3 d. | Jis mokėsi mokykloje ir kt. | Žmonės jį gerbė."),
    ("en", "Mr. Forest met Dr. Field at 5 p.m. in Washington, D.C. | They talked."),
    ("en", "Forest Inc. paid $3.5 million. | See fig. 3 and No. 5. | It works."),
    ("en", "Jan. 5 was cold. | It happened in 1999. | Then came spring. | P.S. The gate is open."),
]
MARKS = [
    ("ru", "Правда?! | Не верю!.. | Посмотрим..."),
    ("ru", "Я... не знаю, что сказать. | Он молчал."),
    ("ru", "Встреча (см. фото. Ред.) прошла в 10.30. | Гости ушли."),
    ("uk", "(Шум у залі.) | Шановні колеги, прошу тиші."),
    ("en", "(We leave early on Monday morning and we come back on Tuesday. ) | It is far."),
    ("en", "The best (?) Forest price in town... | We paid it. | It is on the list (no. 5). | Look."),
    ("en", "This is known.[4] | The rest is not."),
    ("ru", "Требования: 1) Мир; 2) Труд. | а) Хлеб. | б) Соль."),
    ("ru", "1. Закрыть границу. | 2.1. Открыть рынок. | IV. Купить хлеб."),
    ("lt", "Įmonės privalo: | 1.1. pateikti ataskaitą; | 1.2. sumokėti mokestį."),
    ("ru", "Смотрите на сайте new.example.com. | Файл report.v2.pdf лежит там."),
    ("en", "Read https://a.example/b.c?d=1. | It is free."),
    ("en", "Ours is iPhone. | mTOR is not."),
]
SPEECH = [
    ("ru", "— Куда? — спросил он. | — Домой."),
    ("ru", "«Я иду домой и никого не жду в гости сегодня.» — сказал он. | Все ушли."),
    ("ru", "«Куда идёшь?» — спросил он. | «Домой». | Так сказал он."),
    ("ru", "Он спросил: «Куда идёшь?» | Ответа не было."),
    ("ru", "Вышла «Правда. Газета леса», и её купили."),
    ("uk", "«Ми готові», — сказав він. | Усі пішли."),
    ("pl", "– Idę – powiedział. | – Dokąd? – zapytała."),
    ("pl", "„Idziemy. Wracamy”, powiedział. | Wszyscy wyszli."),
    ("lt", "„Mes laukėme jų visą dieną ir visą naktį. | Niekas neatėjo į susitikimą“, – sakė jis. | Visi išėjo."),
    ("lt", "„Čia bus kavinė. “ | Pasak jo, greitai."),
    ("en", "“We go. We stay,” he said. | He asked: “Why?” | Nobody answered."),
]
CHAT = [
    ("ru", "Спасибо!😍😍 | Очень красиво 👍 | Ждём ещё"),
    ("ru", "Спасибо за всё))) | Приходите ещё :) | Мы рады"),
    ("ru", "привет всем. | как дела? | нормально живём... | а вы там как?"),
    ("be", "Набор адкрыты | 🌷Госць вечара вядомы | ✅Запіс тут. | ✅Час: вечар."),
    ("ru", "Новость дня #лес #граница | Сегодня закрыто. | Подробнее: https://a.example/b | Министр приехал."),
    ("en", "it works. | you said so! | why not? | ok"),
    ("uk", "НОВИНИ НАШОГО ЛІСУ | Сьогодні закрито."),
    ("uk", "Прошу голосувати. | За - 226 | Рішення прийнято."),
    ("lt", "Darbas namuose ir pagundos | Kai kurie to nepaiso. | Kiti paiso."),
]


@pytest.mark.parametrize(("lang", "marked"), NAMES_AND_NUMBERS)
def test_an_abbreviation_ends_a_sentence_only_where_one_ends(lang: str, marked: str) -> None:
    check(lang, marked)


@pytest.mark.parametrize(("lang", "marked"), MARKS)
def test_marks_that_belong_together_end_one_sentence(lang: str, marked: str) -> None:
    check(lang, marked)


@pytest.mark.parametrize(("lang", "marked"), SPEECH)
def test_speech_goes_on_after_its_mark(lang: str, marked: str) -> None:
    check(lang, marked)


@pytest.mark.parametrize(("lang", "marked"), CHAT)
def test_chat_ends_sentences_in_its_own_way(lang: str, marked: str) -> None:
    check(lang, marked)


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("ru", "Нет войны и мира.Он ушёл.", 2),
        ("ru", "Читайте Яндекс.Такси и Газета.Ру.", 1),
        ("ru", "Иванов И.И.Петров", 1),
        ("en", "The end.The beginning.", 2),
        ("en", "Use Node.Js or asp.Net here.", 1),
    ],
)
def test_a_missing_space_is_seen_but_a_name_with_a_stop_is_left_whole(lang: str, text: str, count: int) -> None:
    assert len(spans(text, lang)) == count


def test_the_number_of_a_clause_stands_apart_in_ukrainian_alone() -> None:
    check("uk", "2. | Затвердити порядок. | 3. | Скасувати наказ.")
    check("ru", "2. Утвердить порядок. | 3. Отменить приказ.")


def test_what_ends_a_sentence_depends_on_the_language() -> None:
    text = "Kupił tom art. Potem wyszedł."
    assert len(spans(text, "pl")) == len(spans(text, "en")) == 2
    assert len(spans("To pan prok. Nowak.", "pl")) == 1
    assert len(spans("To pan prok. Nowak.", "en")) == 2


def test_an_unknown_language_has_everybodys_abbreviations() -> None:
    check("de", "Er traf Dr. Wald und ul. Nova. | Dann ging er.")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_a_line_break_of_any_kind_ends_a_sentence(end: str) -> None:
    assert cut(f"первая строка{end}вторая, без точки", "ru") == ["первая строка", "вторая, без точки"]


def whole(text: str, lang: str) -> None:
    """The spans are in order, trimmed and not empty, hold no line break, and leave out nothing but space."""
    before = 0
    for start, end in spans(text, lang):
        assert start >= before
        assert text[before:start].strip() == ""
        assert start < end
        assert text[start:end] == text[start:end].strip()
        assert len(text[start:end].splitlines()) == 1
        before = end
    assert text[before:].strip() == ""


PIECES = """. |.|!|? |…|...|«|»|“|”|„|"|(|)|[|]|😀|✅|:)|))|: |; |1. |2.1. |A. |б. |Слово |слово |Но |тыс. |г. |U.S. |. «|.»
|\u00a0|http://a.example/b |#тег |</a>|&#39;|За - 5 |ЗАГОЛОВОК |— |-- |[1]|\n|\u2028|\x1c|\u200b|'|mTOR |\ud800|\ufe0f"""


@settings(deadline=None, max_examples=150)
@given(
    text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map("".join)),
    lang=st.sampled_from(["be", "ru", "uk", "pl", "lt", "en", "de", ""]),
)
def test_any_text_comes_apart_whole(text: str, lang: str) -> None:
    whole(text, lang)


HOSTILE = [
    "a. ",
    ". ",
    "«",
    "А.Б.",
    "слово",
    "! ",
    ")",
    '" ',
    "😀 ",
    "1.1. ",
    "http://",
    "[1]",
    ". -",
    "Но то ",
    "«a. A» ",
    "ЛЕСА Л",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_line_of_anything_comes_apart_whole(piece: str) -> None:
    """Time by the square of the length would be a minute each."""
    whole(piece * (100_000 // len(piece)), "ru")


def test_a_line_too_dense_for_prose_is_still_cut_at_its_marks() -> None:
    assert len(spans("Да! " * 10_000, "ru")) == 10_000
    assert len(spans("и т. д. " * 10_000, "ru")) > 10_000, "the words were looked at after all"


def test_a_long_paragraph_of_prose_is_read_by_its_words_to_the_end() -> None:
    sentence = "Завод на ул. Новой стоит 3 млн. руб., говорит проф. А. Лесной. "
    assert len(spans(sentence * 2_000, "ru")) == 2_000


@pytest.mark.parametrize("lang", ["be", "ru", "uk", "pl", "lt", "en"])
def test_every_word_of_the_lists_is_as_it_is_looked_up(lang: str) -> None:
    """A capital letter or a last full stop would make an entry that no text can reach."""
    for kind, words in habits(lang).words.items():
        assert not [word for word in words if word != word.casefold() or word.endswith(".")], kind
    assert habits(lang).words["begins"]
