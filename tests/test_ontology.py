"""The ontology keeps its style, and says what the code says."""

import json
import typing
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

import loader.judge as judging
from loader import verdict
from loader.claims.fields import FIELDS, Kind
from loader.errors import Severity
from loader.facts import model
from loader.resources import folder
from loader.triples import iri_value
from loader.validation import Gate
from loader.vocabulary import BASE, CLAIM, CODE, DET, EDTF, RDF_TYPE

ONTOLOGY = folder("ontology") / "detente.ttl"
STYLE = folder("ontology") / "style.ttl"
KNOWN = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/prov#",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://purl.org/vocab/vann/",
    "http://xmlns.com/foaf/0.1/",
    "http://id.loc.gov/datatypes/edtf/",
    "https://schema.org/",
}

SCHEMES = {
    "designation-action": model.DesignationAction,
    "recognition-action": model.RecognitionAction,
    "category": model.Category,
    "meeting-status": model.MeetingStatus,
    "agreement-status": model.AgreementStatus,
    "party-role": model.PartyRole,
    "date-role": model.DateRole,
    "confidence": model.Confidence,
}

ONE_OF_SEVERAL = {"identifiers": "identifier", "successors": "successor"}
SINGULAR = {"participants": "participant", "parties": "party", "topics": "topic"}
OTHERWISE = {"id", "title", "complete", "kind", "kinds", "name", "names", "aliases", "weakAliases", "sameAs"}
"""Keys of sources and actors that are an IRI, a class or a label, or several properties."""

RECORDS = {
    *("Designation", "DesignationAct", "Recognition", "RecognitionAct", "Meeting", "Agreement"),
    *("Membership", "Post", "Source", "Statement"),
}

DECISIONS = [t for t in model.FACT_TYPES if issubclass(t, model.Decision)]
SOURCED = [t for t in model.FACT_TYPES if issubclass(t, model.Sourced)]
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(ONTOLOGY)


def local(terms, namespace):
    """The local names of those terms that are in a namespace."""
    return {str(t).removeprefix(namespace) for t in terms if str(t).startswith(namespace)}


def terms(ontology, namespace, *kinds):
    return {name for kind in kinds for name in local(ontology.subjects(RDF.type, kind), namespace)}


def properties(ontology, namespace):
    return terms(ontology, namespace, OWL.ObjectProperty, OWL.DatatypeProperty)


def keys(struct):
    return set(struct.__struct_encode_fields__) - {"type"}


def judged(graph):
    """Whether the ontology keeps the style, and who breaks which rule of it."""
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(STYLE))
    return conforms, {
        (str(report.value(result, SH.focusNode)).rpartition("/")[2], str(message))
        for result in report.objects(None, SH.result)
        for message in report.objects(result, SH.resultMessage)
    }


def test_the_ontology_keeps_the_house_style(ontology):
    assert judged(ontology) == (True, set())


def test_the_style_finds_what_breaks_it():
    graph, term = Graph(), lambda text: URIRef(DET + text)
    us = URIRef(DET.removesuffix("#"))
    graph.add((us, RDF.type, OWL.Ontology))
    graph.add((us, OWL.versionIRI, URIRef(str(us) + "/2.0.0")))
    graph.add((us, OWL.versionInfo, Literal("1.0.0")))
    graph.add((us, OWL.imports, URIRef("http://ontology.example/")))
    graph.add((URIRef(str(us) + "/other"), RDF.type, OWL.Ontology))
    graph.add((term("meeting"), RDF.type, OWL.Class))
    graph.add((term("Participant"), RDF.type, OWL.ObjectProperty))
    graph.add((term("Participant"), OWL.inverseOf, term("participantOf")))
    graph.add((term("place"), SKOS.definition, Literal("where it was", lang="en")))
    graph.add((term("venue"), SKOS.definition, Literal("where it was", lang="en")))
    graph.add((URIRef(CODE + "category/terror"), RDF.type, SKOS.Concept))
    graph.add((URIRef(CODE + "category/terror"), SKOS.inScheme, URIRef(CODE + "category")))
    graph.add((URIRef(CODE + "category/terror"), SKOS.notation, Literal("terrorist")))
    graph.add((URIRef(CODE + "category/none"), RDF.type, SKOS.Concept))

    conforms, found = judged(graph)

    assert not conforms
    rules = Graph().parse(STYLE)
    assert {message for _, message in found} == {str(m) for m in rules.objects(None, SH.message)}
    assert ("ns#meeting", "A class is spelled UpperCamel, in one of our two namespaces.") in found
    assert ("terror", "A concept's IRI is its scheme's, a slash, and its notation.") in found


def test_another_parser_reads_the_same(ontology):
    read = set(pyoxigraph.parse(path=ONTOLOGY, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(read) == len(ontology)


def test_the_ontology_has_no_blank_nodes(ontology):
    assert not [t for triple in ontology for t in triple if isinstance(t, BNode)]


def test_other_vocabularies_are_well_known_ones(ontology):
    us = ("https://w3id.org/detente/", "https://www.apache.org/licenses/")
    used = {str(t) for triple in ontology for t in triple if isinstance(t, URIRef)}
    assert {t for t in used if not t.startswith((*us, *KNOWN))} == set()


def test_the_ontology_is_versioned_and_licensed(ontology):
    (about,) = ontology.subjects(RDF.type, OWL.Ontology)
    assert str(ontology.value(about, OWL.versionIRI)) == f"{about}/{ontology.value(about, OWL.versionInfo)}"
    assert str(ontology.value(about, DCTERMS.license)) == "https://www.apache.org/licenses/LICENSE-2.0"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_code_list_has_the_values_that_facts_may_have(ontology, scheme):
    concepts = ontology.subjects(SKOS.inScheme, URIRef(CODE + scheme))
    notations = [str(n) for c in concepts for n in ontology.objects(c, SKOS.notation)]
    assert sorted(notations) == sorted(typing.get_args(SCHEMES[scheme]))


def test_there_are_no_other_code_lists(ontology):
    assert terms(ontology, CODE, SKOS.ConceptScheme) == set(SCHEMES)


def test_every_kind_of_actor_is_a_class(ontology):
    kinds = {"".join(map(str.title, kind.split("-"))) for kind in typing.get_args(model.ActorKind)}
    assert terms(ontology, DET, OWL.Class) == kinds | RECORDS


def test_every_type_of_fact_is_a_class_of_claims(ontology):
    assert terms(ontology, CLAIM, OWL.Class) == {t.__name__ for t in SOURCED} | {
        "Claim",
        "Description",
        *(t.__name__ for t in DECISIONS),
    }
    claims = ontology.subjects(RDFS.subClassOf, URIRef(CLAIM + "Claim"))
    assert local(claims, CLAIM) == {t.__name__ for t in SOURCED}


def test_every_key_of_a_fact_is_a_predicate_of_claims_and_the_other_way_round(ontology):
    structs = [*SOURCED, model.Evidence, model.Participant]
    said = {SINGULAR.get(key, key) for struct in structs for key in keys(struct)}
    said |= set(typing.get_args(model.PartyRole))
    derived = {p for p in properties(ontology, CLAIM) if p.lower().endswith(("earliest", "latest", "as"))}
    assert properties(ontology, CLAIM) - derived == said | {
        "dataset",
        "participation",
        "describes",
        "content",
    }
    assert keys(model.Party) == {"actor", "role"}


def test_every_reference_to_an_actor_has_a_predicate_for_the_name_that_was_used(ontology):
    actors = {Kind.ACTOR, Kind.ACTORS, Kind.PARTICIPANTS, Kind.PARTIES}
    references = {f.predicate for fields in FIELDS.values() for f in fields if f.kind in actors}
    names = {p.removesuffix("As") for p in properties(ontology, CLAIM) if p.endswith("As")}
    assert names == references


def test_every_key_of_a_description_is_a_predicate_of_records(ontology):
    said = keys(model.Source) | keys(model.Actor) | {f"complete{k.title()}" for k in keys(model.Complete)}
    said = {ONE_OF_SEVERAL.get(key, key) for key in said}
    assert said - OTHERWISE <= properties(ontology, DET)
    assert not OTHERWISE & properties(ontology, DET) - {"title"}  # of a post


@pytest.mark.parametrize("namespace", [DET, CLAIM])
def test_every_date_has_both_bounds(ontology, namespace):
    dates = local(ontology.subjects(RDFS.range, URIRef(EDTF)), namespace)
    bounds = local(ontology.subjects(RDFS.range, URIRef(XSD + "date")), namespace)
    assert {"date", "from", "to", "seen", "signed", "inForce", "ended"} <= dates
    assert bounds == {f"{d}{b}" for d in dates - {"date"} for b in ("Earliest", "Latest")} | {
        "earliest",
        "latest",
    }


def test_nothing_ties_a_predicate_of_claims_to_one_of_records(ontology):
    above = {str(upper) for _, upper in ontology.subject_objects(RDFS.subPropertyOf)}
    assert above
    assert not local(above, DET) | local(above, CLAIM)
    for predicate, domain in ontology.subject_objects(RDFS.domain):
        namespace = CLAIM if str(predicate).startswith(CLAIM) else DET
        assert str(domain).startswith(namespace), f"{predicate} has a domain on the other side"


FACTS = Path(__file__).parent / "ontology" / "every-key.jsonl"


@pytest.fixture(scope="module")
def written():
    """What a load of facts that use every key writes: claims and records, and what the gate found."""
    seen = []

    class Spy(Gate):
        """A gate that remembers what came to it."""

        def feed(self, triples, beside=()):
            seen.extend([*triples, *beside])
            return super().feed(triples, beside)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "Gate", Spy)
        problems = verdict.validate([FACTS], None, BASE).problems
    return seen, problems


def test_the_facts_of_this_test_use_every_key():
    used = [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]
    for kind in model.FACT_TYPES:
        own = keys(kind) - (keys(model.Sourced) if kind in SOURCED else set())
        assert own <= {key for fact in used if fact["type"] == kind.__struct_config__.tag for key in fact}
    assert keys(model.Sourced) <= {key for fact in used for key in fact}


def test_all_that_claims_and_records_write_is_in_the_ontology(ontology, written):
    triples, _ = written
    predicates = {iri_value(p) for _, p, _ in triples}
    classes = {iri_value(o) for _, p, o in triples if iri_value(p) == RDF_TYPE}
    codes = {iri_value(o) for _, _, o in triples if o.startswith(f"<{CODE}")}
    defined = {str(t) for t in ontology.subjects(RDFS.isDefinedBy, None)}
    others = {RDF_TYPE, str(RDFS.label), str(SKOS.altLabel), str(SKOS.hiddenLabel), str(OWL.sameAs)}
    others.add(str(DCTERMS.isReplacedBy))
    assert (predicates | classes | codes) - defined == others


def test_all_predicates_of_the_ontology_are_written(ontology, written):
    triples, _ = written
    unused = {DET + p for p in properties(ontology, DET)} | {CLAIM + p for p in properties(ontology, CLAIM)}
    unused -= {iri_value(p) for _, p, _ in triples}
    assert unused == {CLAIM + "dataset"}  # which a claim gets when it is stored


def test_claims_and_records_share_no_predicate(written):
    triples, _ = written
    of_claims = {p for s, p, _ in triples if s.startswith(f"<{BASE}claim/")}
    of_records = {p for s, p, _ in triples if not s.startswith(f"<{BASE}claim/")}
    assert of_claims & of_records == {f"<{RDF_TYPE}>"}
    assert all(p.startswith(f"<{CLAIM}") for p in of_claims - {f"<{RDF_TYPE}>"})


def test_good_facts_pass_the_gate(written):
    _, problems = written
    assert {(p.severity, p.rule.rpartition("#")[2]) for p in problems} == {(Severity.INFO, "Disputed-record")}
