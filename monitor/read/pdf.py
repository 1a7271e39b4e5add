"""One PDF: its text as paragraphs, without the headers and footers that stand on every page (pypdf).

Nothing in a PDF is run: scripts, actions and attachments are not even looked at. The date is that of the file, as
precise as a day, because a PDF does not say when it was published; so it may be earlier than the publication.
"""

from __future__ import annotations

import io
import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from monitor.ids import text_id
from monitor.read import dates, plain, printed
from monitor.read.outlets import Outlets, web_address
from monitor.read.printed import Line
from monitor.records import Capture, Document, ReadError

LARGEST = 64 << 20  # bytes
_MOST_PAGES = 2_000
_SECONDS = 60.0
# What a hostile file may make pypdf do for one stream or page; a page of a newspaper needs a hundredth of it.
_LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=8 << 20,
    lzw_maximum_output_length=8 << 20,
    run_length_maximum_output_length=8 << 20,
    array_based_stream_maximum_output_length=8 << 20,
    stream_decoding_work_maximum_length=24 << 20,
    stream_parsing_work_maximum_count=300_000,
    xform_maximum_invocations_per_extraction=100,
    page_tree_maximum_entries=2 * _MOST_PAGES,
)
_JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)|untitled|без имени|документ ?\d*$|document ?\d*$|\W*$|.*\.\w{2,5}$", re.I
)
_LONGEST_TITLE = 200
_SIGNS_OF_TEXT = 0.8

logging.getLogger("pypdf").addHandler(logging.NullHandler())


class _UnreadableError(ValueError):
    """Why there is no document; the message is the whole sentence."""


def read(path: Path, outlets: Outlets, *, clock: Callable[[], float] = time.monotonic) -> Iterator[Document | ReadError]:
    """The PDF as one Document, an error for each page that cannot be read, or one for the whole file.

    Raises OSError as opening a file does. ``clock`` counts seconds.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    yield from read_bytes(data, str(path), outlets, clock=clock)


def read_bytes(
    data: bytes,
    name: str,
    outlets: Outlets,
    *,
    url: str | None = None,
    capture: Capture | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Document | ReadError]:
    """The same for the bytes of a PDF; ``name`` is the file of its errors, ``url`` where it was fetched from."""
    try:
        with pypdf.apply_configuration(_LIMITS):
            pages, errors, about = _taken_apart(data, name, clock)
        text = _text(pages, errors)
    except _UnreadableError as error:
        yield ReadError(file=name, place="whole file", reason=str(error))
        return
    yield from errors
    title = _title(about.title, text)
    address = web_address(url)
    yield Document(
        outlet=outlets.of(urls=(address,)),
        external_id=address or text_id(f"{title}\n{text}"),
        kind="pdf",
        title=title,
        text=text,
        url=address,
        lang=about.lang,
        author=about.author or None,
        published_at=about.made,
        capture=capture,
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What a PDF says of itself."""

    title: str
    author: str
    lang: str | None
    made: str | None


def _taken_apart(data: bytes, name: str, clock: Callable[[], float]) -> tuple[list[list[Line]], list[ReadError], _About]:
    try:
        reader = _opened(data)
        return *_pages(reader, name, clock), _about(reader)
    except _UnreadableError:
        raise
    except LimitReachedError as error:
        raise _UnreadableError("the PDF is put together in a way that no real one is: it asks for too much work.") from error
    except Exception as error:
        # pypdf mends what it can and raises whatever it stumbles over; one bad file must not stop the others.
        raise _UnreadableError("the PDF is damaged and cannot be taken apart.") from error


def _about(reader: pypdf.PdfReader) -> _About:
    found: Mapping[str, Any] = reader.metadata or {}
    lang = str(reader.root_object.get("/Lang") or "").partition("-")[0].lower()
    return _About(
        title=plain.line(str(found.get("/Title") or ""))[:_LONGEST_TITLE],
        author=plain.line(str(found.get("/Author") or ""))[:_LONGEST_TITLE],
        lang=lang if re.fullmatch(r"[a-z]{2,3}", lang, re.ASCII) else None,
        made=_day(str(found.get("/CreationDate") or "")),
    )


def _day(written: str) -> str | None:
    """The day of a PDF's own way to write a date, ``D:20250114093000+03'00'``."""
    found = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", written, re.ASCII)
    return dates.iso("-".join(found.groups())) if found else None


def _title(stated: str, text: str) -> str:
    """The title in the metadata, or the first paragraph where that is none: many hold the name of a draft's file."""
    first = plain.line(text.partition("\n\n")[0])
    if stated and not _JUNK_TITLE.match(stated):
        return stated
    return first if len(first) <= _LONGEST_TITLE else ""


def _text(pages: list[list[Line]], errors: list[ReadError]) -> str:
    text = plain.paragraphs("\n\n".join(printed.paragraphs(printed.without_repeated(pages))))
    if len(errors) == len(pages):
        raise _UnreadableError("no page of the PDF can be read.")
    if not text:
        raise _UnreadableError("the PDF has no text, only pictures: it must be put through text recognition (OCR) first.")
    if sum(sign.isalnum() or sign.isspace() or sign.isascii() for sign in text) < _SIGNS_OF_TEXT * len(text):
        raise _UnreadableError("the fonts of the PDF do not say which letters its signs stand for.")
    return text


def _opened(data: bytes) -> pypdf.PdfReader:
    if len(data) > LARGEST:
        raise _UnreadableError(f"the PDF is larger than {LARGEST >> 20} MB.")
    if b"%PDF-" not in data[:1024]:
        raise _UnreadableError("the file is not a PDF.")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        count = len(reader.pages)
    except FileNotDecryptedError as error:
        raise _UnreadableError("the PDF is locked with a password.") from error
    except DependencyError as error:
        raise _UnreadableError("the PDF is encrypted (AES), which is not read here.") from error
    if count > _MOST_PAGES:
        raise _UnreadableError(f"the PDF has more than {_MOST_PAGES:,} pages.")
    if not count:
        raise _UnreadableError("the PDF has no pages.")
    return reader


def _pages(reader: pypdf.PdfReader, name: str, clock: Callable[[], float]) -> tuple[list[list[Line]], list[ReadError]]:
    """The lines of every page; a page that cannot be read is an error and has none."""
    pages: list[list[Line]] = []
    errors = []
    end = clock() + _SECONDS
    for number, page in enumerate(reader.pages, 1):
        if clock() > end:
            raise _UnreadableError(f"reading the PDF took longer than {_SECONDS:.0f} seconds, at page {number}.")
        try:
            pages.append(_lines(page))
        except Exception as error:  # as above: whatever pypdf stumbles over, the other pages are read
            pages.append([])
            much = isinstance(error, LimitReachedError)
            why = "holds more than can be read in a reasonable time" if much else "is damaged and was left out"
            errors.append(ReadError(file=name, place=f"page {number}", reason=f"the page {why}."))
    return pages, errors


def _lines(page: pypdf.PageObject) -> list[Line]:
    lines: list[Line] = []
    pieces: list[str] = []
    place = (0.0, 0.0, 0.0)

    def end_line() -> None:
        if text := "".join(pieces).strip():
            lines.append(Line(text, *(each if math.isfinite(each) else 0.0 for each in place)))
        pieces.clear()

    def visit(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        nonlocal place
        for number, piece in enumerate(text.split("\n")):
            if number:
                end_line()
            if piece.strip() and not any(map(str.strip, pieces)):
                pieces.clear()
                x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
                y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
                place = x, y, abs(size * math.hypot(inner[1], inner[3]) * math.hypot(outer[1], outer[3]))
            pieces.append(piece)

    page.extract_text(visitor_text=visit)
    end_line()
    return lines
