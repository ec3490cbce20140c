"""Who took part, by group, as the result page shows it: only groups in which nobody can be made out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...territory.queries import list_titles
from ...web import i18n
from ...web.i18n import gettext

Shown = Mapping[str, Sequence[int] | None]


@dataclass(frozen=True, slots=True)
class Split:
    """One way to divide the voters; rows: (group, electors, voters) as text, or (group, "", "") where hidden."""

    name: str
    rows: list[tuple[str, str, str]]
    hidden: int


def splits_of(stored: Mapping[str, Shown] | None) -> list[Split]:
    """What was kept at the close, with its words; [] where there is nothing to show of any group."""
    if not stored:
        return []
    made = [_split(name, groups) for name, groups in stored.items()]
    return [split for split in made if split.rows]


def _split(name: str, groups: Shown) -> Split:
    words = _words(name, groups)
    rows = [
        (
            words[group],
            i18n.number(value[0]),
            f"{i18n.number(value[1])} ({i18n.percent(value[1] / value[0])})",
        )
        for group, value in groups.items()
        if value is not None
    ]
    titles = {"sex": gettext("Jenis kelamin"), "age": gettext("Umur"), "place": gettext("Wilayah")}
    return Split(str(titles[name]), rows, sum(value is None for value in groups.values()))


def _words(name: str, groups: Shown) -> dict[str, Any]:
    unknown = {"": gettext("tidak dicatat")}
    if name == "sex":
        return unknown | {"f": gettext("Perempuan"), "m": gettext("Laki-laki")}
    if name == "age":
        return unknown | {group: gettext("%(band)s tahun", band=group) for group in groups if group}
    return unknown | list_titles([group for group in groups if group])
