"""Asking a person about proposals, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from loader.reconcile.decisions import Decider
from loader.reconcile.evidence import reasons
from loader.reconcile.proposals import Proposal
from loader.reconcile.telling import described

__all__ = ["Tally", "accept", "ask"]

_QUESTION = "Are they the same? s = same, d = different, l = later, q = quit"
_CONTRADICTION = -3.0  # log-odds of a reason against, which no chain of likenesses overrides without a person


@dataclass(slots=True)
class Tally:
    """How many pairs were decided, and which way."""

    same: int = 0
    different: int = 0
    later: int = 0


def ask(
    proposals: Iterable[Proposal], decider: Decider, answers: Iterator[str], say: Callable[[str], None]
) -> Tally:
    """Asks about each proposal that is not settled by an earlier answer; each answer is written at once.

    Args:
        proposals: the likeliest first.
        decider: takes the answers.
        answers: the lines that the person types; their end is as good as `q`.
        say: tells the person a line.
    """
    tally = Tally()
    for proposal in proposals:
        if decider.decided.settled(*proposal.pair):
            continue
        for line in (*described(proposal), _QUESTION):
            say(line)
        match _answer(answers, say):
            case "s":
                fact = decider.same(proposal)
                say(f"Written: {fact.actor} is {fact.as_}.")
                tally.same += 1
            case "d":
                decider.different(proposal)
                tally.different += 1
            case "l":
                tally.later += 1
            case _:
                break
    return tally


def accept(proposals: Iterable[Proposal], decider: Decider) -> tuple[list[Proposal], list[Proposal]]:
    """Decides that the actors of every proposal are one.

    Returns:
        The proposals that were accepted; and those that were not, because they would make one actor of some
        that contradict each other: another likeness leads there, and a person has to look.
    """
    accepted, left = [], []
    for proposal in proposals:
        if decider.decided.settled(*proposal.pair):
            continue
        if _contradicting(proposal, decider):
            left.append(proposal)
        else:
            decider.same(proposal)
            accepted.append(proposal)
    return accepted, left


def _answer(answers: Iterator[str], say: Callable[[str], None]) -> str:
    for line in answers:
        word = line.strip().lower()
        if not word:
            return "l"
        if word[0] in "sdlq" and word in ("s", "d", "l", "q", "same", "different", "later", "quit"):
            return word[0]
        say(_QUESTION)
    return "q"


def _contradicting(proposal: Proposal, decider: Decider) -> bool:
    one, other = (
        [decider.profiles[actor] for actor in decider.decided.members(actor) if actor in decider.profiles]
        for actor in proposal.pair
    )
    return any(reason.weight <= _CONTRADICTION for a in one for b in other for reason in reasons(a, b))
