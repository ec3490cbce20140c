"""The pages of consultations: for everybody, for voters, and for officials."""

from __future__ import annotations

from . import boards as boards
from . import box as box
from . import desk as desk  # its pages register themselves on the same blueprint
from . import materials as materials
from . import minutes as minutes
from . import outcomes as outcomes
from . import paper as paper
from . import public as public
from . import questions as questions
from . import roll as roll
from . import roll_call as roll_call
from . import voting as voting
from .blueprint import pages

__all__ = ["pages"]
