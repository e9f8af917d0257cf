"""The command that proposes which actors are one, and takes a person's decisions: reconcile."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loader.cli.options import StoreDir, current, existing, say
from loader.cli.progress import asking

if TYPE_CHECKING:
    from loader.facts.model import Fact
    from loader.reconcile import Decider, Figures, Proposal, Registry

__all__ = ["COMMANDS"]

_FORMATS = ("text", "json")


def reconcile(
    threshold: Annotated[
        float, typer.Option(metavar="SCORE", help="The least score of a proposal, from 0 to 1.")
    ] = 0.85,
    decisions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Decisions as facts in JSON Lines: they are not proposed, and new ones are added.",
            show_default=False,
        ),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Who decides: ask about each proposal in their name.", show_default=False
        ),
    ] = None,
    accept: Annotated[
        float | None,
        typer.Option(
            metavar="SCORE",
            help="Decide without asking that all proposals of this score or more are the same.",
            show_default=False,
        ),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Decisions that are known to be true: say how good the proposals are.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="Only pairs with an actor of this kind, such as person.", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", help="Only the N likeliest.", min=1, show_default=False)
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="Text or json.")] = "text",
    store: StoreDir = None,
) -> None:
    """Propose which actors are the same, with reasons.

    Nothing is merged: a person decides, and decisions are facts. For example:
    detente reconcile --decisions same.jsonl --author "A. Analyst"
    """
    _check(threshold, form, decisions, author, accept, labels)
    _check_kind(kind)
    import datetime

    from loader import reconcile as matching
    from loader.errors import StoreError
    from loader.reports.report import counted

    target = existing(store)
    version = current(target)  # held for as long as its graph is read
    with asking("reading actors"):
        registry = matching.read(version.open(), target.base)
    profiles = list(registry.profiles.values())
    if not profiles:
        raise StoreError("This store has no actors yet; `detente load FILE` brings them.")
    if labels is not None:
        truth = matching.truth_of(_needed(labels, registry))
        with asking("comparing"):
            figures = matching.measure(profiles, truth, threshold)
        _tell_figures(figures, form)
        return
    written = matching.decisions_of(decisions, registry.called) if decisions is not None else []
    registry.decided.learn(written)
    least = threshold if accept is None else accept
    with asking("comparing"):
        proposals = matching.propose(profiles, least, registry.decided.settled, kind)
    found = len(proposals)
    proposals = proposals[:limit]
    if author is None or decisions is None:
        _write(proposals, form)
        say(f"{counted(found, 'proposal')} among {counted(len(profiles), 'actor')}.")
        return
    today = datetime.date.today()  # where the analyst is
    decider = matching.Decider(decisions, author, today, registry.decided, registry.profiles)
    if accept is None:
        _ask(proposals, decider)
    else:
        _accept(proposals, decider, form)


def _check(
    threshold: float,
    form: str,
    decisions: Path | None,
    author: str | None,
    accept: float | None,
    labels: Path | None,
) -> None:
    """Refuses options that contradict each other.

    Raises:
        QueryError: says what to give instead.
    """
    from loader.errors import QueryError

    for name, given in (("--threshold", threshold), ("--accept", accept)):
        if given is not None and not 0 <= given <= 1:
            raise QueryError(f"{name} takes a score from 0 to 1, not {given:g}.")
    if form not in _FORMATS:
        raise QueryError(f"There is no format {form!r}; use one of {', '.join(_FORMATS)}.")
    if author is not None and not author.strip():
        raise QueryError("--author is empty; say who decides.")
    if author is not None and decisions is None:
        raise QueryError("--author decides, and decisions need a file: add --decisions FILE.")
    if accept is not None and (decisions is None or author is None):
        raise QueryError("--accept decides: add --decisions FILE and --author NAME.")
    if labels is not None and (decisions is not None or author is not None):
        raise QueryError("--labels only measures; leave out --decisions and --author.")
    if author is not None and accept is None and form != "text":
        raise QueryError("Answers are asked for in text; leave out --format, or --author for a plain list.")


def _check_kind(kind: str | None) -> None:
    from typing import get_args

    from loader.errors import QueryError
    from loader.facts.model import ActorKind
    from loader.facts.suggest import suggest

    kinds = get_args(ActorKind)
    if kind is not None and kind not in kinds:
        hint = suggest(kind, kinds) or f"The kinds are {', '.join(kinds)}."
        raise QueryError(f"There is no kind {kind!r}. {hint}")


def _needed(labels: Path, registry: Registry) -> Sequence[Fact]:
    from loader.errors import InputError
    from loader.reconcile import decisions_of

    if not labels.exists():
        raise InputError(f"{labels}: there is no such file.")
    found = decisions_of(labels, registry.called)
    if not found:
        raise InputError(f"{labels} holds no same-as and no different-from fact to measure by.")
    return found


def _ask(proposals: Sequence[Proposal], decider: Decider) -> None:
    from loader.reconcile import ask
    from loader.reports.report import legible

    if not proposals:
        say("There is nothing to ask about.")
        return
    tally = ask(proposals, decider, iter(sys.stdin.readline, ""), lambda line: say(legible(line)))
    say(f"{tally.same} same, {tally.different} different, {tally.later} left for later.")
    if tally.same or tally.different:
        say(f"Now load it: detente load {decider.path}")


def _accept(proposals: Sequence[Proposal], decider: Decider, form: str) -> None:
    from loader.reconcile import accept
    from loader.reports.report import counted

    accepted, left = accept(proposals, decider)
    _write(accepted, form)
    say(f"{counted(len(accepted), 'pair')} decided to be the same.")
    if left:
        say(f"{counted(len(left), 'pair')} left for you to look at: they would join actors that contradict.")
    if accepted:
        say(f"Now load it: detente load {decider.path}")


def _write(proposals: Sequence[Proposal], form: str) -> None:
    from loader.reconcile import described, proposal_as_json

    if form == "json":
        _write_json([proposal_as_json(proposal) for proposal in proposals])
    else:
        for proposal in proposals:
            _write_lines([*described(proposal), ""])


def _tell_figures(figures: Figures, form: str) -> None:
    from loader.reconcile import figures_as_json, figures_in_words
    from loader.reports.report import counted

    if form == "json":
        _write_json(figures_as_json(figures))
    else:
        _write_lines(figures_in_words(figures))
    if figures.unknown:
        say(f"The labels say nothing about {counted(figures.unknown, 'proposal')}.")
    if figures.absent:
        say(f"{counted(figures.absent, 'pair')} of the labels: an actor is not in this store, or merged.")


def _write_json(value: object) -> None:
    import json

    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _write_lines(lines: Sequence[str]) -> None:
    from loader.reports.report import legible

    sys.stdout.writelines(legible(line) + "\n" for line in lines)


COMMANDS = (reconcile,)
