"""`python -m benchmarks.mix`."""

from __future__ import annotations

import argparse
import sys

from benchmarks.mix import facts, write


def main(arguments: list[str] | None = None) -> None:
    """Writes a mix to stdout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mix", description="A synthetic mix of facts.")
    parser.add_argument("--facts", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first N facts")
    parser.add_argument("--broken", type=float, default=0.0, metavar="SHARE", help="such as 0.01")
    parser.add_argument("--reformatted", action="store_true", help="the same facts, written otherwise")
    asked = parser.parse_args(arguments)
    made = facts(asked.facts, asked.seed, asked.broken, asked.skip)
    write(sys.stdout.buffer, made, asked.seed, asked.reformatted)


if __name__ == "__main__":
    main()
