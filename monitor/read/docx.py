"""One Word document (DOCX): its paragraphs in order, those of tables, text boxes and footnotes among them (python-docx).

It is opened only after its ZIP was found harmless, and a DTD in any of its parts is refused, so that there are no
entities. What it links to outside itself (pictures, templates, objects) is never opened; links stay words.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from monitor.ids import text_id
from monitor.read import dates, plain
from monitor.read.outlets import Outlets, web_address
from monitor.read.packed import PackedError, open_member, open_zip
from monitor.records import Capture, Document, ReadError

LARGEST = 64 << 20  # bytes, packed
_LARGEST_PARTS = 96 << 20  # bytes of all parts, unpacked
_LARGEST_XML = 16 << 20  # bytes of the parts that are parsed, together; a novel is two
_LONGEST_TITLE = 200
_PROLOGUE = 4096  # bytes: a DTD stands before the first element
# What python-docx writes into the files it makes unless it is told otherwise.
_TEMPLATE_MADE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
_MACHINES = ("python-docx", "Microsoft Office User", "user", "admin", "Administrator")
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
_TEXT, _PARAGRAPH, _STYLE = qn("w:t"), qn("w:p"), qn("w:pStyle")
# Second versions of what stands beside them (for older programs), what was deleted, and fields' instructions.
_PASSED_OVER = ("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:del"), qn("w:moveFrom"))


class _UnreadableError(ValueError):
    """Why there is no document; the message is the whole sentence."""


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The file as one Document, or one ReadError. Raises OSError as opening a file does."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    yield from read_bytes(data, str(path), outlets)


def read_bytes(
    data: bytes, name: str, outlets: Outlets, *, url: str | None = None, capture: Capture | None = None
) -> Iterator[Document | ReadError]:
    """The same for the bytes of a file; ``name`` is the file of its error, ``url`` where it was fetched from.

    The date is the day the file says it was made: it does not say when it was published.
    """
    try:
        word = _opened(data)
        parts = _parts(word)
    except _UnreadableError as error:
        yield ReadError(file=name, place="whole file", reason=str(error))
        return
    title, author, day = _properties(word)
    text = plain.paragraphs("\n\n".join(words for _, words in parts))
    if not text:
        yield ReadError(file=name, place="whole file", reason="the document has no text.")
        return
    title = _heading(parts) or title or _short(parts[0][1])
    address = web_address(url)
    yield Document(
        outlet=outlets.of(urls=(address,)),
        external_id=address or text_id(f"{title}\n{text}"),
        kind="docx",
        title=title,
        text=text,
        url=address,
        author=author or None,
        published_at=day,
        capture=capture,
    )


def _opened(data: bytes) -> Word:
    if len(data) > LARGEST:
        raise _UnreadableError(f"the document is larger than {LARGEST >> 20} MB.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _UnreadableError("the document is locked with a password, or of a Word older than 2007; save it as DOCX.")
    file = io.BytesIO(data)
    try:
        with open_zip(file, _LARGEST_PARTS, LARGEST) as packed:
            _check_parts(packed)
        return docx.Document(file)
    except PackedError as error:
        raise _UnreadableError(f"the document cannot be unpacked: {error}.") from error
    except _UnreadableError:
        raise
    except Exception as error:
        # Its parts refer to each other in a hundred ways; python-docx raises whatever it misses.
        raise _UnreadableError("the file is no Word document (DOCX), or a damaged one.") from error


def _check_parts(packed: zipfile.ZipFile) -> None:
    entries = [each for each in packed.infolist() if each.filename.lower().endswith((".xml", ".rels"))]
    if sum(entry.file_size for entry in entries) > _LARGEST_XML:
        raise _UnreadableError(f"the text of the document is larger than {_LARGEST_XML >> 20} MB.")
    for entry in entries:
        with open_member(packed, entry.filename) as part:
            head = part.read(_PROLOGUE).replace(b"\0", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise _UnreadableError(f"a part of the document declares XML entities ({entry.filename[:80]!r}).")


def _parts(word: Word) -> list[tuple[str, str]]:
    """The style and words of every paragraph that has words; those of the footnotes at the end."""
    try:
        bodies = [word.element.body, *_footnotes(word)]
        styles = {style.style_id: (style.name or "").casefold() for style in word.styles}
        found = [(_style(each, styles), _words(each)) for body in bodies for each in _paragraphs(body)]
    except Exception as error:  # as above
        raise _UnreadableError("the document is damaged: its text cannot be found.") from error
    return [(style, words) for style, words in found if words.strip()]


def _footnotes(word: Word) -> Iterator[Any]:
    for relation in word.part.rels.values():
        if relation.reltype in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES) and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


def _paragraphs(body: Any) -> Iterator[Any]:
    """All paragraphs in reading order; one inside another (a text box) comes after it. Not recursive."""
    stack = [body]
    while stack:
        node = stack.pop()
        if node.tag == _PARAGRAPH:
            yield node
        if node.tag not in _PASSED_OVER:
            stack += reversed(node)


def _style(paragraph: Any, styles: dict[str, str]) -> str:
    named = next(paragraph.iter(_STYLE), None)
    return styles.get(named.get(qn("w:val")) if named is not None else "", "")


def _words(paragraph: Any) -> str:
    """The words of one paragraph without those of paragraphs inside it, which come by themselves. Not recursive."""
    pieces = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.tag in _BREAKS:
            pieces.append(_BREAKS[node.tag])
        elif node.tag not in _PASSED_OVER and node.tag != _PARAGRAPH:
            stack += reversed(node)
    return "".join(pieces).replace("\u00ad", "")


def _heading(parts: list[tuple[str, str]]) -> str:
    for wanted in ("title", "heading 1"):
        if found := next((words for style, words in parts[:20] if style == wanted), ""):
            return _short(found)
    return ""


def _short(words: str) -> str:
    line = plain.line(words)
    return line if len(line) <= _LONGEST_TITLE else ""


def _properties(word: Word) -> tuple[str, str, str | None]:
    """Title, author and the day it was made; python-docx makes these up with today's date where a file has none."""
    if not any(each.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for each in word.part.package.rels.values()):
        return "", "", None
    try:
        core = word.core_properties
        author = plain.line(core.author)[:_LONGEST_TITLE]
        return _short(core.title), "" if author in _MACHINES else author, _day(core.created or core.modified)
    except Exception:
        return "", "", None  # damaged properties say nothing; the text stands without them


def _day(made: datetime | None) -> str | None:
    if made is None or made.replace(tzinfo=UTC) == _TEMPLATE_MADE:
        return None
    return dates.iso(made.date().isoformat())
