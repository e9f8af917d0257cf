"""What a write that is not facts is held to beside the rules of facts: one sentence a rule."""

from __future__ import annotations

__all__ = ["RULES"]

RULES = {
    "update/claim": "A claim is whole: all that a load would write of it, under the hash of its content.",
    "update/hash": "A claim's name is the hash of its content, so that no claim changes.",
    "update/triple": "A claim has the triples that its content comes to, and no others.",
    "update/dataset": "A claim is in at least one dataset, named as a load would name it.",
    "update/record": "The records are what the claims come to; of their subjects nothing else is said.",
    "update/vocabulary": "In the default graph only claims and records are spoken of as such.",
}
"""Every rule of this layer, by identifier."""
