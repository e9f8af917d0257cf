"""What a server has done so far, counted in numbers of its own and shown in the format of Prometheus.

Counting is on the way of each request, so it is done in plain dictionaries; the client library only writes
them down, when somebody looks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prometheus_client.core import Metric

__all__ = ["Figures", "route_of"]

_STEPS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 30.0)  # seconds
_OF_STATE = ("health", "ready", "metrics")
_ROUTES = frozenset(
    ("", "sparql", "store", "facts", "queries", "id", "openapi.json", ".well-known", "assets", *_OF_STATE)
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))

Gauges = Callable[[], Mapping[str, float]]
"""What is so at the moment, by the name of its metric."""


def route_of(path: str) -> str:
    """The part of a path that a figure is kept for; there are only so many.

    >>> route_of("/queries/dossier"), route_of("/"), route_of("/wp-admin.php")
    ('/queries', '/', 'other')
    """
    first = path[1:].partition("/")[0]
    return f"/{first}" if first in _ROUTES else "other"


@dataclass(slots=True)
class _Times:
    counts: list[int] = field(default_factory=lambda: [0] * (len(_STEPS) + 1))
    seconds: float = 0.0


class Figures:
    """Counted by one thread, the loop's.

    Attributes:
        running: requests that are being answered.
        connections: tells how many are open.
        gauges: tells what else is so at the moment.
    """

    def __init__(self) -> None:
        self.running = 0
        self.connections: Callable[[], int] = lambda: 0
        self.dropped: Callable[[], int] = lambda: 0
        self.gauges: list[Gauges] = []
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[str, _Times] = {}
        self._bytes = 0
        self._cut = 0
        self._refused: Counter[str] = Counter()

    def answered(self, method: str, path: str, status: int, seconds: float, size: int, whole: bool) -> None:
        """Count an answer."""
        route = route_of(path)
        self._requests[method if method in _METHODS else "other", route, status] += 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = _Times()
        times.counts[bisect_left(_STEPS, seconds)] += 1
        times.seconds += seconds
        self._bytes += size
        if not whole:
            self._cut += 1

    def refused(self, why: str) -> None:
        """Count what was turned away before it was a request."""
        self._refused[why] += 1

    def written(self) -> tuple[bytes, str]:
        """All figures, in the text format of Prometheus, and its media type."""
        from prometheus_client import (  # noqa: PLC0415 - only whoever looks pays for it
            CONTENT_TYPE_LATEST,
            GCCollector,
            PlatformCollector,
            ProcessCollector,
            generate_latest,
        )
        from prometheus_client.registry import CollectorRegistry  # noqa: PLC0415 - as above

        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Shown(self))
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        return generate_latest(registry), CONTENT_TYPE_LATEST

    def metrics(self) -> Iterable[Metric]:
        """All figures as metrics."""
        from prometheus_client.core import (  # noqa: PLC0415 - only whoever looks pays for it
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        requests = CounterMetricFamily(
            "detente_requests", "Requests that were answered.", labels=("method", "route", "status")
        )
        for (method, route, status), number in self._requests.items():
            requests.add_metric((method, route, str(status)), number)
        yield requests
        seconds = HistogramMetricFamily(
            "detente_request_seconds",
            "From a request's head to the last byte of its answer.",
            labels=("route",),
        )
        names = [*map(str, _STEPS), "+Inf"]
        for route, times in self._times.items():
            buckets = list(zip(names, accumulate(times.counts), strict=True))
            seconds.add_metric((route,), buckets, times.seconds)
        yield seconds
        refused = CounterMetricFamily(
            "detente_refused_connections", "Turned away before there was a request.", labels=("why",)
        )
        for why, number in self._refused.items():
            refused.add_metric((why,), number)
        yield refused
        yield CounterMetricFamily("detente_answer_bytes", "Bytes of answers' bodies.", value=self._bytes)
        yield CounterMetricFamily("detente_broken_answers", "Answers that were not whole.", value=self._cut)
        yield CounterMetricFamily(
            "detente_dropped_log_lines", "Lines that nobody read in time.", value=self.dropped()
        )
        yield GaugeMetricFamily("detente_running_requests", "Being answered.", value=self.running)
        yield GaugeMetricFamily("detente_connections", "Open connections.", value=self.connections())
        for gauges in self.gauges:
            for name, value in gauges().items():
                yield GaugeMetricFamily(
                    f"detente_{name}", name.replace("_", " ").capitalize() + ".", value=value
                )


class _Shown:
    """What the registry asks."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Any]:
        """All figures."""
        return self._figures.metrics()
