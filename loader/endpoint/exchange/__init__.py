"""HTTP as requests and replies, free of any server library: formats, refusals, and what is known already."""

from loader.endpoint.exchange.message import RefusalError, Reply, Request, Sent, Stream

__all__ = ["RefusalError", "Reply", "Request", "Sent", "Stream"]
