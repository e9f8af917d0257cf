"""Taking back what a dataset or a source says."""

from __future__ import annotations

from collections.abc import Sequence

from loader.change import change, totals
from loader.commit.writing import Outcome, write
from loader.dangling import dangling
from loader.errors import DataError, DetenteError
from loader.facts.suggest import suggest
from loader.holdings import held_by
from loader.intake import dataset_name
from loader.judge import stands
from loader.membership import Membership, leaving
from loader.reports import conforms
from loader.store import Store

__all__ = ["retract_dataset", "retract_source"]

_SHOWN = 10  # names in a message


def retract_dataset(store: Store, name: str, *, wait: float = 0.0) -> Outcome:
    """Withdraws all that a dataset makes; what another dataset makes too still stands.

    Args:
        store: where.
        name: of the dataset.
        wait: how many seconds to wait for another writer.

    Raises:
        StoreBusyError: another writer is at work.
        DetenteError: there is no such dataset.
        DataError: another dataset refers to an actor or a source that this one alone describes.
    """
    with store.draft("retract", wait) as draft:
        name = dataset_name(name)
        holdings = held_by(draft.parent, store.base)
        ids = holdings.in_dataset(name)
        if not ids:
            known = sorted(draft.parent.manifest.datasets) if draft.parent else []
            raise DetenteError(f"There is no dataset {name!r} here. {_offered(name, known)}")
        planned = change(holdings, Membership(left={name: ids}), {})
        problems = dangling(planned, holdings, stands(store.base, {}, draft.places))
        if not conforms(problems):
            raise DataError(problems)
        version = write(draft, planned, f"retract dataset {name}")
        return Outcome(version, totals(planned), problems)


def retract_source(store: Store, identifier: str, *, wait: float = 0.0) -> Outcome:
    """Withdraws all claims on a source, and what describes it, from all datasets.

    Args:
        store: where.
        identifier: of the source.
        wait: how many seconds to wait for another writer.

    Returns:
        The outcome; its datasets would bring the source back when they are loaded again.

    Raises:
        StoreBusyError: another writer is at work.
        DetenteError: there is no such source.
    """
    with store.draft("retract", wait) as draft:
        holdings = held_by(draft.parent, store.base)
        ids = [item.id for item in holdings.by_source(identifier)]
        if not ids:
            known = sorted(holdings.source_ids())
            raise DetenteError(f"There is no source {identifier!r} here. {_offered(identifier, known)}")
        membership = leaving(holdings, ids)
        planned = change(holdings, membership, {})
        version = write(draft, planned, f"retract source {identifier}")
        return Outcome(version, totals(planned), datasets=tuple(sorted(membership.left)))


def _offered(name: str, known: Sequence[str]) -> str:
    """What could have been meant: the one that is alike, else some of those that there are."""
    if not known:
        return "Nothing is stored."
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    are = "is" if len(known) == 1 else "are"
    return suggest(name, known) or f"There {are}: {', '.join(known[:_SHOWN])}{more}."
