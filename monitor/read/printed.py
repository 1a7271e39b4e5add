"""Printed lines back to paragraphs: by where they stand on the page, and without what stands on every page."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from monitor.read import plain

_EDGE = 3  # lines at the top and bottom of a page among which its header and footer are
_LONGEST_WORD = 60  # characters
_DIGITS = re.compile(r"\d+")
_ENDS = tuple(".!?…:;»”\"'’)")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Hyphens that belong to the word, in Russian, Belarusian and Ukrainian: "по-русски", "кто-то".
_HYPHENED = re.compile(r"п[оа]-\w+(?:[оеая]му|[сц]к[иіу]|ськ[иі]|цьк[иі])|\w+-(?:то|либо|нибудь|небудзь|небудь|таки)", re.I)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; ``x`` and ``y`` are where it begins and ``size`` its letters' height, in points."""

    text: str
    x: float
    y: float
    size: float


def without_repeated(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without the lines that stand at the edge of half of them, whatever their numbers: headers and footers."""
    edges = [{_masked(line) for line in (*page[:_EDGE], *page[-_EDGE:])} for page in pages]
    seen = Counter(key for keys in edges for key in keys)
    least = max(2, math.ceil(sum(map(bool, pages)) / 2))
    kept = []
    for page in pages:
        top, bottom = page[:_EDGE], page[max(len(page) - _EDGE, _EDGE) :]
        inner = page[_EDGE : max(len(page) - _EDGE, _EDGE)]
        around = [[line for line in part if seen[_masked(line)] < least] for part in (top, bottom)]
        kept.append(around[0] + inner + around[1])
    return kept


def _masked(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("0", plain.line(line.text)), round(line.size)


def paragraphs(pages: list[list[Line]]) -> list[str]:
    """The text of the pages, paragraph by paragraph; one may go on over the end of a page."""
    lines = [line for page in pages for line in page]
    words = Counter(word.casefold() for line in lines for word in _WORDS.findall(line.text))
    length = median([len(line.text) for line in lines] or [0])
    found: list[list[str]] = []
    for page in filter(None, pages):
        steps = [above.y - below.y for above, below in pairwise(page) if above.y > below.y]
        step = median(steps or [0.0])
        beginnings = Counter(round(line.x) for line in page)
        margin = min(x for x, count in beginnings.items() if 2 * count >= max(beginnings.values()))
        for above, line in zip([None, *page], page, strict=False):
            if found and not _begins(above, line, step, margin, length, found[-1][-1]):
                found[-1].append(line.text)
            else:
                found.append([line.text])
    return [block for lines_of in found if (block := _joined(lines_of, words))]


def _begins(above: Line | None, line: Line, step: float, margin: int, length: float, before: str) -> bool:
    """Whether a line begins a paragraph. ``above`` is the line above it, None on a new page; ``before`` what was read last."""
    text = line.text.strip()
    if above is None:
        return before.rstrip().endswith(_ENDS) and not text[0].islower()
    if abs(above.size - line.size) > 0.1 * max(above.size, line.size):
        return not (text[0].islower() or _BROKEN_WORD.search(before.rstrip()[-_LONGEST_WORD:]))
    if step and (above.y - line.y > 1.3 * max(step, 1.2 * line.size) or above.y < line.y - step):
        return True
    indented = line.size / 2 < line.x - margin < 6 * line.size and abs(above.x - margin) <= line.size / 2
    short = len(before.strip()) < 0.8 * length
    return indented or (short and before.rstrip().endswith(_ENDS) and not text[0].islower())


def _joined(lines: list[str], words: Counter[str]) -> str:
    """Lines as one paragraph: words broken at a line's end made whole, soft hyphens and joined letters taken apart."""
    pieces = [""]
    for each in lines:
        line = plain.line(each.translate(_LIGATURES))
        broken = _BROKEN_WORD.search(pieces[-1][-_LONGEST_WORD:])
        if broken and line[:1].isalpha():
            pieces[-1] = pieces[-1][:-1]
            pieces.append(_hyphen(broken[1], line, words) + line)
        elif line:
            pieces.append(f" {line}")
    return "".join(pieces).replace("\u00ad", "").strip()


def _hyphen(head: str, line: str, words: Counter[str]) -> str:
    """ "-" where the word keeps its hyphen: it is written so elsewhere, or what follows is a name."""
    following = _WORDS.match(line)
    tail = following[0].partition("-")[0] if following else ""
    if tail[:1].isupper() and not head.isupper():
        return "-"
    if _HYPHENED.fullmatch(f"{head}-{tail}"):
        return "-"
    whole, hyphened = words[f"{head}{tail}".casefold()], words[f"{head}-{tail}".casefold()]
    return "-" if hyphened > whole else ""
