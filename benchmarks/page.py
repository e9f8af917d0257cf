"""Results as JSON, as the table between two markers of docs/performance.md, and as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from .bench import Curves
from .row import Row

__all__ = ["BEGIN", "END", "between", "line", "table", "write_json"]

BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"
_HEAD = ("what", "facts", "Détente", "against", "figure", "goal", "", "")
_THOUSAND, _HUNDRED = 1000, 100


def write_json(file: Path, rows: Iterable[Row], curves: Curves, machine: Sequence[str], asked: str) -> None:
    """Writes all that was measured."""
    said = [asdict(row) | {"met": row.met} for row in rows]
    whole = {"machine": machine, "asked": asked, "rows": said, "curves": curves}
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def table(rows: Iterable[Row], machine: Sequence[str], asked: str) -> str:
    """The rows as a Markdown table, with the machine above."""
    lines = [f"Measured by `{asked}` on {' '.join(machine)}", ""]
    lines += [_joined(_HEAD), _joined("---" for _ in _HEAD)]
    lines += [_joined(_cells(row)) for row in rows]
    return "\n".join(lines) + "\n"


def between(page: str, text: str) -> str:
    """The page with another text between its markers.

    Raises:
        ValueError: it has none.
    """
    before, began, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (began and ended):
        raise ValueError(f"The page has no {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{text.strip()}\n{END}{after}"


def line(row: Row) -> str:
    """A row for a terminal."""
    what, size, ours, peer, figure, goal, met, note = _cells(row)
    parts = [f"{what} at {size}:", ours, f"({peer})" if peer else "", figure and f"= {figure}"]
    return " ".join(part for part in (*parts, goal and f"[{goal}]", met, note) if part)


def _cells(row: Row) -> tuple[str, ...]:
    unit = row.goal.unit if row.goal else "×"
    figure = "" if row.figure is None else f"{_short(row.figure)}{unit}"
    met = {True: "met", False: "**missed**", None: "**not measured**" if row.goal else ""}[row.met]
    goal = str(row.goal) if row.goal else ""
    return (row.what, _count(row.size), row.ours, row.peer, figure, goal, met, row.note)


def _short(figure: float) -> str:
    return f"{figure:.0f}" if figure >= _HUNDRED else f"{figure:.2g}" if figure < 1 else f"{figure:.3g}"


def _count(number: int) -> str:
    """A number of facts.

    >>> _count(200), _count(30_000), _count(1_000_000)
    ('200', '30k', '1M')
    """
    if number % _THOUSAND:
        return str(number)
    thousands = number // _THOUSAND
    return f"{thousands}k" if thousands % _THOUSAND else f"{thousands // _THOUSAND}M"


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"
