"""Bytes to Documents: one module per format, all of them pure but for the file they are given.

A bad item never stops or loses the others: it comes out as a ReadError with the file as it was given, the place in it
and one plain sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from monitor.errors import CounterclaimError
from monitor.read import transcript
from monitor.read.outlets import Outlets
from monitor.read.subtitles import SUFFIXES as SUBTITLES
from monitor.records import Document, Extent, Outlet, ReadError

Item = Document | ReadError | Extent

KINDS = ("auto", "feed", "telegram", "article", "transcript", "statements", "archive")

_HEAD = 1 << 16
_NO_OUTLETS: Mapping[str, Outlet] = MappingProxyType({})
_EXPORT = "result.json"
# Where Telegram Desktop puts what was attached to messages. Files in these folders were sent by somebody: never items.
_MEDIA_FOLDERS = """
chats contacts css files images js photos profile_pictures round_video_messages stickers stories video_files
voice_messages
"""
_MEDIA = frozenset(_MEDIA_FOLDERS.split())
_PROLOGUE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)*+", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|article|main|div|p|h1|meta|title)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|rdf|feed)\b", re.IGNORECASE)
_CHATS = re.compile(r'"(?:messages|chats|left_chats)"\s*:\s*[\[{]')
_EXTENSIONS = {
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".xml": "feed",
    ".html": "article", ".htm": "article", ".xhtml": "article",
    ".jsonl": "statements", ".ndjson": "statements", ".csv": "statements",
}  # fmt: skip
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
# What yt-dlp writes beside a transcript, and read with it.
_SIDECAR = ".info.json"
_GZIP, _ZIP, _PDF = b"\x1f\x8b", b"PK\x03\x04", b"%PDF-"


def read(
    path: Path, kind: str = "auto", outlet: Outlet | None = None, outlets: Mapping[str, Outlet] = _NO_OUTLETS
) -> Iterator[Item]:
    """Every document of a file or folder, with a ReadError for everything that could not be read.

    ``outlet`` is the outlet of all items. Where it is None each item's own is looked up in ``outlets`` (by domain,
    handle and id) and made anew where it is not there. A folder is walked in sorted order; links are not followed.

    Raises:
        CounterclaimError: ``kind`` is none of KINDS.
    """
    if kind not in KINDS:
        raise CounterclaimError(f"{kind!r} is not a kind of input; the kinds are {', '.join(KINDS)}.")
    known = Outlets(outlets, outlet)
    if path.is_dir():
        return _folder(path, kind, known)
    return _file(path, kind, known)


def guess_kind(path: Path, head: bytes) -> str | None:
    """The kind of a file from its first bytes; its extension only where they do not tell. None: not to be read."""
    if packed := _packed_kind(path, head):
        return packed
    if path.suffix.lower() in SUBTITLES or head.startswith(b"WEBVTT"):
        return "transcript"
    if b"\0" in head[:1024] and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return None
    text = _decoded(head)
    start = text.lstrip()
    if start.startswith("{"):
        return _json_kind(path, start)
    if start.startswith("<"):
        return _markup_kind(path, start)
    if transcript.sniff(head, path.suffix):
        return "transcript"
    if _has_text_column(start.partition("\n")[0]):
        return "statements"
    guessed = _EXTENSIONS.get(path.suffix.lower())
    return guessed if start and guessed == "statements" else None


def _packed_kind(path: Path, head: bytes) -> str | None:
    """Archives and documents that are not plain text, by their first bytes."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if head.startswith(_PDF) or (_PDF in head[:1024] and suffixes[-1:] == [".pdf"]):
        return "article"
    if head.startswith(b"WARC/"):
        return "archive"
    if head.startswith(_GZIP):
        return "article" if ".html" in suffixes or ".htm" in suffixes else "archive" if ".warc" in suffixes else None
    if head.startswith(_ZIP):
        named = {".docx": "article", ".wacz": "archive"}.get(suffixes[-1] if suffixes else "")
        return named or ("article" if b"word/" in head else "archive" if b"datapackage.json" in head else None)
    return None


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head.startswith((b"<\0", b"\0<")):
        return head.decode("utf-16-le" if head[1] == 0 else "utf-16-be", "replace")
    return head.decode("utf-8", "replace").removeprefix("\ufeff")


def _json_kind(path: Path, start: str) -> str | None:
    first = start.partition("\n")[0]
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        row = {}
    if isinstance(row, dict) and "text" in row:
        return "statements"
    if _JSON_FEED.search(start):
        return "feed"
    if _CHATS.search(start) or "personal_information" in start or path.name == _EXPORT:
        return "telegram"
    return _EXTENSIONS.get(path.suffix.lower())


def _markup_kind(path: Path, start: str) -> str | None:
    prologue = _PROLOGUE.match(start)
    root = start[prologue.end() if prologue else 0 :]
    if _FEED.match(root):
        return "feed"
    if _HTML.match(root) or _HTML.match(start):
        return "article"
    return _EXTENSIONS.get(path.suffix.lower())


def _has_text_column(header: str) -> bool:
    return any("text" in [cell.strip(' "\r').lower() for cell in header.split(mark)] for mark in ",;\t")


def _folder(path: Path, kind: str, known: Outlets, export: bool = False) -> Iterator[Item]:
    """``export``: the folder is inside a Telegram export, where a file of no known kind is an attachment."""
    try:
        children = sorted(path.iterdir())
    except OSError as error:
        yield _unreadable(path, error)
        return
    here = kind in ("auto", "telegram") and (path / _EXPORT) in children
    for child in children:
        if child.is_symlink():
            yield ReadError(file=str(child), place="whole file", reason="a link inside a folder is not followed.")
        elif child.is_dir():
            if not (here and child.name in _MEDIA):
                yield from _folder(child, kind, known, export or here)
        elif here and child.name.startswith("messages") and child.suffix == ".html":
            continue  # the same messages once more, for people
        elif child.name.endswith(_SIDECAR):
            continue  # read with the transcript that it stands beside
        else:
            yield from _file(child, kind, known, silent=export)


def _file(path: Path, kind: str, known: Outlets, silent: bool = False) -> Iterator[Item]:
    try:
        if kind == "auto":
            with path.open("rb") as file:
                found = guess_kind(path, file.read(_HEAD))
        else:
            found = kind
        if found:
            yield from _reader(found, path, known)
        elif not silent:
            yield ReadError(file=str(path), place="whole file", reason="the file is not a kind that can be read.")
    except OSError as error:
        yield _unreadable(path, error)


def _reader(kind: str, path: Path, known: Outlets) -> Iterator[Item]:
    """Each reader is imported when it is first needed: some of them stand on large libraries."""
    if kind == "feed":
        from monitor.read import feed

        return feed.read(path, known)
    if kind == "telegram":
        from monitor.read import telegram

        return telegram.read(path, known)
    if kind == "article":
        return _article(path, known)
    if kind == "transcript":
        return transcript.read(path, known)
    if kind == "archive":
        from monitor.read import archive

        return archive.read(path, known)
    from monitor.read import rows

    return rows.read(path, known)


def _article(path: Path, known: Outlets) -> Iterator[Item]:
    """A page, or a document as an office gives it out."""
    with path.open("rb") as file:
        head = file.read(1024)
    if _PDF in head:
        from monitor.read import pdf

        return pdf.read(path, known)
    if head.startswith(_ZIP):
        from monitor.read import docx

        return docx.read(path, known)
    from monitor.read import article

    return article.read(path, known)


def _unreadable(path: Path, error: OSError) -> ReadError:
    reason = (error.strerror or "it cannot be opened").lower()
    return ReadError(file=str(path), place="whole file", reason=f"the file cannot be opened: {reason}.")
