"""Proposals and figures in words for a person, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Mapping

from loader.reconcile.figures import Figures, Row
from loader.reconcile.profile import Profile
from loader.reconcile.proposals import Proposal, kept

__all__ = ["described", "figures_as_json", "figures_in_words", "proposal_as_json"]

_FEW = 4  # names that are shown


def described(proposal: Proposal) -> list[str]:
    """A proposal in a few lines: its score, its actors, and what speaks for and against."""
    lines = [f"{proposal.score:.3f}"]
    for profile in (proposal.one, proposal.other):
        others = sorted(spelling.text for spelling in profile.spellings if spelling.text != profile.label)
        more = f" ({', '.join(others[:_FEW])}{', …' if len(others) > _FEW else ''})" if others else ""
        kinds = f" [{', '.join(sorted(profile.kinds))}]" if profile.kinds else ""
        lines.append(f"  {profile.id}: {profile.label}{more}{kinds}")
    lines += [f"    {'+' if reason.weight > 0 else '-'} {reason.text}" for reason in proposal.reasons]
    return lines


def proposal_as_json(proposal: Proposal) -> Mapping[str, object]:
    """A proposal as an object: `score`, `actors`, `keep` (the id that a merger keeps), and `reasons`."""
    return {
        "score": proposal.score,
        "actors": [_actor(profile) for profile in (proposal.one, proposal.other)],
        "keep": kept(proposal.one, proposal.other).id,
        "reasons": [{"text": reason.text, "weight": round(reason.weight, 2)} for reason in proposal.reasons],
    }


def figures_as_json(figures: Figures) -> Mapping[str, object]:
    """Figures as an object: those at the threshold, `thresholds` with others, `misses` and `false`."""
    return {
        **_row(figures.at),
        "unknown": figures.unknown,
        "absent": figures.absent,
        "thresholds": [_row(row) for row in figures.rows],
        "misses": [proposal_as_json(proposal) for proposal in figures.misses],
        "false": [proposal_as_json(proposal) for proposal in figures.wrong],
    }


def figures_in_words(figures: Figures) -> list[str]:
    """A small table over thresholds, then a line for each true pair that was missed and each false one."""
    lines = ["threshold  right  wrong  missed  precision  recall"]
    rows = {row.threshold: row for row in (*figures.rows, figures.at)}
    for threshold in sorted(rows):
        row = rows[threshold]
        counts = f"{threshold:>9.2f}  {row.right:>5}  {row.wrong:>5}  {row.missed:>6}"
        mark = "  <" if row is figures.at else ""
        lines.append(f"{counts}  {_share(row.precision):>9}  {_share(row.recall):>6}{mark}")
    for title, proposals in (("Missed", figures.misses), ("Wrong", figures.wrong)):
        lines += [f"{title}: {' and '.join(proposal.pair)}, {proposal.words}" for proposal in proposals]
    return lines


def _actor(profile: Profile) -> Mapping[str, object]:
    return {
        "id": profile.id,
        "name": profile.label,
        "names": sorted(profile.names),
        "weakNames": sorted(profile.weak),
        "kinds": sorted(profile.kinds),
        "countries": sorted(profile.countries),
        "identifiers": sorted(f"{scheme}:{value}" for scheme, value in profile.identifiers),
    }


def _row(row: Row) -> Mapping[str, object]:
    return {
        "threshold": row.threshold,
        "right": row.right,
        "wrong": row.wrong,
        "missed": row.missed,
        "precision": row.precision,
        "recall": row.recall,
    }


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
