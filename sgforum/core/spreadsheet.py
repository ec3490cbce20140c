"""Cells that a spreadsheet program must not run: formula injection (threats B58, ASVS 1.2.10, CWE-1236)."""

from __future__ import annotations

import re
import unicodedata

RISKY = frozenset("=+-@|\t\r\n\x00")
"""What a cell must not begin with: signs that start a formula or DDE call, and signs that hide one from a check."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_INVISIBLE = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\u00ad]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def guarded(text: str) -> str:
    """Return the text with an apostrophe before it if a spreadsheet might run it; a plain number stays a number.

    Full-width and other compatibility forms count as the sign they stand for, and leading blanks hide nothing.
    Control signs that no file format may carry are taken out, and every line break becomes LF: Python's csv writer
    would leave a bare CR outside quotes, where it splits the row.
    """
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _NUMBER.fullmatch(clean):
        return clean
    risky = {text[:1], clean[:1]} & RISKY
    return f"'{clean}" if risky or _starts_formula(clean) else clean


def _starts_formula(text: str) -> bool:
    visible = _INVISIBLE.sub("", text[:64], count=1) if _INVISIBLE.match(text) else text
    return unicodedata.normalize("NFKC", visible[:1])[:1] in RISKY if visible else False


def unguarded(text: str) -> str:
    """Return what stood behind an apostrophe that `guarded` put there."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text
