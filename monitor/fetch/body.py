"""The body of an answer: complete, unpacked, and never larger than it may be."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from urllib3.response import HTTPResponse

from monitor.fetch.failure import FetchError

#: What shrinks to less than this part of itself is a bomb, once it has a size worth the question.
BOMB_RATIO, BOMB_FROM = 200, 1_000_000
#: Small, because each member of a gzip file copies the rest of its piece.
PIECE = 16_384
_COMPRESSIONS = ("deflate", "br", "zstd", "compress", "x-compress", "dcb", "dcz")


def body(response: HTTPResponse, most: int) -> bytes:
    """All bytes of the body, unpacked; FetchError ``too large`` above ``most`` bytes on the wire or unpacked, ``encoding``
    and ``protocol`` where they are not what the headers say."""
    transfer = response.headers.get("transfer-encoding", "identity").strip().lower()
    if transfer not in ("identity", "chunked"):
        raise FetchError("the server used a transfer encoding that nobody asked for", "protocol")
    coding = response.headers.get("content-encoding", "").strip().lower()
    if "," in coding or coding in _COMPRESSIONS:
        raise FetchError("the server used a compression that was not asked for", "encoding")
    if (response.length_remaining or 0) > most:
        raise _too_large(most)
    pieces = _wire(response, most)
    if coding in ("gzip", "x-gzip"):
        return _unpacked(pieces, most)
    content = bytearray()  # millions of pieces of one byte would take more room in a list than they have bytes
    for piece in pieces:
        content += piece
    return bytes(content)


def _wire(response: HTTPResponse, most: int) -> Iterator[bytes]:
    size = 0
    while piece := response.read1(PIECE, decode_content=False):
        size += len(piece)
        if size > most:
            raise _too_large(most)
        yield piece


def _unpacked(pieces: Iterator[bytes], most: int) -> bytes:
    """Every member of a gzip file; what follows the last one is padding, and not looked at."""
    unpacked = bytearray()
    packed, members = 0, 0
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for piece in pieces:
        packed += len(piece)
        while piece:
            if member.eof:
                members += 1
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                unpacked += member.decompress(piece, most + 1 - len(unpacked))
            except zlib.error:
                if not members:
                    raise FetchError("the server says that the answer is compressed, and it is not", "encoding") from None
                return _drained(unpacked, pieces)
            if len(unpacked) > most or len(unpacked) > max(BOMB_FROM, packed * BOMB_RATIO):
                raise _too_large(most)
            piece = member.unused_data
    if packed and not member.eof:
        raise FetchError("the compressed answer breaks off", "encoding")
    return bytes(unpacked)


def _drained(unpacked: bytearray, pieces: Iterator[bytes]) -> bytes:
    for _ in pieces:  # a body that breaks off is still an error
        continue
    return bytes(unpacked)


def _too_large(most: int) -> FetchError:
    return FetchError(f"the answer is larger than {most / 1_000_000:g} MB", "too large")
