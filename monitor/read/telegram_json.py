r"""The chats and messages of a ``result.json``, one at a time out of a file of any size.

Telegram Desktop's export is not always legal JSON: control characters stand in it as ``\x0B``. Each message is read by
itself: one that is broken costs itself alone, its place in the file is known, and only what the parser refuses has to
be mended. Of a key that stands twice in an object the last value counts; but a chat with two types has none, and after
messages no second list of them is believed: both are how a private chat would look behind the lost end of a public one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from monitor.read.json_window import (
    AHEAD,
    CUT,
    FURTHEST,
    ILLEGAL,
    LARGEST,
    REFUSED,
    NotANumberError,
    StructureError,
    Window,
    balanced,
    decode,
    legal,
)

_BROKEN = "the message is not legal JSON."
_LARGE = "the message is larger than any real one."
_OTHER = "what stands here is no message."
_NUMBERED = re.compile(r'\{\s*+"id"\s*+:\s*+(-?\d{1,16})\s*+,', re.ASCII)
# How Telegram begins a message and a chat. Neither can stand inside a text, where a quote has a backslash before it: so
# reading may go on there after something broken.
_MESSAGE = r'(?P<message>"id"\s*+:\s*+-?\d++\s*+,\s*+"type"\s*+:\s*+"(?:message|service|unsupported)")'
_NAME = r'"name"\s*+:\s*+(?:null|"[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+,\s*+'
_CHAT = r'"type"\s*+:\s*+(?:null|"\w*+")\s*+,\s*+"id"\s*+:\s*+-?\d++\s*+,\s*+"messages"\s*+:\s*+\['
_START = re.compile(rf"\{{\s*+(?:{_MESSAGE}|(?:{_NAME})?{_CHAT})", re.DOTALL | re.ASCII)
_SPOILT = re.compile("[\udc80-\udcff]")


@dataclass(slots=True, eq=False)
class Chat:
    """What an export says of a chat before its messages; ``number`` counts them from 1, None where there is but one."""

    number: int | None = None
    name: str | int | None = None
    type: str | int | None = None
    id: str | int | None = None
    listed: bool = False
    begun: bool = False


@dataclass(slots=True)
class Message:
    """A message as it was written, or why it cannot be read, then with its number where that at least is certain.

    ``mended``: it had illegal escapes.
    """

    value: dict[str, Any] | None
    reason: str = ""
    number: int | None = None
    mended: bool = False


Found = tuple[Chat, Message | None]


class Walk:
    """One pass over an export. ``found``: there was a chat."""

    def __init__(self, raw: BinaryIO) -> None:
        self.window = Window(raw)
        self.chat = Chat()
        self.found = False
        self._chats = 0
        self._end: int | None = None
        self._astray = False  # the end of a chat was lost, and the window stands at the next one

    def read(self) -> Iterator[Found]:
        """Each message with its chat, and None when a chat has ended.

        While a message is looked at, the window stands at its first byte. Raises StructureError where the file ends too
        early or its structure is broken beyond mending.
        """
        chat = Chat()
        while (mark := self.window.peek()) == "{":
            yield from self._object(chat, top=True)
            self._chats += chat.listed
            chat = Chat(number=self._chats + 1)
        if mark:
            raise StructureError(ILLEGAL)

    def spoilt(self) -> bool:
        """Whether the message that is looked at holds bytes that are not of the file's encoding."""
        return _SPOILT.search(self.window.text, self.window.at, self._end or self.window.at) is not None

    def _object(self, chat: Chat, top: bool) -> Iterator[Found]:
        """A chat, or at the top a whole account."""
        window, self.chat, self._astray = self.window, chat, False
        window.at += 1
        while not self._astray and window.next() != "}":
            key = window.key()
            if key == "messages" and window.next() == "[":
                yield from self._messages(chat)
            elif key == "type":
                chat.type = window.value() if chat.type is None else "said twice"  # and so not public for certain
            elif key in ("name", "id"):
                setattr(chat, key, window.value())
            elif top and key in ("chats", "left_chats") and window.next() == "{":
                yield from self._list_of_chats()
                self.chat = chat
            else:
                window.skip()
        window.at += not self._astray
        if chat.listed or not top:
            yield chat, None

    def _list_of_chats(self) -> Iterator[Found]:
        window = self.window
        window.at += 1
        while window.next() != "}":
            if window.key() != "list" or window.next() != "[":
                window.skip()
                continue
            window.at += 1
            while (mark := window.next()) != "]":
                if mark == "{":
                    self._chats += 1
                    yield from self._object(Chat(number=self._chats), top=False)
                else:
                    window.skip()
            window.at += 1
        window.at += 1

    def _messages(self, chat: Chat) -> Iterator[Found]:
        if chat.begun:
            raise StructureError(ILLEGAL)
        window, self.found, chat.listed = self.window, True, True
        window.at += 1
        while (mark := window.next()) != "]":
            if (read := self._message(mark)) is None:
                continue
            message, self._end = read
            chat.begun = True
            yield chat, message
            if self._end is None:
                window.skip()
            else:
                window.at = self._end
            if self._astray:
                return
        window.at += 1

    def _message(self, mark: str) -> tuple[Message, int | None] | None:
        """What begins with this mark, and where it ends; None where perhaps it is only not all at hand yet."""
        window = self.window
        if mark == "{":
            try:
                value, end = decode(window.text, window.at)
            except REFUSED:
                if len(window.text) - window.at < AHEAD and window.more():
                    return None
            else:
                return (Message(value) if end - window.at <= LARGEST else self._mended(window.text[window.at : end])), end
        elif mark == "[" or (mark not in '"}:' and window.scalar()):
            return Message(None, _OTHER), None
        return self._troubled()

    def _troubled(self) -> tuple[Message, int | None]:
        """The message that begins here and is not legal JSON, and where it ends; None: further than is looked at."""
        window = self.window
        while True:
            text, at = window.text, window.at
            near = _START.search(text, at + 1, at + AHEAD)
            end = _closed(text, at, near.start() if near else None)
            message = self._mended(text[at:end]) if end else Message(None, _BROKEN if text[at] == "{" else _OTHER)
            if message.value is not None:
                return message, end
            far = window.ended or len(text) - at >= LARGEST
            found = near or (_START.search(text, at + 1, end or len(text)) if end or far else None)
            if end and not (found and found.start() < end):
                return message, end
            if found:
                self._astray = not found["message"]
                return Message(None, message.reason), found.start()
            if text[at] != "{":
                raise StructureError(ILLEGAL)
            if window.ended:
                raise StructureError(CUT)
            if far:
                return Message(None, _LARGE, _number(text[at : at + 99])), None
            window.more()

    def _mended(self, written: str) -> Message:
        if len(written) > LARGEST:
            return Message(None, _LARGE, _number(written))
        mended = legal(written)
        try:
            value, _ = decode(mended, 0)
        except NotANumberError:
            reason = "the message holds NaN or Infinity, which are no numbers in JSON."
        except json.JSONDecodeError:
            reason = _BROKEN
        except ValueError:
            reason = "the message holds a number of thousands of digits."
        except RecursionError:
            reason = "the message is nested deeper than any real one."
        else:
            return Message(value, mended=mended != written)
        return Message(None, reason, _number(written))


def _closed(text: str, at: int, before: int | None) -> int | None:
    """Where an object that begins here ends: near by first, for many a broken one does not end at all."""
    if text[at] != "{":
        return None
    if before is not None:
        return balanced(text, at, before)
    return balanced(text, at, at + AHEAD) or balanced(text, at, len(text))


def _number(written: str) -> int | None:
    found = _NUMBERED.match(written)
    return int(found[1]) if found and abs(int(found[1])) <= FURTHEST else None
