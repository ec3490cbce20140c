"""python -m sgforum.ballot.verify BUNDLE.zip: the same as `sgforum verify`, on a bare Python."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .archive import Unusable
from .checks import examine


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; returns 0 if all checks hold, 1 if one does not or the file is no bundle."""
    parser = argparse.ArgumentParser(
        prog="python -m sgforum.ballot.verify", description="Recount a published bundle offline.",
        epilog="Example: python -m sgforum.ballot.verify hitung-ulang.zip",
    )  # fmt: skip
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", help="the board's public key as you know it, in hexadecimal digits")
    parser.add_argument("--head", help="the hash of the board's last line as you know it")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args(arguments)
    try:
        report = examine(given.bundle, key=given.key, head=given.head)
    except Unusable as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    text = json.dumps(report.to_json(), ensure_ascii=False, indent=2) if given.json else report.text()
    sys.stdout.write(f"{text}\n")
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
