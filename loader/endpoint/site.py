"""What every address of one server shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from loader.endpoint.answers.evaluate import Evaluator
from loader.endpoint.answers.kept import Kept
from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.settings import Settings
from loader.errors import StoreError

if TYPE_CHECKING:
    from loader.endpoint.answers.snapshots import Snapshot, Source
    from loader.endpoint.exchange import Sent
    from loader.endpoint.network.relay import Relay
    from loader.endpoint.writer.writers import Writers
    from loader.queries import Question
    from loader.web.pages import Pages

__all__ = ["Site"]


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that the addresses are answered with.

    Attributes:
        source: where versions come from.
        questions: the saved queries, by name.
        pages: the HTML.
        today: the day that a query's `today` means.
        evaluator: evaluates queries.
        replies: answers that are kept for when the same is asked again.
        settings: what the server may do, and how much of it.
        writers: carry out writes; None where nothing can be written.
        relay: leads calls of other servers where they may go; None where none may be made.
    """

    source: Source
    questions: dict[str, Question]
    pages: Pages
    today: Callable[[], date] = date.today
    evaluator: Evaluator = field(default_factory=Evaluator)
    replies: Kept[Sent] = field(default_factory=lambda: Kept(0))
    settings: Settings = field(default_factory=Settings)
    writers: Writers | None = None
    relay: Relay | None = None

    def current(self) -> Snapshot:
        """The version that holds now; what was kept of the one before is let go.

        Raises:
            StoreError: it cannot be read.
        """
        snapshot = self.source.current()
        self.evaluator.turn_to(snapshot)
        self.replies.turn_to(snapshot.content)
        return snapshot

    def snapshot(self, request: Request) -> Snapshot:
        """The version that a request is answered from: the current one, or the one it names as `knownAt`.

        Raises:
            RefusalError: 400 if it names several or what is no number, 404 if there is none of that number.
        """
        wanted = [number for number in request.all("knownAt") if number]
        if not wanted:
            return self.current()
        if len(wanted) > 1 or not wanted[0].isascii() or not wanted[0].isdigit():
            raise RefusalError(HTTPStatus.BAD_REQUEST, "knownAt takes the number of one version, such as 3.")
        try:
            snapshot = self.source.known_at(wanted[0])
        except StoreError:  # its message names a folder, which is nobody's business out there
            newest = self.source.current().number
            raise RefusalError(
                HTTPStatus.NOT_FOUND, f"There is no version {wanted[0]}; the newest is {newest}."
            ) from None
        return replace(snapshot, pinned=f"?knownAt={snapshot.number}")
