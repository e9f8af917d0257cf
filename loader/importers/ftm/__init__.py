"""Entities of FollowTheMoney: sanctions, and whom they are of.

reading     files, line by line             entity   what a line says
stage       all entities, kept on disk      telling  what becomes of each
sanction programme country actor            what an entity says as a part of a fact
acts        when sanctions began, changed and ended
"""

from __future__ import annotations

from .reading import entries

__all__ = ["entries"]
