"""Where one sentence ends and the next begins: sentencex, corrected where it goes wrong on the languages read here."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

import sentencex

_LINE = re.compile(r"[^\n]+")
# A full stop, a question or exclamation mark, with the quotation marks and brackets that close behind it.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"»”’)\]*]*+\s++")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]+\.?\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\.")
_QUOTATION = re.compile(r"«[^«»]*»|[“„][^“”„]*[”“]|\"[^\"]*\"")
_SPEECH_FOLLOWS = re.compile(r"\s*[,]?\s*(?:[-–—]\s*)?[^\W\d_A-ZА-ЯЁЎІЇЄҐŁŚŻŹĆ]")
_BEGINNING = re.compile(r"\S")
_LONGEST_LINE = 20_000  # no paragraph is longer, and sentencex takes time by the square of the length
_SEEN = 60  # characters looked at on either side of an end
_SHORT_QUOTATION = 300  # characters; longer ones are told sentence by sentence
_NAME_IN_MARKS = 40  # "SB. Belarus Today" is one name, and two sentences as short as that say nothing apart

# Abbreviations that never end a sentence: something always follows.
_MIDDLE_WORDS = """
mr mrs ms dr prof gen col lt sgt rev hon sen rep gov st vs fig jr sr inc ltd т е и.о св им ул пр пл стр рис см ср
проф акад ген полк кап лейт гр тов пос дер обл корп кв д гл вул праф акад ген цяв ім вул проф акад ген див ul al pl św
im dr inż mgr prof ks gen płk por np tzw m.in zob z.b bzw t.y
"""
# Abbreviations that may end a sentence; taken for its end only before a word that begins one.
_PERHAPS_WORDS = """
г гг р рр в вв н н.э руб коп тыс млн млрд трлн т.д т.п др пр проц чел экз грн тис стст ст r w tys mln mld zł itd itp
etc u.s u.k u.n a.m p.m e.g i.e approx
"""
_BEGINNERS_WORDS = """
the a an he she it they we i this that these those in on at but and however also meanwhile as according there он она
оно они мы вы я это эти этот в на но а и по при как также однако кроме если когда за с для после все так ён яна яны мы
гэта у на але а і па пры як таксама аднак калі за з для пасля усё він вона вони ми це у в на але а і за при як також
однак якщо коли з для після усе on ona oni my to ten ta te w na ale a i po przy jak także jednak jeśli kiedy z dla
wszystko
"""
_MIDDLE = frozenset(_MIDDLE_WORDS.split())
_PERHAPS = frozenset(_PERHAPS_WORDS.split())
_BEGINNERS = frozenset(_BEGINNERS_WORDS.split())


def spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, without the space around it. A line break always ends one."""
    found: list[tuple[int, int]] = []
    for found_line in _LINE.finditer(text):
        line = found_line.group()
        edges = [0, *_edges(line, lang), len(line)]
        for start, end in zip(edges, edges[1:], strict=False):
            piece = line[start:end]
            if words := piece.strip():
                first = found_line.start() + start + piece.index(words)
                found.append((first, first + len(words)))
    return found


def _edges(line: str, lang: str) -> list[int]:
    """Offsets at which a sentence of the line begins, but for the first."""
    proposed = {found.end() for found in _END.finditer(line)}
    for boundary in sentencex.get_sentence_boundaries(lang, line) if len(line) <= _LONGEST_LINE else ():
        if first := _BEGINNING.search(line, boundary["start_index"]):
            proposed.add(first.start())
    inner = sorted(edge for edge in proposed if 0 < edge < len(line))
    kept = [edge for edge in inner if _ends(line[max(edge - _SEEN, 0) : edge].rstrip(), line[edge : edge + _SEEN])]
    inside = _inside_quotations(line, kept)
    return [edge for edge in kept if edge not in inside]


def _ends(before: str, after: str) -> bool:
    """Whether a sentence ends between two pieces of a line."""
    following = after.lstrip('"«“„([—–-… ')
    if not following or following[0].islower() or after[0] in ",;:)]»”":
        return False
    mark = before.rstrip('"»”’)]*')
    if not mark.endswith("."):
        return mark.endswith(("!", "?", "…", "。", "؟"))
    last = _LAST_WORD.search(mark)
    if not last or mark != before:
        return True
    word = last.group().casefold().rstrip(".")
    begins = re.match(r"[^\W\d_]+", following)
    if word in _PERHAPS or (word.count(".") and _INITIALS.fullmatch(last.group())):
        return begins is not None and begins.group().casefold() in _BEGINNERS
    return not (word in _MIDDLE or _INITIALS.fullmatch(last.group()) and last.group()[0].isupper())


def _inside_quotations(line: str, edges: list[int]) -> set[int]:
    """The edges within a name in marks, and within a short quotation whose sentence goes on ("... . ...", said X)."""
    inside: set[int] = set()
    for quotation in _QUOTATION.finditer(line):
        length = len(quotation.group())
        goes_on = length <= _SHORT_QUOTATION and _SPEECH_FOLLOWS.match(line, quotation.end())
        if length <= _NAME_IN_MARKS or goes_on:
            inside.update(edges[bisect_right(edges, quotation.start()) : bisect_left(edges, quotation.end())])
    return inside
