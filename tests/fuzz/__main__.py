"""Coverage-guided fuzzing of one reader, by hand: ``python -m tests.fuzz telegram CORPUS... -- -max_total_time=600``.

Needs atheris (``pip install atheris``). Whatever the bytes, a reader may give documents, errors and extents, and nothing else
may come out: no exception, nothing that takes over two seconds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["monitor"]):
    from monitor.read import archive, article, docx, feed, pdf, rows, telegram, transcript
    from monitor.read.outlets import Outlets
    from monitor.records import Document, Extent, ReadError

OUTLETS = Outlets({})
LONGEST = 2.0


def by_path(read: Callable[[Path, Outlets], Iterable[object]], name: str) -> Callable[[bytes], Iterable[object]]:
    place = Path(tempfile.mkdtemp()) / name

    def call(data: bytes) -> Iterable[object]:
        place.write_bytes(data)
        return read(place, OUTLETS)

    return call


READERS: dict[str, Callable[[bytes], Iterable[object]]] = {
    "feed": lambda data: feed.read_bytes(data, "x.xml", OUTLETS),
    "telegram": by_path(telegram.read, "result.json"),
    "article": lambda data: article.read_bytes(data, "x.html", OUTLETS),
    "transcript": lambda data: transcript.read_bytes(data, "x.vtt", OUTLETS),
    "rows": by_path(rows.read, "x.jsonl"),
    "csv": by_path(rows.read, "x.csv"),
    "pdf": by_path(pdf.read, "x.pdf"),
    "docx": by_path(docx.read, "x.docx"),
    "archive": by_path(archive.read, "x.warc"),
    "wacz": by_path(archive.read, "x.wacz"),
}


def main() -> None:
    read = READERS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        start = time.process_time()
        for item in read(data):
            assert isinstance(item, Document | ReadError | Extent), type(item)
            if isinstance(item, ReadError):
                assert item.place and item.reason
        assert time.process_time() - start < LONGEST, "slow"

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
