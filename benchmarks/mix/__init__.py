"""A synthetic mix of facts as JSON Lines: `python -m benchmarks.mix --facts 100000 --seed 1 > facts.jsonl`.

It is shaped after the public lists that the importers read (two editions of the UN's list, one of OFAC's, a
register of 1,500 treaties, sanctioned entities in FollowTheMoney), and all that it says is invented. Of
each hundred facts

- 45 are actors: 27 persons, 15 organisations, two armed groups, one government. They have 2.3 aliases each
  (30% have none, 1% have 20), 20% weak aliases, 18% a name in Cyrillic, Arabic or Chinese letters, 1.7
  identifiers, three quarters of the persons a day or year of birth, and 55% a country. Measured: 1.8
  aliases with UN, 2.1 with OFAC; 1.2 and 2.2 identifiers; 57% and 15% births; 52% and 4% countries.
- 40 are designations: most actors have one list that names them and one or two acts, few have ten. The 36
  lists are kept by 25 authorities, and the n-th has 1/n of the weight of the first. Two of three are
  published as a whole: their acts cite the entry, its position and its digest; the others cite a passage of
  a gazette, and a quarter of what they imposed is lifted again. Measured: one designation for each actor
  with OFAC, two with UN.
- 6 are agreements, 3 memberships, 2 posts, and one each a recognition, a meeting, a statement and a source.

One reference in twenty to an actor, one in eight to a state, is by name. The first hundred or so facts are
the world that does not grow: states, organisations, territories and the lists as sources. Everything
conforms: no violation, no warning.

With `--broken 0.01` one fact in a hundred breaks a rule of the gate, each rule in turn. With
`--reformatted` the same facts come in another order, their keys too, with other white space. `--skip N`
leaves out the first N facts, which the rest may refer to: what a store of N facts is told next. Memory does
not grow with the number of facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, islice
from random import Random
from typing import IO

from .block import Block
from .breakage import BREAKAGES
from .lines import line, shuffled
from .pieces import Raw
from .world import WORLD

__all__ = ["facts", "write"]

_MOST_BROKEN = 0.1
_REPLACEABLE = 14  # facts at the end of a block, to which no other fact refers


def facts(number: int, seed: int = 1, broken: float = 0.0, skip: int = 0) -> Iterator[Raw]:
    """The facts, as they are written.

    Args:
        number: how many.
        seed: which mix; the same seed gives the same facts, whatever the number.
        broken: the share of facts that break a rule, at most a tenth: what others refer to stays whole.
        skip: how many facts to leave out at the beginning; they are not counted.
    """
    if not 0 <= broken <= _MOST_BROKEN:
        raise ValueError(f"The share of broken facts is from 0 to {_MOST_BROKEN}, not {broken}.")
    return islice(_all(seed, broken), skip, skip + number)


def _all(seed: int, broken: float) -> Iterator[Raw]:
    yield from WORLD.facts
    rules = list(BREAKAGES.values())
    said, wrong = len(WORLD.facts), 0
    for number in count():
        block = Block(seed, number)
        made = list(block.facts())
        end = len(made)
        while (said + len(made)) * broken > wrong:
            replacement = rules[wrong % len(rules)](block)
            if end - len(replacement) < len(made) - _REPLACEABLE:
                break  # the next block takes over what is left
            wrong += 1
            made[end - len(replacement) : end] = replacement
            end -= len(replacement)
        said += len(made)
        yield from made


def write(out: IO[bytes], made: Iterable[Raw], seed: int = 1, reformatted: bool = False) -> None:
    """Writes facts as JSON Lines.

    Args:
        out: where to.
        made: the facts.
        seed: for the order and the white space of `reformatted`.
        reformatted: whether the lines, and the keys in each, come in another order, with other white space.
    """
    if not reformatted:
        out.writelines(line(fact) for fact in made)
        return
    random = Random(f"{seed}/reformatted")
    out.writelines(shuffled((line(fact, random) for fact in made), random))
