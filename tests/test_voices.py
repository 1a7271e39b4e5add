"""Names before words: what a line shows, and what the whole file decides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import voices


def found(line: str) -> tuple[str, str | None, float | None, str] | None:
    label = voices.label(line)
    return (label.name, label.role, label.begins, line[label.end :].strip()) if label else None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Anna Sample: words", ("Anna Sample", None, None, "words")),
        ("ANNA SAMPLE, minister of tides: words", ("ANNA SAMPLE", "minister of tides", None, "words")),
        ("[00:12:34] Anna: words", ("Anna", None, 754.0, "words")),
        ("(1:05) Anna: words", ("Anna", None, 65.0, "words")),
        ("00:12:34 – Anna: words", ("Anna", None, 754.0, "words")),
        ("[00:12:34 --> 00:12:40] Anna: words", ("Anna", None, 754.0, "words")),
        ("Anna (00:12): words", ("Anna", None, 12.0, "words")),
        ("Anna Sample   1:02:03", ("Anna Sample", None, 3723.0, "")),
        ("Ведущий: слова", ("Ведущий", None, None, "слова")),
        ("— Анна Примерова: слова", ("Анна Примерова", None, None, "слова")),
        ("Голос за кадром: слова", ("Голос за кадром", None, None, "слова")),
        ("А. П. Примерова: слова", ("А. П. Примерова", None, None, "слова")),
        ("Примеров (депутат): слова", ("Примеров", "депутат", None, "слова")),
        ("Примеров (смеётся): слова", ("Примеров", None, None, "слова")),
        ("Аляксандр Прыкладаў, эксперт: словы", ("Аляксандр Прыкладаў", "эксперт", None, "словы")),
        ("Władysława Żółć-Łęcka: słowa", ("Władysława Żółć-Łęcka", None, None, "słowa")),
        ("Prowadzący: słowa", ("Prowadzący", None, None, "słowa")),
        ("Speaker 2: words", ("Speaker 2", None, None, "words")),
        ("Q: words?", ("Q", None, None, "words?")),
        ("[ANNA] words", ("ANNA", None, None, "words")),
        ("Mr. Sample: words", ("Mr. Sample", None, None, "words")),
    ],
)
def test_a_name_is_found_in_the_ways_it_is_written(line: str, expected: tuple[str, str | None, float | None, str]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Note: words",
        "Примечание: слова",
        "http://news.example/a",
        "10:30 the train left",
        "At 10:30: the train",
        "He said it. Then: words",
        "he said: words",
        "Он сказал: слова",
        "The three things that I want to say to all of you: words",
        "Anna:words",
        "«Анна»: слова",
        "E771: no such thing",
        ": words",
        "",
        "[Door] words",
    ],
)
def test_other_words_before_a_colon_are_no_name(line: str) -> None:
    assert voices.label(line) is None


def accepted(*lines: str, fewest: int = 2) -> set[str]:
    labels = [label for line in lines if (label := voices.label(line))]
    return set(voices.accepted(labels, "\n".join(lines), fewest))


def test_a_single_word_is_a_name_where_the_file_uses_such_words_as_names() -> None:
    assert accepted("Примеров: слова", "Образцов: слова") == {"примеров", "образцов"}
    assert accepted("Примеров: слова", "без имени") == set()
    assert accepted("Примеров: слова", "Образцов: слова", fewest=3) == set()


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    assert accepted("Слушаем: слова", "Слушаем: слова", "Мы слушаем слова") == set()


def test_a_full_name_needs_no_other() -> None:
    assert accepted("Анна Примерова: слова") == {"анна примерова"}
    assert accepted("ОБРАЗЦОВ: слова") == {"образцов"}
    assert accepted("[00:01] Образцов: слова") == {"образцов"}


def test_a_phrase_that_begins_with_an_office_has_to_come_back() -> None:
    assert accepted("Ответ прост: слова") == set()
    assert accepted("Голос за кадром: слова", "Голос за кадром: ещё") == {"голос за кадром"}


PIECES = st.sampled_from(["Anna", " ", ":", "[", "]", "(", ")", "0:12", ",", "–", "депутат", "\t"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4)))
def test_a_label_ends_within_its_line(pieces: list[str]) -> None:
    line = "".join(pieces)
    label = voices.label(line)
    if label:
        assert 0 < label.end <= len(line) and label.name and label.name in line
        assert label.begins is None or label.begins >= 0
