"""The types of fact, as an analyst, an importer or a language model writes them.

These names are a public contract: the JSON Schema, the RDF predicates of claims and the documentation are
all made from them. A reference to an actor or a source is a string: an id, or a registered name.
"""

# Annotations are values here: as texts, msgspec would evaluate all of them three times as a process starts.

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

__all__ = [
    "FACT_TYPES",
    "Actor",
    "ActorKind",
    "Agreement",
    "AgreementStatus",
    "AnyFact",
    "Category",
    "Complete",
    "Confidence",
    "DateRole",
    "Decision",
    "Designation",
    "DesignationAction",
    "DifferentFrom",
    "Evidence",
    "Fact",
    "Meeting",
    "MeetingStatus",
    "Membership",
    "Participant",
    "Party",
    "PartyRole",
    "Post",
    "Recognition",
    "RecognitionAction",
    "SameAs",
    "Source",
    "Sourced",
    "Statement",
]

ActorKind = Literal[
    "state",
    "territory",
    "intergovernmental-organization",
    "government",
    "armed-group",
    "organization",
    "person",
]
Category = Literal["terrorist", "extremist", "sanctions"]
DesignationAction = Literal["imposed", "reaffirmed", "amended", "removal-announced", "suspended", "lifted"]
RecognitionAction = Literal[
    "announced", "granted", "downgraded", "withdrawn", "refused", "ambassador-accepted"
]
MeetingStatus = Literal["announced", "planned", "held", "declined", "cancelled"]
AgreementStatus = Literal["announced", "adopted", "initialled", "signed", "in-force", "ended"]
PartyRole = Literal["party", "witness", "signatory"]
DateRole = Literal["effective", "decided", "signed", "event", "announced", "reported"]
Confidence = Literal["stated", "reported", "inferred"]

Text = Annotated[str, Meta(min_length=1)]
Reference = Annotated[str, Meta(min_length=1, description="An actor's id, name or alias.")]
Edtf = Annotated[
    str,
    Meta(min_length=1, description="A date in EDTF, level 0 or 1: 2003, 2024-11, ../2024-11-21, 2024-10~."),
]
Offset = Annotated[int, Meta(ge=0, description="In Unicode code points of the source's text, from 0.")]
Position = Annotated[int, Meta(ge=1, description="Among the entries of the list, from 1.")]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256, as 64 lower-case hex digits.")]
Iri = Annotated[str, Meta(pattern='^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+$')]


class Part(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
    gc=False,  # facts hold no cycles; with the collector on, keeping many alive made decoding 6 times slower
    rename={"from_": "from", "for_": "for", "as_": "as"},
):
    """What every struct here has in common: immutable, closed, and spelled as in the file."""


class Evidence(Part, frozen=True, kw_only=True):
    """Where in its source a claim can be checked: a passage, a quotation, a page, or an entry of a list.

    A passage is `start` and `end` (end is exclusive) with the `sha256` of the passage's UTF-8 bytes. An
    entry may have its `position` in the list, and the `sha256` of what it says, to compare editions by.
    """

    start: Offset | None = None
    end: Offset | None = None
    sha256: Digest | None = None
    quote: Text | None = None
    page: Text | int | None = None
    entry: Text | None = None
    position: Position | None = None


class Fact(Part, tag_field="type", frozen=True, kw_only=True):
    """What all types have in common; never written by itself."""


class Complete(Part, frozen=True, kw_only=True):
    """Says that a source lists all that an authority's list holds in force on the day it was published."""

    authority: Reference
    list: Text


class Source(Fact, tag="source", frozen=True, kw_only=True):
    """A document that says something: a page, a list, a report."""

    id: Text
    title: Text
    publisher: Text | None = None
    author: Text | None = None
    url: Iri | None = None
    published: Edtf | None = None
    retrieved: Edtf | None = None
    language: Text | None = None
    sha256: Digest | None = None
    complete: Complete | None = None


class Actor(Fact, tag="actor", frozen=True, kw_only=True):
    """A state, organisation, armed group or person, under one id and all its names."""

    id: Text
    name: Text
    kind: ActorKind | None = None
    kinds: tuple[ActorKind, ...] = ()
    names: dict[str, Text | tuple[Text, ...]] = {}
    aliases: tuple[Text, ...] = ()
    weakAliases: tuple[Text, ...] = ()
    sameAs: Iri | tuple[Iri, ...] = ()
    identifiers: dict[str, Text | tuple[Text, ...]] = {}
    born: Edtf | tuple[Edtf, ...] = ()
    country: Reference | tuple[Reference, ...] = ()
    claimedBy: tuple[Reference, ...] = ()
    successors: tuple[Reference, ...] = ()


class Decision(Fact, frozen=True, kw_only=True):
    """What a person decided about which actors are one; not what a source says."""

    actor: Reference
    author: Text
    date: Edtf | None = None
    note: Text | None = None


class SameAs(Decision, tag="same-as", frozen=True, kw_only=True):
    """Two actors are one and the same: records speak of `as` instead of `actor`. No claim is changed."""

    as_: Reference


class DifferentFrom(Decision, tag="different-from", frozen=True, kw_only=True):
    """Two actors are not the same, however alike their names are."""

    from_: Reference


class Sourced(Fact, frozen=True, kw_only=True):
    """A fact that one source asserts (or, with `denies`, denies)."""

    source: Text
    evidence: tuple[Evidence, ...] = ()
    confidence: Confidence = "stated"
    reportedBy: Reference | None = None
    denies: bool = False
    note: Text | None = None


class Membership(Sourced, tag="membership", frozen=True, kw_only=True):
    """An actor is a member of an organisation."""

    member: Reference
    organization: Reference
    from_: Edtf | None = None
    to: Edtf | None = None
    seen: Edtf | None = None


class Post(Sourced, tag="post", frozen=True, kw_only=True):
    """A person holds a post of a state, a government or an organisation."""

    holder: Reference
    title: Text
    of: Reference
    from_: Edtf | None = None
    to: Edtf | None = None
    seen: Edtf | None = None


class Designation(Sourced, tag="designation", frozen=True, kw_only=True):
    """One act about a designation: it was imposed, reaffirmed, lifted and so on."""

    authority: Reference
    target: Reference
    category: Category
    action: DesignationAction
    organ: Text | None = None
    list: Text | None = None
    programme: Text | None = None
    instrument: Text | None = None
    episode: Text | int | None = None
    date: Edtf | None = None
    dateRole: DateRole = "event"
    until: Edtf | None = None


class Recognition(Sourced, tag="recognition", frozen=True, kw_only=True):
    """One act about the recognition of an actor by another."""

    by: Reference
    of: Reference
    action: RecognitionAction
    organ: Text | None = None
    person: Reference | None = None
    instrument: Text | None = None
    episode: Text | int | None = None
    date: Edtf | None = None
    dateRole: DateRole = "event"


class Participant(Part, frozen=True, kw_only=True):
    """Who takes part in a meeting, for whom, and with what status of their own."""

    actor: Reference
    for_: Reference | None = None
    status: MeetingStatus | None = None


class Meeting(Sourced, tag="meeting", frozen=True, kw_only=True):
    """Actors met, will meet, or declined to."""

    participants: tuple[Reference | Participant, ...]
    id: Text | None = None
    label: Text | None = None
    host: Reference | None = None
    place: Text | None = None
    date: Edtf | None = None
    dateRole: DateRole = "event"
    status: MeetingStatus = "held"
    topics: tuple[Text, ...] = ()


class Party(Part, frozen=True, kw_only=True):
    """A side of an agreement, or a witness or signatory of it."""

    actor: Reference
    role: PartyRole = "party"


class Agreement(Sourced, tag="agreement", frozen=True, kw_only=True):
    """Actors agreed on something, or are about to.

    `date` is the day of the step that `status` names; the other three are dates of steps of their own.
    """

    parties: tuple[Reference | Party, ...]
    subject: Text
    id: Text | None = None
    label: Text | None = None
    status: AgreementStatus = "signed"
    date: Edtf | None = None
    signed: Edtf | None = None
    inForce: Edtf | None = None
    ended: Edtf | None = None
    place: Text | None = None


class Statement(Sourced, tag="statement", frozen=True, kw_only=True):
    """Who said what about whom, in our own paraphrase."""

    speaker: Reference
    summary: Text
    for_: Reference | None = None
    about: tuple[Reference, ...] = ()
    date: Edtf | None = None


AnyFact = (
    Source
    | Actor
    | Membership
    | Post
    | Designation
    | Recognition
    | Meeting
    | Agreement
    | Statement
    | SameAs
    | DifferentFrom
)
"""What a decoder takes: a fact of any type, told apart by its tag."""

FACT_TYPES: tuple[type[Fact], ...] = get_args(AnyFact)
