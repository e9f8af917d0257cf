"""What persons decided about which actors are one: read from facts, and written as facts, a line each."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from loader import facts
from loader.errors import InputError
from loader.facts.model import DifferentFrom, Fact, SameAs
from loader.reconcile.profile import Profile
from loader.reconcile.proposals import Proposal, kept

__all__ = ["Decided", "Decider", "decisions_of"]

_SUFFIXES = (".jsonl", ".ndjson")


class Decided:
    """Which actors are known to be one, and which are known not to be.

    What follows is known too: if A is B, and B is not C, then A is not C.

    >>> decided = Decided()
    >>> decided.same("a", "b"), decided.different("b", "c")
    (None, None)
    >>> decided.settled("a", "c"), decided.settled("a", "d"), decided.root("a")
    (True, False, 'b')
    """

    def __init__(self, found: Iterable[Fact] = ()) -> None:
        self._parents: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._different: set[frozenset[str]] = set()
        self.learn(found)

    def learn(self, found: Iterable[Fact]) -> None:
        """Notes what decisions say; other facts say nothing here."""
        for fact in found:
            if isinstance(fact, SameAs):
                self.same(fact.actor, fact.as_)
            elif isinstance(fact, DifferentFrom):
                self.different(fact.actor, fact.from_)

    def root(self, actor: str) -> str:
        """The actor that stands for all that are known to be this one."""
        while (parent := self._parents.get(actor)) is not None:
            actor = parent
        return actor

    def members(self, actor: str) -> list[str]:
        """All that are known to be one with an actor, itself too."""
        root = self.root(actor)
        return [root, *self._members.get(root, [])]

    def same(self, actor: str, as_: str) -> None:
        """Notes that two actors are one; the second, or what it is already said to be, stands for both."""
        gone, stays = self.root(actor), self.root(as_)
        if gone != stays:
            self._parents[gone] = stays
            self._members.setdefault(stays, []).extend([gone, *self._members.pop(gone, [])])
            self._different = {frozenset(map(self.root, pair)) for pair in self._different}

    def different(self, actor: str, other: str) -> None:
        """Notes that two actors are not one."""
        self._different.add(frozenset((self.root(actor), self.root(other))))

    def settled(self, one: str, other: str) -> bool:
        """Whether it is known if two actors are one."""
        left, right = self.root(one), self.root(other)
        return left == right or frozenset((left, right)) in self._different


class Decider:
    """Writes decisions into a facts file, each on disk before the next one is asked for."""

    def __init__(
        self, path: Path, author: str, today: datetime.date, decided: Decided, profiles: Mapping[str, Profile]
    ) -> None:
        """Takes decisions.

        Args:
            path: the file, which need not be there yet.
            author: who decides.
            today: the day of the decisions.
            decided: what is known already; every decision is added to it.
            profiles: all actors by id.
        """
        self.path = path
        self.decided = decided
        self.profiles = profiles
        self._author = author
        self._date = today.isoformat()

    def same(self, proposal: Proposal) -> SameAs:
        """Writes that two actors are one.

        The fact is about those that stand for them already, so that decisions never lead in a circle.

        Raises:
            InputError: the file cannot be written.
        """
        one, other = map(self._standing, proposal.pair)
        profiles = [self.profiles.get(actor, Profile(actor, actor)) for actor in (one, other)]
        stays = kept(*profiles).id
        gone = one if stays == other else other
        said = "" if {one, other} == set(proposal.pair) else f"{' and '.join(proposal.pair)} are one. "
        fact = SameAs(
            actor=gone, as_=stays, author=self._author, date=self._date, note=f"{said}{proposal.words}"
        )
        append(self.path, fact)
        self.decided.same(gone, stays)
        return fact

    def different(self, proposal: Proposal) -> DifferentFrom:
        """Writes that two actors are not one.

        Raises:
            InputError: the file cannot be written.
        """
        one, other = proposal.pair
        fact = DifferentFrom(
            actor=one, from_=other, author=self._author, date=self._date, note=proposal.words
        )
        append(self.path, fact)
        self.decided.different(one, other)
        return fact

    def _standing(self, actor: str) -> str:
        """Who stands for an actor: of those that are known to be one, one that is there."""
        members = self.decided.members(actor)
        return next((member for member in members if member in self.profiles), members[0])


def append(path: Path, fact: Fact) -> None:
    """Adds a line to a facts file, and returns when it is on disk.

    Raises:
        InputError: the file cannot be written.
    """
    line = msgspec.json.encode(fact) + b"\n"
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"{path}: the decision cannot be written there: {error.strerror}.") from error


def decisions_of(path: Path, called: Callable[[str], str]) -> list[SameAs | DifferentFrom]:
    """The decisions in a facts file, with actors by their ids; other facts are passed over.

    Args:
        path: the file; one that is not there, or is empty, has none.
        called: the id that a reference means.

    Raises:
        InputError: it is no facts file, or a fact in it is faulty.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"{path}: decisions are JSON Lines; give a name that ends in .jsonl.")
    if not path.exists() or not path.stat().st_size:
        return []
    placed, problems = facts.read(path)
    if problems:
        raise InputError(f"{problems[0]}")
    found: list[SameAs | DifferentFrom] = []
    for one in placed:
        if isinstance(one.fact, SameAs):
            found.append(
                msgspec.structs.replace(one.fact, actor=called(one.fact.actor), as_=called(one.fact.as_))
            )
        elif isinstance(one.fact, DifferentFrom):
            found.append(
                msgspec.structs.replace(one.fact, actor=called(one.fact.actor), from_=called(one.fact.from_))
            )
    return found
