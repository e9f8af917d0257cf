"""Détente: sourced facts become a validated knowledge graph that answers over SPARQL."""

__version__ = "0.1.0"
