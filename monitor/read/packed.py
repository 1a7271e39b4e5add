"""Packed files, opened within limits: a small file may unpack to more than any memory holds, or name files outside.

Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from typing import IO, BinaryIO

GZIP = b"\x1f\x8b"
_MOST_ENTRIES = 10_000
_LARGEST_DIRECTORY = 4 << 20  # bytes of a ZIP's table of contents: about 300 for each of those entries and to spare
# Text hardly packs to a hundredth, and deflate reaches 1032 at most; small files of one letter repeated may.
_MOST_RATIO, _RATIO_FROM = 200, 1 << 20
_END = struct.Struct("<4s4H2LH")  # end of central directory: https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_OUTSIDE = re.compile(r"[/\\]|.*(?:^|[/\\])\.\.(?:[/\\]|$)|[A-Za-z]:|.*[\0\r\n]", re.DOTALL)


class PackedError(ValueError):
    """A packed file that is broken or beyond the limits. The message is a clause: "it is cut off"."""


def gunzipped(data: bytes, limit: int, wbits: int = 31) -> bytes:
    """The bytes of a gzip file of one member or several, at most ``limit`` of them.

    ``wbits`` as for ``zlib.decompressobj``: 15 for a zlib stream, -15 for bare deflate.

    Raises:
        PackedError: damaged, cut, or larger than ``limit`` bytes when unpacked.
    """
    found, size = [], 0
    while data:
        unpack = zlib.decompressobj(wbits)
        try:
            piece = unpack.decompress(data, limit - size + 1)
        except zlib.error as error:
            raise PackedError("its compression is damaged") from error
        size += len(piece)
        if size > limit:
            raise PackedError(f"it is larger than {limit >> 20} MB when unpacked")
        if not unpack.eof:
            raise PackedError("its compression is cut off")
        found.append(piece)
        # Padding behind the last member is usual and means nothing.
        data = unpack.unused_data if unpack.unused_data.startswith(GZIP) else b""
    return b"".join(found)


def open_zip(file: BinaryIO, limit: int, packed_limit: int = 1 << 40) -> zipfile.ZipFile:
    """A ZIP file whose table of contents was found harmless; reading its members is left to the caller.

    ``limit`` is the most bytes that one member, or all compressed ones together, may unpack to; members that are only
    stored, as the records of a WACZ are, may be as large as ``packed_limit``.

    Raises:
        PackedError: no ZIP file, broken, encrypted, too many or too large members, or names that lead outside.
    """
    _check_directory(file)
    try:
        found = zipfile.ZipFile(file)
        entries = found.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, OverflowError) as error:
        raise PackedError("its table of contents is damaged") from error
    if len(entries) > _MOST_ENTRIES:
        raise PackedError(f"it holds more than {_MOST_ENTRIES} files")
    for entry in entries:
        _check_entry(entry)
    stored = sum(entry.file_size for entry in entries if entry.compress_type == zipfile.ZIP_STORED)
    if stored > packed_limit or sum(entry.file_size for entry in entries) - stored > limit:
        raise PackedError(f"it is larger than {limit >> 20} MB when unpacked")
    return found


def open_member(packed: zipfile.ZipFile, name: str) -> IO[bytes]:
    """One member, to be read in pieces. Its bytes may still turn out to be damaged (``zipfile.BadZipFile``, ``zlib.error``).

    Raises:
        PackedError: it is not where the table of contents says.
    """
    try:
        return packed.open(name)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, RuntimeError) as error:
        raise PackedError(f"its table of contents is wrong about {name[:80]!r}") from error


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if _OUTSIDE.match(name) or "\0" in entry.orig_filename or len(name) > 1_000:
        raise PackedError(f"it names a file outside itself ({name[:80]!r})")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise PackedError(f"it holds a link ({name[:80]!r})")
    if entry.flag_bits & 1:
        raise PackedError("it is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackedError(f"it is packed in a way that is not read here ({name[:80]!r})")
    if entry.file_size > _RATIO_FROM and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
        raise PackedError(f"a file in it unpacks to {entry.file_size // max(entry.compress_size, 1)} times its size")


def _check_directory(file: BinaryIO) -> None:
    """The size of the table of contents, which ``zipfile`` reads whole, before it does."""
    size = file.seek(0, 2)
    start = max(size - (1 << 16) - _END.size - _LOCATOR_64.size, 0)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise PackedError("it is no ZIP file, or its end is missing")
    directory = _END.unpack_from(tail, at)[5]
    locator = tail[max(at - _LOCATOR_64.size, 0) : at]
    if locator.startswith(b"PK\6\7") and len(locator) == _LOCATOR_64.size:
        file.seek(max(start + at - _LOCATOR_64.size - _END_64.size, 0))
        end = file.read(_END_64.size)
        directory = _END_64.unpack(end)[8] if end.startswith(b"PK\6\6") and len(end) == _END_64.size else directory
    file.seek(0)
    if directory > _LARGEST_DIRECTORY:
        raise PackedError(f"it holds more than {_MOST_ENTRIES} files")
