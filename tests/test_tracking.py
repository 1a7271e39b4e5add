"""Which of today's groups is which of yesterday's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.tracking import Tracking, track

Partition = dict[str, set[str]]


def groups(letters: str) -> list[set[str]]:
    return [set(word) for word in letters.split()]


@st.composite
def partitions(draw: st.DrawFn) -> Partition:
    placed = draw(st.lists(st.integers(0, 5), min_size=1, max_size=40))
    found: Partition = {}
    for member, group in enumerate(placed):
        found.setdefault(f"g{group}", set()).add(f"s{member:02}")
    return found


@settings(max_examples=100, deadline=None)
@given(partitions())
def test_the_same_partition_keeps_every_identity(before: Partition) -> None:
    found = track(before, list(before.values()))
    assert found == Tracking(dict(enumerate(before)), (), (), {}, {})


@settings(max_examples=100, deadline=None)
@given(partitions(), st.data())
def test_statements_that_arrive_or_become_noise_change_no_identity(before: Partition, data: st.DataObject) -> None:
    now = []
    for place, members in enumerate(before.values()):
        kept = data.draw(st.sets(st.sampled_from(sorted(members)), min_size=1))
        now.append(kept | {f"new{place}-{number}" for number in range(data.draw(st.integers(0, 60)))})
    found = track(before, now)
    assert list(found.carries_on.values()) == list(before) and found.new == found.vanished == ()


@settings(max_examples=100, deadline=None)
@given(partitions(), st.data())
def test_a_group_that_splits_keeps_its_identity_in_the_larger_part(before: Partition, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(before)))
    members = sorted(before[name])
    smaller = data.draw(st.integers(0, (len(members) - 1) // 2))
    if not smaller:
        return
    now = [set(members[:smaller]), set(members[smaller:]), *(before[other] for other in before if other != name)]
    found = track(before, now)
    assert found.carries_on[1] == name and found.new == (0,) and found.split == {name: (0,)} and found.vanished == ()


@settings(max_examples=150, deadline=None)
@given(partitions(), partitions(), st.randoms(use_true_random=False))
def test_no_identity_is_given_twice_and_the_order_makes_no_difference(before: Partition, after: Partition, random) -> None:
    now = list(after.values())
    found = track(before, now)
    given = list(found.carries_on.values())
    assert len(set(given)) == len(given) and sorted([*given, *found.vanished]) == sorted(before)
    assert sorted([*found.carries_on, *found.new]) == list(range(len(now)))
    order = list(range(len(now)))
    random.shuffle(order)
    turned = track(dict(reversed(before.items())), [now[place] for place in order])
    assert {order[place]: name for place, name in turned.carries_on.items()} == found.carries_on
    assert {order[place]: names for place, names in turned.merged.items()} == found.merged


def test_of_groups_that_merge_the_larger_one_carries_on() -> None:
    found = track({"a": set("abc"), "b": set("defgh")}, groups("abcdefgh"))
    assert found == Tracking({0: "b"}, (), ("a",), {0: ("a",)}, {})


def test_a_few_members_left_over_do_not_carry_a_name_on() -> None:
    left = {f"a{n}" for n in range(20)}
    other = {f"b{n}" for n in range(30)}
    found = track({"a": left, "b": other}, [{"a0", "a1"}, (left - {"a0", "a1"}) | other])
    assert found.carries_on == {1: "b"} and found.vanished == ("a",)
    assert found.merged == {1: ("a",)} and found.split == {"a": (0,)}


def test_the_best_over_all_is_chosen_not_the_first_good_one() -> None:
    # "a" is a little more like the first group, which is the only one "b" is like.
    found = track({"a": set("abcde"), "b": set("xy")}, groups("abcxy de"))
    assert found.carries_on == {0: "b", 1: "a"}


def test_nothing_before_and_nothing_after_are_answered() -> None:
    assert track({}, groups("ab")) == Tracking({}, (0,), (), {}, {})
    assert track({"a": set("ab")}, []) == Tracking({}, (), ("a",), {}, {})
    assert track({"a": set()}, [set()]) == Tracking({}, (0,), ("a",), {}, {})


@pytest.mark.parametrize(("before", "after"), [({"a": "x", "b": "x"}, ["x"]), ({"a": "x"}, ["x", "x"])])
def test_a_member_of_two_groups_is_refused(before: dict[str, str], after: list[str]) -> None:
    with pytest.raises(ValueError, match="share members"):
        track(before, after)
