"""What the server writes down: a line of JSON for each request and each event, or a sentence for a person.

A line says which address was asked, never with what: queries, parameters and tokens are in no line. It is
ASCII, with all that could steer a terminal or begin another line written out. A thread writes; whoever reads
too slowly loses lines, which are counted, and holds up nobody.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from contextlib import suppress
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from loader.endpoint.client import REQUEST
from loader.reports.report import legible

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Handler", "Log", "LogForm"]

LogForm = Literal["json", "plain", "none"]

_NAMED = ("id", "client", "method", "path")
_LONGEST = 2_000  # characters of one value
_MOST_WAITING = 10_000  # lines
_TOGETHER = 0.02  # seconds in which lines gather, to be written in one go
_LAST_WORDS = 2.0  # seconds that are given to whoever reads the last of them
_KNOWN = (  # what uvicorn says of what was written down already
    "ASGI callable returned without completing response",
    "Invalid HTTP request received",
    "Unsupported upgrade request",
)


class Log:
    """Lines to a stream.

    Args:
        stream: where they go.
        form: `json` for a line of each request and event; `plain` for a sentence of each warning and error.
        secret: what must never be in a line, whatever went wrong.
    """

    def __init__(self, stream: BinaryIO, form: LogForm = "json", secret: bytes | None = None) -> None:
        self.dropped = 0
        self.requests = form == "json"
        self._stream = stream
        self._form = form
        self._secret = secret
        self._second = 0, ""
        self._waiting: deque[dict[str, Any]] = deque()
        self._there = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        if form != "none":
            self._thread.start()

    def add(self, entry: dict[str, Any]) -> None:
        """Have a line written; of all entries it has `time` (seconds since 1970), `level` and `event`."""
        if self._form == "none":
            return
        if len(self._waiting) >= _MOST_WAITING:
            self.dropped += 1
            return
        self._waiting.append(entry)
        if not self._there.is_set():
            self._there.set()

    def event(self, event: str, message: str, level: str = "info", **more: object) -> None:
        """Have a line written about something that happened."""
        if self._form == "json" or level not in ("info", "debug"):
            self.add({"time": time.time(), "level": level, "event": event, **more, "message": message})

    def close(self) -> None:
        """Write what is left."""
        self._ended = True
        self._there.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_WORDS)

    def _write(self) -> None:
        while not self._ended or self._waiting:
            self._there.wait()
            self._there.clear()
            written = b"".join(self._line(self._waiting.popleft()) for _ in range(len(self._waiting)))
            with suppress(OSError, ValueError):  # nobody is there to read it
                self._stream.write(written)
                self._stream.flush()
            if not self._ended:
                time.sleep(_TOGETHER)

    def _line(self, entry: Mapping[str, Any]) -> bytes:
        if entry["event"] == "request":
            line = _of_request(entry, self._moment(entry["time"]))
        elif self._form == "plain":
            line = legible(f"{entry['level']}: {_cut(entry['message'])}")
            if "traceback" in entry:
                line += "\n" + entry["traceback"].rstrip()
        else:
            cut = {key: _cut(value) for key, value in entry.items()}
            cut["time"] = self._moment(entry["time"])
            line = json.dumps(cut).replace("\x7f", "\\u007f")
        encoded = line.encode("utf-8", "backslashreplace") + b"\n"
        return encoded.replace(self._secret, b"[token]") if self._secret else encoded

    def _moment(self, seconds: float) -> str:
        """A time in ISO 8601; the second it is in is written out once."""
        whole = int(seconds)
        if whole != self._second[0]:
            self._second = whole, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))
        return f"{self._second[1]}.{int((seconds - whole) * 1000):03}+00:00"


def _of_request(entry: Mapping[str, Any], moment: str) -> str:
    """The line of a request, in a third of the time that an encoder takes that knows nothing of it."""
    named = [f'"{key}": {encode_basestring_ascii(_cut(entry[key]))}' for key in _NAMED]
    return (
        f'{{"time": "{moment}", "level": "info", "event": "request", {", ".join(named)}, '
        f'"status": {entry["status"]}, "bytes": {entry["bytes"]}, "seconds": {entry["seconds"]:.6f}, '
        f'"whole": {"true" if entry["whole"] else "false"}}}'
    ).replace("\x7f", "\\u007f")


def _cut(value: Any) -> Any:
    """A text is cut in its middle: what went wrong stands at its end."""
    if type(value) is not str or len(value) <= _LONGEST:
        return value
    return f"{value[: _LONGEST // 4]} [...] {value[-_LONGEST * 3 // 4 :]}"


class Handler(logging.Handler):
    """What modules tell Python's own loggers, in the same lines, each with the id of its request."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down."""
        message = record.getMessage()
        if message.startswith(_KNOWN):
            return
        more: dict[str, object] = {"logger": record.name}
        if request := REQUEST.get():
            more["id"] = request
        if record.exc_info and record.exc_info[1] is not None:
            more["traceback"] = logging.Formatter().formatException(record.exc_info)
        self._log.event("message", message, record.levelname.lower(), **more)
