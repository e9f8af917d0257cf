"""Facts for property tests: small worlds, so that claims meet each other often."""

from __future__ import annotations

from hypothesis import strategies as st

from loader.facts.model import (
    Agreement,
    Designation,
    Evidence,
    Meeting,
    Membership,
    Participant,
    Party,
    Post,
    Recognition,
    Statement,
)

ACTORS = st.sampled_from(["freedonia", "sylvania", "group:a", "group b", "Ünïon/1"])
SOURCES = st.sampled_from(["gazette", "wire 2", "page#3"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
DATES = st.sampled_from(
    [
        "2003",
        "2003-02",
        "2003-02-14",
        "2005",
        "2005-06-01",
        "2007",
        "2007-03/2008-01",
        "../2006",
        "2006/..",
        "2009-01-01",
        "2003~",
        "2007-22",
        "2005?",
    ]
)
ROLES = st.sampled_from(["effective", "decided", "signed", "event", "announced", "reported"])
MAYBE_DATE = st.none() | DATES
MAYBE_TEXT = st.none() | TEXTS

EVIDENCE = st.one_of(
    st.builds(Evidence, start=st.integers(0, 9), end=st.integers(10, 99), sha256=st.just("ab" * 32)),
    st.builds(Evidence, quote=TEXTS),
    st.builds(Evidence, page=TEXTS | st.integers(1, 99)),
    st.builds(Evidence, entry=TEXTS),
    st.builds(Evidence, entry=TEXTS, position=st.integers(1, 99), sha256=st.just("cd" * 32)),
)
SOURCED = {
    "source": SOURCES,
    "evidence": st.lists(EVIDENCE, max_size=3).map(tuple),
    "confidence": st.sampled_from(["stated", "reported", "inferred"]),
    "reportedBy": st.none() | ACTORS,
    "note": MAYBE_TEXT,
}
DENIES = st.booleans() | st.just(False)

DESIGNATIONS = st.builds(
    Designation,
    authority=ACTORS,
    target=ACTORS,
    category=st.sampled_from(["terrorist", "extremist"]),
    action=st.sampled_from(["imposed", "reaffirmed", "amended", "removal-announced", "suspended", "lifted"]),
    organ=MAYBE_TEXT,
    list=st.sampled_from([None, None, "List A", "List: B"]),
    programme=st.sampled_from([None, None, "P 1", "list"]),
    until=MAYBE_DATE,
    instrument=MAYBE_TEXT,
    episode=st.sampled_from([None, None, None, "1", 2]),
    date=MAYBE_DATE,
    dateRole=ROLES,
    denies=DENIES,
    **SOURCED,
)
RECOGNITIONS = st.builds(
    Recognition,
    by=ACTORS,
    of=ACTORS,
    action=st.sampled_from(["announced", "granted", "withdrawn", "refused", "ambassador-accepted"]),
    person=st.none() | ACTORS,
    date=MAYBE_DATE,
    dateRole=ROLES,
    denies=DENIES,
    **SOURCED,
)
PARTICIPANTS = ACTORS | st.builds(
    Participant,
    actor=ACTORS,
    for_=st.none() | ACTORS,
    status=st.sampled_from([None, "declined", "held"]),
)
MEETINGS = st.builds(
    Meeting,
    participants=st.lists(PARTICIPANTS, min_size=1, max_size=4).map(tuple),
    id=st.sampled_from([None, "summit", "summit 2"]),
    label=MAYBE_TEXT,
    host=st.none() | ACTORS,
    place=MAYBE_TEXT,
    date=MAYBE_DATE,
    dateRole=ROLES,
    status=st.sampled_from(["announced", "planned", "held", "declined", "cancelled"]),
    topics=st.lists(TEXTS, max_size=3).map(tuple),
    denies=DENIES,
    **SOURCED,
)
AGREEMENTS = st.builds(
    Agreement,
    parties=st.lists(
        ACTORS | st.builds(Party, actor=ACTORS, role=st.sampled_from(["party", "witness", "signatory"])),
        min_size=1,
        max_size=4,
    ).map(tuple),
    subject=TEXTS,
    id=st.sampled_from([None, "treaty", "pact"]),
    label=MAYBE_TEXT,
    status=st.sampled_from(["announced", "adopted", "initialled", "signed", "in-force", "ended"]),
    date=MAYBE_DATE,
    signed=MAYBE_DATE,
    inForce=MAYBE_DATE,
    ended=MAYBE_DATE,
    denies=DENIES,
    **SOURCED,
)
MEMBERSHIPS = st.builds(
    Membership,
    member=ACTORS,
    organization=ACTORS,
    from_=MAYBE_DATE,
    to=MAYBE_DATE,
    seen=MAYBE_DATE,
    denies=DENIES,
    **SOURCED,
)
POSTS = st.builds(
    Post,
    holder=ACTORS,
    title=st.sampled_from(["Foreign Minister", "Envoy: special"]),
    of=ACTORS,
    from_=MAYBE_DATE,
    to=MAYBE_DATE,
    seen=MAYBE_DATE,
    denies=DENIES,
    **SOURCED,
)
STATEMENTS = st.builds(
    Statement,
    speaker=ACTORS,
    summary=TEXTS,
    for_=st.none() | ACTORS,
    about=st.lists(ACTORS, max_size=3).map(tuple),
    date=MAYBE_DATE,
    denies=DENIES,
    **SOURCED,
)
FACTS = st.one_of(DESIGNATIONS, RECOGNITIONS, MEETINGS, AGREEMENTS, MEMBERSHIPS, POSTS, STATEMENTS)
