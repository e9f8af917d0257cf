"""The formats of answers: what they are called in an address, in a header, and by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.exchange.negotiate import choose

__all__ = ["BOOLEANS", "GRAPHS", "HTML", "ROWS", "TABLES", "Format", "negotiated"]


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each, so that it is itself a key
class Format:
    """One format.

    Attributes:
        writer: what the writers of answers call it.
        ending: of an address or a file.
        names: what `?format=` takes, the usual name first.
        media_type: what it is sent as.
        aliases: media types under which a client may ask for it too.
    """

    writer: str
    ending: str
    names: tuple[str, ...]
    media_type: str
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its usual name."""
        return self.names[0]

    @property
    def title(self) -> str:
        """Its name for a person."""
        return _TITLES.get(self.writer, self.name.upper())

    @property
    def content_type(self) -> str:
        """The header that it is sent with."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_USUAL = 256  # characters of an Accept header; those of a client are always the same
_TITLES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
    "rdfxml": "RDF/XML",
    "spreadsheet": "CSV for a spreadsheet",
}
HTML = Format("html", "html", ("html",), "text/html")
ROWS = Format("json", "json", ("json",), "application/json")
TABLES = (
    Format("sparql-json", "srj", ("json", "srj"), "application/sparql-results+json", ("application/json",)),
    Format("xml", "xml", ("xml", "srx"), "application/sparql-results+xml", ("application/xml", "text/xml")),
    Format("csv", "csv", ("csv",), "text/csv"),
    Format("tsv", "tsv", ("tsv",), "text/tab-separated-values"),
    Format("spreadsheet", "spreadsheet", ("spreadsheet",), "text/csv"),  # by this name only: CSV is exact
)
BOOLEANS = TABLES[:2]
GRAPHS = (
    Format("turtle", "ttl", ("turtle", "ttl"), "text/turtle", ("application/turtle", "application/x-turtle")),
    Format("ntriples", "nt", ("ntriples", "nt"), "application/n-triples"),
    Format("jsonld", "jsonld", ("jsonld", "json"), "application/ld+json", ("application/json",)),
    Format("trig", "trig", ("trig",), "application/trig"),
    Format("nquads", "nq", ("nquads", "nq"), "application/n-quads"),
    Format("rdfxml", "rdf", ("rdfxml", "rdf", "xml"), "application/rdf+xml", ("application/xml", "text/xml")),
)


def negotiated(request: Request, offers: Sequence[Format]) -> Format:
    """The offer that suits a request best: its `format`, a name or media types, else its Accept header.

    Args:
        request: what was asked.
        offers: the best one first; it is taken where the client does not care.

    Raises:
        RefusalError: 400 for a format that is none, 406 where no offer suits.
    """
    given = request.all("format")
    if given and "/" not in given[-1]:
        return _named(given[-1], offers)
    accept = given[-1] if given else request.accept
    chosen = (_remembered if len(accept) <= _USUAL else _chosen)(accept, tuple(offers))
    if chosen is None:
        types = ", ".join(dict.fromkeys(offer.media_type for offer in offers))
        raise RefusalError(HTTPStatus.NOT_ACCEPTABLE, f"This answer can be had as {types}.")
    return chosen


def _chosen(accept: str, offers: tuple[Format, ...]) -> Format | None:
    by_type = {kind: offer for offer in reversed(offers) for kind in (offer.media_type, *offer.aliases)}
    in_order = [offer.media_type for offer in offers] + [kind for offer in offers for kind in offer.aliases]
    chosen = choose(accept, in_order)
    return None if chosen is None else by_type[chosen]


_remembered = lru_cache(maxsize=256)(_chosen)


def _named(name: str, offers: Sequence[Format]) -> Format:
    for offer in offers:
        if name.lower() in offer.names:
            return offer
    known = {each for offer in (HTML, *TABLES, *GRAPHS) for each in offer.names}
    status = HTTPStatus.NOT_ACCEPTABLE if name.lower() in known else HTTPStatus.BAD_REQUEST
    raise RefusalError(
        status, f"There is no format '{name[:100]}' for this answer; there are {_listed(offers)}."
    )


def _listed(offers: Sequence[Format]) -> str:
    return ", ".join(offer.name for offer in offers)
