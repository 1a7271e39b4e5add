"""PDF files: their text as paragraphs, and a plain sentence for one that has none."""

import io
import zlib
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import pdf
from monitor.read.outlets import Outlets
from monitor.records import Capture, Document, ReadError

Placed = tuple[int, int, str]

SENTENCES = (
    "The ministry announced on Tuesday that the harvest was the best in",
    "thirty years and thanked the farmers for it. According to the minis-",
    "ter, sanctions have had no effect on the deliveries of machines.",
)
CYRILLIC = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"


def column(*lines: str, top: int = 700, x: int = 50) -> list[Placed]:
    return [(x, top - 14 * number, line) for number, line in enumerate(lines)]


def stream(lines: list[Placed], encoding: str = "cp1252") -> bytes:
    shown = (f"1 0 0 1 {x} {y} Tm ({escaped(text)}) Tj".encode(encoding) for x, y, text in lines)
    return b"BT /F1 12 Tf\n" + b"\n".join(shown) + b"\nET"


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def to_unicode() -> bytes:
    """A table that says which letters the bytes of windows-1251 stand for, as programs write it into a PDF."""
    rows = "\n".join(f"<{letter.encode('cp1251').hex()}> <{ord(letter):04x}>" for letter in CYRILLIC)
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def"
    space = "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7e> <0020> endbfrange"
    return f"{head} {space} {len(CYRILLIC)} beginbfchar\n{rows}\nendbfchar endcmap end end".encode()


def made(*streams: bytes, info: str = "", catalog: str = "", trailer: str = "", cmap: bytes = b"") -> bytes:
    """A PDF of one page for each content stream, put together by hand."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R >>"
    objects = [b"", b"", font.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap)]
    kids = []
    for content in streams:
        packed = zlib.compress(content)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        place = f"/Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
        objects.append(f"<< /Type /Page {place} /Resources << /Font << /F1 3 0 R >> >> >>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    if info:
        objects.append(f"<< {info} >>".encode("latin-1"))
        trailer += f" /Info {len(objects)} 0 R"
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF"
    return bytes(out) + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def read(data: bytes, **options: object) -> list[Document | ReadError]:
    return list(pdf.read_bytes(data, "report.pdf", Outlets({}), **options))  # type: ignore[arg-type]


def document(data: bytes, **options: object) -> Document:
    (found,) = read(data, **options)
    assert isinstance(found, Document), found
    return found


def reason(data: bytes) -> str:
    (found,) = read(data)
    assert isinstance(found, ReadError), found
    assert (found.file, found.place) == ("report.pdf", "whole file")
    return found.reason


def test_lines_become_paragraphs_and_words_broken_at_a_lines_end_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(made(stream(column("Record harvest") + column(*SENTENCES, top=660))))
    (found,) = pdf.read(path, Outlets({}))
    assert isinstance(found, Document)
    whole = " ".join(SENTENCES).replace("minis- ter", "minister")
    assert (found.title, found.text) == ("Record harvest", f"Record harvest\n\n{whole}")


def test_an_indented_line_begins_a_paragraph() -> None:
    first, second = column("Nobody helped the farmers with it this", "year and nobody will, said the ministry", top=700)
    third, fourth = column("Independent economists doubt the figures", "which came without any account of them.", top=672)
    indented = [(80, first[1], first[2]), second, (80, third[1], third[2]), fourth]
    assert document(made(stream(indented))).text.split("\n\n") == [
        "Nobody helped the farmers with it this year and nobody will, said the ministry",
        "Independent economists doubt the figures which came without any account of them.",
    ]


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    text = document(made(stream(column(*SENTENCES[:2])), stream(column(SENTENCES[2])))).text
    assert text == " ".join(SENTENCES).replace("minis- ter", "minister")


def test_headers_and_footers_are_left_out_and_a_title_like_them_is_not() -> None:
    pages = []
    for number in range(1, 5):
        body = column(f"Chapter {'ABCD'[number - 1]} tells of the farmers and of what they did.", SENTENCES[0], top=700)
        pages.append(stream([(50, 800, "Harvest review"), *body, (50, 30, f"page {number} of 4")]))
    big = pages[0].replace(b"BT /F1 12 Tf", b"BT /F1 24 Tf 1 0 0 1 50 760 Tm (Harvest review) Tj /F1 12 Tf", 1)
    text = document(made(big, *pages[1:])).text
    assert text.count("Harvest review") == 1 and text.startswith("Harvest review\n\n")
    assert "page" not in text
    assert text.count("tells of the farmers") == 4


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        ("ми-", "нистр", "министр"),
        ("по-", "русски", "по-русски"),
        ("кто-", "то", "кто-то"),
        ("Ивано-", "Франковск", "Ивано-Франковск"),
    ],
)
def test_a_hyphen_that_belongs_to_the_word_stays(head: str, tail: str, expected: str) -> None:
    lines = column(f"Об этом сказал и {head}", f"{tail} на своей встрече")
    assert document(made(stream(lines, "cp1251"), cmap=to_unicode())).text == f"Об этом сказал и {expected} на своей встрече"


def test_a_hyphen_stays_where_the_document_writes_the_word_so_elsewhere() -> None:
    lines = column("The state-owned plant closed, and another state-", "owned plant will.")
    assert document(made(stream(lines))).text.endswith("and another state-owned plant will.")


def test_metadata_give_title_author_language_and_the_day_of_the_file() -> None:
    info = "/Title (Harvest review) /Author (Anna Example) /CreationDate (D:20250114093000+03'00')"
    found = document(made(stream(column(*SENTENCES)), info=info, catalog="/Lang (en-GB)"))
    assert (found.title, found.author, found.lang) == ("Harvest review", "Anna Example", "en")
    assert found.published_at == "2025-01-14"


@pytest.mark.parametrize("title", ["", "Microsoft Word - draft3.doc", "untitled", "harvest_final.indd", "..."])
def test_a_title_that_is_none_gives_way_to_the_first_paragraph(title: str) -> None:
    page = stream(column("Record harvest") + column(*SENTENCES, top=660))
    assert document(made(page, info=f"/Title ({title}) /CreationDate (yesterday)")).title == "Record harvest"


def test_where_it_was_fetched_from_is_its_identity_and_its_bytes_are_evidence() -> None:
    data = made(stream(column(*SENTENCES)))
    capture = Capture(url="https://news.example/r.pdf", fetched_at="2025-01-14T09:30:00Z", body=data)
    found = document(data, url=capture.url, capture=capture)
    assert (found.url, found.external_id, found.outlet.id) == (capture.url, capture.url, "news-example")
    assert found.capture is capture


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(stream(column(*SENTENCES)))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_only_forbids_printing_is_read_and_a_locked_one_is_not() -> None:
    assert document(encrypted("")).text.startswith(SENTENCES[0])
    assert reason(encrypted("secret")) == "the PDF is locked with a password."


def test_a_pdf_without_letters_asks_for_text_recognition() -> None:
    assert reason(made(b"q 595 0 0 842 0 0 cm Q")).startswith("the PDF has no text, only pictures:")


def test_a_pdf_whose_fonts_hide_their_letters_is_not_taken_for_text() -> None:
    secret = to_unicode().replace(b"<04", b"<e4")
    assert reason(made(stream(column("Министерство сообщило"), "cp1251"), cmap=secret)).startswith("the fonts of the PDF")


def test_what_is_no_pdf_or_a_cut_one_says_so() -> None:
    whole = made(stream(column(*SENTENCES)))
    assert reason(b"<html>") == "the file is not a PDF."
    assert reason(whole[: len(whole) // 2]) == "the PDF is damaged and cannot be taken apart."
    assert reason(made()) == "the PDF has no pages."


def test_a_page_that_cannot_be_read_is_an_error_and_the_others_are_kept() -> None:
    endless = b"BT /F1 12 Tf " + b"(a) Tj " * 200_000 + b" ET"
    error, found = read(made(stream(column(*SENTENCES)), endless))
    assert error == ReadError(
        file="report.pdf", place="page 2", reason="the page holds more than can be read in a reasonable time."
    )
    assert isinstance(found, Document) and found.text.startswith(SENTENCES[0])


def test_a_stream_that_unpacks_to_more_than_a_page_needs_is_not_unpacked() -> None:
    assert reason(made(b" " * (30 << 20))) == "no page of the PDF can be read."


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    data = made(stream(column("word"))).replace(b"[6 0 R]", b"[" + b"6 0 R " * 2_001 + b"]")
    assert reason(data) == "the PDF has more than 2,000 pages."


def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    ticks = iter(range(0, 10_000, 40))
    (found,) = read(made(*[stream(column(*SENTENCES))] * 4), clock=lambda: float(next(ticks)))
    assert isinstance(found, ReadError)
    assert found.reason == "reading the PDF took longer than 60 seconds, at page 2."


WHOLE = made(stream(column(*SENTENCES)), info="/Title (x) /CreationDate (D:20250114)", catalog="/Lang (en)", cmap=to_unicode())
FRAGMENTS = [
    b"<<",
    b">>",
    b"[",
    b"endobj",
    b"stream",
    b"1 0 R",
    b"2 0 R",
    b"5 0 R",
    b"-1",
    b"99999999999",
    b"/Kids",
    b"null",
    b"trailer",
]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_pdf_gives_documents_or_errors_and_nothing_else(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(damaged)))
        damaged[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8) | st.sampled_from(FRAGMENTS))
    assert all(isinstance(found, Document | ReadError) for found in read(bytes(damaged)))
