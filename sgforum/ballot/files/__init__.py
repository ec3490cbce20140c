"""Election files in the formats that others publish, read into profiles: pure, no database, no clock."""

from __future__ import annotations

from .election import Election as Election
from .kinds import profile_for as profile_for
from .reading import ENDINGS as ENDINGS
from .reading import read_election as read_election
