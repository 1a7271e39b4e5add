"""Web archives: the pages, feeds, PDF and Word files in a WARC or WACZ, each with the bytes it was made from.

Pictures, scripts, requests, errors, redirects and revisits are no items and are passed over. Nothing is unpacked to
disk, and no record above 15 MB is loaded.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urljoin

from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]

from monitor.read import article, dates, docx, feed, pdf, warc
from monitor.read.outlets import Outlets, web_address
from monitor.read.packed import GZIP, PackedError, gunzipped, open_member, open_zip
from monitor.read.plain import line
from monitor.records import Capture, Document, ReadError

LARGEST = 15 << 20  # bytes of one record's body, as it is and unpacked
_LARGEST_LIST = 15 << 20  # bytes of a WACZ's list of pages
_LARGEST_WARC = 1 << 36  # bytes of all WARC files in a WACZ that are packed once more
_OK = "200"
_REDIRECTS = ("301", "302", "303", "307", "308")
_MEDIA = {
    "text/html": "article",
    "application/xhtml+xml": "article",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/feed+json": "feed",
    "application/rdf+xml": "feed",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_MAYBE_FEEDS = ("text/xml", "application/xml", "application/json", "text/html")
_HEAD = 2048
_FEED = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--[^>]*+>\s*+)*+<(?:rss|feed|rdf:RDF)\b|\s*+\{[^{}\[]{0,500}jsonfeed\.org/version"
)
_WARC_NAME = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
_DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")

Items = Iterator[Document | ReadError]


def read(path: Path, outlets: Outlets) -> Items:
    """Every item of a WARC (packed or not) or WACZ, in its order, with an error for each record that cannot be read.

    A document's ``capture`` is what the server sent; its date is the page's own, never that of the capture.
    Raises OSError as opening a file does.
    """
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(0)
        reader = Reader(str(path), outlets)
        if not head.startswith((b"PK", GZIP, b"WARC/")):
            yield ReadError(file=str(path), place="byte 0", reason="the file is neither a WARC nor a WACZ.")
            return
        found = False
        for each in reader.read_wacz(file) if head.startswith(b"PK") else reader.read_warc(file):
            found = True
            yield each
        if not found:
            yield ReadError(file=str(path), place="whole file", reason="the archive holds no page, feed or PDF.")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one record says a server sent. ``head`` are the bytes of the HTTP head, b"" where there was no server."""

    url: str
    status: str
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    head: bytes = b""

    def header(self, name: str) -> str:
        return next((value.strip() for key, value in self.headers if key.lower() == name), "")

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.content_type, re.IGNORECASE)
        return found[1] if found else None


class Reader:
    """One pass over one file. ``_pages`` are the addresses that a WACZ lists as pages; None where all records count."""

    def __init__(self, file: str, outlets: Outlets) -> None:
        self._file = file
        self._outlets = outlets
        self._pages: set[str] | None = None

    def read_wacz(self, file: BinaryIO) -> Items:
        name = "whole file"
        try:
            with open_zip(file, _LARGEST_WARC) as packed:
                self._pages = _pages(packed)
                names = [each.filename for each in packed.infolist() if _WARC_NAME.fullmatch(each.filename)]
                for name in sorted(names):
                    with open_member(packed, name) as member:
                        yield from self.read_warc(cast(BinaryIO, member), f"{name}, ")
        except PackedError as error:
            yield self._error(name, f"the archive cannot be opened: {error}.")
        except (zipfile.BadZipFile, zlib.error, EOFError):
            yield self._error(name, "the archive is damaged: its bytes do not match its own checksum.")

    def read_warc(self, file: BinaryIO, within: str = "") -> Items:
        """The items of one WARC; those of a record are held back until it was read to its end, where its checksum is."""
        held: list[Document | ReadError] = []
        number = 0
        for record in warc.records(file):
            place = f"{within}record {record.number} (byte {record.offset})"
            if not (isinstance(record, warc.Broken) and record.number == number):
                yield from held
            held = [self._error(place, record.reason)] if isinstance(record, warc.Broken) else [*self._items(record, place)]
            number = record.number
        yield from held

    def _items(self, record: warc.Record, place: str) -> Items:
        try:
            answer = _answer(record)
            kind = self._kind(answer) if answer else None
            if answer and kind and (body := _body(record, answer, kind)).strip():
                yield from self._read(answer, kind, body, _date(record), place)
        except warc.BlockError as error:
            yield self._error(place, str(error))
        except warc.WarcError:
            return  # it is Broken, and comes as that next

    def _kind(self, answer: _Answer) -> str | None:
        """Which reader takes the body, "maybe" where that shows only in it; None for what is no item."""
        key = _key(answer.url)
        if self._pages is not None and key not in self._pages:
            return None
        if self._pages is not None and answer.status in _REDIRECTS:
            self._pages.add(_key(urljoin(answer.url, answer.header("location"))))
        if answer.status != _OK:
            return None
        return _MEDIA.get(answer.media_type) or ("maybe" if answer.media_type in _MAYBE_FEEDS else None)

    def _read(self, answer: _Answer, kind: str, body: bytes, date: str, place: str) -> Items:
        capture = Capture(url=answer.url, fetched_at=date, body=body, media_type=answer.media_type, headers=answer.headers)
        url, outlets = answer.url, self._outlets
        found: Items
        if _FEED.match(body, 0, _HEAD) and kind != "pdf":
            found = feed.read_bytes(body, self._file, outlets, answer.charset, url)
        elif kind == "article":
            found = article.read_bytes(body, self._file, outlets, url=url, charset=answer.charset, capture=capture)
        elif kind == "pdf":
            found = pdf.read_bytes(body, self._file, outlets, url=url, capture=capture)
        elif kind == "docx":
            found = docx.read_bytes(body, self._file, outlets, url=url, capture=capture)
        else:
            return
        for each in found:
            if isinstance(each, Document):
                yield each if each.capture else replace(each, capture=capture)
            else:
                inner = "" if each.place in ("byte 0", "whole file") else f", {each.place}"
                yield self._error(f"{place}, {line(url)[:200]}{inner}", each.reason)

    def _error(self, place: str, reason: str) -> ReadError:
        return ReadError(file=self._file, place=place, reason=reason)


def _pages(packed: zipfile.ZipFile) -> set[str] | None:
    """The addresses in a WACZ's lists of pages; None where it has no list, or an empty one."""
    found = set()
    for name in ("pages/pages.jsonl", "pages/extraPages.jsonl"):
        if name not in packed.namelist() or packed.getinfo(name).file_size > _LARGEST_LIST:
            continue
        with open_member(packed, name) as member:
            rows = member.read(_LARGEST_LIST).splitlines()
        for row in rows:
            try:
                url = json.loads(row).get("url")
            except (ValueError, AttributeError, RecursionError):
                continue  # a page that is not listed rightly is not listed; the others are
            if isinstance(url, str):
                found.add(_key(url))
    return found or None


def _key(url: str) -> str:
    """An address for comparing: a list may say http, and leave out a last slash."""
    return url.partition("#")[0].partition("://")[2].rstrip("/")


def _answer(record: warc.Record) -> _Answer | None:
    """What the server sent, of which only the head is read yet; None for records of other kinds."""
    kind, url = record.header("WARC-Type").lower(), web_address(record.header("WARC-Target-URI").strip("<>"))
    if not url or kind not in ("response", "resource") or not record.left:
        return None
    if kind == "resource":
        return _Answer(url, _OK, record.header("Content-Type"))
    head, parsed = record.http_head()
    headers = tuple((str(name), str(value)) for name, value in parsed.headers)
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    return _Answer(url, parsed.get_statuscode(), content_type, headers, head)


def _date(record: warc.Record) -> str:
    if found := dates.iso(record.header("WARC-Date")):
        return found
    raise warc.BlockError("the record does not say when it was made.")


def _body(record: warc.Record, answer: _Answer, kind: str) -> bytes:
    """The body as a browser would have it, once its digest was found to be right."""
    if record.left > LARGEST:
        if kind == "maybe":
            return b""
        raise warc.BlockError(f"the record is larger than {LARGEST >> 20} MB and was not loaded.")
    if record.header("WARC-Segment-Number"):
        raise warc.BlockError("the record goes on in others, which is not read here.")
    sent = record.read(record.left)
    whole = sent
    if "chunked" in answer.header("transfer-encoding").lower():
        whole = ChunkedDataReader(io.BytesIO(sent)).read(LARGEST + 1)
    body, problem = _unpacked(whole, answer.header("content-encoding").lower())
    if not _fits(record.header("WARC-Block-Digest"), answer.head + sent):
        raise warc.BlockError("its bytes do not match its digest.")
    # Writers differ in whether the digest is that of the bytes on the wire or of what they stand for.
    if not _fits(record.header("WARC-Payload-Digest"), sent, whole, body):
        raise warc.BlockError("its bytes do not match its digest.")
    if problem:
        raise warc.BlockError(f"its body cannot be unpacked: {problem}.")
    return body


def _unpacked(body: bytes, encoding: str) -> tuple[bytes, str]:
    """The body without its content encoding, and what is wrong with it. Many archives keep it unpacked already."""
    if encoding in ("", "identity") or body.lstrip()[:1] in (b"<", b"{", b"%"):
        return body, ""
    try:
        if encoding in ("gzip", "x-gzip"):
            return (gunzipped(body, LARGEST) if body.startswith(GZIP) else body), ""
        if encoding == "deflate":
            return gunzipped(body, LARGEST, 15 if body[:1] == b"x" else -15), ""
    except PackedError as error:
        return b"", str(error)
    return b"", f"it is packed in a way that is not read here ({encoding[:40]})"


def _fits(stated: str, *bodies: bytes) -> bool:
    """Whether a digest (``sha1:`` and base 32, base 64 or hex) is that of one of these; one of no known kind fits all."""
    name, _, value = stated.partition(":")
    name = name.lower().replace("-", "")
    if name not in _DIGESTS or not value:
        return True
    for body in dict.fromkeys(bodies):
        digest = hashlib.new(name, body, usedforsecurity=False).digest()
        if value.lower() == digest.hex() or value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("="):
            return True
        if value.rstrip("=").replace("-", "+").replace("_", "/") == base64.b64encode(digest).decode().rstrip("="):
            return True
    return False
