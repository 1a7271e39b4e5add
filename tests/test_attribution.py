"""Who says it: named where the sentence names one, and nobody where there is doubt."""

import pytest

from monitor.attribution import attribute
from monitor.records import Stance

NAMED = [
    ("en", "The minister's rival Ivanou stays home, Anna Kovalenko claimed.", "Anna Kovalenko", None),
    ("en", "Prime Minister Donald Tusk warned that the border may close.", "Donald Tusk", "Prime Minister"),
    ("en", "According to Tusk, the border may close.", "Tusk", None),
    ("en", "“We will not yield,” said spokesperson Maria Novak.", "Maria Novak", "spokesperson"),
    ("en", "Ivan Petrov, head of the State Border Committee, stated that all is calm.", "Ivan Petrov", None),
    ("en", "On Monday the Foreign Ministry said that it had protested.", "Foreign Ministry", None),
    ("en", "All is calm, according to the Ministry of Health.", "Ministry of Health", None),
    ("en", "According to Mr. Tusk, the border may close.", "Tusk", None),
    ("en", "This was reported by Olga Karach.", "Olga Karach", None),
    ("en", "“All is well there,” the newspaper “Narodnaja Vola” reported.", "Narodnaja Vola", "newspaper"),
    ("ru", "По словам депутата Олега Иванова, всё спокойно.", "Олега Иванова", "депутата"),
    ("ru", "«Всё спокойно у границы», — заявил министр обороны Пётр Сидоров.", "Пётр Сидоров", "министр обороны"),
    ("ru", "Как сообщила пресс-секретарь МИД России Анна Белова, встреча прошла.", "Анна Белова", None),
    (
        "ru",
        "Министр Пётр Сидоров, который вернулся из Минска, 15 января заявил, что всё спокойно.",
        "Пётр Сидоров",
        None,
    ),
    ("ru", "Следственный комитет предупредил об ответственности.", "Следственный комитет", None),
    ("ru", "Депутат Олег Иванов: границу закрывать не будут.", "Олег Иванов", "Депутат"),
    ("be", "Паводле слоў Паўла Латушкі, санкцыі дзейнічаюць.", "Паўла Латушкі", None),
    ("be", "Міністр Максім Рыжанкоў заявіў, што перамовы пройдуць.", "Максім Рыжанкоў", "Міністр"),
    ("uk", "За словами Андрія Коваля, ситуація спокійна.", "Андрія Коваля", None),
    ("uk", "«Ситуація спокійна на кордоні», — сказав речник Андрій Коваль.", "Андрій Коваль", "речник"),
    ("pl", "Zdaniem Adama Nowaka granica zostanie zamknięta.", "Adama Nowaka", None),
    ("pl", "Rzecznik Adam Nowak powiedział, że granica jest spokojna.", "Adam Nowak", "Rzecznik"),
]


@pytest.mark.parametrize(("lang", "sentence", "speaker", "role"), NAMED, ids=range(len(NAMED)))
def test_a_speaker_the_sentence_names_is_found(lang: str, sentence: str, speaker: str, role: str | None) -> None:
    found = attribute(sentence, lang)
    assert found.speaker == speaker
    assert found.stance is not Stance.ASSERTS
    if role:
        assert found.role == role


NOBODY = [
    ("en", "Western claims that the border is closed are false."),
    ("en", "Tusk and Duda said that the border may close."),
    ("en", "In Minsk reported cases went up again."),
    ("en", "The border is closed and Warsaw is far."),
    ("en", "Nothing suggests that the border may close."),
    ("en", "“All is calm there,” an officer of the border service said."),
    ("en", "It was stated that the border is closed."),
    ("en", "He wrote that “Tusk said the border is closed”."),
    ("ru", "На Западе заявили, что граница закрыта."),
    ("ru", "Следователи сообщили, что дело закрыто."),
    ("ru", "Источник заявил, что граница закрыта."),
    ("de", "Scholz sagte, dass die Grenze geschlossen ist."),
]


@pytest.mark.parametrize(("lang", "sentence"), NOBODY, ids=range(len(NOBODY)))
def test_where_there_is_doubt_nobody_is_named(lang: str, sentence: str) -> None:
    assert attribute(sentence, lang).speaker is None


@pytest.mark.parametrize(
    ("lang", "sentence", "pronoun"),
    [
        ("en", "He also said that all is calm.", "he"),
        ("en", "“All is calm there,” she added.", "she"),
        ("ru", "Он отметил, что всё спокойно.", "he"),
        ("ru", "Всё спокойно, добавила она.", "she"),
        ("ru", "По его словам, всё спокойно.", "he"),
        ("be", "Ён дадаў, што ўсё спакойна.", "he"),
        ("uk", "Вона зазначила, що все спокійно.", "she"),
    ],
)
def test_a_pronoun_refers_back_and_names_nobody(lang: str, sentence: str, pronoun: str) -> None:
    found = attribute(sentence, lang)
    assert (found.speaker, found.refers_back, found.pronoun) == (None, True, pronoun) and found.stance is not Stance.ASSERTS


def test_words_in_quotation_marks_are_quoted_even_without_a_speaker() -> None:
    assert attribute("“We will never let them pass.”", "en").stance is Stance.QUOTES
    assert attribute("They call it a “victory” at home.", "en").stance is Stance.ASSERTS
