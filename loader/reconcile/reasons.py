"""Why two actors may be one, or not, and what that comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Reason", "log_odds", "score"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for two actors being one (a positive weight, in log-odds) or against it, in words."""

    text: str
    weight: float


def score(found: tuple[Reason, ...]) -> float:
    """All reasons together: from 0, certainly two, to 1, certainly one; three decimals.

    >>> score(()), score((Reason("both passport x1234", 6.5),))
    (0.5, 0.998)
    """
    return round(1 / (1 + math.exp(-sum(reason.weight for reason in found))), 3)


def log_odds(wanted: float) -> float:
    """The sum of weights that gives a score.

    >>> log_odds(0.5), score((Reason("", log_odds(0.9)),))
    (0.0, 0.9)
    """
    if wanted <= 0 or wanted >= 1:
        return math.copysign(math.inf, wanted - 0.5)
    return math.log(wanted / (1 - wanted))
