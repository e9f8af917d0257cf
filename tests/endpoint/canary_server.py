"""A server that must not be called."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Canary:
    """A loopback server that notes every call and answers with an empty result."""

    address: str
    calls: list[bytes] = field(default_factory=list)
