"""Texts that nearly always are SPARQL, and nearly always hide a call; URL stands for an address."""

from __future__ import annotations

from hypothesis import strategies as st

GLUE = st.sampled_from(["", "", " ", "\n", "#\n", "#>\n", "# '\n", "\t", ".", " . "])
QUOTES = st.sampled_from(["", "'", "'''", '"', '"""', ">", "'x'", "#"])
TERMS = st.sampled_from(
    ["1", "1.", ".5", "1e1", "true", "false", "'x'", "''", "'''x'''", "?o", "[]", "()", "ex:", "<URL>", "_:c"]
)
NAMES = st.sampled_from(["<URL>", ":list", "ex:list", "ex:", "SERVICEex:list", "?e", r"ex:a\-b", "ex:a.b"])
KEYWORDS = st.sampled_from(
    ["SERVICE", "service", "SERVICESILENT", "SERVICE SILENT", "OPTIONAL{}SERVICE", "GRAPH", "?SERVICE"]
)


@st.composite
def before_a_call(draw: st.DrawFn, quote: str) -> str:
    """What may stand before the word, with every trick that could make it look like a part of something."""
    return draw(
        st.sampled_from(
            [
                "",
                f"?s ?p {draw(TERMS)}",
                f"?s ?p {draw(TERMS)}{draw(GLUE)}",
                f"FILTER(1 <2#>{quote}\n)",
                f"FILTER(1<2){draw(GLUE)}",
                f"FILTER(true<2#>{quote}\n)",
                f"FILTER({draw(TERMS)} <{draw(TERMS)}#>{quote}\n)",
                f"BIND({draw(TERMS)} <1#>{quote}\n AS ?z)",
                f"FILTER EXISTS{{?a ?b {quote}x{quote}}}",
                f"VALUES ?e {{ {draw(TERMS)} }}{draw(GLUE)}",
                f"{{?s ?p {draw(TERMS)}}}",
                f"?s <urn:p>?{draw(TERMS)}",
            ]
        )
    )


@st.composite
def crafted(draw: st.DrawFn) -> str:
    """A query that is nearly always SPARQL, and nearly always hides a call."""
    head = draw(st.sampled_from(["SELECT*{", "ASK{", "SELECT*WHERE{OPTIONAL{", "SELECT*{{"]))
    call = draw(KEYWORDS) + draw(GLUE) + draw(NAMES) + draw(GLUE) + "{?s ?p ?o}"
    quote = draw(QUOTES)
    end = draw(st.sampled_from(["#", "", "\n"])) + draw(st.sampled_from([quote, quote + ")", ""])) + "\n"
    return head + draw(before_a_call(quote)) + call + end + "}" * head.count("{")


WORDS = st.sampled_from(
    [
        "LOAD",
        "load",
        "LOADSILENT",
        "LOAD SILENT",
        "LOADex:list",
        "CLEAR ALL;LOAD",
        "INTO GRAPH",
        ";",
        "LOAD#\n",
    ]
)


@st.composite
def crafted_update(draw: st.DrawFn) -> str:
    """An update that nearly always is one, and nearly always hides a LOAD or a call."""
    quote = draw(QUOTES)
    data = f"INSERT DATA{{<urn:a> <urn:b> {draw(TERMS).replace('?o', '1')}{draw(GLUE)}}}"
    pattern = draw(crafted())
    first = draw(
        st.sampled_from(
            [
                "",
                data,
                f"INSERT DATA{{<urn:a> <urn:b> {quote}x{quote}}}",
                f"INSERT{{?s ?p ?o}}WHERE{pattern[pattern.index('{') :]}",
                f"DELETE{{?s ?p ?o}}WHERE{pattern[pattern.index('{') :]}",
                "CLEAR SILENT GRAPH ex:a",
                "WITH ex: DELETE{?s ?p ?o}WHERE{?s ?p ?o}",
            ]
        )
    )
    glue = draw(st.sampled_from([";", " ; ", ";#\n", ";#>\n", f";#{quote}\n", "", " "]))
    call = draw(WORDS) + draw(GLUE) + draw(NAMES) + draw(st.sampled_from(["", " INTO GRAPH ex:g", "#"]))
    return f"{first}{glue}{call}"
