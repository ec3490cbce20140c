"""The engine's face: what commands, pages and scripts call. Needs numpy, the extra `sgforum[analysis]`."""

from __future__ import annotations

from .document import document, sensitivity_document
from .parsing import make_spec, read_spec
from .pipeline import Result, compute, replay, spec_of
from .sensitivity import Sensitivity, sensitivity
from .spec import Spec
from .table import Table, make_table, read_table
from .uncertainty import Spread, simulate

__all__ = [
    "Result",
    "Sensitivity",
    "Spec",
    "Spread",
    "Table",
    "compute",
    "document",
    "make_spec",
    "make_table",
    "read_spec",
    "read_table",
    "replay",
    "sensitivity",
    "sensitivity_document",
    "simulate",
    "spec_of",
]
