"""Counting: pure functions of a profile {canonical ballot: how many}, standard library only (docs/adr/0009)."""

from __future__ import annotations

from .counting import count as count
from .equal_shares import Unsettled as Unsettled
from .outcome import Outcome as Outcome
from .outcome import Paid as Paid
from .parameters import PARAMETERS as PARAMETERS
from .parameters import Parameter as Parameter
from .parameters import ParameterError as ParameterError
from .parameters import effective as effective
from .parameters import find_parameter as find_parameter
