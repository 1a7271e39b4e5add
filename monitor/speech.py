"""The words by which a text says who speaks, for each language that attribution knows: ``speech.toml``, read once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

TABLES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("speech.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple(TABLES)
#: Persons by office: stems by language, in one string. A stem stands for what is at most three letters longer.
ROLES: dict[str, str] = {lang: table["roles"] for lang, table in TABLES.items()}
