"""Why a worker ended or a query is not taken, and what a client is told of it."""

from __future__ import annotations

import signal
from http import HTTPStatus
from typing import TYPE_CHECKING

from loader.endpoint.exchange import RefusalError
from loader.endpoint.workers.run import LimitError, LostError
from loader.errors import DetenteError, QueryError

if TYPE_CHECKING:
    from loader.endpoint.workers.figures import Limits

__all__ = ["not_at_present", "said_of", "stopping", "why_ended"]

_WHY = {-signal.SIGABRT: "memory", -signal.SIGSEGV: "depth", -signal.SIGBUS: "depth", -signal.SIGPROF: "time"}
"""Why a worker ended that nobody ended. A failed allocation aborts; an overflowing stack is a violation."""


def why_ended(code: int | None) -> str:
    """Why a worker ended that nobody ended, by its exit code as `subprocess` has it."""
    return _WHY.get(code or 0, "died")


def said_of(why: str, limits: Limits, *, at_once: bool = False) -> DetenteError:
    """What a client is told whose query's worker ended."""
    match why:
        case "time":
            return LimitError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"The query takes longer than {limits.seconds:g} seconds, which is all that this server "
                "gives one; ask for less, or in parts.",
                {"Retry-After": str(max(1, round(limits.seconds)))},
            )
        case "memory":
            return LimitError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The query needs more memory than the {limits.memory >> 20} MiB that this server gives "
                "one; ask for less, or in parts.",
            )
        case "depth":
            return QueryError("The query is too long or too deep to be evaluated; write it in parts.")
        case "slow":
            return RefusalError(HTTPStatus.REQUEST_TIMEOUT, "The answer was read too slowly.")
    return LostError(at_once)


def stopping() -> RefusalError:
    """What is said of a query that comes, or runs, when the server ends."""
    return RefusalError(
        HTTPStatus.SERVICE_UNAVAILABLE, "The server is stopping; ask again in a while.", {"Retry-After": "5"}
    )


def not_at_present() -> RefusalError:
    """What is said of a query for which no worker can be started."""
    return RefusalError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Nothing can be evaluated at present; ask again.",
        {"Retry-After": "1"},
    )
