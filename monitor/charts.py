"""The pictures, once, for the desk, HTML and documents alike: SVG with no style of its own, coloured by the page.

Bars start at zero; every bar is labelled; the title says what the picture shows, for eyes and for screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr


def bars(counts: Sequence[int], labels: Sequence[str], title: str, width: int = 320, height: int = 96) -> str:
    """One bar per week, the last one standing out. ``labels`` stand under the bars, the counts above them."""
    most = max(max(counts, default=0), 1)
    top, bottom, gap = 18, 18, 6
    each = (width - gap * (len(counts) - 1)) / max(len(counts), 1)
    parts = [_open(title, width, height, "chart chart-bars")]
    for place, (count, label) in enumerate(zip(counts, labels, strict=True)):
        tall = (height - top - bottom) * count / most
        left, middle = place * (each + gap), place * (each + gap) + each / 2
        now = " now" if place == len(counts) - 1 else ""
        # A week of zero keeps a hairline, so that it is seen to be zero and not missing.
        shown, floor = max(tall, 1.0), height - bottom
        parts.append(
            f'<rect class="bar{now}" x="{left:.1f}" y="{floor - shown:.1f}" width="{each:.1f}" height="{shown:.1f}"/>'
            f'<text class="count{now}" x="{middle:.1f}" y="{floor - shown - 5:.1f}" text-anchor="middle">{count}</text>'
            f'<text class="label" x="{middle:.1f}" y="{height - 4}" text-anchor="middle">{escape(label)}</text>'
        )
    return "".join(parts) + "</svg>"


def spark(counts: Sequence[int], title: str, width: int = 88, height: int = 20) -> str:
    """Small bars without figures, for the row of a table."""
    most = max(max(counts, default=0), 1)
    each = (width - 3 * (len(counts) - 1)) / max(len(counts), 1)
    parts = [_open(title, width, height, "chart chart-spark")]
    for place, count in enumerate(counts):
        tall, left = max((height - 2) * count / most, 1.0), place * (each + 3)
        now = " now" if place == len(counts) - 1 else ""
        parts.append(f'<rect class="bar{now}" x="{left:.1f}" y="{height - tall:.1f}" width="{each:.1f}" height="{tall:.1f}"/>')
    return "".join(parts) + "</svg>"


def shares(parts_of: Sequence[tuple[str, int]], title: str, width: int = 320) -> str:
    """One horizontal bar per name, the longest first, each with its name and figure beside it."""
    row, name_width = 22, 156
    most = max([count for _, count in parts_of] + [1])
    parts = [_open(title, width, row * len(parts_of) + 4, "chart chart-shares")]
    for place, (name, count) in enumerate(parts_of):
        long = (width - name_width - 34) * count / most
        y = place * row
        short = name if len(name) <= 21 else name[:20] + "…"
        parts.append(
            f'<text class="label" x="{name_width - 8}" y="{y + 15}" text-anchor="end">{escape(short)}</text>'
            f'<rect class="bar now" x="{name_width}" y="{y + 4}" width="{max(long, 1.0):.1f}" height="14"/>'
            f'<text class="count" x="{name_width + long + 6:.1f}" y="{y + 15}">{count}</text>'
        )
    return "".join(parts) + "</svg>"


def _open(title: str, width: int, height: int, classes: str) -> str:
    return (
        f'<svg class="{classes}" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"aria-label={quoteattr(title)}><title>{escape(title)}</title>"
    )
