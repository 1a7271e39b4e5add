"""Languages: told by letters where letters tell, else by the detector."""

import pytest

from monitor.language import identify

SENTENCES = {
    "be": "Прэзідэнт Беларусі заявіў, што краіна будзе развівацца далей.",
    "ru": "Президент Белоруссии заявил, что страна будет развиваться дальше.",
    "uk": "Президент України заявив, що країна розвиватиметься далі.",
    "pl": "Prezydent powiedział, że kraj będzie się dalej rozwijał.",
    "en": "The president said that the country would go on developing.",
    "de": "Der Präsident sagte, dass sich das Land weiter entwickeln werde.",
    "lt": "Prezidentas pareiškė, kad šalis toliau vystysis.",
    "kk": "Президент ел одан әрі дамиды деп мәлімдеді.",
    "bg": "Президентът заяви, че страната ще продължи да се развива.",
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_a_sentence_is_known_by_its_language(lang: str) -> None:
    assert identify(SENTENCES[lang]) == lang


@pytest.mark.parametrize(("word", "lang"), [("ваўкі", "be"), ("їжак", "uk"), ("сыр", "ru")])
def test_a_letter_of_one_language_decides_even_for_one_word(word: str, lang: str) -> None:
    assert identify(word, "pl") == lang


@pytest.mark.parametrize("text", ["", "  \n", "2025 — 14!", "🙂"])
def test_a_text_without_letters_is_undetermined_unless_a_default_is_given(text: str) -> None:
    assert identify(text) == "und"
    assert identify(text, "ru") == "ru"


def test_a_name_leaves_it_to_the_default() -> None:
    assert identify("Minsk", "uk") == "uk"
