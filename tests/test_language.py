"""Languages: told by letters and common words where these tell, else by the detectors; short and mixed texts apart."""

import pickle
import tomllib
import unicodedata
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor import language
from monitor.language import CODES, Certainty, Finding, decide, identify, recognise

SENTENCES = {
    "be": "Прэзідэнт Беларусі заявіў, што краіна будзе развівацца далей.",
    "ru": "Президент Белоруссии заявил, что страна будет развиваться дальше.",
    "uk": "Президент України заявив, що країна розвиватиметься далі.",
    "pl": "Prezydent powiedział, że kraj będzie się dalej rozwijał.",
    "lt": "Prezidentas pareiškė, kad šalis toliau vystysis.",
    "lv": "Prezidents paziņoja, ka valsts turpinās attīstīties.",
    "et": "President teatas, et riik areneb ka edaspidi.",
    "en": "The president said that the country would go on developing.",
    "de": "Der Präsident sagte, dass sich das Land weiter entwickeln werde.",
    "cs": "Prezident řekl, že se země bude dále rozvíjet.",
    "sk": "Prezident povedal, že krajina sa bude ďalej rozvíjať.",
    "bg": "Президентът заяви, че страната ще продължи да се развива.",
    "sr": "Председник је изјавио да ће се земља даље развијати.",
    "mk": "Претседателот изјави дека земјата ќе продолжи да се развива.",
    "kk": "Президент ел одан әрі дамиды деп мәлімдеді.",
}
LETTERS = tomllib.loads((Path(language.__file__).parent / "languages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", CODES)
def test_a_sentence_is_known_by_its_language(lang: str) -> None:
    assert identify(SENTENCES[lang]) == lang
    assert decide(SENTENCES[lang]) == (lang, True)


@pytest.mark.parametrize(("word", "lang"), [("ваўкі", "be"), ("їжак", "uk"), ("сыр", "ru")])
def test_a_letter_of_one_language_decides_even_for_one_word(word: str, lang: str) -> None:
    assert identify(word, "pl") == lang


@pytest.mark.parametrize("text", ["", "  \n", "2025 — 14!", "🙂", "И. В.", "Ο πρόεδρος δήλωσε", "總統表示"])
def test_a_text_without_words_is_undetermined_unless_a_default_is_given(text: str) -> None:
    assert identify(text) == "und"
    assert identify(text, "ru") == "ru"
    assert decide(text) == (None, False)


def test_a_name_leaves_it_to_the_default() -> None:
    assert identify("Minsk", "uk") == "uk"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("https://novosti.example/это-были-выборы?x=1 #выборы #победа @sobytia t.me/ещё/12", None),
        ("Дзякуй усім, хто прыйшоў сёння! https://example.com/все-новости #последниеновости @наши_новости", "be"),
        ("<b>Усе навіны</b> нашага горада сёння ўвечары", "be"),
    ],
)
def test_addresses_handles_hashtags_and_tags_are_no_words(text: str, lang: str | None) -> None:
    assert recognise(text).lang == lang


@pytest.mark.parametrize(
    ("text", "expected", "lang"),
    [
        ("Не на той раз.", "bg", "bg"),
        ("Не на той раз.", "be", "be"),
        ("Ещё не всё", "be", "ru"),  # щ is no Belarusian letter
        ("Не на той раз.", "pl", "ru"),  # and Cyrillic no Polish script
        ("Łukaszenka", "ru", "ru"),  # a name
        ("Make peace, not war", "ru", "en"),
        ("Škoda Octavia", "pl", "pl"),
    ],
)
def test_a_short_text_takes_the_language_around_it_unless_its_letters_forbid(text: str, expected: str, lang: str) -> None:
    assert recognise(text, expected) == Finding((lang,), Certainty.SHORT)
    assert identify(text, expected) == lang
    assert decide(text, expected) == (lang, False)


def test_what_stands_around_is_no_argument_against_a_whole_sentence() -> None:
    for around in CODES:
        for lang, sentence in SENTENCES.items():
            assert recognise(sentence, around) == Finding((lang,), Certainty.SURE)
    # One word that both have is no reason to expect no other language.
    assert recognise("Старик поставил стакан на скамейку возле калитки", "bg").lang == "ru"


@pytest.mark.parametrize(
    ("text", "langs"),
    [
        # Joined, quoted, and quoted in the other script.
        (f"{SENTENCES['be']} Люди вышли на площадь и ждали до ночи, но никто не приехал.", ("ru", "be")),
        ("Министр долго молчал и вдруг сказал: «Гэта наша мова, і мы яе не аддадзім», — и вышел из зала.", ("ru", "be")),
        (
            "Міністр довго мовчав, а потім сказав: «Это наш общий дом, и мы его никому не отдадим», — і вийшов із зали.",
            ("uk", "ru"),
        ),
        ("Jak powiedział wczoraj w Genewie minister: “We will not recognise this, whatever they do.”", ("en", "pl")),
        ("Газета написала на первой странице: the river has never been so dry in summer, и это правда.", ("ru", "en")),
        # Word by word.
        (
            "Я ему кажу, што так не пойдёт, нада делать па-людски, а ён мне: не панімаю, якія дзеньгі, у мяне сваі.",
            ("be", "ru"),
        ),
        ("Тут такая история, што ніхто не панімает, куда делісь дзеньгі и хто их забраў.", ("be", "ru")),
        ("Та шо ты кажеш, вчора були гости, сіли за стол, а потом пішли гулять по городу и вернулись ніччю.", ("uk", "ru")),
    ],
)
def test_a_mixed_text_is_told_with_its_languages(text: str, langs: tuple[str, ...]) -> None:
    found = recognise(text)
    assert found.certainty == Certainty.MIXED
    assert set(found.langs) == set(langs)
    assert found.lang == identify(text) == decide(text)[0]


def test_the_main_language_of_a_mixed_text_stands_first() -> None:
    long, short = "Люди вышли на площадь и ждали до самой ночи, но никто из них так и не приехал.", "Ніхто ім нічога не сказаў."
    assert recognise(f"{long} {short}") == recognise(f"{short} {long}") == Finding(("ru", "be"), Certainty.MIXED)
    polish = "Wczoraj w nocy nikt jeszcze nie wiedział, co się stanie z tymi ludźmi, ale wszyscy mieli nadzieję."
    assert recognise(f"{polish} Nobody knows what this will be.") == Finding(("pl", "en"), Certainty.MIXED)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Вчера группа The Big Blue Mountain Orchestra выступила в городском театре вместе с Anna Nowak."),
        ("be", "Учора ў Вільні выступілі Anna Nowak і Jan Kowalski, а потым усе пайшлі дадому."),
        ("pl", "Wczoraj w Wilnie František Dvořák spotkał się z Jonasem Žukauskasem i nikt tego nie zauważył."),
    ],
)
def test_names_of_another_language_make_no_mixture(lang: str, text: str) -> None:
    assert recognise(text) == Finding((lang,), Certainty.SURE)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("kk", "Бүгін қалада жаңа мектеп ашылды деп хабарлады жергілікті әкімдік."),
        ("kk", "Ол кітапты оқып шықты."),
        ("mk", "Таа не знаеше ништо за тоа што се случи вчера во градот."),
        ("sr", "Нико није знао шта се догодило у граду током ноћи."),
        ("bg", "Никой не знаеше какво се е случило през нощта в града."),
        ("sr", "Niko nije znao šta se dogodilo u gradu tokom noći."),
    ],
)
def test_neighbours_are_not_taken_for_one_another_over_single_letters(lang: str, text: str) -> None:
    assert recognise(text) == Finding((lang,), Certainty.SURE)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "ВЛАСТИ ОБЪЯВИЛИ О ПОВЫШЕНИИ ЦЕН НА ТОПЛИВО"),
        ("ru", "Пла\u0301тит пенсио\u0301нный фонд за всё э\u0301то ка\u0301ждый год"),
        ("be", "Дзецi ў школе i дома"),  # with a Latin i
        ("be", unicodedata.normalize("NFD", "Ён быў там")),  # ў and ё of two characters
        ("ru", "Российская империя унаследовала замечательные качества предшествующих империй, особенно византийской."),
        ("be", "Усе га\u00adра\u00adджа\u00adне вый\u00adшлi на пло\u00adшчу, каб па\u00adба\u00adчыць гэта."),
        ("cs", "Nikdo z nas nevedel, kde se to stalo a jak dlouho to jeste bude trvat."),
    ],
)
def test_capitals_stress_marks_slips_and_missing_marks_do_not_hide_a_language(lang: str, text: str) -> None:
    assert recognise(text) == Finding((lang,), Certainty.SURE)


@pytest.mark.parametrize(
    "text",
    [
        "Le président a déclaré que le pays allait continuer à se développer malgré la crise.",
        "Cumhurbaşkanı ülkenin gelişmeye devam edeceğini ve endişelenecek bir durum olmadığını söyledi.",
    ],
)
def test_a_language_that_is_not_among_the_fifteen_is_not_taken_for_one_with_certainty(text: str) -> None:
    assert recognise(text).certainty == Certainty.UNSURE
    assert identify(text, "pl") == "pl"
    assert identify(text, "ru") != "ru"  # it is not Cyrillic


@pytest.mark.parametrize("script", ["cyrillic", "latin"])
def test_the_common_words_are_written_with_the_letters_of_their_language(script: str) -> None:
    strange = {
        code: [word for word in each["words"].split() if not set(word) <= set(each["letters"] + "'’-")]
        for code, each in LETTERS[script].items()
    }
    assert {code: words for code, words in strange.items() if words} == {}
    assert set(strange) <= set(CODES)


def test_the_model_of_the_detector_is_read_without_pickle(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> NoReturn:
        raise AssertionError("something was unpickled")

    for name in ("load", "loads", "Unpickler", "_load", "_loads", "_Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    assert set(language._langid.__wrapped__().labels) == set(CODES)


@settings(deadline=None, max_examples=100)  # the first example loads the detectors
@example("İ" * 600, None)  # one letter that becomes two words in lower case
@example("и " * 400, "ru")
@example("Minsk", "und")
@example("Добрый день, dear friends and colleagues, how are you?", "und")
@given(
    text=st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from([*" ".join(SENTENCES.values()).split(), "«", "@a", "#b", "і.", "\n"]), max_size=60).map(
            " ".join
        ),
    ),
    expected=st.sampled_from([None, "und", *CODES]),
)
def test_any_text_has_one_language_or_several_or_none(text: str, expected: str | None) -> None:
    found = recognise(text, expected)
    assert set(found.langs) <= set(CODES)
    assert len(set(found.langs)) == len(found.langs)
    assert (len(found.langs) > 1) == (found.certainty == Certainty.MIXED)
    assert found.langs or found.certainty == Certainty.UNSURE
    assert identify(text, expected) == (found.lang or expected or "und")
