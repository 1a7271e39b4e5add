"""The pictures: well-formed, labelled, escaped, and from zero."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts import bars, shares, spark

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('1')</script> & \"quoted\" ]]> Łódź"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(root: ElementTree.Element, kind: str) -> list[str]:
    return [el.text or "" for el in root.iter() if el.get("class", "").split()[:1] == [kind]]


def rects(root: ElementTree.Element) -> list[dict[str, float]]:
    return [
        {name: float(el.get(name, "0")) for name in ("x", "y", "width", "height")}
        for el in root.iter()
        if el.tag.endswith("rect")
    ]


def test_heights_are_in_proportion_from_zero_and_stand_on_one_line() -> None:
    found = rects(parsed(bars([0, 5, 10, 20], list("abcd"), "t")))
    zero, five, ten, twenty = (one["height"] for one in found)
    assert zero == 1 and twenty == pytest.approx(2 * ten, abs=0.2) and ten == pytest.approx(2 * five, abs=0.2)
    assert len({round(one["y"] + one["height"], 1) for one in found}) == 1
    assert [one["x"] for one in found] == sorted(one["x"] for one in found)


def test_every_bar_has_its_figure_and_its_label() -> None:
    root = parsed(bars([3, 0, 7], ["W01", "W02", "W03"], "Seven"))
    assert texts(root, "count") == ["3", "0", "7"] and texts(root, "label") == ["W01", "W02", "W03"]
    assert [el.get("class") for el in root.iter() if el.tag.endswith("rect")] == ["bar", "bar", "bar now"]


@pytest.mark.parametrize("svg", [bars([1], [HOSTILE], HOSTILE), spark([1, 2], HOSTILE), shares([(HOSTILE, 3)], HOSTILE)])
def test_words_from_outside_stay_words(svg: str) -> None:
    root = parsed(svg)
    assert root.get("aria-label") == HOSTILE and root.get("role") == "img"
    assert next(el.text for el in root.iter() if el.tag.endswith("title")) == HOSTILE
    assert {el.tag.removeprefix(SVG) for el in root.iter()} <= {"svg", "title", "rect", "text"}
    assert "style=" not in svg


def test_shares_are_in_proportion_and_long_names_are_cut() -> None:
    root = parsed(shares([("a" * 30, 8), ("b", 4), ("c", 0)], "t"))
    eight, four, zero = (one["width"] for one in rects(root))
    assert eight == pytest.approx(2 * four, abs=0.2) and zero == 1
    assert texts(root, "label")[0] == "a" * 20 + "…"


@pytest.mark.parametrize(
    "svg", [bars([], [], "t"), spark([], "t"), shares([], "t"), shares([("a", 0)], "t"), bars([0, 0], ["a", "b"], "t")]
)
def test_nothing_to_show_is_a_picture_too(svg: str) -> None:
    assert parsed(svg).tag.endswith("svg")


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_no_bar_leaves_the_picture(counts: list[int]) -> None:
    for svg, height in ((bars(counts, ["w"] * len(counts), "t"), 96), (spark(counts, "t"), 20)):
        assert all(
            one["y"] >= 0 and one["y"] + one["height"] <= height + 0.1 and one["width"] > 0 for one in rects(parsed(svg))
        )
