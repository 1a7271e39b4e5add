"""HTML start tags with more attributes than any page has: libxml2 takes minutes over a hundred thousand of them."""

from __future__ import annotations

import re

MOST = 100

# As an HTML5 tokenizer reads it; every alternative is possessive and may end with the text, so the scan never goes back.
_VALUE = r"""=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+)"""
_ATTRIBUTE = re.compile(rf"[\s/]*+(?:{_VALUE}|[^\s/=>]++)(?:\s*+{_VALUE})?+")
# Comments and scripts are not passed over: what looks like one may stand where it is none, and hide a tag.
_TAG = re.compile(rf"(?P<name><[A-Za-z][^\s/>]*+)(?:[\s/]++|{_VALUE}|[^\s/=>]++)*+(?:>|\Z)")
# Each attribute takes two characters at least.
_SHORT = 2 * MOST


def shortened(markup: str) -> str:
    """The markup with at most ``MOST`` attributes in each start tag; the same string where no tag has more."""
    return _TAG.sub(_few, markup) if len(markup) > _SHORT else markup


def _few(tag: re.Match[str]) -> str:
    whole = tag.group()
    if len(whole) <= _SHORT:
        return whole
    end = len(tag["name"])
    for _ in range(MOST):
        attribute = _ATTRIBUTE.match(whole, end)
        if attribute is None:
            return whole
        end = attribute.end()
    return whole if end >= len(whole) - 2 else whole[:end] + ">"
