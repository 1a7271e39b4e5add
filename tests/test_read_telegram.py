r"""Telegram exports: public posts in, private chats out, and mending of what is not legal JSON."""

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest

from monitor.read import read
from monitor.read.telegram import repaired
from monitor.records import Document, Outlet, ReadError


def message(number: int, text: Any = "A post.", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2025-01-14T12:30:00",
        "date_unixtime": "1736847000",
        "text": text,
    } | more


def channel(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Pul", "type": "public_channel", "id": 7} | more | {"messages": list(messages)}


def export(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "result.json"
    data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False, indent=1).encode()
    path.write_bytes(data)
    return path


def test_a_post_becomes_a_document_of_its_channel(tmp_path: Path) -> None:
    (document,) = read(export(tmp_path, channel(message(5))))
    assert isinstance(document, Document)
    assert (document.external_id, document.kind, document.text) == ("7/5", "telegram", "A post.")
    assert (document.published_at, document.url, document.outlet.name) == ("2025-01-14T09:30:00Z", None, "Pul")


def test_a_text_in_pieces_is_put_together(tmp_path: Path) -> None:
    pieces = ["Read ", {"type": "bold", "text": "this"}, {"type": "text_link", "text": " now", "href": "https://e.by"}]
    (document,) = read(export(tmp_path, channel(message(1, pieces))))
    assert isinstance(document, Document)
    assert document.text == "Read this now"


def test_service_messages_and_posts_without_words_are_passed_over(tmp_path: Path) -> None:
    quiet = [message(1, "", photo="photos/1.jpg"), message(2, type="service"), {"id": 3, "type": "unsupported"}]
    assert list(read(export(tmp_path, channel(*quiet)))) == []


def test_a_local_time_without_a_zone_keeps_its_day_only(tmp_path: Path) -> None:
    old = message(1)
    del old["date_unixtime"]
    (document,) = read(export(tmp_path, channel(old)))
    assert isinstance(document, Document)
    assert document.published_at == "2025-01-14"


def test_a_forwarded_post_says_from_whom(tmp_path: Path) -> None:
    (document,) = read(export(tmp_path, channel(message(1, forwarded_from="BelTA"))))
    assert isinstance(document, Document)
    assert document.author == "forwarded from BelTA"


def test_of_a_whole_account_only_public_chats_are_read(tmp_path: Path) -> None:
    private = {
        "name": "Mother",
        "type": "personal_chat",
        "id": 1,
        "messages": [message(1, "secret"), message(2, "secret")],
    }
    account = {
        "about": "",
        "chats": {"list": [private, channel(message(5))]},
        "left_chats": {"list": [channel(message(6), id=8)]},
    }
    found = list(read(export(tmp_path, account)))
    assert [each.external_id for each in found if isinstance(each, Document)] == ["7/5", "8/6"]
    (error,) = [each for each in found if isinstance(each, ReadError)]
    assert error.place == "chat 1"
    assert "private (a personal chat)" in error.reason
    assert "Mother" not in str(error)
    assert "secret" not in str(error)


def test_a_chat_that_does_not_say_it_is_public_is_taken_for_private(tmp_path: Path) -> None:
    (error,) = read(export(tmp_path, {"name": "X", "id": 1, "messages": [message(1)]}))
    assert isinstance(error, ReadError)


def test_an_export_cut_off_gives_every_whole_message_and_one_error(tmp_path: Path) -> None:
    data = json.dumps(channel(message(1), message(2), message(3, "The last one is cut"))).encode()
    cut = data[: data.index(b"is cut")]
    found = list(read(export(tmp_path, cut)))
    assert [each.external_id for each in found if isinstance(each, Document)] == ["7/1", "7/2"]
    assert found[-1] == ReadError(
        file=str(tmp_path / "result.json"),
        place=f"after message 3 (byte {len(cut)})",
        reason="the export is cut off here.",
    )


def test_control_characters_written_as_backslash_x_are_mended(tmp_path: Path) -> None:
    data = json.dumps(channel(message(1, "a@b \\x41"))).encode().replace(b"@", b"\\x0B")
    (document,) = read(export(tmp_path, data))
    assert isinstance(document, Document)
    assert document.text == "ab \\x41"  # the control character is gone, the words of the post are not touched


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_mending_does_not_depend_on_where_the_file_is_read_in_two(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.read.telegram._CHUNK", size)
    source = b'"\\x0B \\\\x0B \\\\\\x0b \\n\\x1F \\\\\\\\x \xd1\x8f \\x"'
    expected = b'"\\u000B \\\\x0B \\\\\\u000b \\n\\u001F \\\\\\\\x \xd1\x8f \\x"'
    assert b"".join(repaired(io.BytesIO(source))) == expected


def test_mending_never_loses_a_byte_of_a_legal_file() -> None:
    chance = random.Random(3)  # noqa: S311
    source = json.dumps(["".join(chance.choices('\\x0B"ыa', k=30)) for _ in range(20000)], ensure_ascii=False).encode()
    assert json.loads(b"".join(repaired(io.BytesIO(source)))) == json.loads(source)


def test_bytes_that_are_not_utf8_cost_only_their_own_message(tmp_path: Path) -> None:
    data = json.dumps(channel(message(1), message(2, "bad@"), message(3))).encode().replace(b"@", b"\xff")
    found = list(read(export(tmp_path, data)))
    assert [each.external_id for each in found if isinstance(each, Document)] == ["7/1", "7/3"]
    assert [each.place for each in found if isinstance(each, ReadError)] == ["message 2"]


@pytest.mark.parametrize("bad", [5, {"a": 1}, [["nested"]], [1]])
def test_a_text_of_another_shape_costs_only_its_own_message(tmp_path: Path, bad: Any) -> None:
    found = list(read(export(tmp_path, channel(message(1, bad), message(2)))))
    assert [type(each) for each in found] == [ReadError, Document]


def test_deep_nesting_and_huge_numbers_end_in_errors(tmp_path: Path) -> None:
    deep = json.dumps(channel(message(1, "@"))).replace('"@"', "[" * 100_000 + "]" * 100_000).encode()
    huge = json.dumps(channel(message(1, width=99))).replace("99", "9" * 5000).encode()
    for data in (deep, huge):
        assert [type(each) for each in read(export(tmp_path, data))] == [ReadError]


def test_a_channel_is_found_among_the_known_outlets_by_name_or_handle(tmp_path: Path) -> None:
    pul = Outlet(id="pul", name="pul", handles=("@pul_1",))
    for known, name in (({"pul": pul}, "PUL"), ({"@pul_1": pul}, "pul_1")):
        (document,) = read(export(tmp_path, channel(message(1), name=name)), outlets=known)
        assert isinstance(document, Document)
        assert document.outlet == pul
