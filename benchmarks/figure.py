"""The curves as a picture: one panel for each subject, both axes logarithmic, drawn as SVG.

Where a line runs along the grey one, twice the facts cost twice as much; above it they cost more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape

from .bench import Curves

__all__ = ["figure"]

_WIDTH, _HEIGHT, _GAP, _COLUMNS = 300, 210, 64, 3
_LEFT, _TOP = 62, 46
_COLOURS = ("one", "two")
_STYLE = """
  svg { color-scheme: light dark }
  text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2933 }
  .title { font-size: 15px; font-weight: 600 }
  .axis { font-size: 12px; fill: #52606d }
  .grid { stroke: #d9e0e6; stroke-width: 1 }
  .linear { stroke: #9aa5b1; stroke-width: 1.5; stroke-dasharray: 2 5; stroke-linecap: round }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }
  .one { stroke: #0b6e99 } .two { stroke: #b4540a; stroke-dasharray: 7 5 }
  .dot { stroke: none } .dot.one { fill: #0b6e99 } .dot.two { fill: #b4540a }
  text.one, text.two { stroke: none; font-weight: 600 } text.one { fill: #0b6e99 } text.two { fill: #b4540a }
  .ground { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e9ee } .axis { fill: #a5b1bd } .ground { fill: #14191f }
    .grid { stroke: #2c353f } .linear { stroke: #6b7885 }
    .one { stroke: #5cc1ec } .two { stroke: #f2a25c } .dot.one, text.one { fill: #5cc1ec }
    .dot.two, text.two { fill: #f2a25c }
  }
"""


def figure(curves: Curves) -> str:
    """The picture of all curves that have more than one point.

    Args:
        curves: by subject, which names its unit, and by who does it: the figure at each number of facts.
    """
    drawn = {what: by for what, by in curves.items() if any(len(points) > 1 for points in by.values())}
    rows = max(1, math.ceil(len(drawn) / _COLUMNS))
    wide = _COLUMNS * (_WIDTH + _GAP) + _LEFT - _GAP + 30
    high = rows * (_HEIGHT + _GAP + 34) + _TOP - 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">',
        "<title>Cost by number of facts, both axes logarithmic</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{wide}" height="{high}" rx="8"/>',
    ]
    for number, (what, by) in enumerate(drawn.items()):
        row, column = divmod(number, _COLUMNS)
        x, y = _LEFT + column * (_WIDTH + _GAP), _TOP + row * (_HEIGHT + _GAP + 34)
        parts.append(f'<g transform="translate({x} {y})">')
        parts += _panel(what, by)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(what: str, by: Mapping[str, Mapping[int, float]]) -> Iterator[str]:
    sizes = [size for points in by.values() for size in points]
    values = [max(value, 1e-6) for points in by.values() for value in points.values()]
    across = _Scale(min(sizes), max(sizes), 0, _WIDTH)
    up = _Scale(min(values), max(values), _HEIGHT, 0)
    yield f'<text class="title" x="0" y="-18">{escape(what)}</text>'
    for value in up.ticks():
        y = up.at(value)
        yield f'<line class="grid" x1="0" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="axis" x="-8" y="{y + 4:.1f}" text-anchor="end">{_named(value)}</text>'
    for value in sorted(set(sizes)):
        x = across.at(value)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{_HEIGHT}"/>'
        yield f'<text class="axis" x="{x:.1f}" y="{_HEIGHT + 20}" text-anchor="middle">{_named(value)}</text>'
    yield f'<text class="axis" x="{_WIDTH / 2}" y="{_HEIGHT + 38}" text-anchor="middle">facts</text>'
    yield from _linear(by, across, up)
    for number, (who, points) in enumerate(by.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(across.at(s), up.at(max(v, 1e-6))) for s, v in sorted(points.items())]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline class="line {colour}" points="{joined}"/>'
        for x, y in places:
            yield f'<circle class="dot {colour}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        if len(by) > 1:  # at the lower right, where lines that rise are not
            y = _HEIGHT - 12 - 18 * (len(by) - 1 - number)
            yield f'<text class="{colour}" x="{_WIDTH - 8}" y="{y}" text-anchor="end">{escape(who)}</text>'


def _linear(by: Mapping[str, Mapping[int, float]], across: _Scale, up: _Scale) -> Iterator[str]:
    """From the first point of the first line: what twice as much for twice the facts would be."""
    points = next(iter(by.values()))
    first, last = min(points), max(points)
    start = max(points[first], 1e-6)
    end = start * last / first
    if end > up.high:
        last, end = int(first * up.high / start), up.high
    if last > first:
        x1, y1, x2, y2 = across.at(first), up.at(start), across.at(last), up.at(end)
        yield f'<line class="linear" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


class _Scale:
    """From values to places, by powers of ten."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        # At least a power of ten is shown, so that little differences look little.
        margin = max(0.0, 1 - math.log10(high / low)) / 2
        self.low, self.high = low / 10**margin / 1.15, high * 10**margin * 1.15
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Where a value is."""
        share = math.log10(value / self.low) / math.log10(self.high / self.low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        """Round values in between; of each power of ten three where there are few."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        steps = (1, 3) if math.log10(self.high / self.low) < 3 else (1,)  # noqa: PLR2004  # room for labels
        values = [step * 10.0**power for power in powers for step in steps]
        return [value for value in values if self.low <= value <= self.high]


def _named(value: float) -> str:
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"
