"""How the outlet stands to a sentence: its own words, another's, retold, refused."""

from pathlib import Path

import pytest

from monitor.attribution import attribute
from monitor.records import Stance

ROWS = [
    tuple(line.split(" | ", 1))
    for line in (Path(__file__).parent / "spoken" / "stance.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("lang", ["en", "ru", "be", "uk", "pl", "lt"])
def test_every_sentence_of_the_table_has_its_stance(lang: str) -> None:
    rows = [(head.split()[1], sentence) for head, sentence in ROWS if head.startswith(f"{lang} ")]
    assert len(rows) >= (40 if lang != "lt" else 10) and {stance for stance, _ in rows} == set(Stance)
    assert [(stance, sentence) for stance, sentence in rows if attribute(sentence, lang).stance != stance] == []


@pytest.mark.parametrize(
    ("lang", "sentence", "speaker"),
    [
        ("en", "Halina Dubrouka denied that the bridge had been closed.", "Halina Dubrouka"),
        ("en", "“This is not true, nobody closed the bridge,” said Jan Bielak.", "Jan Bielak"),
        ("ru", "Орест Галич опроверг слухи о голоде в долине.", "Орест Галич"),
        ("be", "Арэст Галіч абверг чуткі пра голад у даліне.", "Арэст Галіч"),
        ("uk", "Орест Галич спростував чутки про голод у долині.", "Орест Галич"),
        ("pl", "Orest Halicz zdementował pogłoski o głodzie w dolinie.", "Orest Halicz"),
    ],
)
def test_a_denial_keeps_the_name_of_the_one_who_denies(lang: str, sentence: str, speaker: str) -> None:
    found = attribute(sentence, lang)
    assert (found.stance, found.speaker) == (Stance.DENIES, speaker)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "The guards denied the travellers any access to water."),
        ("en", "The mayor refused to deny that she had resigned."),
        ("en", "“The claim is false” is what they always print first."),
        ("ru", "Мэр не опровергла слухи об отставке."),
        ("ru", "Войск на границе нет и не было."),
        ("uk", "Депутатка заперечила йому: грошей у бюджеті досить."),
        ("pl", "Komisarz nie zaprzeczył, że podał się do dymisji."),
    ],
)
def test_a_negative_sentence_is_no_denial(lang: str, sentence: str) -> None:
    assert attribute(sentence, lang).stance is not Stance.DENIES


def test_words_of_officials_in_general_are_retold_and_nobodys() -> None:
    found = attribute("The camps hold two thousand people, according to officials.", "en")
    assert (found.stance, found.speaker) == (Stance.REPORTS, None)
