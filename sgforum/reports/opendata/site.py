"""Whose data it is, where it stands, and under which licence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sgforum.core.clock import Period

LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Site:
    """An installation as a publisher of data; `base_url` is without slash, `english` translates a msgid."""

    code: str
    place: str
    base_url: str
    is_demo: bool
    english: Callable[[str], str]

    @property
    def publisher(self) -> str:
        return f"Pemerintah {self.place}"

    @property
    def data_url(self) -> str:
        return f"{self.base_url}/data"

    def month_url(self, period: Period) -> str:
        """The stable address of a month, below which its files stand."""
        return f"{self.data_url}/{period}"

    def both(self, text: str) -> dict[str, str]:
        """A msgid in both languages."""
        return {"id": text, "en": self.english(text)}
