r"""The text of a JSON file of any size, a part of it at a time, and the few things read off it by hand.

Each object is left to the standard library's parser. What lies around the objects, and what that parser refuses, is
looked at here, by quotes and brackets alone and in bounded memory.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, BinaryIO, NoReturn

CUT = "the export is cut off here."
ILLEGAL = "the export is not legal JSON from here on."
#: No number of a message or chat is larger: beyond it two numbers may be one to whoever reads JSON.
FURTHEST = 2**53
#: Characters: longer than any name, and than almost any message.
AHEAD = 1 << 16
#: Characters. A message has 4,096 of them at most; written twice, with every one escaped, that is a fifth of this.
LARGEST = 1 << 19

_CHUNK = 1 << 18
_GAP = re.compile(r"[ \t\r\n,]*+")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_IN_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SCALAR = re.compile(r'[^ \t\r\n,:"{}\[\]]*+')
_MARK = re.compile(r'["{}\[\]]')
_TOKEN = re.compile(_STRING.pattern + r"?|[{}\[\]]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
_WORD = re.compile(r"-?\d[\d.eE+-]*+|true|false|null|NaN|-?Infinity", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)


class StructureError(Exception):
    """The file ends too early, or its structure is broken. The message is one plain sentence."""


class NotANumberError(ValueError):
    """NaN or an infinity: Python's parser would let them pass."""


def _refuse(_constant: str) -> NoReturn:
    raise NotANumberError


# Not strict: a bare line break within a text is no reason to lose the text.
decode = json.JSONDecoder(strict=False, parse_constant=_refuse).raw_decode
#: What ``decode`` raises, and a number of thousands of digits makes Python raise.
REFUSED = (ValueError, RecursionError)


def legal(written: str) -> str:
    r"""With ``\xHH`` as ``\u00HH``. A pair of backslashes is a backslash and escapes nothing."""
    return _ESCAPE.sub(lambda found: "\\u00" + found[1] if found[1] else found[0], written) if "\\x" in written else written


def balanced(text: str, at: int, end: int) -> int | None:
    """Where the object that begins at ``at`` ends, told by brackets and quotes; None where that is not before ``end``."""
    depth = 0
    for found in _TOKEN.finditer(text, at, end):
        mark = text[found.start()]
        if mark != '"':
            depth += 1 if mark in "{[" else -1
            if not depth:
                return found.end()
    return None


class Window:
    """A file's text, of which ``text`` is at hand and read up to ``at``. ``ended``: there is no more behind it.

    UTF-8, or UTF-16 where a mark says so. A byte that is not UTF-8 becomes half a surrogate pair.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._fed = 0
        self._codec = ""
        self.text = ""
        self.at = 0
        self.ended = False

    def more(self) -> bool:
        """Forget what has been read and take in the next part; False where the file has no more."""
        if self.ended:
            return False
        data = self._raw.read(min(max(_CHUNK, len(self.text) - self.at), LARGEST))
        if not self._codec:
            self._choose(data)
        self._fed += len(data)
        self.ended = not data
        self.text, self.at = self.text[self.at :] + self._decoder.decode(data, self.ended), 0
        return True

    def _choose(self, head: bytes) -> None:
        utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._codec, self._errors = ("utf-16-le", "surrogatepass") if utf16 else ("utf-8", "surrogateescape")
        name, errors = ("utf-16", "replace") if utf16 else ("utf-8-sig", self._errors)
        self._decoder = codecs.getincrementaldecoder(name)(errors)

    def byte(self) -> int:
        """How many bytes of the file lie before ``at``."""
        if not self._codec:
            return 0
        waiting = len(self._decoder.getstate()[0])
        return self._fed - waiting - len(self.text[self.at :].encode(self._codec, self._errors))

    def to_end(self) -> None:
        self.at = len(self.text)

    def peek(self) -> str:
        """Go to the next character that is neither space nor comma; "" at the end of the file."""
        while self._past(_GAP):
            if not self.more():
                return ""
        return self.text[self.at]

    def next(self) -> str:
        """As ``peek``, where something has to follow. Raises StructureError at the end of the file."""
        if mark := self.peek():
            return mark
        raise StructureError(CUT)

    def scalar(self) -> bool:
        """Whether a number or a word of JSON comes next, whole and at hand."""
        while len(self.text) - self.at < AHEAD and self.more():
            pass
        found = _SCALAR.match(self.text, self.at, self.at + AHEAD)
        return found is not None and _WORD.fullmatch(found[0]) is not None

    def key(self) -> str | int | None:
        """The key that comes next, and go past the colon. Raises StructureError where there is none."""
        if self.next() != '"':
            raise StructureError(ILLEGAL)
        key = self.value()
        if self.next() != ":":
            raise StructureError(ILLEGAL)
        self.at += 1
        return key

    def value(self) -> str | int | None:
        """The name or number that comes next; None for anything else, which is passed over however large it is."""
        mark = self.next()
        while len(self.text) - self.at < AHEAD and self.more():
            pass
        found = (_STRING if mark == '"' else _SCALAR).match(self.text, self.at, self.at + AHEAD)
        if not found or not 0 < found.end() - self.at < AHEAD:
            self.skip()
            return None
        self.at = found.end()
        if mark == '"':
            return _string(found[0])
        return int(found[0]) if _NUMBER.fullmatch(found[0]) and abs(int(found[0])) <= FURTHEST else None

    def skip(self) -> None:
        """Go past the value that comes next, however large or deep it is. Raises StructureError where there is none."""
        mark = self.next()
        if mark in "}]:":
            raise StructureError(ILLEGAL)
        if mark not in '"{[':
            while self._past(_SCALAR) and self.more():
                pass
            return
        depth = 0
        while True:
            mark = self._mark()
            if mark == '"':
                self._close_string()
            else:
                depth += 1 if mark in "{[" else -1
            if depth <= 0:
                return

    def _past(self, pattern: re.Pattern[str]) -> bool:
        """Go past what matches, perhaps nothing; True where that reaches the end of what is at hand."""
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at == len(self.text)

    def _mark(self) -> str:
        while not (found := _MARK.search(self.text, self.at)):
            self.to_end()
            if not self.more():
                raise StructureError(CUT)
        self.at = found.end()
        return found[0]

    def _close_string(self) -> None:
        while self._past(_IN_STRING) or self.text[self.at] != '"':
            if not self.more():
                raise StructureError(CUT)
        self.at += 1


def _string(written: str) -> str | None:
    try:
        value: Any = decode(legal(written), 0)[0]
    except REFUSED:
        return None
    return value if isinstance(value, str) else None
