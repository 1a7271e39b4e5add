"""Bytes to text where the declared charset cannot be trusted: feeds say UTF-8 and send windows-1251, or the reverse.

Valid UTF-8 is UTF-8, whatever was declared: other charsets almost never give it by chance. Everything else is decoded
under the declared charsets and those in use where our outlets write, and the reading that looks most like words wins.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
_DECLARED = re.compile(
    rb"""<(?:\?xml[^<>]{0,200}?\sencoding|meta\s[^<>]{0,200}?charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
# Real charsets only: Python knows codecs of other kinds too (punycode, unicode_escape, zlib), some of them slow.
_REAL = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[lb]e)?|cp\d+|iso8859-\d+|koi8-[rtu]|kz1048|ptcp154|mac-\w+|tis-620"
    r"|gb2312|gbk|gb18030|hz|big5\w*|euc_\w+|iso2022_\w+|shift_ji\w+|johab"
)
# As browsers take them: the label names the smaller charset, the bytes are of the larger.
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "koi8-r": "koi8-u",  # the same but for the four Ukrainian letters, which replace box drawing
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_MANY_BYTES = re.compile(r"gb|hz|big5|euc|iso2022|shift|johab|cp9(?:32|49|50)")
# Tried in this order where nothing fits that was declared; the first three alone where hardly anything is not ASCII.
_USUAL = ("cp1251", "cp1250", "cp1252", "cp1257", "koi8-u", "iso8859-2", "iso8859-13", "iso8859-5", "cp866", "mac-cyrillic")

_ALPHABETS_WRITTEN = """
абвгдеёжзійклмнопрстуўфхцчшыьэюя абвгдеёжзийклмнопрстуфхцчшщъыьэюя абвгґдеєжзиіїйклмнопрстуфхцчшщьюя
абвгдђежзијклљмнњопрстћуфхцчџш абвгдѓежзѕијклљмнњопрстќуфхцчџш
ąćęłńóśźż ąčęėįšųūž āčēģīķļņšūž áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž äöüß äõöüšž åäöæøé àâæçéèêëîïôœùûü áéíñóúü áéíóöőúüű
ăâîșțşţ çğıöşüâî čćđšž ãõáâàéêíóôúç àèéìòù
"""
_ALPHABETS = tuple(frozenset(letters) for letters in _ALPHABETS_WRITTEN.split())
_MARKS_OF_TEXT = frozenset("\xa0«»„“”‚‘’‹›–—…•·№§°©®™€£×\xad")
_WORD = re.compile(r"[^\W\d_]+")
_HIGH_RUN = re.compile(rb"[A-Za-z]{0,30}[\x80-\xff][A-Za-z\x80-\xff]{0,30}")
_SAMPLED = 600
_TEXT = 0.5  # below this a reading is no text
_HARDLY = 3  # bytes: of so few, any charset can make a word or two
_SAID = 0.05  # what being declared adds to a reading
_MOSTLY_UTF8 = 0.5  # of what is not ASCII; more, and a wrong byte now and then is the sender's own fault
_STRAY = 0.05  # of the bytes; so many that make no sense do not spoil the rest


class CharsetError(ValueError):
    """No charset makes text of the bytes. ``offset`` is the first byte that is not UTF-8."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"no charset known here makes text of the bytes from byte {offset} on.")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` has neither a byte order mark (``mark`` bytes) nor half characters: a byte that is none became U+FFFD."""

    text: str
    charset: str
    mark: int = 0


class Ruler:
    """Line and byte of places in a text, each behind the one before: so the text is measured once.

    ``skipped`` characters were cut from the text's beginning before its places were counted. A byte that was no
    character is counted as U+FFFD is.
    """

    def __init__(self, found: Decoded, skipped: int = 0) -> None:
        self._found = found
        self._skipped = skipped
        self._at, self._line, self._byte = 0, 1, found.mark

    def place(self, offset: int) -> str:
        end = offset + self._skipped
        self._line += self._found.text.count("\n", self._at, end)
        self._byte += len(self._found.text[self._at : end].encode(self._found.charset, "replace"))
        self._at = end
        return f"line {self._line}, byte {self._byte}"


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The bytes as text; ``declared`` is what the transport said, what an XML declaration or a ``meta`` says is looked up.

    Raises:
        CharsetError: nothing makes text of them.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            charset, errors = (charset, "replace") if charset != "utf-8" else _chosen(data[3:], _said(data, declared))
            return Decoded(data[len(mark) :].decode(charset, errors), charset, len(mark))
    if wide := _without_mark(data[:4]):
        return Decoded(data.decode(wide, "replace"), wide)
    charset, errors = _chosen(data, _said(data, declared))
    return Decoded(data.decode(charset, errors), charset)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 and UTF-32 show themselves by the NULs around the first character, which is ASCII in all markup."""
    zeros = "".join("0" if byte == 0 else "x" for byte in head)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(zeros)


def _said(data: bytes, declared: str | None) -> list[str]:
    """The charsets that the transport and the text itself name, as Python knows them; unknown ones left out."""
    written = _DECLARED.search(data[:4096])
    names = [declared or "", written[1].decode("ascii", "replace") if written else ""]
    found = []
    for name in names:
        try:
            charset = codecs.lookup(name.strip(" \"'")).name
        except (LookupError, ValueError):
            continue
        if _REAL.fullmatch(charset) and not charset.startswith(("utf-16", "utf-32")):
            found.append(_LARGER.get(charset, charset))
    return found


def _chosen(data: bytes, said: list[str]) -> tuple[str, str]:
    """The charset and how to treat its errors."""
    if data.isascii():
        escaped = (name for name in said if name.startswith(("iso2022", "hz")) and _decodes(data, name))
        return next(escaped, "utf-8"), "strict"
    try:
        data.decode()
        return "utf-8", "strict"
    except UnicodeDecodeError as error:
        offset = error.start
    high = len(data) - len(data.decode("ascii", "ignore"))
    if len(data.decode("utf-8", "ignore").encode()) - (len(data) - high) > _MOSTLY_UTF8 * high:
        return "utf-8", "replace"
    if many := next((name for name in said if _MANY_BYTES.match(name) and _decodes(data, name)), None):
        return many, "strict"
    single = [name for name in said if name != "utf-8" and not _MANY_BYTES.match(name)]
    sample = _sample(data)
    tried = dict.fromkeys([*single, *(_USUAL if high >= _HARDLY else _USUAL[:3])])
    scores = {name: _likeness(sample, name) + _SAID * (name in single) for name in tried}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _TEXT:
        return best, "replace"
    if high > _STRAY * len(data):
        raise CharsetError(offset)
    return single[0] if single else "utf-8", "replace"


def _decodes(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except UnicodeError:
        return False
    return True


def _sample(data: bytes) -> bytes:
    """Words with bytes above ASCII, from the whole length of the data."""
    found = _HIGH_RUN.findall(data)
    return b" ".join(found[:: len(found) // _SAMPLED + 1])


def _likeness(sample: bytes, charset: str) -> float:
    """How much a reading looks like words: 1 is the best.

    The share of letters that one alphabet has, times the share of words written in one script and in a usual case,
    less the signs that do not stand in running text.
    """
    text = sample.decode(charset, "replace")
    high = [sign for sign in text if not sign.isascii() and sign not in _MARKS_OF_TEXT]
    letters = [sign.lower() for sign in high if sign.isalpha()]
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not letters:
        return 0.0 if high else 1.0
    alphabet = 1.0 if _foreign(letters) else max(sum(map(known.__contains__, letters)) for known in _ALPHABETS) / len(letters)
    shape = sum(map(_shape, words)) / len(words)
    return alphabet * shape * len(letters) / len(high)


def _foreign(letters: list[str]) -> bool:
    """Mostly of a script that is neither Latin nor Cyrillic; only a declared charset can lead there."""
    return sum(sign > "\u052f" or "\u0370" <= sign < "\u0400" for sign in letters) > len(letters) / 2


def _shape(word: str) -> float:
    if any(sign.isascii() or sign < "\u0370" for sign in word) and any("\u0400" <= sign < "\u0530" for sign in word):
        return 0.0  # Latin and Cyrillic in one word
    if word[1:].islower() or len(word) == 1:
        return 1.0
    return 0.5 if word.isupper() or word.lower() == word.upper() else 0.0
