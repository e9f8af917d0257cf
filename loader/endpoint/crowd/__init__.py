"""The connections of one server, together: how many there may be, their time, and the last words on one.

    crowd        who may come in, who gives way, and the sweep that keeps everybody's time
    pace         what a connection has been at, and for how long
    reading      requests, read more strictly than HTTP asks for
    last_words   what is said on a connection before it ends

The connection itself, which stands on uvicorn's, is `loader/endpoint/connections.py`.
"""

from loader.endpoint.crowd.crowd import Crowd
from loader.endpoint.crowd.last_words import last_words
from loader.endpoint.crowd.pace import Pace, Phase
from loader.endpoint.crowd.reading import Reading

__all__ = ["Crowd", "Pace", "Phase", "Reading", "last_words"]
