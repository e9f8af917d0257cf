"""Writes versions for ever, and says each one that is committed; made to be killed.

With a step, it kills itself just before the operation on files of that number, counted from its first draft:
anything that it opens, links, renames, makes or removes, or only the few that make a version current.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

from store_cases import finish, held, triples

from loader.errors import Place
from loader.store import Store
from loader.store import draft as drafts

FILE_OPERATIONS = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}


def kill_at(step: int, *, last_ones: bool) -> None:
    """Counts the interpreter's audit events from now on, and dies before the given one."""
    left = step

    def count(event: str, about: tuple[object, ...]) -> None:
        nonlocal left
        last = event == "os.rename" or str(about[:1]).endswith("current.new'),)")
        if last if last_ones else event in FILE_OPERATIONS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def main(folder: str, seed: int, step: int, last_ones: str) -> None:
    """Draws what to do from the seed."""
    drafts._SMALL = 20  # so that both ways of writing are met
    draw = random.Random(seed)
    store = Store.open(Path(folder))
    if step:
        kill_at(step, last_ones=last_ones == "True")
    while True:
        if len(store.versions()) > 3 and draw.random() < 0.15:
            new = store.rollback(draw.choice(store.versions()[:-1]))
        else:
            with store.draft("load") as draft:
                content = held(draft.graph)
                add = set(draw.sample(range(300), draw.choice([1, 5, 60])))
                remove = set(draw.sample(sorted(content), min(len(content), draw.choice([0, 3, 30])))) - add
                draft.insert(triples(add))
                draft.remove(triples(remove))
                content = (content | add) - remove
                draft.places.clear()
                draft.places.update({str(n): [Place("facts.jsonl", n)] for n in content})
                if draw.random() < 0.2:
                    continue
                new = finish(draft, content)
        sys.stdout.write(f"{new.number} {new.manifest.content}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
