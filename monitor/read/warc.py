"""The records of a WARC file (ISO 28500), one after another, in little memory whatever the file's size.

warcio reads the headers. Its iterator over records is not used: it takes lines of any length, and where the compression
of one record is damaged it says so on the terminal and ends as if the file were whole.
"""

from __future__ import annotations

import io
import itertools
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from warcio import statusandheaders as heads  # type: ignore[import-untyped]

from monitor.read.packed import GZIP

_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 16
_MOST_LINES = 500
_MOST_BROKEN = 1_000
_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
_HTTP = ["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/2", "HTTP/3"]
_BEGINNING = re.compile(rb"WARC/[01]\.\d+\r?\n", re.IGNORECASE)
_MEMBER = GZIP + b"\x08"


class WarcError(ValueError):
    """Why a record cannot be read. The message is a whole sentence."""


class BlockError(ValueError):
    """A record that is whole, and holds something else than it says. The message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a record could not be read: ``number`` counts from 1, ``offset`` is a byte of the file."""

    number: int
    offset: int
    reason: str


class Record:
    """One record. Its block is read before the next record is asked for; what is not read by then is passed over."""

    def __init__(self, number: int, offset: int, headers: heads.StatusAndHeaders, length: int, stream: _Stream) -> None:
        self.number = number
        self.offset = offset
        self.headers = headers
        self.left = length
        #: Why its block could not be read to the end; ``records`` says so next.
        self.failure = ""
        self._stream = stream

    def header(self, name: str) -> str:
        """The value of a WARC header, "" where there is none."""
        return str(self.headers.get_header(name) or "").strip()

    def read(self, size: int) -> bytes:
        """So many bytes of the block, fewer only at its end. Raises WarcError where the file ends or breaks before."""
        return self._counted(self._stream.read, min(size, self.left), whole=True)

    def http_head(self) -> tuple[bytes, heads.StatusAndHeaders]:
        """The head of the HTTP answer in the block, as bytes and parsed. Raises BlockError where there is none."""
        lines: list[bytes] = []
        while self.left and len(lines) < _MOST_LINES and (not lines or lines[-1].strip()):
            lines.append(self._counted(self._stream.readline, min(self.left, _LONGEST_LINE), whole=False))
        head = b"".join(lines)
        try:
            return head, _parsed(head, _HTTP, "")
        except WarcError as error:
            raise BlockError("the record does not hold the HTTP answer it says it does.") from error

    def pass_over(self) -> None:
        while self.left:
            self.read(_CHUNK)

    def _counted(self, take: Callable[[int], bytes], size: int, whole: bool) -> bytes:
        try:
            data = take(size)
            if len(data) < size and (whole or not data):
                raise WarcError("the archive is cut off inside this record.")
        except WarcError as error:
            self.failure = str(error)
            raise
        self.left -= len(data)
        return data


def records(file: BinaryIO) -> Iterator[Record | Broken]:
    """The records of a WARC file in its order, packed record by record, as a whole, or not at all.

    A record that cannot be read is Broken, and reading goes on with the next one that can be found.
    """
    stream = _Stream(file)
    broken = 0
    for number in itertools.count(1):
        try:
            if (record := _next(stream, number)) is None:
                return
            yield record
            if record.failure:
                raise WarcError(record.failure)
            record.pass_over()
            _end(stream)
        except WarcError as error:
            broken += 1
            given_up = broken == _MOST_BROKEN
            yield Broken(number, stream.offset, "too many records are broken to go on." if given_up else str(error))
            if given_up or not stream.recover():
                return


def _next(stream: _Stream, number: int) -> Record | None:
    line = b"\n"
    while line and not line.strip():
        stream.mark()
        line = stream.readline(_LONGEST_LINE)
    if not line:
        return None
    if not _BEGINNING.match(line):
        raise WarcError("there is no WARC record here.")
    lines = [line]
    while line.strip() and len(lines) < _MOST_LINES:
        line = stream.readline(_LONGEST_LINE)
        lines.append(line)
        if not line:
            raise WarcError("the archive is cut off inside this record's header.")
    headers = _parsed(b"".join(lines), _VERSIONS, "there is no WARC record here.")
    length = str(headers.get_header("Content-Length") or "")
    if not re.fullmatch(r"\d{1,15}", length.strip(), re.ASCII):
        raise WarcError("the record does not say how long it is.")
    return Record(number, stream.offset, headers, int(length), stream)


def _end(stream: _Stream) -> None:
    """Line ends are behind each record; anything else but another record means that its length is wrong.

    What is packed by itself is read to its end, where its checksum is; the next record's faults are not this one's.
    """
    line = stream.peek_line(within=True)
    if line and line.strip() and not _BEGINNING.match(line):
        raise WarcError("the record is longer than it says.")
    while line and not line.strip():
        stream.skip(len(line))
        line = stream.peek_line(within=True)


def _parsed(head: bytes, versions: list[str], reason: str) -> heads.StatusAndHeaders:
    try:
        return heads.StatusAndHeadersParser(versions).parse(io.BytesIO(head))
    except (heads.StatusAndHeadersParserException, EOFError) as error:
        raise WarcError(reason) from error


class _Stream:
    """The unpacked bytes of a file. ``offset`` is the byte of the file where the last marked record begins."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._raw = file.read(_CHUNK)  # bytes of the file not yet taken
        self._taken = 0  # bytes of the file before those
        self._packed = self._raw.startswith(GZIP)
        self._unpack: zlib._Decompress | None = None
        self._member = self._at = self.offset = 0
        self._buffer = b""

    def mark(self) -> None:
        """Say that a record begins here."""
        try:
            if self._at == len(self._buffer):
                self._fill()
        finally:
            self.offset = self._member if self._packed else self._taken - len(self._buffer) + self._at

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end of the file."""
        pieces = []
        while size and (self._at < len(self._buffer) or self._fill()):
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def readline(self, limit: int) -> bytes:
        """A line with its end, b"" at the end of the file. Raises WarcError for one longer than ``limit``."""
        pieces, size = [], 0
        while size < limit and (self._at < len(self._buffer) or self._fill()):
            end = self._buffer.find(b"\n", self._at, self._at + limit - size)
            piece = self._buffer[self._at : end + 1 if end >= 0 else self._at + limit - size]
            self._at += len(piece)
            size += len(piece)
            pieces.append(piece)
            if end >= 0:
                break
        line = b"".join(pieces)
        if limit == _LONGEST_LINE == len(line) and not line.endswith(b"\n"):
            raise WarcError("a line of the header is longer than any real one.")
        return line

    def recover(self) -> bool:
        """Go on to the next place where a record begins; False where there is none."""
        if self._packed and self._unpack is None and not self._buffer:
            return self._recover_member()
        while True:
            try:
                line = self.peek_line()
            except WarcError:
                return self._recover_member()
            if not line or _BEGINNING.match(line):
                return bool(line)
            self.skip(len(line))

    def skip(self, size: int) -> None:
        """Go on behind so many bytes of what was peeked at."""
        self._at += size

    def peek_line(self, within: bool = False) -> bytes:
        """The next line, or the beginning of a long one, left where it is; b"" at the end of the file.

        ``within``: b"" at the end of the packed member too.
        """
        if self._at == len(self._buffer) and not self._fill(within):
            return b""
        if len(self._buffer) - self._at < len("WARC/1.1\r\n"):
            rest = self._buffer[self._at :]
            self._fill(within=True)
            self._buffer = rest + self._buffer
        end = self._buffer.find(b"\n", self._at)
        return self._buffer[self._at : end + 1 if end >= 0 else len(self._buffer)]

    def _recover_member(self) -> bool:
        for _ in range(_MOST_BROKEN):
            found = self._raw.find(_MEMBER)
            while found < 0:
                keep = self._raw[-2:]
                self._taken += len(self._raw) - len(keep)
                if not (more := self._file.read(_CHUNK)):
                    return False
                self._raw = keep + more
                found = self._raw.find(_MEMBER)
            self._taken += found
            self._raw = self._raw[found:]
            try:
                if self._fill() and _BEGINNING.match(self._buffer):
                    return True
            except WarcError:
                continue
            self._unpack, self._buffer, self._at = None, b"", 0  # an image may begin like a member; go on behind
        return False

    def _fill(self, within: bool = False) -> bool:
        """The next piece of unpacked bytes; False at the end of the file, or of the member if ``within``."""
        self._buffer, self._at = b"", 0
        while not self._buffer:
            if within and self._packed and self._unpack is None:
                return False
            if not self._raw:
                self._raw = self._file.read(_CHUNK)
            if not self._raw:
                return self._finish()
            if self._packed:
                self._unpack_some()
            else:
                self._buffer, self._raw = self._raw, b""
                self._taken += len(self._buffer)
        return True

    def _finish(self) -> bool:
        unfinished, self._unpack = self._unpack is not None, None
        if unfinished:
            raise WarcError("the archive is cut off inside this record.")
        return False

    def _unpack_some(self) -> None:
        if self._unpack is None:
            if not self._raw.strip(b"\0"):  # padding
                self._taken, self._raw = self._taken + len(self._raw), b""
                return
            self._member = self._taken
            self._unpack = zlib.decompressobj(31)
        before = self._raw
        try:
            self._buffer = self._unpack.decompress(before, _CHUNK)
        except zlib.error as error:
            self._unpack = None
            # The next member may begin anywhere in these bytes, but not where this one did.
            self._raw, self._taken = before[1:], self._taken + 1
            raise WarcError("the compression of this record is damaged.") from error
        done = self._unpack.eof
        self._raw = self._unpack.unused_data if done else self._unpack.unconsumed_tail
        self._taken += len(before) - len(self._raw)
        if done:
            self._unpack = None
