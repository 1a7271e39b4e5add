"""Whether a statement asserts its claim, reports, denies or mocks it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.standing import Standing, denies_clause, distance, serves, stance_of

ASSERTED, REPORTED, DENIED, MOCKED = Standing

DENIALS = [
    ("en", "It is not true that the border has been closed."),
    ("en", "Officials denied reports that fuel is running out."),
    ("en", "Fact-check: no, the dam was not blown up by volunteers."),
    ("en", "The video is fake. The hospital in Zubryn was never hit."),
    ("en", "There is no evidence that migrants were paid to cross."),
    ("en", "The rumour that pensions will be cut is false."),
    ("ru", "Неправда, что в Зубрине закрывают больницу."),
    ("ru", "В МИД опровергли слухи о закрытии границы."),
    ("ru", "Фейк: в Зубрине якобы отравили воду."),
    ("ru", "Сообщения о взрыве на заводе не соответствуют действительности."),
    ("ru", "Нет, школы в районе не закрывают. Это очередной фейк."),
    ("uk", "Неправда, що у Липовому закривають школу."),
    ("uk", "У відомстві спростували чутки про мобілізацію студентів."),
    ("uk", "Це фейк: лікарню у Липовому не зачиняли."),
    ("be", "Няпраўда, што ў Зубрыне зачыняюць школу."),
    ("be", "У ведамстве абверглі чуткі пра закрыццё мяжы."),
    ("be", "Гэта фэйк. Бальніцу не зачынялі."),
    ("pl", "To nieprawda, że szkoła w Zubryniu zostanie zamknięta."),
    ("pl", "Ministerstwo zdementowało pogłoski o zamknięciu granicy."),
]
CLAIMS = [
    ("en", "There are no political prisoners in the country."),
    ("en", "Nobody is being persecuted for views in our country."),
    ("en", "The West lies about our elections."),
    ("en", "The so-called opposition wants a civil war."),
    ("en", "Behind the articles are disputes over how reports reach the press."),
    ("en", "Western media spread false information about our country."),
    ("ru", "В стране нет политзаключённых."),
    ("ru", "Запад распространяет фейки о нашей стране."),
    ("ru", "Так называемая оппозиция живёт на гранты."),
    ("ru", "Никто не собирается нападать на соседей."),
    ("uk", "У країні немає дефіциту пального."),
    ("be", "У краіне няма беспрацоўя."),
    ("pl", "W kraju nie ma bezrobocia."),
]
REPORTS = [
    ("en", "The ministry said that the harvest is in."),
    ("en", "According to an official, Poland is preparing a provocation."),
    ("ru", "Представитель ведомства заявил, что граница под контролем."),
    ("ru", "Польша якобы готовит наступление."),
    ("uk", "Речник повідомив, що кордон під контролем."),
    ("be", "Прадстаўнік ведамства заявіў, што мяжа пад кантролем."),
    ("pl", "Rzecznik poinformował, że granica jest bezpieczna."),
    ("pl", "Białoruś rzekomo szykuje prowokację."),
]
MOCKERIES = [
    ("en", "Ha ha, our border guards are supposedly training wolves now."),
    ("en", "Yeah, right, and Zubryn has a secret submarine base."),
    ("en", "It is ridiculous to claim that hedgehogs spy for Belarus."),
    ("ru", "Ха-ха, теперь у нас и ежи шпионы."),
    ("ru", "Ага, конечно, подводная лодка в болоте под Зубрином."),
    ("ru", "Очередные сказки о танках в огороде."),
    ("uk", "Ага, звичайно, їжаки-шпигуни у лісі."),
    ("be", "Ага, вядома, вожыкі-шпіёны ў лесе."),
    ("pl", "Jasne, jasne, jeże szpiegują w lesie."),
    ("pl", "Kolejne bajki o czołgach w ogródku."),
]


@pytest.mark.parametrize(("lang", "text"), DENIALS)
def test_a_text_that_only_denies_is_denied(lang: str, text: str) -> None:
    assert stance_of(text, lang) is DENIED


@pytest.mark.parametrize(("lang", "text"), CLAIMS)
def test_a_claim_with_a_negation_or_contempt_in_it_is_asserted(lang: str, text: str) -> None:
    assert stance_of(text, lang) is ASSERTED


@pytest.mark.parametrize(("lang", "text"), REPORTS)
def test_a_text_that_names_who_says_so_is_reported(lang: str, text: str) -> None:
    assert stance_of(text, lang) is REPORTED


@pytest.mark.parametrize(("lang", "text"), MOCKERIES)
def test_a_text_that_laughs_at_the_claim_is_mocked(lang: str, text: str) -> None:
    assert stance_of(text, lang) is MOCKED


def test_a_denial_with_an_assertion_against_it_is_no_denial_of_the_whole() -> None:
    denial = "The ministry denied that it had plans to close the border"
    assert stance_of(f"{denial}.", "en") is DENIED
    assert stance_of(f"{denial}, yet columns of lorries have been turned back for a week.", "en") is REPORTED


def test_an_answer_that_begins_with_no_denies_only_where_it_goes_on_so() -> None:
    assert stance_of("No, the plant was not closed.", "en") is DENIED
    assert stance_of("No, the plant was closed by the sanctions.", "en") is ASSERTED


def test_only_what_is_asserted_or_reported_serves_a_narrative() -> None:
    assert [serves(each) for each in Standing] == [True, True, False, False]


def test_a_denial_of_a_clause_is_told_from_a_denial_of_a_thing() -> None:
    assert denies_clause("The ministry denied that there were prisoners.")
    assert denies_clause("Неправда, что школу закрывают.")
    assert not denies_clause("The ministry denied the reports.")


def test_words_of_distance_are_found_in_the_language_of_the_text() -> None:
    assert distance("The bridge was allegedly mined.", "en") == ("allegedly",)
    assert distance("Мост якобы заминирован.", "ru") == ("якобы",)
    assert distance("The ministry said that the bridge was mined.", "en") == ()
    assert distance("Der Bau soll angeblich enden.", "de") == ()


@pytest.mark.parametrize("lang", ["en", "ru", "uk", "be", "pl", "lt", "de", "und", ""])
def test_empty_and_very_long_texts_are_judged(lang: str) -> None:
    assert stance_of("", lang) is stance_of(" \n", lang) is ASSERTED
    assert stance_of("слово word " * 5000, lang) is ASSERTED


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ru", "uk", "be", "pl", "de"]))
def test_no_text_is_refused(text: str, lang: str) -> None:
    assert stance_of(text, lang) in Standing
