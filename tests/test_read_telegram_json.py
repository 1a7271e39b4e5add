r"""Exports that are not legal JSON: what is mended, what is lost, where, and that nothing else is."""

import io
import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import json_window, telegram, telegram_json
from monitor.read.json_window import StructureError, Window
from monitor.read.outlets import Outlets
from monitor.read.telegram_json import Walk
from monitor.records import Document, Extent, ReadError


def message(number: int, text: Any = "A post.") -> dict[str, Any]:
    return {"id": number, "type": "message", "date_unixtime": "1736847000", "text": text}


def export(*messages: Any, indent: int | None = None, **more: Any) -> bytes:
    head = {"name": "Pul", "type": "public_channel", "id": 7} | more
    return json.dumps(head | {"messages": list(messages)}, ensure_ascii=False, indent=indent).encode()


def items(data: bytes) -> list[Any]:
    return list(telegram.stream(io.BytesIO(data), "result.json", Outlets({})))


def documents(found: list[Any]) -> list[str]:
    return [each.external_id for each in found if isinstance(each, Document)]


def errors(found: list[Any]) -> list[tuple[str, str]]:
    return [(each.place, each.reason) for each in found if isinstance(each, ReadError) and each.lost]


def notes(found: list[Any]) -> list[str]:
    """What is told of the whole file and by which nothing is lost."""
    return [each.reason for each in found if isinstance(each, ReadError) and not each.lost and each.place == "whole file"]


@pytest.mark.parametrize("indent", [None, 1])
def test_cut_anywhere_an_export_gives_every_whole_message_and_one_error_at_its_end(indent: int | None) -> None:
    data = export(message(1), message(2, "Слова."), message(3, "a@b"), indent=indent).replace(b"@", b"\\x0B")
    starts = [found.start() for found in re.finditer(rb'\{\s*"id"', data)]
    ends = [data.rindex(b"}", 0, start) + 1 for start in starts[1:]] + [data.rindex(b"}", 0, -1) + 1]
    for cut in range(1, len(data) - 1):
        whole = sum(end <= cut for end in ends)
        found = items(data[:cut])
        assert documents(found) == [f"7/{number}" for number in range(1, whole + 1)], data[:cut]
        ((place, reason),) = errors(found)
        assert len(notes(found)) == (whole == 3)
        assert (f"byte {cut}" in place, reason) == (True, "the export is cut off here.")
        assert not any(isinstance(each, Extent) for each in found)
        assert place.startswith(f"after message {whole} (") or not whole


def test_the_place_of_a_cut_in_an_account_is_the_chat_unless_that_is_private() -> None:
    public, private = (export(message(1), message(2), type=kind).decode() for kind in ("public_channel", "personal_chat"))
    cut = '{"chats": {"list": [' + public + ", " + public[:-20]
    assert errors(items(cut.encode())) == [(f"chat 2, after message 1 (byte {len(cut)})", "the export is cut off here.")]
    cut = '{"chats": {"list": [' + public + ", " + private[:-20]
    assert errors(items(cut.encode())) == [(f"byte {len(cut)}", "the export is cut off here.")]
    assert notes(items(cut.encode())) == ["1 private chat was passed over."]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_mending_does_not_depend_on_where_the_file_is_read_in_two(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_window, "_CHUNK", size)
    monkeypatch.setattr(json_window, "AHEAD", 64)
    texts = [r"\x0Bone\x1F", r"\\x0B", r"\\\x0b two", r"\n\"я\x0C🙂", r"\u0041\/"]
    words = ",".join(f'{{"id": {number}, "type": "message", "text": "{text}"}}' for number, text in enumerate(texts))
    data = f'{{"name": "P\\x0Bul", "type": "public_channel", "skip": [{{"a": "\\"]"}}, -5], "id": 7, "messages": [{words}]}}'
    found = items(data.encode())
    assert [each.text for each in found if isinstance(each, Document)] == ["one", "\\x0B", "\\\ntwo", '"я\n🙂', "A/"]
    assert found[0].outlet.name == "Pul" and errors(found) == []
    assert notes(found) == ["3 messages were mended, which had control characters written as \\xHH."]


def test_a_legal_message_longer_than_what_is_at_hand_is_not_said_to_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_window, "_CHUNK", 50)
    for module in (json_window, telegram_json):
        monkeypatch.setattr(module, "AHEAD", 60)
    found = items(export(message(1, "Long. " * 100), message(2)))
    assert documents(found) == ["7/1", "7/2"] and errors(found) == [] and notes(found) == []


def test_legal_messages_come_out_as_the_standard_library_reads_them() -> None:
    chance = random.Random(3)
    rows = [message(number, "".join(chance.choices('\\x0B"ыa\x0b🙂\ud83d{[', k=30))) for number in range(5000)]
    for ascii_only in (True, False):
        text = json.dumps({"type": "public_channel", "messages": rows}, ensure_ascii=ascii_only)
        data = text.encode("utf-8", "surrogateescape" if ascii_only else "replace")
        walked = [found.value for _, found in Walk(io.BytesIO(data)).read() if found]
        assert walked == json.loads(data)["messages"]


@pytest.mark.parametrize("size", [3, 5, 7, 1 << 18])
def test_utf16_and_byte_order_marks_are_read_and_bytes_are_counted_right(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_window, "_CHUNK", size)
    monkeypatch.setattr(json_window, "AHEAD", 30)
    data = export(message(1, "Слова."), message(2, 5), message(3, "яяяяяяяя")).decode()
    at = data.index('{"id": 2')
    for codec, mark, before in (("utf-8", b"\xef\xbb\xbf", len(data[:at].encode())), ("utf-16-le", b"\xff\xfe", 2 * at)):
        found = items(mark + data.encode(codec))
        assert documents(found) == ["7/1", "7/3"]
        assert errors(found)[0][0] == f"message 2 (byte {before + len(mark)})"


def test_a_bare_line_break_in_a_text_is_no_reason_to_lose_it() -> None:
    (document, _) = items(export(message(1, "one@two")).replace(b"@", b"\n"))
    assert document.text == "one\ntwo"


def test_a_message_is_too_large_wherever_in_the_file_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_json, "LARGEST", 200)
    found = items(export(message(1), message(2, "x" * 200), message(3)))
    assert documents(found) == ["7/1", "7/3"] and [reason for _, reason in errors(found)] == [BIG]


NAN = "the message holds NaN or Infinity, which are no numbers in JSON."
BROKEN = "the message is not legal JSON."
BIG = "the message is larger than any real one."


@pytest.mark.parametrize(
    ("bad", "reason", "known"),
    [
        ('{"id": 2, "type": "message", "text": "x", "width": NaN}', NAN, True),
        ('{"id": 2, "type": "message", "text": "x", "width": -Infinity}', NAN, True),
        ('{"id": 2, "text": "\\q"}', BROKEN, True),
        ('{"id": 2, "text": "\\xZZ"}', BROKEN, True),
        ('{"id": 2, "text": "a" "b"}', BROKEN, True),
        ('{"id": 2, "n": ' + "9" * 5000 + "}", "the message holds a number of thousands of digits.", True),
        ('{"id": 2, "text": ' + "[" * 20000 + "]" * 20000 + "}", "the message is nested deeper than any real one.", True),
        ('{"id": 2, "text": "' + "long \\n" * 100_000 + '"}', BIG, True),
        ('{"id": 2, "text": [' + '{"text": "x"},' * 50_000 + "1]}", BIG, True),
        ("5", "what stands here is no message.", False),
        ('"two"', "what stands here is no message.", False),
        ('[{"id": 2}]', "what stands here is no message.", False),
        ("null", "what stands here is no message.", False),
        ('{"id": 2, "type": "message", "text": "x"', BROKEN, False),
        ('{"id": 2, "type": "message", "text": "x}', BROKEN, False),
        ('"type": "message", "text": "x"}', None, False),
    ],
)
def test_a_broken_message_costs_itself_alone(bad: str, reason: str | None, known: bool) -> None:
    data = export(message(1), "@", message(3)).decode().replace('"@"', bad)
    found = items(data.encode())
    assert documents(found) == ["7/1", "7/3"]
    place = f"message 2 (byte {data.index(bad)})" if known else f"after message 1 (byte {data.index(bad)})"
    assert errors(found)[0] == (place, reason) or reason is None
    extents = [list(each.present) for each in found if isinstance(each, Extent)]
    assert extents == ([[1, 2, 3]] if known else [])


def test_a_broken_last_message_does_not_hide_the_next_chat() -> None:
    lists = [export(message(1), message(2), name=None, id=number).decode() for number in (7, 8)]
    torn = lists[0].replace('"text": "A post."}]}', '"text": "A post.')
    found = items(('{"chats": {"list": [' + torn + ", " + lists[1] + "]}}").encode())
    assert documents(found) == ["7/1", "8/1", "8/2"]
    assert [each.prefix for each in found if isinstance(each, Extent)] == ["8/"]
    assert errors(found) == [(f"chat 1, after message 1 (byte {torn.rindex('{') + 20})", BROKEN)]


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("head", [{"name": "Mother", "type": "personal_chat", "id": 1}, {"id": 1, "type": "personal_chat"}])
def test_no_damage_lets_a_private_chat_be_read_as_the_public_one_before_it(
    head: dict[str, Any], small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small:  # every message is one too large to be looked at whole
        for module, name, size in ((json_window, "_CHUNK", 17), (telegram_json, "AHEAD", 20), (telegram_json, "LARGEST", 40)):
            monkeypatch.setattr(module, name, size)
    public = export(message(1), message(2)).decode()
    private = json.dumps(head | {"messages": [message(number, "secret }") for number in range(1, 4)]})
    whole = '{"chats": {"list": [' + public + ", " + private + "]}}"
    for at in range(len(public) + 30):
        for damage in ("", '"', "\\", "}", "]", "{"):
            found = items((whole[:at] + damage + whole[at + 1 :]).encode())
            assert "secret" not in repr(found), whole[:at] + damage + whole[at + 1 :]


def test_behind_something_broken_only_a_channels_own_posts_are_certain_to_be_of_it() -> None:
    own, other = message(3) | {"from_id": "channel7"}, message(4) | {"from_id": "user5"}
    said = "whose messages follow is not certain, and they were left out."
    chat = export(message(1), [], own, other, message(5))
    found = items(b'{"chats": {"list": [' + chat + b", " + export(message(1), id=8) + b"]}}")
    assert documents(found) == ["7/1", "7/3", "8/1"]
    assert [reason for _, reason in errors(found)] == ["what stands here is no message.", said]
    assert documents(items(chat)) == ["7/1", "7/3", "7/4", "7/5"]  # there is nobody else in the file


def test_two_exports_in_one_file_are_both_read() -> None:
    found = items(export(message(1)) + b"\n" + export(message(2), message(3, 5), id=8))
    assert documents(found) == ["7/1", "8/2"] and errors(found)[0][0].startswith("chat 2, message 3 (byte ")
    assert [list(each.present) for each in found if isinstance(each, Extent)] == [[1], [2, 3]]


def test_a_second_list_of_messages_is_believed_only_where_the_first_was_empty() -> None:
    more = b', "name": "Other", "messages": [' + json.dumps(message(3)).encode() + b"]}"
    assert documents(items(export()[:-1] + more)) == ["7/3"]
    found = items(export(message(1))[:-1] + more)
    assert documents(found) == ["7/1"] and errors(found)[0][1] == "the export is not legal JSON from here on."


def test_a_public_chat_without_messages_is_an_error_and_a_private_one_is_passed_over() -> None:
    chats = [{"type": kind, "id": 7, "messeges": [message(1)]} for kind in ("public_channel", "personal_chat")]
    found = items(json.dumps({"chats": {"list": [*chats, json.loads(export(message(2)))]}}).encode())
    assert documents(found) == ["7/2"]
    assert [reason for _, reason in errors(found)] == ["the chat holds no messages."]
    assert notes(found) == ["1 private chat was passed over."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file holds no Telegram chat."),
        (b"[1]", "the file holds no Telegram chat."),
        (b"\0\0", "the file holds no Telegram chat."),
        (b'{"messages": {}, "chats": [], "left_chats": {"list": 5}}', "the file holds no Telegram chat."),
        (b'{"a"', "the export is cut off here."),
        (b'{"a": "\\', "the export is cut off here."),
        (export() + b"garbage", "the export is not legal JSON from here on."),
        (export()[:-1] + b":}", "the export is not legal JSON from here on."),
    ],
)
def test_a_file_without_a_chat_or_with_something_behind_it_says_so(data: bytes, reason: str) -> None:
    assert [said for _, said in errors(items(data))] == [reason]


def test_what_is_passed_over_may_be_of_any_size_and_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_window, "_CHUNK", 7)
    window = Window(io.BytesIO(b'[{"a": ["]", "\\"}\\\\"]}, 1, "' + b"\\n" * 50 + b'"] , -1.5e3 "next" 7 1e3 "\\x0B" "\\q"'))
    window.skip()
    window.skip()
    assert (window.value(), window.value(), window.value(), window.value(), window.value()) == ("next", 7, None, "\x0b", None)
    with pytest.raises(StructureError, match="cut off"):
        window.skip()


PIECES = [
    b'"',
    b"\\",
    b"\\x0B",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\xff",
    b"\0",
    b"NaN",
    b"1e999",
    b"9" * 5000,
    b"\\ud800",
    b"",
]
FULL = export(
    message(1, ["A ", {"type": "bold", "text": "post"}]), message(2, "b@") | {"forwarded_from": "Other", "author": "Ann"},
    message(3, "") | {"poll": {"question": "Why?", "answers": []}}, {"id": 4, "type": "service"}, message(5, "я🙂"), indent=1,
).replace(b"@", b"\\x0B")  # fmt: skip
WHOLE = b'{"about": "", "contacts": {"list": [1]}, "chats": {"list": [' + FULL + b', {"type": "replies", "messages": []}]}}'


@settings(max_examples=200, deadline=None)
@given(
    data=st.sampled_from([FULL, WHOLE, WHOLE.decode().encode("utf-16")]),
    edits=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 60), st.sampled_from(PIECES)), max_size=6),
)
def test_whatever_is_done_to_an_export_only_documents_errors_and_extents_come_out(
    data: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    for at, length, piece in edits:
        data = data[:at] + piece + data[at + length :]
    found = items(data)
    assert {type(each) for each in found} <= {Document, ReadError, Extent}
    for each in found:
        if isinstance(each, Document):
            assert each.text or (each.author, each.origin) == (None, None)
            assert not re.search("[\ud800-\udfff]|\0", each.text + each.outlet.name + each.external_id)
            repr(each).encode()
