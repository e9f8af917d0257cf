"""A FollowTheMoney entity as an actor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loader import dates
from loader.facts.model import Actor, ActorKind
from loader.importers.entry import Unused
from loader.importers.scripts import by_script
from loader.importers.texts import clean

from .country import country
from .entity import ACTORS, Entity

__all__ = ["IDENTIFIERS", "actor"]

IDENTIFIERS = {
    "bikCode": "bik",
    "bvdId": "bvd",
    "cikCode": "cik",
    "dunsCode": "duns",
    "icijId": "icij",
    "idNumber": "id-number",
    "imoNumber": "imo",
    "innCode": "inn",
    "irsCode": "irs",
    "jibCode": "jib",
    "leiCode": "lei",
    "licenseNumber": "license-number",
    "npiCode": "npi",
    "ogrnCode": "ogrn",
    "okpoCode": "okpo",
    "passportNumber": "passport",
    "permId": "perm-id",
    "registrationNumber": "registration-number",
    "socialSecurityNumber": "social-security-number",
    "swiftBic": "bic",
    "taxNumber": "tax-number",
    "uniqueEntityId": "uei",
    "unscId": "un-sc",
    "uscCode": "uscc",
    "vatCode": "vat",
    "voenCode": "voen",
}
"""Properties that identify, and the schemes that they are of."""

_NAMES = ("name", "alias", "previousName")
_WEAK = ("weakAlias", "abbreviation")
_COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry")
_SAID = {*_NAMES, *_WEAK, *_COUNTRIES, *IDENTIFIERS, "birthDate", "wikidataId"}
_WIKIDATA = "http://www.wikidata.org/entity/"


def actor(
    entity: Entity, more: Iterable[tuple[str, str]] = ()
) -> tuple[Actor, tuple[Actor, ...], tuple[Unused, ...]]:
    """The actor that an entity describes.

    Args:
        entity: an entity of one of the schemas of ACTORS.
        more: identifiers that other entities say of it, each with its scheme.

    Returns:
        The actor, by its id if it has no name; the countries that it refers to; and what is not said of it.
    """
    kind: ActorKind = "person" if ACTORS[entity.schema] == "person" else "organization"
    known = entity.values(*_NAMES)
    name = clean(entity.caption) or next(iter(entity.values("name") or known), entity.id)
    latin, tagged = by_script(other for other in known if other != name)
    countries = {c.id: c for code in entity.values(*_COUNTRIES) if (c := country(code))}
    born, undated = _days(entity.values("birthDate"))
    wikidata = [q for q in entity.values("wikidataId") if q[:1] == "Q" and q[1:].isdecimal()]
    found = Actor(
        id=entity.id,
        name=name,
        kind=kind,
        names={key: tagged[key] for key in sorted(tagged)},
        aliases=latin,
        weakAliases=tuple(w for w in entity.values(*_WEAK) if w not in known and w != name),
        identifiers=_identifiers(entity, more),
        born=born,
        country=tuple(countries),
        sameAs=tuple(_WIKIDATA + q for q in wikidata),
    )
    nowhere = [said for said in _COUNTRIES if any(country(code) is None for code in entity.values(said))]
    unused = [Unused(said, "It is the code of no country.") for said in nowhere]
    return found, tuple(countries.values()), (*unused, *undated, *_unsaid(entity))


def _identifiers(entity: Entity, more: Iterable[tuple[str, str]]) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for said, scheme in IDENTIFIERS.items():
        if values := entity.values(said):
            found.setdefault(scheme, set()).update(values)
    for scheme, value in more:
        found.setdefault(scheme, set()).add(value)
    return {scheme: tuple(sorted(found[scheme])) for scheme in sorted(found)}


def _days(written: Sequence[str]) -> tuple[tuple[str, ...], list[Unused]]:
    days, unused = [], []
    for day in written:
        try:
            days.append(dates.parse(day).text)
        except dates.DateError:
            unused.append(Unused("birthDate", "It is no date."))
    return tuple(sorted(set(days))), unused


def _unsaid(entity: Entity) -> list[Unused]:
    left = [said for said in sorted({*entity.properties} - _SAID) if entity.values(said)]
    unused = [Unused(said, "Facts of actors have no place for it.") for said in left]
    if entity.schema == "LegalEntity":
        unused.append(Unused("schema", "A LegalEntity may be a person too; it is taken for an organization."))
    return unused
