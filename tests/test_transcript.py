"""Transcripts: what was said, by whom and when, out of subtitles and out of typed text."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import transcript
from monitor.read.outlets import Outlets
from monitor.records import Document, Outlet, Passage, ReadError

NOBODY = Outlets({})


def items(data: str | bytes, name: str = "talk.srt", outlets: Outlets = NOBODY) -> list[Document | ReadError]:
    return list(transcript.read_bytes(data if isinstance(data, bytes) else data.encode(), name, outlets))


def document(data: str | bytes, name: str = "talk.srt", outlets: Outlets = NOBODY) -> Document:
    (found,) = items(data, name, outlets)
    assert isinstance(found, Document)
    return found


def said(found: Document) -> list[tuple[str | None, str]]:
    return [(each.speaker, found.text[each.start : each.end]) for each in found.passages]


def srt(*cues: str, pause: float = 0.0) -> str:
    """Cues of two seconds, one after the other."""
    starts = [at * (2 + pause) for at in range(len(cues))]
    return "\n\n".join(
        f"{n}\n{clock(at)} --> {clock(at + 2)}\n{cue}" for n, (at, cue) in enumerate(zip(starts, cues, strict=True), 1)
    )


def vtt(*cues: str, head: str = "WEBVTT") -> str:
    return head + "\n\n" + srt(*cues).replace(",", ".")


def clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


# --- subtitles


def test_a_sentence_over_several_cues_is_whole_and_keeps_its_times() -> None:
    found = document(srt("The harvest was", "the best in\nthirty years."))
    assert found.kind == "transcript"
    assert found.text == "The harvest was the best in thirty years."
    assert found.passages == (
        Passage(start=0, end=15, begins=0.0, ends=2.0),
        Passage(start=16, end=41, begins=2.0, ends=4.0),
    )


def test_a_pause_begins_a_paragraph_but_not_within_a_sentence() -> None:
    assert document(srt("One is done.", "Two is done.", pause=3)).text == "One is done.\n\nTwo is done."
    assert document(srt("One is done.", "Two is done.", pause=1)).text == "One is done. Two is done."
    assert document(srt("It is done,", "says he.", pause=3)).text == "It is done, says he."


def test_captions_without_full_stops_are_cut_at_pauses_and_at_length() -> None:
    assert document(srt("one two", "three four", pause=3)).text == "one two\n\nthree four"
    assert max(map(len, document(srt(*[f"words and {n} words" for n in range(100)])).text.split("\n\n"))) < 400


def test_a_second_part_whose_clock_begins_anew_is_another_paragraph() -> None:
    assert (
        document(srt("One is done,", "and so on,") + "\n\n" + srt("two is done.")).text
        == "One is done, and so on,\n\ntwo is done."
    )


def test_a_long_talk_is_cut_into_paragraphs_at_ends_of_sentences() -> None:
    text = document(srt(*["This is a sentence.", "And this one goes", "on and on."] * 50)).text
    paragraphs = text.split("\n\n")
    assert len(paragraphs) > 1
    assert all(each.endswith(".") and each[0].isupper() for each in paragraphs)


def test_voices_of_webvtt_are_speakers() -> None:
    found = document(vtt("<v.loud Anna &amp; Co>Hello</v> <v Boris>thanks", "<v Boris>to <00:00:03.000><c.x>all</c>", "who?"))
    assert said(found) == [("Anna & Co", "Hello"), ("Boris", "thanks"), ("Boris", "to all"), (None, "who?")]
    assert found.text == "Hello\n\nthanks to all\n\nwho?"


def test_two_voices_in_one_cue_are_two_passages() -> None:
    found = document(srt("- Hello there.\n- Hi."))
    assert said(found) == [(None, "Hello there."), (None, "Hi.")]
    assert found.text == "Hello there.\n\nHi."


def test_a_dash_within_a_sentence_is_no_voice() -> None:
    assert document(srt("Минск", "— столица, и -5 градусов", "-5 и ниже.")).text == "Минск — столица, и -5 градусов -5 и ниже."


def test_the_marks_of_news_captions_begin_another_voice() -> None:
    found = document(srt(">> ANNA SAMPLE, MINISTER: So it is. &gt;&gt; Yes.", "I agree. >>> Next."))
    assert said(found) == [("ANNA SAMPLE", "So it is."), (None, "Yes."), (None, "I agree."), (None, "Next.")]
    assert found.passages[0].role == "MINISTER"


def test_a_name_in_a_caption_holds_until_another_mark_or_a_long_silence() -> None:
    found = document(srt("ANNA: One.", "Two.", "- Three.", "BORIS: Four."))
    assert said(found) == [("ANNA", "One."), ("ANNA", "Two."), (None, "Three."), ("BORIS", "Four.")]
    assert said(document(srt("ANNA: One.", "Two.", pause=30))) == [("ANNA", "One."), (None, "Two.")]


def test_a_name_may_stand_alone_on_its_line() -> None:
    assert said(document(srt("BORIS: Two.", "ANNA:\nOne."))) == [("BORIS", "Two."), ("ANNA", "One.")]


def test_one_word_before_a_colon_is_no_name_in_captions() -> None:
    assert said(document(srt("Смотрите: вот.", "Итог: вот."))) == [(None, "Смотрите: вот."), (None, "Итог: вот.")]


def test_what_is_heard_and_not_said_is_left_out() -> None:
    found = document(srt("[музыка]", "(applause) Thank you (the ministry).", "♪ la ♪", "[door\nopens]", "*oklaski*", "..."))
    assert found.text == "Thank you (the ministry). la"
    assert document("Anna Sample: So.\n\n*never again*\n(Пауза)\n", "a.txt").text == "So.\n\n*never again*"


def test_tags_and_entities_are_no_words() -> None:
    text = "<font color=red><i>R&amp;D</i></font>&lrm; {\\an8}1 < 2 &lt;b&gt; вы\u00adборы\\Nтут<br>там"
    assert document(srt(text)).text == "R&D 1 < 2 <b> выборы тут там"


def test_capitals_stay_as_they_are() -> None:
    assert document(srt("THE HARVEST IS IN.")).text == "THE HARVEST IS IN."


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        (("продол-\nжается",), "продолжается"),
        (("какой-\nто",), "какой-то"),
        (("I was -", "no, never."), "I was - no, never."),
        (("Wait-", "What?"), "Wait- What?"),
    ],
)
def test_a_word_that_was_broken_is_whole_again(cues: tuple[str, ...], text: str) -> None:
    found = document(srt(*cues))
    assert found.text == text
    assert all(found.text[each.start : each.end].strip() for each in found.passages)


def test_a_word_broken_between_two_cues_belongs_to_both() -> None:
    found = document(srt("He was inter-", "national then."))
    assert found.text == "He was international then."
    assert said(found) == [(None, "He was inter"), (None, "national then.")]


def test_rolling_captions_are_said_once() -> None:
    rolling = srt("one two", "one two\nthree", "three", "three\nfour <c>five</c>", "four five", "four five\nsix no", "no six")
    assert document(rolling).text == "one two three four five six no no six"
    growing = srt("this", "this will", "this will do", "this will do\nand that", "and that\nis all")
    assert document(growing).text == "this will do and that is all"
    assert document(srt("this", "this will", "this will do")).text == "this will do"


def test_words_that_somebody_repeats_are_kept() -> None:
    assert document(srt("No.", "No.", "One.", "Two.", "Three.", "Four.", "Five.", "Six.")).text.startswith("No. No. One.")


def test_a_broken_cue_is_one_error_and_the_others_stay() -> None:
    error, found = items("1\n00:00:01,000 --> 00:00:00,000\nlost\n\n2\n00:00:02,000 --> 00:00:03,000\nkept")
    assert error == ReadError(file="talk.srt", place="line 2, cue 1", reason="the cue ends before it begins.")
    assert isinstance(found, Document) and found.text == "kept"


def test_a_flood_of_broken_cues_is_counted() -> None:
    *errors, last = items("1\n00:00:01,000 --> never\nlost\n\n" * 300)
    assert len(errors) == 200
    assert isinstance(last, ReadError) and last.reason == "100 more places could not be read."


@pytest.mark.parametrize(
    ("data", "name", "place", "reason"),
    [
        (b"", "a.srt", "line 1", "the file has no cue: no line has a time for begin and end."),
        (b"WEBVTT\n", "a.vtt", "line 1", "the file has no cue: no line has a time for begin and end."),
        (b"<!doctype html><p>Not found", "a.vtt", "line 1", "the file has no cue: no line has a time for begin and end."),
        (b"1\n00:00:01,000 --> 00:00:02,000\n[music]\n", "a.srt", "line 2", "no cue of the file has words."),
        (bytes(range(256)) * 9, "a.srt", "line 1", "the file is not text."),
        (bytes(range(256)) * 9, "a.txt", "byte 0", "the file is not text."),
        (b" \n--\n", "a.txt", "line 1", "the transcript has no words."),
    ],
)
def test_a_file_without_words_is_one_error(data: bytes, name: str, place: str, reason: str) -> None:
    assert items(data, name) == [ReadError(file=name, place=place, reason=reason)]


def test_a_file_over_the_limit_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "LARGEST", 1 << 20)
    (error,) = items(b"x" * ((1 << 20) + 1))
    assert isinstance(error, ReadError) and error.reason == "the file is larger than 1 MB, the most that is read."


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251"])
def test_cyrillic_subtitles_are_read_in_their_encoding(encoding: str) -> None:
    assert document(srt("Урожай был лучшим — за тридцать лет.").encode(encoding)).text == "Урожай был лучшим — за тридцать лет."


def test_latin_letters_of_an_old_file_are_no_cyrillic_ones() -> None:
    assert document(srt("Zażółć gęślą jaźń, proszę.").encode("windows-1250")).text == "Zażółć gęślą jaźń, proszę."
    assert document(srt("Ačiū, gerbiamieji žmonės.").encode("windows-1257"), "a.lt.srt").text == "Ačiū, gerbiamieji žmonės."


def test_a_broken_byte_does_not_change_the_encoding_of_the_others() -> None:
    error, found = items(srt("Урожай был лучшим.", "Это всё.").encode().replace("Это".encode(), b"\xff" + "Это".encode()))
    assert isinstance(error, ReadError) and error.place == "line 7"
    assert isinstance(found, Document) and found.text == "Урожай был лучшим. \ufffdЭто всё."


@pytest.mark.parametrize("end", ["\r\n", "\r", "\r\r\n"])
def test_line_ends_of_any_kind_are_line_ends(end: str) -> None:
    assert document(srt("One.\nTwo.", "Three.").replace("\n", end)).text == "One. Two. Three."


# --- typed text

TYPED = """Программа: Вечер с нами
Дата эфира: 14 января 2025 г.
Канал: Пример ТВ

Ведущий: Добрый вечер. Note: в 10:30 на http://tv.example
начинаем.
Анна Примерова, министр: Спасибо.

Это второй абзац.
(Аплодисменты.)
— Ведущий: Ещё.
"""


def test_typed_text_gives_speakers_roles_and_paragraphs() -> None:
    found = document(TYPED, "air.txt")
    assert said(found) == [
        ("Ведущий", "Добрый вечер. Note: в 10:30 на http://tv.example начинаем."),
        ("Анна Примерова", "Спасибо."),
        ("Анна Примерова", "Это второй абзац."),
        ("Ведущий", "Ещё."),
    ]
    assert found.passages[1].role == "министр"
    assert found.text.count("\n\n") == 3
    assert {each.begins for each in found.passages} == {None}
    assert (found.title, found.published_at, found.outlet.name) == ("Вечер с нами", "2025-01-14", "Пример ТВ")


def test_times_of_typed_text_last_until_the_next() -> None:
    text = "[00:00:05] Anna: One.\nMore.\n\nStill she.\n[00:00:12] Boris: Two.\nCarl (01:00): Three.\n[00:00:30] Anna: Back."
    times = [(each.begins, each.ends) for each in document(text, "a.txt").passages]
    assert times == [(5.0, 12.0), (5.0, 12.0), (12.0, 60.0), (60.0, None), (30.0, None)]


def test_times_on_lines_of_their_own_are_no_words() -> None:
    found = document("0:00\nhello to all\n0:05\nwho are watching\n1:00:01\nthe end\n", "a.txt")
    assert [(each.begins, found.text[each.start : each.end]) for each in found.passages] == [
        (0.0, "hello to all"),
        (5.0, "who are watching"),
        (3601.0, "the end"),
    ]


def test_a_name_and_a_time_over_the_words_is_read() -> None:
    found = document("Anna Sample  0:05\nOne.\nBoris Sample  0:09\nTwo.\n", "a.txt")
    assert said(found) == [("Anna Sample", "One."), ("Boris Sample", "Two.")]


def test_an_unnamed_voice_in_a_dialogue_is_not_the_one_before() -> None:
    assert said(document("Anna: Is it?\nBoris: No.\n— Who says so?\n", "a.txt"))[-1] == (None, "Who says so?")


def test_a_speech_without_names_is_one_voice() -> None:
    found = document("Dear friends,\nhere we are.\n\nAgain.", "speech.txt")
    assert said(found) == [(None, "Dear friends, here we are."), (None, "Again.")]


def test_each_programme_of_a_file_is_a_document_whose_id_does_not_hang_on_the_others() -> None:
    one = "Title: One\nDate: 2025-01-14\n\nAnna Sample: words one.\n\n"
    two = "Title: Two\nDate: 2025-01-15\nHost: Anna Sample\n\nAnna Sample: words two.\n\n"
    first, second = items(one + two, "week.txt")
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.title, first.published_at, first.text) == ("One", "2025-01-14", "words one.")
    assert (second.title, second.published_at, second.text) == ("Two", "2025-01-15", "words two.")
    turned = [each.external_id for each in items(two + one, "week.txt") if isinstance(each, Document)]
    assert turned == [second.external_id, first.external_id]
    twice = [each.external_id for each in items(one * 2, "week.txt") if isinstance(each, Document)]
    assert len(set(twice)) == 2


def test_a_date_that_is_none_is_an_error_at_its_line() -> None:
    found, error = items("Title: One\nDate: soon\n\nAnna Sample: words.", "a.txt")
    assert isinstance(found, Document) and found.published_at is None
    assert error == ReadError(file="a.txt", place="line 2", reason="the date 'soon' is none that can be read.")


# --- what it knows of itself


def test_a_corrected_transcript_is_another_version_of_the_same_document() -> None:
    assert document(srt("One."), "in/talk.srt").id == document(srt("Two.", "Three."), "talk.srt").id
    assert document(srt("One."), "talk.srt").id != document(srt("One."), "other.srt").id


def test_two_days_of_a_programme_in_files_of_one_name_are_two_documents() -> None:
    days = [document(f"Date: 2025-01-{day}\nTitle: Talk\n\nAnna Sample: words.", "transcript.txt").id for day in (14, 15)]
    assert days[0] != days[1]


def test_header_and_notes_of_webvtt_tell_of_it() -> None:
    head = "WEBVTT\nKind: captions\nLanguage: be-BY\n\nNOTE\nTitle: Talk\nURL: https://tv.example/1\n"
    found = document(vtt("Words.", head=head), "2025-01-14.vtt")
    assert (found.title, found.url, found.lang, found.published_at) == ("Talk", "https://tv.example/1", "be", "2025-01-14")
    assert found.external_id == "https://tv.example/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    info = {"title": "Talk", "webpage_url": "https://youtu.be/aB3-_xYz012", "upload_date": "20250114", "channel": "TV Sample"}
    (tmp_path / "talk.info.json").write_text(json.dumps(info | {"language": "ru"}))
    for name in ("talk.ru.vtt", "talk.en.vtt"):
        (tmp_path / name).write_text(vtt("Words."))
    return tmp_path


def read(path: Path, outlets: Outlets = NOBODY) -> Document:
    (found,) = transcript.read(path, outlets)
    assert isinstance(found, Document)
    return found


def test_the_description_beside_a_file_tells_title_day_address_and_outlet(folder: Path) -> None:
    known = Outlet(id="sample", name="Sample", handles=("TV Sample",))
    found = read(folder / "talk.ru.vtt", Outlets({"sample": known}))
    assert (found.title, found.published_at, found.url) == ("Talk", "2025-01-14", "https://youtu.be/aB3-_xYz012")
    assert found.outlet == known
    assert found.external_id == found.url


def test_an_unknown_channel_does_not_take_the_whole_platform_for_its_site(folder: Path) -> None:
    assert read(folder / "talk.ru.vtt").outlet == Outlet(id="tv-sample", name="TV Sample")


def test_a_translation_beside_the_original_is_a_document_of_its_own(folder: Path) -> None:
    english = read(folder / "talk.en.vtt")
    assert (english.external_id, english.lang) == ("https://youtu.be/aB3-_xYz012#en", "en")


@pytest.mark.parametrize("content", [b"{", b"[]", b" " * ((16 << 20) + 1)])
def test_a_description_that_cannot_be_used_is_told_and_costs_nothing(folder: Path, content: bytes) -> None:
    (folder / "talk.info.json").write_bytes(content)
    error, found = transcript.read(folder / "talk.ru.vtt", NOBODY)
    assert isinstance(error, ReadError) and error.file.endswith("talk.info.json")
    assert isinstance(found, Document) and found.text == "Words."


def test_a_link_or_a_pipe_in_place_of_the_description_is_not_followed(folder: Path) -> None:
    (folder / "talk.info.json").rename(folder / "elsewhere.json")
    (folder / "talk.info.json").symlink_to(folder / "elsewhere.json")
    assert read(folder / "talk.ru.vtt").url is None
    (folder / "talk.info.json").unlink()
    os.mkfifo(folder / "talk.info.json")
    assert read(folder / "talk.ru.vtt").url is None


# --- what it is


@pytest.mark.parametrize(
    ("head", "suffix", "is_it"),
    [
        ("WEBVTT\n", ".txt", True),
        (srt("One."), ".txt", True),
        ("anything", ".SRT", True),
        (TYPED, ".txt", True),
        ("Стенограмма\n\nслова", ".txt", True),
        ("Анна Примерова: слова и\nБорис Примеров: слова", ".txt", True),
        ("Анна Примерова: слова и\nслова", ".txt", False),
        (TYPED, ".csv", False),
        ("Note: one\nExample: two\nhttp://a.example\n10:30 three\n10:45 four\n", ".txt", False),
        ("INFO: started\nERROR: stopped\n", ".txt", False),
        ("From: a@a.example\nTo: b@a.example\nSubject: x\n\nwords", ".txt", False),
        ("Overview:\n words\nDetails:\n words\n", ".txt", False),
        ("", ".txt", False),
    ],
)
def test_a_transcript_is_told_from_other_texts(head: str, suffix: str, is_it: bool) -> None:
    assert transcript.sniff(head.encode(), suffix) is is_it


def test_a_head_that_ends_within_a_letter_is_still_a_transcript() -> None:
    head = "".join(f"Анна Примерова: слова {n}\n" for n in range(20)).encode()
    assert transcript.sniff(head[:-2], ".txt")
    assert not transcript.sniff(bytes(range(256)) * 9, ".txt")


# --- whatever comes

PIECES = st.sampled_from(
    [
        *("WEBVTT\n", "\n", "\n\n", "1\n", "00:00:01,000 --> 00:00:02,000\n", "00:00:03.000 --> 00:00:09.500\n", "- ", ">> "),
        *(
            "[музыка]",
            "(",
            "]",
            "<v Anna>",
            "</v>",
            "<c>",
            "&amp;",
            "&#0;",
            "Anna Sample: ",
            "ANNA: ",
            "[00:12] ",
            "words",
            "inter-",
        ),
        *("Title: x\n", "Date: 2025-01-14\n", "URL: x\n", " ", "\ufeff", "\0", "\u2028", "e\u0301"),
    ]
)


def invariants(found: Iterator[Document | ReadError]) -> None:
    got = list(found)
    assert got
    for each in got:
        if isinstance(each, ReadError):
            assert each.place and each.reason.endswith(".")
            continue
        assert each.text and each.external_id and each.passages
        spans = [(one.start, one.end) for one in each.passages]
        assert all(start < end for start, end in spans)
        assert all(one[1] <= two[0] for one, two in zip(spans, spans[1:], strict=False))
        assert spans[0][0] == 0 and spans[-1][1] == len(each.text)
        for one in each.passages:
            assert each.text[one.start : one.end].strip() and "\n" not in each.text[one.start : one.end]
            assert one.ends is None or (one.begins is not None and one.ends >= one.begins)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=40), st.sampled_from(["a.srt", "a.vtt", "a.txt", "a.ru.sbv", ""]))
def test_any_text_gives_passages_in_order_or_an_error(pieces: list[str], name: str) -> None:
    data = "".join(pieces).encode("utf-8", "replace")
    invariants(transcript.read_bytes(data, name, NOBODY))
    transcript.sniff(data, Path(name).suffix)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.srt", "a.vtt", "a.txt"]))
def test_any_bytes_give_a_document_or_an_error(data: bytes, name: str) -> None:
    invariants(transcript.read_bytes(data, name, NOBODY))
    transcript.sniff(data, Path(name).suffix)
