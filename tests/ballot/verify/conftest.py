"""Checking the same signature twice gives the same: mutants share thousands of them."""

from __future__ import annotations

from functools import cache

import pytest

from sgforum.ballot import board, ed25519

_remembered = cache(ed25519.is_valid)


@pytest.fixture(autouse=True)
def signatures_remembered(monkeypatch):
    monkeypatch.setattr(board, "is_valid", _remembered)
