"""The third pass as the parent sees it, with a thread for each worker.

So one part is derived while another one is written.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress

from loader.bulk.parts import Written
from loader.bulk.poured import Poured, Sink
from loader.bulk.processes import Line
from loader.bulk.work import Begin, Done, Part
from loader.progress import Progress

__all__ = ["Driver"]


class Driver:
    """Has all parts done.

    Args:
        lines: to the workers.
        parts: how many parts there are.
        facts: how many facts.
        done: what the parts are added to.
        sink: where they are written; None to judge only.
        progress: is told how far it is.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        parts: int,
        facts: int,
        done: Poured,
        sink: Sink | None,
        progress: Progress,
    ) -> None:
        self._lines = lines
        self._ahead = iter(range(parts))
        self._facts = (0, facts)
        self._done = done
        self._sink = sink
        self._progress = progress
        self._one_at_a_time = threading.Lock()
        self._failed: list[BaseException] = []
        self._ends: list[Done] = []

    def run(self, begin: Begin) -> list[Done]:
        """Does all parts. Whatever fails, or interrupts it, ends all threads first.

        Args:
            begin: what each worker is to know.

        Returns:
            What each worker says at its end.
        """
        threads = [threading.Thread(target=self._watched, args=(line, begin)) for line in self._lines]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except BaseException as error:  # Ctrl-C comes to this thread alone
            self._end(error)
            for thread in threads:
                while thread.is_alive():
                    with suppress(KeyboardInterrupt):
                        thread.join()
            raise
        if self._failed:
            raise self._failed[0]
        return self._ends

    def _watched(self, line: Line, begin: Begin) -> None:
        try:
            self._drive(line, begin)
        except BaseException as error:  # raised again by `run`
            self._end(error)

    def _end(self, error: BaseException) -> None:
        """Has all threads end: one that waits for its worker hears that there is none any more."""
        self._failed.append(error)
        for line in self._lines:
            line.end()

    def _next(self) -> Part | None:
        with self._one_at_a_time:
            number = None if self._failed else next(self._ahead, None)
        return None if number is None else Part(number, self._sink is not None)

    def _drive(self, line: Line, begin: Begin) -> None:
        line.say(begin)
        part = self._next()
        line.say(part)
        while part is not None:
            did: Written = line.hear()
            document = line.take() if part.wanted else b""
            part = self._next()
            line.say(part)  # the worker goes on while this thread writes
            self._write(did, document)
        self._ends.append(line.hear())

    def _write(self, did: Written, document: bytes) -> None:
        if self._sink is not None and did.new:
            self._sink.bulk(document, did.new)
        with self._one_at_a_time:
            if self._sink is not None:
                if did.gone:
                    self._sink.remove(did.gone)
                self._sink.stand(did.places, did.shared)
            self._done.stay |= did.shared & did.ceased
            self._done.add(did)
            through, facts = self._facts
            self._facts = through + did.facts, facts
            self._progress("deriving", *self._facts)
