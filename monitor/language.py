"""In which language a text is written: lingua over the languages that are read here, and letters where these decide."""

from __future__ import annotations

import functools
import re

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

CODES = ("be", "ru", "uk", "pl", "lt", "lv", "et", "en", "de", "cs", "sk", "bg", "sr", "mk", "kk")
UNDETERMINED = "und"  # ISO 639-2

# Longer texts are no surer, only slower; a headline is told by its beginning as well as by the whole.
_LONGEST = 1000
# Below this share lingua hardly prefers its answer to the next one. Measured on sentences of these 15 languages.
_SURE = 0.5
_OTHER_CYRILLIC = re.compile("[әғқңөұүһђѓєѕјљњћќџѐѝ]", re.IGNORECASE)


def identify(text: str, default: str | None = None) -> str:
    """The ISO 639-1 code of one of CODES; ``und`` for a text without letters.

    ``default`` is the answer where the text leaves it open, as a name or one word does.
    """
    found, sure = decide(text)
    if found is None:
        return default or UNDETERMINED
    return found if sure or default is None else default


def decide(text: str) -> tuple[str | None, bool]:
    """The likeliest code and whether it may be relied on; (None, False) for a text without letters."""
    if not any(map(str.isalpha, text)):
        return None, False
    sample = text[:_LONGEST]
    if lettered := _by_letters(sample.lower()):
        return lettered, True
    first = next(iter(_detector().compute_language_confidence_values(sample)), None)
    if first is None or first.value == 0:
        return None, False
    return first.language.iso_code_639_1.name.lower(), first.value >= _SURE


def _by_letters(text: str) -> str | None:
    """be, uk or ru where the text has letters of one of them only; None where it has those of two, or of none."""
    if _OTHER_CYRILLIC.sub("", text.replace("є", "")) != text.replace("є", ""):
        return None
    belarusian, ukrainian = "ў" in text, any(letter in text for letter in "їєґ")
    russian = any(letter in text for letter in "ыэ") and "і" not in text and not belarusian
    found = [code for code, has in (("be", belarusian), ("uk", ukrainian), ("ru", russian)) if has]
    return found[0] if len(found) == 1 else None


@functools.cache
def _detector() -> LanguageDetector:
    """Built once and on first need: it takes about 1.3 s and 200 MB."""
    languages = [Language.from_iso_code_639_1(getattr(IsoCode639_1, code.upper())) for code in CODES]
    return LanguageDetectorBuilder.from_languages(*languages).build()
