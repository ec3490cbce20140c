"""The engine's face: what commands, pages and scripts call. Needs numpy, the extra `sgforum[analysis]`."""

from __future__ import annotations

from .audit import Audit, audit
from .compare import Comparison, compare
from .document import (
    audit_document,
    comparison_document,
    document,
    profile_document,
    sensitivity_document,
)
from .export import files
from .parsing import make_spec, read_spec
from .pipeline import Result, compute, replay, spec_of
from .profile import Profile, profiles
from .sensitivity import Sensitivity, sensitivity
from .spec import Spec
from .table import Table, make_table, read_table
from .uncertainty import Spread, simulate

__all__ = [
    "Audit",
    "Comparison",
    "Profile",
    "Result",
    "Sensitivity",
    "Spec",
    "Spread",
    "Table",
    "audit",
    "audit_document",
    "compare",
    "comparison_document",
    "compute",
    "document",
    "files",
    "make_spec",
    "make_table",
    "profile_document",
    "profiles",
    "read_spec",
    "read_table",
    "replay",
    "sensitivity",
    "sensitivity_document",
    "simulate",
    "spec_of",
]
