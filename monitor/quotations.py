"""What stands in quotation marks or behind the dash of direct speech, so that nobody takes it for the outlet's words. Pure."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

_MARKS = re.compile('[«»“”„"]')
_SINGLE = re.compile(r"(?<!\w)‘[^‘’“”«»]{2,600}?(?:[^‘’“”«»\W]’[^‘’“”«»]{1,600}?){0,20}[,.!?…]’(?!\w)")
_MATCHES = {"»": "«", "”": "“„", "“": "„", '"': '"'}
_DEEPEST = 4
DASH = "—"
_DASH = re.compile(r"\s[—–-]{1,2}\s")
_DASHED = re.compile(r"\s*[—–-]{1,2}\s")
_WORD = re.compile(r"[^\W\d_](?:\w|[’'ʼ-](?=\w))*")
_LONGEST_INSERTION = 200  # characters of "— сказал он, ... —"
_VERB_WITHIN = 3  # words from the beginning of an insertion
_WORDS_OF_A_NAME = 4
_WORDS_OF_A_QUOTATION = 3
_SHORTEST = 3  # characters

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with NULs for what is quoted. ``still_open``: the marks that are open at its end.

    ``spoken``: the quotations that are somebody's words rather than a name, a title or a word held up with tweezers.
    """

    masked: str
    quotations: tuple[Span, ...] = ()
    spoken: tuple[Span, ...] = field(default=())
    still_open: str = ""


def mark(sentence: str, inside: str, verbs: Container[str]) -> Marked:
    """Find the quotations of a sentence that begins within the marks ``inside``.

    ``inside`` is DASH within direct speech that a dash has opened. ``verbs`` are those of speech, which show what the
    author puts in between.
    """
    opening = _DASHED.match(sentence) if inside in ("", DASH) else None
    line = (opening.end() if opening else 0, len(sentence))
    if inside == DASH or (opening and _without_insertions(sentence, line, verbs) != [line]):
        found, still_open = [line], DASH
    elif inside or _MARKS.search(sentence) or "‘" in sentence:
        found, still_open = _quotations(sentence, inside)
    else:
        return Marked(sentence)
    quotations = [part for span in found for part in _without_insertions(sentence, span, verbs)]
    masked, last = [], 0
    for start, end in quotations:
        comma = "," if sentence[end - 2 : end - 1] == "," else ""
        masked += [sentence[last:start], "\0" * (end - start - len(comma)), comma]
        last = end
    spoken = tuple(span for span in quotations if _is_spoken(sentence, span, bool(inside)))
    if still_open == DASH and quotations and sentence[quotations[-1][1] :].strip(" .!?…"):
        still_open = ""  # the author has the last word; another dash will go on
    return Marked("".join(masked) + sentence[last:], tuple(quotations), spoken, still_open)


def has_quotation(sentence: str) -> bool:
    """Whether words stand in quotation marks, rather than a name or a single word held up with tweezers."""
    return bool(mark(sentence, "", ()).spoken)


def is_title(quoted: str) -> bool:
    """Whether what stands in quotation marks looks like a name: few words, the first with a capital, no end of a sentence."""
    inner = quoted.strip('«»“”„" ')
    return inner[:1].isupper() and len(inner.split()) <= _WORDS_OF_A_NAME and inner[-1:] not in ",.!?…"


def opens_dialogue(paragraph: str, verbs: Container[str]) -> bool:
    """Whether a paragraph that begins with a dash is direct speech: its author says somewhere who speaks."""
    opening = _DASHED.match(paragraph)
    line = (opening.end(), len(paragraph)) if opening else (0, 0)
    return opening is not None and _without_insertions(paragraph, line, verbs) != [line]


def state_after(text: str, inside: str) -> str:
    """The marks that are open behind a text which begins inside of others."""
    return _quotations(text, inside)[1] if inside or _MARKS.search(text) else ""


def _quotations(sentence: str, inside: str) -> tuple[list[Span], str]:
    """Spans from the outermost mark to the one that closes it, and the marks still open."""
    found: list[Span] = []
    opened, start = list(inside), 0
    for each in _MARKS.finditer(sentence):
        at = each.start()
        if _opens(sentence, at, opened):
            start = start if opened else at
            if len(opened) < _DEEPEST:
                opened.append(each.group())
        elif opened:
            _close(opened, each.group())
            if not opened:
                found.append((start, at + 1))
        elif not found:
            found.append((0, at + 1))  # it was opened where nobody saw it
    if opened:
        found.append((start, len(sentence)))
    if not found and "‘" in sentence:
        found = [each.span() for each in _SINGLE.finditer(sentence)]
    return found, "".join(opened)


def _opens(sentence: str, at: int, opened: list[str]) -> bool:
    kind = sentence[at]
    spaced = at == 0 or sentence[at - 1].isspace() or sentence[at - 1] in "([—–-«„"
    if kind == "“":
        return not opened or (opened[-1] != "„" and spaced)
    if kind == '"':
        return '"' not in opened and (spaced or at + 1 < len(sentence))
    return kind in "«„"


def _close(opened: list[str], kind: str) -> None:
    """Close the last that matches with all within it; the last of all where marks are mixed."""
    last = next((place for place in range(len(opened) - 1, -1, -1) if opened[place] in _MATCHES[kind]), len(opened) - 1)
    del opened[last:]


def _without_insertions(sentence: str, span: Span, verbs: Container[str]) -> list[Span]:
    """A quotation without what its author puts between dashes: «Мост стоит, — сказал он. — И будет стоять»."""
    start, end = span
    dashes = list(_DASH.finditer(sentence, start, end))
    if not dashes or not verbs:
        return [span]
    kept, at = [], start
    for number, dash in enumerate(dashes):
        closes = dashes[number + 1].end() if number + 1 < len(dashes) else end
        if dash.start() >= at and _is_insertion(sentence[dash.end() : closes], verbs):
            kept.append((at, dash.start()))
            at = closes
    kept.append((at, end))
    return [(first, last) for first, last in kept if last > first]


def _is_insertion(words: str, verbs: Container[str]) -> bool:
    if not words[:1].islower() or len(words) > _LONGEST_INSERTION:
        return False
    first = _WORD.findall(words[:60])[:_VERB_WITHIN]
    return any(word.casefold() in verbs for word in first)


def _is_spoken(sentence: str, span: Span, inside: bool) -> bool:
    quoted = sentence[span[0] : span[1]]
    if inside and span[0] == 0:
        return True
    before = sentence[: span[0]].rstrip()
    if before.endswith(":") or (not before and quoted.rstrip('»”“"')[-1:] in ".,!?…" and len(quoted) > _SHORTEST):
        return True
    if len(quoted.split()) < _WORDS_OF_A_QUOTATION:
        return False
    return not (before[-1:].isalpha() and is_title(quoted))
