"""What comes on a connection, read more strictly than RFC 9112 asks for."""

from __future__ import annotations

from http import HTTPStatus

import h11

__all__ = ["Reading"]

_MOST_HEADERS = 200


class Reading(h11.Connection):
    """The requests of a connection."""

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """The next part of a request.

        Raises:
            h11.RemoteProtocolError: a head of many headers, or of a body whose end is told in two ways:
                whatever stands between here and the client may have found another end, and so another next
                request.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            if len(event.headers) > _MOST_HEADERS:
                raise h11.RemoteProtocolError("too many headers", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            if {b"content-length", b"transfer-encoding"} <= {name for name, _ in event.headers}:
                raise h11.RemoteProtocolError("a body with two ends")
        return event
