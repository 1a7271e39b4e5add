r"""A big export as Telegram Desktop writes it, with nothing real in it: for measuring how a file of any size is read.

Indented by one space, text and entities side by side, control characters as ``\x0B``: the layout of ``result.json``.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CHANNEL = {"name": "Канал «Листопад»", "type": "public_channel", "id": 1000000777}
_RU = """
совет района обещает новый мост через реку к осени жители говорят что дорога закрыта уже второй год подряд по словам
главы управления средства выделены полностью завод выпустил первую партию тракторов урожай собран раньше срока синоптики
ждут снег в четверг школа получит учебники до конца месяца автобус пойдёт по старому маршруту из-за ремонта площади
"""
_BE = """
у мястэчку Зарэчча адкрылі новую бібліятэку для дзяцей і дарослых жыхары кажуць што чакалі гэтага тры гады дырэктар
школы паведаміў пра набор у першы клас зіма прыйшла раней чым звычайна рынак працуе да шасці вечара на плошчы ставяць ёлку
"""
_EN = """
the council of Zarechensk approved a budget for roads and bridges next year officials say every village will be reached
before winter farmers report a good harvest the museum opens a new hall on Sunday visitors may enter without a ticket
"""
_LANGUAGES = tuple(words.split() for words in (_RU, _RU, _RU, _BE, _EN))
_OTHERS = ("Вестник Озёрска", "Зарэчча сёння", "Lakeside Courier", "Новости Приречья")
_KINDS = ("bold", "italic", "hashtag", "text_link", "spoiler", "blockquote", "custom_emoji")
_MISSING = "(File not included. Change data exporting settings to download.)"
_CONTROL = re.compile(r"\\u00([01][0-9a-f])")
_FLUSH = 500


def write_export(path: Path, megabytes: float, seed: int = 0, private: int = 0) -> Counter[str]:
    """Write an export of at least so many megabytes; returns how many messages of which sort are in its public channel.

    With ``private`` chats it is the export of a whole account: they come first and have one message each.
    """
    chance, counts = random.Random(seed), Counter[str]()
    depth = 3 if private else 0
    size = int(megabytes * 1_000_000)
    with path.open("wb") as file:
        if private:
            file.write(_head(private).encode())
        opening = "".join(f' {" " * depth}"{key}": {_quoted(value)},\n' for key, value in CHANNEL.items())
        file.write(f'{{\n{opening} {" " * depth}"messages": ['.encode())
        waiting: list[str] = []
        for number, message in enumerate(_messages(chance, counts)):
            waiting.append(f"{',' if number else ''}\n{' ' * (depth + 2)}{_written(message, depth + 2)}")
            if len(waiting) >= _FLUSH or number == 0:
                file.write("".join(waiting).encode())
                waiting = []
                if file.tell() >= size:
                    break
        end = "\n  ]\n }\n}" if private else ""
        file.write(f"\n{' ' * (depth + 1)}]\n{' ' * depth}}}{end}".encode())
    return counts


def _head(private: int) -> str:
    chats = (
        f'   {{\n    "name": "Contact {number}",\n    "type": "personal_chat",\n    "id": {5000 + number},\n    "messages": [\n'
        f"     {_written({'id': 1, 'type': 'message', 'text': 'Nobody else is meant to read this.'}, 5)}\n    ]\n   }},\n"
        for number in range(private)
    )
    return '{\n "about": "Made for measuring.",\n "chats": {\n  "about": "",\n  "list": [\n' + "".join(chats) + "   "


def _messages(chance: random.Random, counts: Counter[str]) -> Iterator[dict[str, Any]]:
    """One after the other without end; numbers leave gaps where posts were deleted."""
    number, second = 0, 1_700_000_000
    while True:
        number += 1 if chance.random() < 0.97 else chance.randrange(2, 9)
        second += chance.randrange(1, 900)
        sort = chance.choices(("post", "photo", "service", "unsupported", "poll"), (80, 12, 5, 1, 2))[0]
        counts[sort] += 1
        yield _message(number, second, sort, chance, counts)


def _message(number: int, second: int, sort: str, chance: random.Random, counts: Counter[str]) -> dict[str, Any]:
    if sort == "unsupported":
        return {"id": number, "type": sort}
    name, key = CHANNEL["name"], f"channel{CHANNEL['id']}"
    message = {"id": number, "type": "message"} | _dated("date", second) | {"from": name, "from_id": key}
    if sort == "service":
        pinned = {"type": "service", "actor": name, "actor_id": key, "action": "pin_message", "message_id": max(number - 1, 1)}
        return message | pinned | {"text": "", "text_entities": []}
    if chance.random() < 0.1:
        message |= _dated("edited", second + 60)
        counts["edited"] += 1
    if chance.random() < 0.1:
        message["forwarded_from"] = chance.choice(_OTHERS)
        counts["forwarded"] += 1
    if sort == "photo" or chance.random() < 0.3:
        message |= {"photo": _MISSING, "photo_file_size": chance.randrange(20_000, 200_000), "width": 1280, "height": 720}
    if sort == "poll":
        answers = [{"text": word, "voters": 7, "chosen": False} for word in chance.sample(_LANGUAGES[0], 3)]
        message["poll"] = {
            "question": _sentence(chance, _LANGUAGES[0]),
            "closed": False,
            "total_voters": 21,
            "answers": answers,
        }
    pieces = _pieces(chance, number, counts) if sort == "post" else []
    plain = all(piece["type"] == "plain" for piece in pieces)
    message["text"] = "".join(piece["text"] for piece in pieces) if plain else [_piece(piece) for piece in pieces]
    message["text_entities"] = pieces
    if chance.random() < 0.5:
        kinds = chance.sample("👍❤🔥🎉😢", 3)
        message["reactions"] = [{"type": "emoji", "count": chance.randrange(1, 500), "emoji": one} for one in kinds]
    return message


def _dated(key: str, second: int) -> dict[str, Any]:
    local = datetime.fromtimestamp(second + 3 * 3600, UTC).replace(tzinfo=None).isoformat()
    return {key: local, f"{key}_unixtime": str(second)}


def _pieces(chance: random.Random, number: int, counts: Counter[str]) -> list[dict[str, Any]]:
    words = chance.choice(_LANGUAGES)
    text = f"{_sentence(chance, words)} № {number}. " + " ".join(
        _sentence(chance, words) for _ in range(chance.randrange(1, 6))
    )
    if chance.random() < 0.01:
        text = text.replace(" ", "\x0b", 1)
        counts["illegal"] += 1
    if chance.random() < 0.5:
        return [{"type": "plain", "text": text}]
    found: list[dict[str, Any]] = []
    for kind in chance.sample(_KINDS, chance.randrange(1, 4)):
        found += {"type": "plain", "text": text}, {"type": kind, "text": _sentence(chance, words)}
        found[-1] |= {"href": f"https://listopad.example/{number}"} if kind == "text_link" else {}
        found[-1] |= {"document_id": _MISSING, "text": "🙂"} if kind == "custom_emoji" else {}
        text = "\n\n" + _sentence(chance, words)
    return [*found, {"type": "plain", "text": text}]


def _piece(piece: dict[str, Any]) -> Any:
    return piece["text"] if piece["type"] == "plain" else piece


def _sentence(chance: random.Random, words: list[str]) -> str:
    return " ".join(chance.choices(words, k=chance.randrange(5, 16))).capitalize() + "."


def _written(value: Any, depth: int) -> str:
    """Indented by one space for each object or list it stands in."""
    if isinstance(value, dict):
        items = [f"{_quoted(key)}: {_written(one, depth + 1)}" for key, one in value.items()]
    elif isinstance(value, list):
        items = [_written(one, depth + 1) for one in value]
    else:
        return _quoted(value)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    within = f",\n{' ' * (depth + 1)}".join(items)
    return f"{opening}\n{' ' * (depth + 1)}{within}\n{' ' * depth}{closing}" if items else opening + closing


def _quoted(value: Any) -> str:
    """A scalar as Telegram Desktop writes it: JSON but for control characters."""
    text = json.dumps(value, ensure_ascii=False)
    return _CONTROL.sub(lambda found: f"\\x{found[1].upper()}", text) if "\\u00" in text else text
