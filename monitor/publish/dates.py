"""Dates as readers read them, no more precise than their source."""

from __future__ import annotations

from datetime import date


def day_in_words(iso: str | None) -> str:
    """``14 January 2025`` for a day or a moment, ``January 2025`` for a month, nothing for nothing.

    >>> day_in_words("2025-01-14T09:30:00Z"), day_in_words("2025-01"), day_in_words(None)
    ('14 January 2025', 'January 2025', '')
    """
    if not iso:
        return ""
    try:
        if len(iso) == 7:
            return f"{date.fromisoformat(iso + '-01'):%B %Y}"
        found = date.fromisoformat(iso[:10])
        return f"{found.day} {found:%B %Y}"
    except ValueError:
        return iso
