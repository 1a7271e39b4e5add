"""One person, one speaker: over scripts, orthographies, cases and house spellings, and nobody else's words in it."""

import doctest
import importlib
import pkgutil
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitor.names
from monitor.names import Kind, Speakers, house, keys, parse, same
from monitor.names.figures import figures_of
from monitor.names.figures import people as figures
from monitor.names.given import table

LINES = (Path(__file__).parent / "name_pairs.txt").read_text(encoding="utf-8").splitlines()
PAIRS = [(line[0] == "+", *line[2:].split(" | ")) for line in LINES if line[:2] in ("+ ", "- ")]
_ROOTS = "Петр Иван Волк Орл Макар Коз Козл Казак Бел Чорн Борис Дуд Дед Сорок Гор Хор Лев Мор Тур Рак"
_ENDINGS = "ов ова ин ина ко енко енок ович евич ук юк ик ак ец ский ская цкий ый ян ер"


def test_no_two_people_are_taken_for_one() -> None:
    assert [(one, other) for true, one, other in PAIRS if not true and (same(one, other) or same(other, one))] == []


def test_nearly_all_spellings_of_one_person_are_one() -> None:
    asked = [(one, other) for true, one, other in PAIRS if true]
    missed = [pair for pair in asked if not same(*pair)]
    assert len(asked) > 450
    assert len(missed) <= 0.025 * len(asked), missed


def test_one_person_means_a_common_key_and_the_order_does_not_matter() -> None:
    for _, one, other in PAIRS:
        assert same(one, other) == same(other, one)
        assert not same(one, other) or keys(one) & keys(other)


def test_the_house_spelling_of_a_name_is_still_that_persons_and_is_settled() -> None:
    names = sorted({name for _, *pair in PAIRS for name in pair})
    assert [(name, house(name)) for name in names if not same(name, house(name))] == []
    assert [name for name in names if house(house(name)) != house(name)] == []


def test_surnames_of_one_root_are_different_people() -> None:
    names = [root + ending for root, ending in product(_ROOTS.split(), _ENDINGS.split())]
    speakers = Speakers()
    folded = []
    for name in names:
        if found := speakers.of(name, "ru"):
            folded.append((name, found))
        speakers.add(name, name, "ru")
    assert folded == []


def test_different_given_names_are_different_people() -> None:
    speakers = Speakers()
    folded = []
    for name in [f"{one} {'Громов' if gender == 'm' else 'Громова'}" for one, gender in table()]:
        if found := speakers.of(name):
            folded.append((name, found))
        speakers.add(name, name)
    assert folded == []
    assert len(table()) > 200


def test_every_spelling_in_the_table_of_figures_is_one_person() -> None:
    for figure, spellings in figures():
        for spelling in spellings:
            assert same(figure.house, spelling), spelling
            if parse(spelling).given:
                assert [one.house for one in figures_of(parse(spelling))] == [figure.house]
                assert house(spelling) == figure.house


def test_no_two_people_of_the_table_are_one() -> None:
    speakers = Speakers()
    for figure, _ in figures():
        assert speakers.of(figure.house) is None, figure.house
        speakers.add(figure.house, figure.house)
    assert max(Counter(figure.house for figure, _ in figures()).values()) == 1


KNOWN = [
    ("lukashenka", "Aliaksandr Lukashenka"),
    ("petrov", "Иван Петров"),
    ("kozlova", "Анна Козлова"),
    ("hromau-s", "Сергей Громов"),
    ("hromau-m", "Михаил Громов"),
    ("mfa", "Belarusian Foreign Ministry"),
    ("analysts", "аналитики"),
]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("Лукашэнкам", "lukashenka"),
        ("Александр Григорьевич Лукашенко", "lukashenka"),
        ("А. Лукашенко", "lukashenka"),
        ("Виктор Лукашенко", None),
        ("Петров", "petrov"),
        ("Петровым", "petrov"),
        ("Петрова", None),
        ("Іван Пятроў", "petrov"),
        ("И. Петров", "petrov"),
        ("П. Петров", None),
        ("Козловой", "kozlova"),
        ("Козлов", None),
        ("Громов", None),
        ("Сергею Громову", "hromau-s"),
        ("С. Громов", "hromau-s"),
        ("Громова", None),
        ("МЗС Беларусі", "mfa"),
        ("МИД России", None),
        ("МИД", None),
        ("Аналитики", "analysts"),
        ("военные аналитики", None),
        ("", None),
    ],
)
def test_a_name_is_folded_into_the_only_known_speaker_it_can_mean(name: str, whose: str | None) -> None:
    assert Speakers(KNOWN).of(name) == whose


def test_the_case_told_by_the_sentence_decides_between_a_woman_and_a_man() -> None:
    speakers = Speakers([("ivan", "Иван Петров"), ("alex", "Александр Ткаченко")])
    assert speakers.of("Петрова", inflected=True) == "ivan"
    assert speakers.of("Петрова", inflected=False) is speakers.of("Петрова") is None
    assert speakers.of("Александра Ткаченко", inflected=True) == "alex"
    assert speakers.of("Александра Ткаченко", inflected=False) is speakers.of("Александра Ткаченко") is None
    speakers.add("maria", "Мария Петрова")
    assert speakers.of("Петрова") == "maria"
    assert speakers.of("Петрова", inflected=True) == "ivan"


def test_the_language_of_the_text_decides_where_letters_do_not() -> None:
    speakers = Speakers([("hramyka", "Павел Громыко")])
    assert speakers.of("Павел Грамыка") is None
    assert speakers.of("Павел Грамыка", "be") == "hramyka"
    assert speakers.of("Павел Грамыка", "ru") is None


def test_a_father_and_a_son_are_told_apart_by_what_is_said_of_them() -> None:
    speakers = Speakers([("father", "Иван Петрович Громов"), ("son", "Иван Иванович Громов")])
    assert speakers.of("Іван Іванавіч Громаў") == "son"
    assert speakers.of("И.П. Громов") == "father"
    assert speakers.of("Иван Громов") is None
    assert Speakers([("father", "Иван Громов")]).of("Иван Громов-младший") is None
    one_of_two_names = Speakers([("father", "Иван Громов"), ("father", "Иван Петрович Громов")])
    assert one_of_two_names.of("Громов Иван Петрович") == "father"
    assert one_of_two_names.of("Иван Иванович Громов") is None


def test_a_full_name_is_not_folded_into_a_bare_one_but_settled_afterwards() -> None:
    speakers = Speakers([("gaiduk", "Гайдук"), ("y-gaiduk", "Ю. Гайдук")])
    assert speakers.of("Юрий Гайдук") is None
    assert Speakers([("gaiduk", "Гайдук")]).of("Ю. Гайдук") is None
    assert speakers.settle() == {"gaiduk": "y-gaiduk"}
    speakers.add("yury", "Юрий Гайдук")
    assert speakers.settle() == {"gaiduk": "yury", "y-gaiduk": "yury"}
    speakers.add("anna", "Анна Гайдук")
    assert speakers.settle() == {"y-gaiduk": "yury"}


def test_a_name_given_to_a_speaker_by_hand_stays_his() -> None:
    speakers = Speakers([*KNOWN, ("hromau-m", "Громов"), ("lukashenka", "Бацька")])
    assert (speakers.of("Громов"), speakers.of("Бацька")) == ("hromau-m", "lukashenka")
    assert speakers.settle() == {}


def test_one_name_of_two_speakers_is_nobodys() -> None:
    assert Speakers([("one", "Иван Петров"), ("two", "Иван Петров")]).of("Иван Петров") is None
    assert Speakers([("one", "аналитики"), ("two", "аналитики")]).of("аналитики") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Лукашэнкі", "Lukashenka"),
        ("Путина", "Putin"),
        ("Людмила Путина", "Lyudmila Putina"),
        ("Тихановской", "Tsikhanouskaya"),
        ("А. Лукашенко", "Aliaksandr Lukashenka"),
        ("Марией Ивановой", "Mariya Ivanova"),
        ("Аляксандр Яўменаў", "Aliaksandr Yaumenau"),
        ("Олександр Стельмах", "Oleksandr Stelmakh"),
        ("Олени Стеценко", "Olena Stetsenko"),
        ("Петров И.И.", "I.I. Petrov"),
        ("ПЕТРОВ Иван Ильич", "Ivan Ilich Petrov"),
        ("Krzysztofa Wiśniewskiego", "Krzysztof Wiśniewski"),
        ("Artem Sikorsky", "Artem Sikorsky"),
        ("Ivan van der Rohe", "Ivan van der Rohe"),
        ("Иван Громов мл.", "Ivan Gromov Jr."),
        ("Згурський", "Zghurskyi"),
        ("МИД РФ", "Russian Foreign Ministry"),
        ("Straży Granicznej", "Polish Border Guard"),
        ("КДБ", "KGB"),
        ("  военные   аналитики ", "военные аналитики"),
        ("TVN24", "TVN24"),
        ("", ""),
    ],
)
def test_names_are_shown_in_house_spelling(name: str, shown: str) -> None:
    assert house(name) == shown


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Иван Петров", Kind.PERSON),
        ("Лукашенко", Kind.PERSON),
        ("Bashar al-Asad", Kind.PERSON),
        ("МИД Беларуси", Kind.BODY),
        ("МИДом Беларуси", Kind.BODY),
        ("Гуров", Kind.PERSON),
        ("Урадов", Kind.PERSON),
        ("ОБСЕ", Kind.BODY),
        ("АБВГ", Kind.LABEL),
        ("адвокат Петрова", Kind.LABEL),
        ("вице-премьер Петров", Kind.LABEL),
        ("Штаб Ткачука", Kind.LABEL),
        ("Путин, Лукашенко", Kind.LABEL),
        ("Путин и Лукашенко", Kind.LABEL),
        ("Karol III", Kind.LABEL),
        ("посольство Беларуси в России", Kind.LABEL),
        ("МИД Беларуси и России", Kind.LABEL),
        ("КГБ России", Kind.LABEL),
        ("Иван Петров" * 20, Kind.LABEL),
    ],
)
def test_only_the_plain_name_of_one_person_is_a_person(name: str, kind: Kind) -> None:
    assert parse(name).kind is kind


def test_latin_letters_in_a_cyrillic_name_do_not_make_another_person() -> None:
    assert same("Алeсь Бондаpэнка", "Алесь Бондарэнка")
    assert same("Лука\u0301шенко", "Лукашенко") and same("Лука\u00adшенко", "Лукашенко")


LETTERS = st.text(st.sampled_from("абвгийяўіцькоев АЛП.-,'’aoczłwskijh\u0301\n"), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), LETTERS), LETTERS)
def test_no_text_is_too_odd_to_be_a_name(one: str, other: str) -> None:
    assert isinstance(house(one), str) and isinstance(keys(one), frozenset)
    assert same(one, one)
    assert same(one, other) == same(other, one)
    speakers = Speakers([("one", one)])
    assert speakers.of(one) == "one"
    assert speakers.of(other) in ("one", None)
    assert speakers.settle() == {}


def test_the_examples_in_the_documentation_hold() -> None:
    modules = [importlib.import_module(f"monitor.names.{found.name}") for found in pkgutil.iter_modules(monitor.names.__path__)]
    results = [doctest.testmod(module) for module in (monitor.names, *modules)]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) >= 8
