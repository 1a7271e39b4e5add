"""Which numbers a chat's messages have: in a few bytes each, for a chat may have millions."""

from __future__ import annotations

from array import array
from bisect import bisect_left

_MOST_LATE = 1 << 16


class Numbers:
    """The numbers of a chat's messages, each with the second it was sent. Telegram writes them in ascending order."""

    def __init__(self) -> None:
        self._numbers, self._seconds = array("q"), array("q")
        self._late: dict[int, int] = {}

    def add(self, number: int, second: int) -> int | None:
        """Remember a number; the second of the message that had it before, None where none had."""
        if not self._numbers or number > self._numbers[-1]:
            self._numbers.append(number)
            self._seconds.append(second)
            return None
        place = bisect_left(self._numbers, number)
        if self._numbers[place] == number:
            return self._seconds[place]
        if number not in self._late:
            self._late[number] = second
            if len(self._late) > _MOST_LATE:
                self._sort_in()
            return None
        return self._late[number]

    def all(self) -> array[int]:
        """Every number once, in ascending order."""
        if self._late:
            self._sort_in()
        return self._numbers

    def _sort_in(self) -> None:
        import numpy as np  # only for files that others have put together

        late = np.array(list(self._late.items()), dtype=np.int64)
        numbers = np.concatenate([np.array(self._numbers, dtype=np.int64), late[:, 0]])
        seconds = np.concatenate([np.array(self._seconds, dtype=np.int64), late[:, 1]])
        order = numbers.argsort(kind="stable")
        self._numbers, self._seconds = array("q", numbers[order].tobytes()), array("q", seconds[order].tobytes())
        self._late = {}
