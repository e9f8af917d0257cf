"""The tokens of a SPARQL text: see `loader.tokens`, which writing needs too."""

from __future__ import annotations

from loader.tokens import MAX_DEPTH, MAX_READ, Kind, SparqlTextError, Token, tokenize

__all__ = ["MAX_DEPTH", "MAX_READ", "Kind", "SparqlTextError", "Token", "tokenize"]
