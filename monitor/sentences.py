"""Where one sentence ends and the next begins, in Belarusian, Russian, Ukrainian, Polish, Lithuanian and English.

A mark that may end a sentence is judged by the words on either side of it. Where a mark is missing, only what hardly ever
misleads ends a sentence before a capital letter: an emoji, a smile, a hashtag, an address, a heading in capitals, and a
word that has a capital letter nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from monitor.abbreviations import UPPER, VOWELS, Habits, habits

_LOWER = "a-zß-öø-ÿąćęłńóśźżėįšųūčžа-яёіїєґў"
_PICTURE = r"\u2300-\u23ff\u25a0-\u27bf\u2800\u2b00-\u2bff\u203c\u2049\ufe0f\u200d\U0001f000-\U0001faff\U000e0020-\U000e007f"
_BULLET = "✅✔☑➡▶►👉📌📍🔹🔸🔺🔻▪▫◾◽●○◆◇■□"  # pictures that stand before an item, not behind a sentence
_EMOJI = rf"[{_PICTURE}]++(?:\s?+[{_PICTURE}]++)*+"
_SMILE = r"[:;=]['’]?[-^]?[)(DP]+(?!\w)|[)(]{2,}+"
_MARK = r"[.!?…]++"
_CLOSING = r"\"'»”“’)\]}*`"
_TAG = r"</\w{1,10}>"
_WORD = r"[^\W\d_]++(?:[-’'ʼ][^\W\d_]++)*+"

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]++")
# What may end a sentence. A branch takes all it can, and fails only near its start: the time is linear.
# Behind "!" an emoji belongs to the sentence even after a space; behind a full stop it begins the next one.
_PLACE = rf"""
(?P<mark>{_MARK}(?:\s?+{_MARK}(?!\w)|\s?+[{_CLOSING}]{{1,2}}\s?+{_MARK}(?!\w)|[{_CLOSING}]|\s[\"'»”“](?=\s)|{_TAG}
    |\s?+\[\d{{1,3}}\]|&(?:\#39|quot|raquo);|\s?+(?:{_SMILE})|(?![{_BULLET}])[{_PICTURE}]++(?!\w)
    |\s(?<![^.!?…]\.\s)(?<![{_PICTURE}]\s)(?![{_BULLET}]){_EMOJI}(?!\w))*+)
|(?P<picture>{_EMOJI})
|(?P<smile>{_SMILE}|\))
|(?P<address>(?:https?://|www\.)\S*[^\s.,!?…;:)»”"]|\#[^\W\d_]\w*+|{_TAG})
|(?P<heading>(?<=[{UPPER}]{{4}})[»”"]?(?=\s[«"„“]?(?:[{UPPER}][{_LOWER}]|\d{{1,2}}\.(?:\d{{1,2}}\.)*\s)))
|(?P<clause>[:;](?=\s\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}\.\s)|\bЗа\s[-–—]\s\d{{1,3}}(?=\s[{UPPER}]))"""
_NEXT = re.compile(rf"\s*+((?:[\"'«“„‚‘(\[<`*_—–…-]|\s){{0,12}})({_WORD}|)")
_OPENING = "\"'«“„‚‘([<`*_—–…-"
_WITH_WORD = re.compile(r"[^\W_]")
_PICTURED = re.compile(rf"[{_PICTURE}]|[:;=]['’]?[-^]?[)(DP]")
_MARKS, _STRONG, _CLOSED = frozenset(".!?…"), frozenset("!?"), frozenset("\"'»”“’)]>;")
_QUOTED = re.compile(r"«[^«»]*+»|[“„][^“”„]*+[”“]|(?<!\w)\"(?=[\w«„(…])[^\"]*+\"")
_BRACKETED = re.compile(r"\([^()]*+\)|\[[^\[\]]*+\]")
_LONGEST_NAME, _LONGEST_REMARK = 40, 60  # characters in marks, in brackets; what is longer is told sentence by sentence
_ITEM = re.compile(r"\d{1,3}(?:\.\d{1,3})*\)?|[IVXLC]{1,6}\)?|[^\W\d_]\)?")
_ROMAN = re.compile(r"[IVXLCІХ]+")
_CURRENCY = re.compile(r"(?:EUR|USD|PLN|BYN|RUB|UAH|GBP|CHF|LTL|Lt|Eur)\b")
# Verse and hasty chat begin sentences with a small letter, and verse begins lines with a capital one.
_BEGINNING = re.compile(r"[.!?…](?:(?<=[^\W\d_]{4}.)|(?<=…)|(?<=\.\.)|(?<=[!?]{2})|(?<=\.\.\.\]))\]?\s+([^\W\d_])")
_SAMPLE = 20_000  # characters that show the manner of a text
_ENOUGH = 300  # of them show it even where one sentence alone begins with a small letter
_BEHIND = 40  # characters looked at before a mark
_SHORT_SO_FAR = 60  # characters in which a date at the beginning of a sentence has room
_FEWEST_BETWEEN, _DENSE_BEGINNING = 12, 20_000  # characters between marks, on average, from the beginning of a line
_CRUDE = re.compile(r"[.!?…]\s++")


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may end a sentence, and what does without a mark."""
    words = "|".join(sorted(word.capitalize() for word in habits(lang).words["links"]))
    link = rf"(?P<link>(?<=[{_LOWER}])(?=\s(?:{words})\s))" if words else r"(?P<link>(?!))"
    return re.compile(f"{_PLACE}|{link}", re.X), re.compile(link)


def spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, without the space around it. A line break always ends one."""
    place, link = _patterns(lang)
    sample = text[:_SAMPLE]
    firsts = _BEGINNING.findall(sample)
    capitals = sum(map(str.isupper, firsts))
    small = len(firsts) - capitals
    loose = small > 2 * capitals and (small > 1 or len(sample) > _ENOUGH)
    links = sum(1 for _ in link.finditer(sample))
    verse = links > 2 and links > 2 * capitals
    found = []
    for whole in _LINE.finditer(text):
        line = whole.group()
        for start, end in _Line(line, habits(lang), loose, verse).sentences(place):
            words = line[start:end].lstrip()
            if words:
                first = whole.start() + end - len(words)
                found.append((first, first + len(words.rstrip())))
    return found


class _Place(NamedTuple):
    """What stands around a mark."""

    mark: str
    tail: str  # quotation marks, brackets and pictures that close behind it
    said: str  # the sentence up to the mark, if it is short
    before: str  # the last word but one
    token: str  # the last word
    spaced: bool
    lead: str  # quotation marks, brackets and dashes that open behind the space
    first: str  # the first character behind those, or nothing
    word: str  # the word that begins with it, or nothing
    initial: bool  # whether that word is a letter and a full stop


class _Line:
    """One line, while its sentences are found."""

    def __init__(self, line: str, language: Habits, loose: bool, verse: bool) -> None:
        self._line, self._habits, self._loose, self._verse = line, language, loose, verse
        self._start = 0  # of the sentence
        self._letter = -1  # the first letter or digit from there on
        self._last = next((at for at in range(len(line) - 1, -1, -1) if line[at].isalnum()), -1)  # the last of the line
        quoted, closing = _short(_QUOTED, line, _LONGEST_NAME)
        bracketed, more = _short(_BRACKETED, line, _LONGEST_REMARK)
        self._enclosed, self._closing = (quoted, bracketed), closing | more

    def sentences(self, place: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Offsets of the sentences, with the space around them, one after another to the end of the line."""
        for seen, found in enumerate(place.finditer(self._line)):
            if seen * _FEWEST_BETWEEN > found.start() + _DENSE_BEGINNING:
                yield from self._crude()
                break
            if found.start() >= self._start and (end := self._end(found)) is not None:
                yield self._start, end
                self._start = end
        yield self._start, len(self._line)

    def _crude(self) -> Iterator[tuple[int, int]]:
        """No prose has a mark every few letters, and the words of what has would take seconds to look at."""
        for found in _CRUDE.finditer(self._line, self._start):
            yield self._start, found.end()
            self._start = found.end()

    def _end(self, found: re.Match[str]) -> int | None:
        """Where the sentence ends, if it ends at what was found."""
        at, end = found.span()
        is_mark = found.lastgroup == "mark"
        if is_mark:
            end = self._past_closing(end)
        if end > self._last or not self._says_something(at if is_mark else end) or self._is_enclosed(at, end):
            return None
        follows = _NEXT.match(self._line, end)
        assert follows  # every part of it may be empty
        if is_mark:
            return end if _ends(self._place(found, end, follows), self._habits, self._loose) else None
        return self._unmarked_end(found, follows)

    def _unmarked_end(self, found: re.Match[str], follows: re.Match[str]) -> int | None:
        kind, (at, end) = found.lastgroup, found.span()
        first = self._line[follows.start(2) : follows.start(2) + 1]
        if kind == "picture" and follows.start(2) == end and first.isupper() and self._line[at - 1].isspace():
            return at  # it stands before an item: "... ✅Новый ..."
        if kind in ("clause", "link", "heading"):
            so_far = self._line[max(self._start, end - _SHORT_SO_FAR) : end]
            is_end = kind == "clause" or (_is_heading(so_far) if kind == "heading" else self._is_link(so_far))
        else:
            begins = first.isupper() or (kind == "picture" and first in ("@", "#"))
            is_end = begins and follows.start(1) > end and (found.group() != ")" or self._is_smile(at))
        return end if is_end else None

    def _is_link(self, so_far: str) -> bool:
        return not self._verse and len(so_far.split()) > 2

    def _is_smile(self, at: int) -> bool:
        """A bracket that closes nothing, and is not that of "a) ..." or "1) ..."."""
        return at not in self._closing and self._line[at - 2 : at].isalpha()

    def _past_closing(self, end: int) -> int:
        """Past quotation marks and brackets that close there, even after a space: '... . “ Pasak'."""
        while end in self._closing or (end + 1 in self._closing and self._line[end].isspace()):
            end += 1 if end in self._closing else 2
        return end

    def _says_something(self, until: int) -> bool:
        if self._letter < self._start:
            letter = _WITH_WORD.search(self._line, self._start)
            self._letter = letter.start() if letter else len(self._line)
        return self._letter < until

    def _is_enclosed(self, at: int, end: int) -> bool:
        """Whether a name in quotation marks or a remark in brackets goes on."""
        for starts, ends in self._enclosed:
            number = bisect_right(starts, at) - 1
            if number >= 0 and end < ends[number]:
                return True
        return False

    def _place(self, found: re.Match[str], end: int, follows: re.Match[str]) -> _Place:
        at, line, written, word = found.start(), self._line, found.group(), follows.group(2)
        tail = written.lstrip(".!?…")
        words = line[max(self._start, at - _BEHIND) : at].rsplit(None, 2)
        return _Place(
            mark=written[: len(written) - len(tail)],
            tail=tail + line[found.end() : end],
            said=line[self._start : at] if at - self._start <= _SHORT_SO_FAR else "",
            before=words[-2].lstrip(_OPENING) if len(words) > 1 else "",
            token=words[-1].lstrip(_OPENING) if words else "",
            spaced=follows.start(1) > end,
            lead=follows.group(1),
            first=line[follows.start(2) : follows.start(2) + 1],
            word=word,
            initial=len(word) == 1 and line[follows.end() : follows.end() + 1] == ".",
        )


def _short(pattern: re.Pattern[str], line: str, longest: int) -> tuple[tuple[list[int], list[int]], set[int]]:
    """Where what is enclosed and no longer than that starts and ends; where anything enclosed closes."""
    starts, ends, closing = [], [], set()
    for found in pattern.finditer(line):
        closing.add(found.end() - 1)
        if found.end() - found.start() <= longest:
            starts.append(found.start())
            ends.append(found.end())
    return (starts, ends), closing


def _is_heading(so_far: str) -> bool:
    words = re.findall(_WORD, so_far)[-2:]
    return len(words) == 2 and all(word.isupper() and len(word) > 1 for word in words)


def _ends(place: _Place, language: Habits, loose: bool) -> bool:
    """Whether a mark ends the sentence."""
    if not place.spaced and not _PICTURED.match(place.first):
        return _is_glued(place, language)
    if not place.lead and place.first and place.first in ",;:)]}»”%/":
        return False
    again = not _MARKS.isdisjoint(place.tail)  # what closes there ends with a mark of its own: "(и др.)."
    closed = not again and not _CLOSED.isdisjoint(place.tail)
    small = place.word.islower()  # "mTOR" is not
    if small and _PICTURED.search(place.tail):
        return True
    if not _STRONG.isdisjoint(place.mark):
        asked = closed and place.said.endswith(("(", "["))  # "the best (?) in town"
        return not asked and not (small and (closed or any(dash in place.lead for dash in "—–-")))
    if place.mark != ".":
        return loose or not (small or (place.first.isdigit() and ")" not in place.tail))
    if small and closed:
        return False
    return (again and not small) or _is_full_stop(place, language, loose)


def _is_glued(place: _Place, language: Habits) -> bool:
    """Whether the space behind a sentence is missing: "мира.Он". Not in a name: "Node.Js", "Яндекс.Такси"."""
    if place.lead or place.tail or len(place.word) < 2 or not place.first.isupper() or not place.word[1:].islower():
        return False
    token = place.token.rstrip("\"'»”“’)]")
    if len(token) < 2 or not token.isalpha() or not token[-2:].islower():
        return False
    if place.first <= "\u024f" or token[-1] <= "\u024f":
        return language.begins(place.word)
    return token.islower() or place.mark != "."


def _is_full_stop(place: _Place, language: Habits, loose: bool) -> bool:
    """Whether a full stop ends the sentence, rather than an abbreviation, initials or the number of an item."""
    if len(place.said.split()) == 1 and _ITEM.fullmatch(place.token):
        return language.numbers_apart and place.token[0].isdigit()
    kind = language.kind(place.before, place.token, len(place.word) > 1 and place.word.isupper())
    if kind and place.first.islower():
        return loose and kind == "units"
    if place.word.islower():
        return _is_whole_word(place.token, language, loose)
    if kind and ")" in place.tail:
        return False
    begins = language.begins(place.word) and not place.initial
    if kind in ("units", "great"):
        return _is_last_unit(place, language, kind, begins)
    goes_on = {
        "never": True,
        "opens": not (begins and language.clipped),
        "initial": place.first.isupper() and not begins,
        "names": (place.first.isupper() or place.first.isdigit()) and not begins,
        "numbered": place.first.isdigit() or place.first in "№§" or bool(_ROMAN.fullmatch(place.word)),
    }
    return not goes_on.get(kind, False)


def _is_whole_word(token: str, language: Habits, loose: bool) -> bool:
    """Whether an unlisted word before a small letter is a word of its own, rather than an abbreviation or an ordinal."""
    if token[-1:].isdigit():
        return not language.ordinal
    if len(token) == 1 or "." in token:
        return False
    return loose or not language.clipped or len(token) > 4 or language.begins(token) or token[-1:].casefold() in VOWELS


def _is_last_unit(place: _Place, language: Habits, kind: str, begins: bool) -> bool:
    """Whether a year or a sum ends its sentence: not in "2 млн. 500 тыс.", not in "В 1994 г. Лукашенко"."""
    if place.lead[:1] in ("—", "–") or place.lead[:2] == "--" or (place.first and place.first in "№§"):
        return False
    listed = kind == "great" or place.token.casefold() in language.words["numbered"]  # "п. 3 ст. 15" is no century
    if listed and (place.first.isdigit() or _CURRENCY.match(place.word)):
        return False
    words = place.said.split()
    if begins or not 0 < len(words) <= 6:
        return True
    return words[0].casefold() not in language.words["times"] and not (words[0][0].isdigit() and len(words) > 2)
