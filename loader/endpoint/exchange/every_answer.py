"""The headers of every answer, whether the application gives it, what stands around it, or the connection."""

from __future__ import annotations

__all__ = ["ON_EVERY_ANSWER"]

# Scripts, styles and forms of this server only, and nothing written into a page runs. The editor's icons are
# pictures inside its style sheet, hence `data:`.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ON_EVERY_ANSWER = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
