"""What is mended in pySHACL from outside; `tests/validation/test_patches.py` tells when each can go."""

from __future__ import annotations

__all__ = ["forget_blank_nodes"]


def forget_blank_nodes() -> None:
    """Empties pySHACL's memory of how it wrote blank nodes (0.40.1), before and after each validation.

    It is kept by the address of a graph and the label of a node for as long as the process lives. Another
    graph may be made at the address of one that is gone, and then has its paths described as that one's; and
    the memory only grows.
    """
    from pyshacl.rdfutil.stringify import stringify_blank_node  # noqa: PLC0415

    stringify_blank_node.dict_cache.clear()
