"""What each key of a fact means, in a sentence: for the JSON Schema and for messages."""

from __future__ import annotations

from .model import Part

__all__ = ["meaning"]


def meaning(struct: type[Part], key: str) -> str:
    """What a key means, as a sentence without its full stop.

    >>> from .model import Recognition
    >>> meaning(Recognition, "of")
    'The actor that is recognised'
    """
    return _MEANINGS.get(f"{struct.__name__}.{key}") or _MEANINGS[key]


_MEANINGS = {
    "source": "The id of the source that says so",
    "evidence": "Where in the source it can be checked",
    "confidence": "Whether the source states it, passes on what others say, or it was inferred",
    "reportedBy": "The actor whom the source names as saying so: its id, name or alias",
    "denies": "Whether the source denies the fact, rather than asserting it",
    "note": "A remark for readers; nothing is derived from it",
    "date": "When it happened",
    "dateRole": "What happened on the date; 'reported' means that it happened on that day or before",
    "list": "The authority's list, by the name that the authority uses",
    "organ": "The body or official that acted for it, such as a court, a ministry or a president",
    "instrument": "The law, decree or resolution by which it was done",
    "episode": "Tells apart acts that would be taken for one, or joins acts that would not; seldom needed",
    "from": "When it began",
    "to": "When it ended",
    "seen": "A date on which it held",
    "label": "What it is called",
    "place": "Where it took place",
    "actor": "Its id, name or alias",
    "published": "When the source was published",
    "Source.id": "The id by which facts refer to the source",
    "Source.title": "Its title",
    "Source.publisher": "Who published it",
    "Source.author": "Who wrote it",
    "Source.url": "Its address",
    "Source.retrieved": "When it was captured",
    "Source.language": "The language that it is written in",
    "Source.sha256": "The digest of its captured text",
    "Source.complete": "The list of which it names all that is in force on the day it was published",
    "Complete.authority": "Whose list it is: an actor's id, name or alias",
    "Actor.id": "The id by which facts refer to the actor",
    "Actor.kind": "What it is",
    "Actor.kinds": "What it is, where it is several things at once",
    "Actor.name": "The name under which it is shown",
    "Actor.names": "Its names by language tag",
    "Actor.aliases": "Other names, spellings and misspellings that sources use for it",
    "Actor.sameAs": "The same actor elsewhere, such as its address at Wikidata",
    "Actor.country": "The actor that it belongs to: an id, name or alias",
    "Membership.member": "The actor that is a member",
    "Membership.organization": "What it is a member of",
    "Post.holder": "The person who holds the post",
    "Post.title": "The post's title",
    "Post.of": "The state, government or organisation whose post it is",
    "Designation.authority": "The state or intergovernmental organisation that designates",
    "Designation.target": "The actor that is designated",
    "Designation.category": "What it is designated as",
    "Designation.action": "What the authority did: 'reaffirmed' means that the designation was seen in force",
    "Recognition.by": "The actor that recognises",
    "Recognition.of": "The actor that is recognised",
    "Recognition.action": "What was done about the recognition",
    "Recognition.person": "The person concerned, such as the ambassador who was accepted",
    "Meeting.participants": "Who takes part, by id or name, or with whom they represent and their own status",
    "Meeting.id": "The meeting's id, where several facts describe one meeting",
    "Meeting.host": "The actor that hosts it",
    "Meeting.status": "How far it came",
    "Meeting.topics": "What it was about",
    "Participant.for": "Whom they represent",
    "Participant.status": "Their own status, where it differs from the meeting's",
    "Agreement.parties": "Its sides, by id or name, or with their role",
    "Agreement.subject": "What was agreed",
    "Agreement.id": "The agreement's id, where several facts describe one agreement",
    "Agreement.status": "How far it came",
    "Agreement.date": "When it reached that status",
    "Agreement.signed": "When it was signed",
    "Agreement.inForce": "When it came into force",
    "Agreement.ended": "When it ended",
    "Party.role": "Whether it is a party, a witness or a signatory",
    "Statement.speaker": "Who says it",
    "Statement.summary": "What is said, in one's own words",
    "Statement.for": "Whom the speaker speaks for",
    "Statement.about": "The actors of whom something is said",
    "Evidence.start": "The passage's first character: code points of the source's text before it",
    "Evidence.end": "The end of the passage: code points of the source's text up to its end",
    "Evidence.sha256": "The SHA-256 of the passage's UTF-8 bytes",
    "Evidence.quote": "The words of the source",
    "Evidence.page": "The page of the source",
    "Evidence.entry": "The entry of the list that the source is",
}
