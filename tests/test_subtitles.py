"""Subtitle files into cues: what the standard says, what players forgive, and what is named as lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read.subtitles import Cue, Fault, Note, has_times, is_webvtt, parse

SRT = "1\n00:00:01,000 --> 00:00:02,500\nOne.\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo,\nand more.\n"


def cues(text: str) -> list[tuple[float, float, str]]:
    return [(each.begins, each.ends, each.text) for each in parse(text) if isinstance(each, Cue)]


def faults(text: str) -> list[tuple[int, int, str]]:
    return [(each.line, each.number, each.reason) for each in parse(text) if isinstance(each, Fault)]


def notes(text: str) -> list[str]:
    return [each.text for each in parse(text) if isinstance(each, Note)]


def test_subrip_gives_times_in_seconds_and_the_text_between() -> None:
    assert cues(SRT) == [(1.0, 2.5, "One."), (3.0, 4.0, "Two,\nand more.")]
    assert faults(SRT) == []


@pytest.mark.parametrize(
    "times",
    [
        "00:00:01,000 --> 00:00:02,500 X1:40 Y1:50",
        "0:00:01.0 --> 0:00:02.5",
        "00: 00: 01, 000 -> 00: 00: 02, 500",
        "00:00:01,000 –> 00:00:02,500",
        "00:01,000-->00:02,500",
        "0:00:01.000,0:00:02.500",
    ],
)
def test_times_that_players_forgive_are_read(times: str) -> None:
    assert [(begins, ends) for begins, ends, _ in cues(f"1\n{times}\nWords\n")] == [(1.0, 2.5)]


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ("00:00:03,000 --> 00:00:02,000", "the cue ends before it begins."),
        ("00:00:0x,000 --> 00:00:02,000", "the times of the cue cannot be read: '00:00:0x,000 --> 00:00:02,000'."),
        ("00:00:01,000 00:00:02,000", "the times of the cue cannot be read: '00:00:01,000 00:00:02,000'."),
        ("00:75:01,000 --> 00:76:02,000", "the times of the cue cannot be read: '00:75:01,000 --> 00:76:02,000'."),
        ("00:00:01,000 -->", "the times of the cue cannot be read: '00:00:01,000 -->'."),
    ],
)
def test_a_broken_cue_is_named_and_costs_no_other(times: str, reason: str) -> None:
    text = SRT + f"\n3\n{times}\nLost.\n\n4\n00:00:08,000 --> 00:00:09,000\nFour.\n"
    assert faults(text) == [(11, 3, reason)]
    assert [words.split()[0] for _, _, words in cues(text)] == ["One.", "Two,", "Four."]


def test_a_number_without_times_is_a_lost_cue_and_no_part_of_the_one_before() -> None:
    assert faults(SRT + "\n3\nWords without times\n") == [(10, 3, "the cue has no times.")]
    assert cues(SRT + "\n3\nWords without times\n") == cues(SRT)


def test_a_number_that_is_said_stays_in_the_text() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nIt was in\n1994\n\n2\n00:00:03,000 --> 00:00:04,000\nYes.\n"
    assert cues(text)[0][2].split() == ["It", "was", "in", "1994"]
    unnumbered = "00:00:01.000,00:00:02.000\nIt was in\n1994\n00:00:03.000,00:00:04.000\nYes.\n"
    assert cues(unnumbered)[0][2].split() == ["It", "was", "in", "1994"]


def test_an_arrow_in_the_words_is_no_cue() -> None:
    assert cues("1\n00:00:01,000 --> 00:00:02,000\nfrom here --> to there\n")[0][2] == "from here --> to there"


def test_the_blocks_of_webvtt_are_told_apart() -> None:
    text = (
        "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:1\n\nNOTE\nTitle: Talk\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\nOne\n01:00:00.000 --> 01:00:01.000\nTwo\n\nlost words\n"
    )
    assert cues(text) == [(1.0, 2.0, "One"), (3600.0, 3601.0, "Two")]
    assert notes(text) == ["Kind: captions", "", "Title: Talk"]
    assert faults(text) == [(19, 0, "the lines have no times and belong to no cue.")]


@pytest.mark.parametrize(
    "times",
    [
        "0:00.000 --> 00:01.000",
        "00:00:00,000 --> 00:00:01.000",
        "00:00:60.000 --> 00:01:01.000",
        "00:00.0000 --> 00:01.000",
        "\v00:00.000 --> 00:01.000",
        "00:00.000 -> --> 00:01.000",
    ],
)
def test_times_against_the_standard_are_an_error_beside_good_ones(times: str) -> None:
    text = f"WEBVTT\n\n00:00.000 --> 00:01.000\ngood\n\n{times}\nbad\n"
    assert [words for _, _, words in cues(text)] == ["good"]
    assert [(line, number) for line, number, _ in faults(text)] == [(6, 2)]


def test_a_subrip_file_that_calls_itself_webvtt_is_read_as_what_it_is() -> None:
    assert cues("WEBVTT\n\n" + SRT) == cues(SRT)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("WEBVTT", True), ("WEBVTT\n", True), ("WEBVTT\tx", True), ("WEBVTTX", False), (" WEBVTT", False), ("webvtt", False)],
)
def test_webvtt_is_known_by_its_first_word(text: str, is_it: bool) -> None:
    assert is_webvtt(text) is is_it


@pytest.mark.parametrize("text", ["", "10:30 --> 11:45\n", "10:30, 11:45\n", "12:30:05 breakfast\n", "Name: 10:30 → 11:00\n"])
def test_clock_times_in_a_text_are_no_cues(text: str) -> None:
    assert not has_times(text)


PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "1",
        "2",
        "00:00:01,000",
        "00:00:02.000",
        " --> ",
        "-->",
        ",",
        "WEBVTT\n",
        "NOTE ",
        "STYLE\n",
        "words",
        "Title: x",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_any_text_gives_ordered_cues_and_faults_with_their_lines(text: str) -> None:
    found = list(parse(text))
    lines = text.count("\n") + 1
    assert all(1 <= each.line <= lines for each in found)
    marked = [each for each in found if isinstance(each, Cue | Fault) and each.number]
    assert [each.number for each in marked] == list(range(1, len(marked) + 1))
    assert [each.line for each in marked] == sorted(each.line for each in marked)
    assert all(0 <= each.begins <= each.ends for each in found if isinstance(each, Cue))
