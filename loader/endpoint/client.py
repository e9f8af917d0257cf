"""Who asks: what counts as one client, and the request that is being answered."""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

__all__ = ["CLIENT", "REQUEST", "client_of", "is_local"]

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""Whoever asks for what this task does; empty outside of a request."""

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that this task answers; empty outside of one."""

_LONGEST = 64  # characters of what a proxy calls a client
_ONE_SITE = 64  # bits that the addresses of one household or machine share, of IPv6


@lru_cache(maxsize=4096)
def client_of(host: str) -> str:
    """What is counted as one client: an address, or of IPv6 the network that one client has to itself.

    >>> client_of("192.0.2.7"), client_of("::ffff:192.0.2.7"), client_of("2001:db8:1:2:3:4:5:6")
    ('192.0.2.7', '192.0.2.7', '2001:db8:1:2::/64')
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # a proxy's word for it
        return host[:_LONGEST]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if not address.is_loopback:
            return str(ip_network((address, _ONE_SITE), strict=False))
    return str(address)


@lru_cache(maxsize=4096)
def is_local(host: str) -> bool:
    """Whether an address is of this machine only.

    >>> is_local("127.0.0.9"), is_local("::1"), is_local("0.0.0.0"), is_local("192.0.2.7"), is_local("unix")
    (True, True, False, False, False)
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
