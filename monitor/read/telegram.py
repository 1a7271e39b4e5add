r"""Telegram Desktop's ``result.json``: one chat or a whole account, streamed: a file of any size takes little memory.

Only public channels and groups are read: a private chat in the same export concerns nobody here. The export is not
always legal JSON: control characters stand in it as ``\x0B``, which is mended on the way in.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder

from monitor.read import dates, plain
from monitor.read.outlets import Outlets
from monitor.records import Document, Outlet, ReadError, slug

PUBLIC = frozenset({"public_channel", "public_supergroup"})
_CHUNK = 1 << 20
_DEEPEST = 32  # a real message nests five deep; deeper only troubles whoever recurses over it
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
# A Unicode noncharacter that stands for bytes that are not UTF-8 until the message they are in is known.
_SPOILT = "\ufdd0"
# What ijson raises: its own errors, and Python's where a number has thousands of digits.
_BAD_JSON = (ijson.JSONError, ValueError, ArithmeticError, SystemError)
_CHATS: tuple[list[str], ...] = ([], ["chats", "list", ""], ["left_chats", "list", ""])

Event = tuple[str, Any]


def _spoilt(error: UnicodeError) -> tuple[str, int]:
    return _SPOILT, error.end if isinstance(error, UnicodeDecodeError) else 0


codecs.register_error("counterclaim.spoilt", _spoilt)


@dataclass(slots=True)
class _Chat:
    """What an export says of a chat before its messages; ``read`` counts the messages seen."""

    number: int = 1
    name: str | None = None
    type: str | None = None
    id: int | None = None
    read: int = 0


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The posts of every public chat of an export, oldest first as exported.

    Service messages and posts without words (photos, albums) are passed over. Each private chat gives one ReadError,
    and so does the place where a cut or illegal file ends. Raises OSError where the file cannot be opened.
    """
    file = str(path)
    with path.open("rb") as raw:
        walk = _Walk(ijson.basic_parse(ijson.from_iter(repaired(raw))))
        reader = _Reader(file, outlets)
        try:
            yield from reader.read(walk)
        except _BAD_JSON as error:
            place = f"after message {walk.chat.read} (byte {raw.tell()})"
            cut = "premature EOF" in str(error) or "Incomplete" in str(error)
            reason = "the export is cut off here." if cut else "the export is not legal JSON from here on."
            yield ReadError(file=file, place=place, reason=reason)
            return
        if not walk.found:
            yield ReadError(file=file, place="byte 0", reason="the file holds no Telegram chat.")


def repaired(raw: BinaryIO) -> Iterator[bytes]:
    r"""The bytes of a stream with ``\xHH`` rewritten to ``\u00HH`` and bytes that are not UTF-8 replaced by a mark."""
    decode = codecs.getincrementaldecoder("utf-8-sig")("counterclaim.spoilt").decode
    held = b""
    while chunk := raw.read(_CHUNK):
        data, held = _apart(held + decode(chunk).encode())
        if data:  # an empty piece would be taken for the end
            yield _legal(data)
    if rest := held + decode(b"", True).encode():
        yield _legal(rest)


def _apart(data: bytes) -> tuple[bytes, bytes]:
    """Data up to an escape that may go on in the next chunk, and that rest: three bytes at most."""
    first = data.find(b"\\", max(len(data) - 3, 0))
    if first < 0:
        return data, b""
    start = len(data[:first].rstrip(b"\\"))
    end = first + len(data[first:]) - len(data[first:].lstrip(b"\\"))
    cut = start + (end - start) // 2 * 2  # a pair of backslashes is a backslash and escapes nothing
    return data[:cut], data[cut:]


def _legal(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: b"\\u00" + found[1] if found[1] else found[0], data) if b"\\x" in data else data


class _Walk:
    """The messages of an event stream, each with its chat. ``found`` says that there was a list of messages at all."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.chat = _Chat()
        self.found = False

    def messages(self) -> Iterator[dict[str, Any] | None]:
        """Each message as an object; None for one that nests too deep, and for the start of a private chat's list."""
        path: list[str] = []  # the key reached in each open object, "" in a list
        chats = 0
        for event, value in self._events:
            if event == "map_key":
                path[-1] = value
            elif event == "start_map" and path[:-2] in _CHATS and path[-2:] == ["messages", ""]:
                self.chat.read += 1
                yield _object(self._events, self.chat.type in PUBLIC)
            elif event in ("start_map", "start_array"):
                if event == "start_map" and path in _CHATS[1:]:
                    chats += 1
                    self.chat = _Chat(number=chats)
                self.found = self.found or (path[:-1] in _CHATS and path[-1:] == ["messages"])
                path.append("")
            elif event in ("end_map", "end_array"):
                path.pop()
            elif path and path[:-1] in _CHATS and path[-1] in ("name", "type", "id"):
                setattr(self.chat, path[-1], value)


def _object(events: Iterator[Event], wanted: bool) -> dict[str, Any] | None:
    """The object whose start was just read, and the stream past it; None where it is not wanted or too deep."""
    builder = ObjectBuilder() if wanted else None
    if builder:
        builder.event("start_map", None)
    depth = 1
    for event, value in events:
        depth += event.startswith("start")
        depth -= event.startswith("end")
        if depth > _DEEPEST:
            builder = None
        if builder:
            builder.event(event, value)
        if not depth:
            break
    return builder.value if builder else None


class _Reader:
    def __init__(self, file: str, outlets: Outlets) -> None:
        self._file = file
        self._outlets = outlets
        self._outlet: tuple[_Chat, Outlet] | None = None

    def read(self, walk: _Walk) -> Iterator[Document | ReadError]:
        refused: _Chat | None = None
        for message in walk.messages():
            chat = walk.chat
            if chat.type not in PUBLIC:
                if chat is not refused:
                    refused = chat
                    yield self._private(chat)
            elif message is None:
                yield self._error(f"message {chat.read}", "the message is nested deeper than any real one.")
            elif message.get("type", "message") == "message":
                item = self._post(chat, message)
                if item:
                    yield item

    def _private(self, chat: _Chat) -> ReadError:
        # Neither its name nor its people: they are nobody's business here.
        kind = f"a {chat.type.replace('_', ' ')}" if isinstance(chat.type, str) else "not marked as public"
        return self._error(f"chat {chat.number}", f"the chat was left out because it is private ({kind}).")

    def _post(self, chat: _Chat, message: dict[str, Any]) -> Document | ReadError | None:
        number = message.get("id")
        if not isinstance(number, int) or isinstance(number, bool):
            return self._error(f"message {chat.read}", "the message has no number.")
        text = _text(message.get("text", ""))
        if text is None:
            return self._error(f"message {number}", "the message's text is neither a text nor a list of texts.")
        if _SPOILT in text:
            return self._error(f"message {number}", "the message holds bytes that are not UTF-8.")
        text = plain.paragraphs(text)
        if not text:
            return None
        return Document(
            outlet=self._outlet_of(chat),
            external_id=f"{slug(str(chat.name)) if chat.id is None else chat.id}/{number}",
            kind="telegram",
            text=text,
            author=_author(message),
            published_at=_date(message),
        )

    def _outlet_of(self, chat: _Chat) -> Outlet:
        if self._outlet is None or self._outlet[0] is not chat:
            name = chat.name if isinstance(chat.name, str) and chat.name.strip() else f"channel {chat.id}"
            self._outlet = chat, self._outlets.of(names=(name,))
        return self._outlet[1]

    def _error(self, place: str, reason: str) -> ReadError:
        return ReadError(file=self._file, place=place, reason=reason)


def _text(value: Any) -> str | None:
    """A text, or a list of texts and objects with a text, as one; None for any other shape."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return None
    pieces = [piece.get("text") if isinstance(piece, dict) else piece for piece in value]
    words = [piece for piece in pieces if isinstance(piece, str)]
    return "".join(words) if len(words) == len(pieces) else None


def _author(message: dict[str, Any]) -> str | None:
    forwarded, signed = message.get("forwarded_from"), message.get("author")
    if isinstance(forwarded, str) and forwarded.strip():
        return f"forwarded from {plain.line(forwarded)}"
    return plain.line(signed) or None if isinstance(signed, str) else None


def _date(message: dict[str, Any]) -> str | None:
    """The moment where the export gives it; old exports have only a local time without a zone: its day is kept."""
    seconds, local = message.get("date_unixtime"), message.get("date")
    if isinstance(seconds, str | int) and (exact := dates.from_unix(seconds)):
        return exact
    return dates.day(local) if isinstance(local, str) else None
