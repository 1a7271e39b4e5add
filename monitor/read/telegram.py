"""Telegram Desktop's ``result.json``: one chat or a whole account, streamed: a file of any size takes little memory.

Only public channels and supergroups are read: a private chat in the same export concerns nobody here. What a post says
is its text and the question of its poll. A post of pictures alone says nothing, and in an album one post has the caption
of all, but each is a document: words may be put to it later, and it may vanish. Nothing is kept of what was attached.
That a post was edited is not believed (a first reaction counts as an edit there): contents are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from monitor.ids import slug
from monitor.read import dates, plain
from monitor.read.json_window import CUT, FURTHEST, ILLEGAL, StructureError
from monitor.read.numbers import Numbers
from monitor.read.outlets import Outlets
from monitor.read.telegram_json import Chat, Message, Walk
from monitor.records import Document, Extent, Outlet, ReadError

PUBLIC = frozenset({"public_channel", "public_supergroup"})
#: One has to be invited to these. All other chats are of people among themselves.
CLOSED = frozenset({"private_channel", "private_supergroup"})
CHANNELS = frozenset({"public_channel", "private_channel"})

_MOST_ERRORS = 1000  # a file of a million broken messages must not become a million rows
_SPOILT = re.compile("[\udc80-\udcff]")
_NO_DIGIT = re.compile(r"\D+", re.ASCII)

Found = Document | ReadError | Extent


def read(path: Path, outlets: Outlets, closed: bool = False) -> Iterator[Found]:
    """The posts of every public chat of an export as they stand in it, and after each whole chat its Extent.

    Each message that cannot be read gives a ReadError with its number and byte, and so does the place where a cut or
    illegal file ends. Notes, by which nothing is ``lost``, come last: how many private chats were passed over, and how
    many messages were mended. ``closed`` reads private channels and supergroups as well; chats of people are never read.
    Raises OSError where the file cannot be opened.
    """
    with path.open("rb") as raw:
        yield from stream(raw, str(path), outlets, closed)


def stream(raw: BinaryIO, file: str, outlets: Outlets, closed: bool = False) -> Iterator[Found]:
    """As ``read``, of a file that is open; ``file`` is its name in errors."""
    return _Reader(file, outlets, Walk(raw), PUBLIC | CLOSED if closed else PUBLIC).read()


@dataclass(slots=True, eq=False)
class _Channel:
    """A public chat while it is read. ``senders``: two at most, to tell one person's messages from everybody's."""

    chat: Chat
    outlet: Outlet
    prefix: str
    numbers: Numbers = field(default_factory=Numbers)
    senders: set[str] = field(default_factory=set)
    last: int | None = None
    whole: bool = True
    #: Something in it was broken, and in the file of a whole account what follows may be of the next chat, a private one.
    doubtful: bool = False
    left: bool = False

    def has(self, message: dict[str, Any]) -> bool:
        """Whether it is certain that a message is of this chat: there is no other, or the channel itself is the sender."""
        sender = message.get("from_id", message.get("actor_id"))
        return not self.doubtful or self.chat.number is None or sender == f"channel{self.chat.id}"

    def extent(self) -> Extent | None:
        """None where messages may be missing that nobody deleted, or the chat cannot be known again."""
        alone = len(self.senders) == 1 and (self.chat.type not in CHANNELS or next(iter(self.senders)).startswith("user"))
        if not self.whole or alone or not isinstance(self.chat.id, int):
            return None  # an account's export has, unless it is told otherwise, only its owner's messages of a group
        present = self.numbers.all()
        return Extent(outlet=self.outlet, prefix=self.prefix, present=present) if present else None


class _Reader:
    def __init__(self, file: str, outlets: Outlets, walk: Walk, kinds: frozenset[str]) -> None:
        self._file = file
        self._outlets = outlets
        self._walk = walk
        self._kinds = kinds
        self._channel: _Channel | None = None
        self._passed_over: Chat | None = None
        self._private = self._unstated = self._unlisted = self._errors = self._mended = 0
        self._sources_named = False

    def read(self) -> Iterator[Found]:
        try:
            for chat, message in self._walk.read():
                if chat.type not in self._kinds:
                    self._pass_over(chat)
                elif item := self._item(self._of(chat), message):
                    yield item
        except StructureError as error:
            illegal = str(error) == ILLEGAL and not self._walk.found
            yield self._error("whole file", "the file holds no Telegram chat.") if illegal else self._end(str(error))
        else:
            if not self._walk.found:
                yield self._error("whole file", "the file holds no Telegram chat.")
        yield from self._notes()

    def _notes(self) -> Iterator[ReadError]:
        """What concerns the whole file. No name of a private chat, and nothing else of it, is ever told."""
        for count, noun, said, lost in (
            (self._private, "private chat", "passed over.", False),
            (self._unstated, "chat", "passed over as private: no type is given.", False),
            (self._unlisted, "more message", "not readable.", True),
            (self._mended, "message", "mended, which had control characters written as \\xHH.", False),
        ):
            if count:
                yield replace(self._error("whole file", f"{_count(count, noun)} {said}"), lost=lost)

    def _pass_over(self, chat: Chat) -> None:
        if chat is not self._passed_over:
            self._passed_over = chat
            self._private += chat.type is not None
            self._unstated += chat.type is None

    def _of(self, chat: Chat) -> _Channel:
        if self._channel is None or self._channel.chat is not chat:
            name = plain.line(chat.name) if isinstance(chat.name, str) else ""
            known = isinstance(chat.id, int)
            outlet = self._outlets.of(names=(name or (f"channel {chat.id}" if known else "channel without a name"),))
            self._channel = _Channel(chat, outlet, f"{chat.id if known else slug(name)}/")
        return self._channel

    def _item(self, channel: _Channel, message: Message | None) -> Found | None:
        if message is None:
            if channel.chat.listed:
                return channel.extent()
            return self._error(f"chat {channel.chat.number} (byte {self._walk.window.byte()})", "the chat holds no messages.")
        value = message.value
        if value is None:
            channel.doubtful = True
        elif not channel.has(value):
            return self._leave(channel)
        self._mended += message.mended
        number = message.number if value is None else value.get("id")
        if not isinstance(number, int) or isinstance(number, bool) or abs(number) > FURTHEST:
            channel.whole = False
            return self._broken(channel, None, message.reason or "the message has no number.")
        second = _second(value or {})
        before = channel.numbers.add(number, second)
        channel.last = number
        if value is None:
            return self._broken(channel, number, message.reason)
        kind = value.get("type", "message")
        if kind != "message":
            known = kind in ("service", "unsupported")
            return None if known else self._broken(channel, number, "the message is of no known type.")
        # Files put together by hand, and old groups that moved, have two messages of one number. The later is another one.
        key = f"{number}" if before in (None, second) else f"{number}@{second}"
        return self._post(channel, number, key, value)

    def _leave(self, channel: _Channel) -> ReadError | None:
        said, channel.left, channel.whole = channel.left, True, False
        why = "whose messages follow is not certain, and they were left out."
        return None if said else self._broken(channel, None, why)

    def _post(self, channel: _Channel, number: int, key: str, message: dict[str, Any]) -> Document | ReadError | None:
        if len(channel.senders) < 2:
            channel.senders.add(_sender(message))
        words = _words(message)
        if words is None:
            return self._broken(channel, number, "the message's text is neither a text nor a list of texts.")
        if _SPOILT.search(words) and self._walk.spoilt():
            return self._broken(channel, number, "the message holds bytes that are not UTF-8.")
        text = plain.paragraphs(words)
        forwarded, signed = message.get("forwarded_from"), message.get("author")
        own = plain.line(signed) if isinstance(signed, str) and "forwarded_from" not in message else ""
        origin = self._origin(channel, forwarded, message.get("forwarded_from_id"))
        return Document(
            outlet=channel.outlet,
            external_id=channel.prefix + key,
            kind="telegram",
            text=text,
            # Names tell whose words they are; where there are none, a name is nobody's business.
            author=(own or None) if text else None,
            published_at=_date(message),
            origin=origin if text else None,
        )

    def _origin(self, channel: _Channel, name: Any, source: Any) -> Outlet | None:
        """The channel a post was forwarded from; None for a person, whose name is nobody's business here.

        Most exports give a name alone, which may be a person's: in a channel it is taken for a channel's, in a group,
        where people forward each other, it is not. An export that has sources' ids leaves out those of hidden people.
        """
        self._sources_named = self._sources_named or isinstance(source, str)
        if not isinstance(name, str) or not plain.line(name):
            return None
        if isinstance(source, str):
            public = source.startswith("channel")
        else:
            public = channel.chat.type in CHANNELS and not self._sources_named
        origin = self._outlets.named(name) if public else None
        return origin if origin and origin.id != channel.outlet.id else None

    def _broken(self, channel: _Channel, number: int | None, reason: str) -> ReadError | None:
        self._errors += 1
        if self._errors > _MOST_ERRORS:
            self._unlisted += 1
            return None
        return self._error(self._place(channel, number), reason)

    def _end(self, reason: str) -> ReadError:
        """Where nothing more can be read; the place tells of a private chat no more than where in the file it is."""
        if reason == CUT:
            self._walk.window.to_end()
        channel = self._channel if self._channel and self._channel.chat is self._walk.chat else None
        place = self._place(channel, None) if channel else f"byte {self._walk.window.byte()}"
        return self._error(place, reason)

    def _place(self, channel: _Channel, number: int | None) -> str:
        of = "" if channel.chat.number is None else f"chat {channel.chat.number}, "
        if number is not None:
            where = f"message {number}"
        else:
            where = "first message" if channel.last is None else f"after message {channel.last}"
        return f"{of}{where} (byte {self._walk.window.byte()})"

    def _error(self, place: str, reason: str) -> ReadError:
        return ReadError(file=self._file, place=place, reason=reason)


def _count(number: int, noun: str) -> str:
    return f"1 {noun} was" if number == 1 else f"{number} {noun}s were"


def _sender(message: dict[str, Any]) -> str:
    names = (name for key in ("from_id", "from") if isinstance(name := message.get(key), str | int))
    return str(next(names, ""))


def _words(message: dict[str, Any]) -> str | None:
    """The text and the question of a poll; None where one of them is no text."""
    poll = message.get("poll")
    texts = [_text(message.get("text", message.get("text_entities", "")))]
    texts.append(_text(poll.get("question", "")) if isinstance(poll, dict) else "")
    # A word processor's line breaks are often all that keeps two words apart.
    words = [text.replace("\x0b", "\n").replace("\x0c", "\n") for text in texts if text is not None]
    return "\n\n".join(words) if len(words) == len(texts) else None


def _text(value: Any) -> str | None:
    """A text, or a list of texts and objects with a text, as one; None for any other shape. Links' addresses go."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return None
    pieces = [piece.get("text") if isinstance(piece, dict) else piece for piece in value]
    words = [piece for piece in pieces if isinstance(piece, str)]
    return "".join(words) if len(words) == len(pieces) else None


def _date(message: dict[str, Any]) -> str | None:
    """The moment where the export gives it; old exports have only a local time without a zone: its day is kept."""
    seconds, local = message.get("date_unixtime"), message.get("date")
    if isinstance(seconds, str | int) and (exact := dates.from_unix(seconds)):
        return exact
    return dates.day(local) if isinstance(local, str) else None


def _second(message: dict[str, Any]) -> int:
    """When a message was sent, for telling two apart: exact where it can be, 0 where nothing is said."""
    for key in ("date_unixtime", "date"):
        written = message.get(key)
        if isinstance(written, str | int) and (digits := _NO_DIGIT.sub("", str(written)[:40])):
            return int(digits[:18])
    return 0
