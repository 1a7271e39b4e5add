"""What the flags say of a statement, as numbers for the matcher: its kinds of claim, its worth, its stance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from classifiers.labels import CHECKWORTHY, CLAIM_TYPES
from monitor.standing import Standing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The head under which a statement's stance stands among its flags.
STANCE_HEAD = "stance"
#: The columns, in their order. ``asserted`` is the rest.
SIGNALS = (*CLAIM_TYPES, CHECKWORTHY, Standing.REPORTED.value, Standing.DENIED.value, Standing.MOCKED.value)


def signals_of(flags: Sequence[Iterable[Mapping[str, Any]]]) -> NDArray[np.float32]:
    """One row of SIGNALS per statement from its flags (``label``, ``probability``); nan where it was never flagged."""
    import numpy as np

    places = {label: place for place, label in enumerate(SIGNALS)}
    rows = np.full((len(flags), len(SIGNALS)), np.nan, dtype=np.float32)
    for row, given in zip(rows, flags, strict=True):
        for flag in given:
            row[np.isnan(row)] = 0.0
            if flag["label"] in places:
                row[places[flag["label"]]] = flag["probability"]
    return rows
