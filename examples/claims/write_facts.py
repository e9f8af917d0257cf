"""Writes claims that somebody collected in a form of their own as facts, one a line.

    python examples/claims/write_facts.py claims.jsonl > facts.jsonl

Each line of the input is a claim: who did what to whom, when, and at which address it was read. Each claim
becomes one fact, and each address one source. Two things are not in the claims but a person's to say, and are
in files beside this script: who there is, with all names, and which titles are those of one agreement.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from known import Known, UnusableError

from loader.errors import DetenteError
from loader.facts.model import (
    Agreement,
    AgreementStatus,
    DateRole,
    Designation,
    DesignationAction,
    Fact,
    Meeting,
    Party,
    Source,
    Statement,
)

HERE = Path(__file__).parent

Kind = Literal[
    "designation", "delisting", "meeting", "agreement-initialling", "agreement-signing", "body-closure"
]
Role = Literal["decision", "announced", "event", "unspecified", "on-or-before"]

ACTIONS: dict[Kind, DesignationAction] = {"designation": "imposed", "delisting": "lifted"}
STEPS: dict[Kind, AgreementStatus] = {"agreement-initialling": "initialled", "agreement-signing": "signed"}
ROLES: dict[Role, DateRole] = {
    "decision": "decided",
    "announced": "announced",
    "event": "event",
    "unspecified": "event",  # what a date is taken for where its role is not said
    "on-or-before": "reported",
}


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a claim was read."""

    url: str
    published: str | None = None
    lang: str | None = None


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the input; its `authority` is the organ that acted, or who signed."""

    id: str
    kind: Kind
    actor: str
    date_role: Role
    source: Page
    topic: str = ""
    authority: str | None = None
    target: str | None = None
    event_date: str | None = None
    note: str = ""

    @property
    def what(self) -> str:
        """Its target, where it has to have one."""
        if self.target is None:
            raise UnusableError(f"A claim of the kind {self.kind} needs a target.")
        return self.target

    @property
    def date(self) -> str | None:
        """Its date in EDTF, in which `..2025-09-11` is spelled `../2025-09-11`."""
        return re.sub(r"^\.\.(?!/)", "../", self.event_date) if self.event_date else None

    @property
    def plain_date(self) -> str | None:
        """Its date, for a fact that cannot say what role a date has."""
        if self.date_role in ("decision", "announced"):
            raise UnusableError(f"A claim of the kind {self.kind} has no date of the role {self.date_role}.")
        return self.date

    @property
    def remark(self) -> str:
        """Its id and its note: by them a fact's claim is found again."""
        return f"{self.id}: {self.note}" if self.note else self.id


def source(page: Page) -> Source:
    """The page at an address. Its id is made of the host and a digest, and its title is the address."""
    digest = hashlib.sha256(page.url.encode()).hexdigest()
    return Source(
        id=f"{urlsplit(page.url).netloc}-{digest[:8]}",
        title=page.url.partition("://")[2],
        url=page.url,
        published=page.published,
        language=page.lang,
    )


def fact(claim: Claim, known: Known) -> Fact:
    """The fact that a claim comes to.

    Raises:
        UnusableError: there is none.
    """
    page = source(claim.source).id
    match claim.kind:
        case "designation" | "delisting":
            return Designation(
                authority=known.name(claim.actor),
                target=known.name(claim.what),
                category="terrorist",  # the claims do not say it, but all are about lists of terrorists
                action=ACTIONS[claim.kind],
                organ=claim.authority,
                date=claim.date,
                dateRole=ROLES[claim.date_role],
                source=page,
                note=claim.remark,
            )
        case "meeting":
            sides = known.names(claim.actor) + known.names(claim.target)
            return Meeting(
                participants=tuple(map(known.participant, sides)),
                date=claim.date,
                dateRole=ROLES[claim.date_role],
                source=page,
                note=claim.remark,
            )
        case "agreement-initialling" | "agreement-signing":
            parties = [known.party(name) for name in known.names(claim.actor)]
            signing = [known.name(name) for name in known.names(claim.authority)]
            return Agreement(
                id=known.agreement(claim.what, parties),
                label=claim.what,
                parties=(*parties, *(Party(actor=name, role="signatory") for name in signing)),
                subject=re.sub("^.*? on (the )?", "", claim.what),  # as in `Treaty on the ...`
                status=STEPS[claim.kind],
                date=claim.plain_date,
                source=page,
                note=claim.remark,
            )
        case "body-closure":
            return Statement(
                speaker=known.name(claim.actor),
                summary=f"Closes {claim.what}.",
                about=(known.name(claim.what),),
                date=claim.plain_date,
                source=page,
                note=claim.remark,
            )


def written(lines: Iterable[bytes], known: Known) -> list[Fact]:
    """The actors, the sources and the claims as facts; `UnusableError` names the line that comes to none."""
    sources: dict[str, Source] = {}
    claims: list[Fact] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            claim = msgspec.json.decode(line, type=Claim)
            claims.append(fact(claim, known))
        except (msgspec.MsgspecError, UnusableError) as error:
            raise UnusableError(f"{number}: {error}") from None
        page = source(claim.source)
        sources[page.id] = page
    actors = {actor.id: actor for actor in known.actors.values()}
    return [*actors.values(), *sources.values(), *claims]


def main() -> None:
    """Reads the claims and writes the facts, or says in one line what is wrong and writes nothing."""
    command = argparse.ArgumentParser(description="Writes claims that somebody collected as facts.")
    command.add_argument("claims", type=Path, help="claims, one a line, as JSON")
    command.add_argument("--actors", type=Path, default=HERE / "actors.jsonl", help="facts: who there is")
    command.add_argument(
        "--agreements", type=Path, default=HERE / "agreements.json", help="titles, by their agreement's id"
    )
    given = command.parse_args()
    try:
        known = Known.read(given.actors, given.agreements)
    except (OSError, DetenteError, UnusableError, msgspec.MsgspecError) as error:
        sys.exit(str(error))
    try:
        found = written(given.claims.read_bytes().splitlines(), known)
    except OSError as error:
        sys.exit(str(error))
    except UnusableError as error:
        sys.exit(f"{given.claims}:{error}")
    for one in found:
        sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")


if __name__ == "__main__":
    main()
