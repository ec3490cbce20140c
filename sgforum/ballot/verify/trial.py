"""One numbered check: what it compared, what differed; and the report of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_SHOWN = 10  # differences printed of one check; the rest is counted


class Malformed(ValueError):
    """Something in the bundle is not what its file must hold; the message names the file."""


@dataclass(slots=True)
class Trial:
    """What a check found so far."""

    compared: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Say what was compared, or why something could not be."""
        self.compared.append(sentence)

    def hold(self, holds: bool, sentence: str) -> bool:  # noqa: FBT001 - reads like an assertion
        """Record the sentence as a difference unless it holds; returns whether it does."""
        if not holds:
            self.differences.append(sentence)
        return holds

    def equal(self, what: str, expected: Any, found: Any) -> bool:
        """Compare two values that must be the same."""
        return self.hold(_same(expected, found), f"{what}: {_short(found)} instead of {_short(expected)}")

    def extend(self, sentences: Iterable[str]) -> None:
        self.differences.extend(sentences)


def _same(expected: Any, found: Any) -> bool:
    """Equal in value and kind: in Python True == 1 == 1.0, in a published file they are not the same."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(_same(expected[key], found[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(_same, expected, found))
    return type(expected) is type(found) and bool(expected == found)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= 120 else f"{text[:117]}..."


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that was made: `differences` is empty if it holds."""

    number: int
    title: str
    compared: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, and the two things that a bundle cannot prove by itself: whose key, which last line."""

    findings: tuple[Finding, ...]
    board: str
    key: str
    head: str

    @property
    def holds(self) -> bool:
        return all(finding.holds for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.holds,
            "checks": [
                {
                    "number": one.number, "title": one.title, "ok": one.holds,
                    "compared": list(one.compared), "differences": list(one.differences),
                }
                for one in self.findings
            ],
            "board": self.board, "key": self.key, "head": self.head,
        }  # fmt: skip

    def text(self) -> str:
        """The report for people."""
        lines = [line for finding in self.findings for line in _lines(finding)]
        failed = [str(one.number) for one in self.findings if not one.holds]
        verdict = (
            f"FAILED: check {', '.join(failed)}." if failed else f"All {len(self.findings)} checks hold."
        )
        return "\n".join([
            *lines, "", verdict, "",
            "Compare these two with the minutes or the notice board; without that, the bundle only agrees with itself:",
            f"  key of the board  {self.key}", f"  last line's hash  {self.head}",
        ])  # fmt: skip


def _lines(finding: Finding) -> Sequence[str]:
    head = f"{finding.number:2}  {'OK    ' if finding.holds else 'FAILED'}  {finding.title}"
    shown = finding.differences[:MOST_SHOWN]
    hidden = len(finding.differences) - len(shown)
    rest = [f"and {hidden} more"] if hidden else []
    return [
        head,
        *(f"            {text}" for text in finding.compared),
        *(f"         !  {text}" for text in (*shown, *rest)),
    ]
