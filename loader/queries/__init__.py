"""Saved questions: SPARQL files whose head declares what can be asked, and the binding of what is asked.

model      a question and its parameters
scan       where a SPARQL text has its slots, and what form it is of
head       the `#+` lines -> a small subset of YAML
declare    that head -> parameters, held against the slots
catalogue  files -> questions
actors     a name -> the actor that is meant
binding    a question and arguments -> SPARQL with terms in its slots
"""

from .binding import NameGivenError, bind, filled, terms
from .catalogue import catalogue, find, read
from .model import Parameter, Question

__all__ = [
    "NameGivenError",
    "Parameter",
    "Question",
    "bind",
    "catalogue",
    "filled",
    "find",
    "read",
    "terms",
]
