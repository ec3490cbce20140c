"""The stages of a computation, each from the columns of the one before; they write what they did into the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from .log import Entry, digest
from .missing import MOST_LISTED, Change, Step, denominate, differences, impute, least_sample, too_empty
from .normalise import Fitted, fit_column
from .outliers import Treated, treat
from .spec import Indicator, Normalise, Spec
from .table import Array, Mask, Table

STAGES = ("raw", "denominated", "screened", "imputed", "treated", "normalised", "aggregated")
Columns = dict[str, Array]


@dataclass
class Stages:
    """Columns by stage and indicator (a stage that changes nothing shares them), and the log so far."""

    columns: dict[str, Columns] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def add(self, stage: str, columns: Columns, table: Table, entry: Entry) -> None:
        before = self.entries[-1] if self.entries else None
        is_same = before is not None and _is_same(columns, self.columns[before.stage])
        self.columns[stage] = columns
        self.entries.append(
            Entry(
                stage,
                entry.parameters,
                entry.notes,
                entry.changes[:MOST_LISTED],
                entry.changed,
                before.sha256 if before and is_same else digest(columns, table),
            )
        )


def _is_same(one: Columns, other: Columns) -> bool:
    return one.keys() == other.keys() and all(column is other[code] for code, column in one.items())


@dataclass(frozen=True)
class Yardstick:
    """What treatment and scaling do to any value of an indicator, fitted once, one for each group of rows."""

    groups: tuple[slice, ...]
    treated: dict[str, tuple[Treated, ...]]
    scaled: dict[str, tuple[Fitted, ...]]

    def apply(self, code: str, column: Array, *, first: int = 0) -> Array:
        """Return raw values (of rows from `first` on) treated and scaled; what is not finite is NaN."""
        made = np.full(len(column), np.nan)
        for group, treated, scaled in zip(self.groups, self.treated[code], self.scaled[code], strict=True):
            rows = slice(max(group.start - first, 0), min(group.stop - first, len(column)))
            if rows.start < rows.stop:
                with np.errstate(all="ignore"):
                    made[rows] = scaled.apply(treated.apply(column[rows]))
        made[~np.isfinite(made)] = np.nan
        return made + 0.0


def prepare(spec: Spec, table: Table, stages: Stages) -> None:
    """Add the stages raw, denominated, screened and imputed."""
    raw = {indicator.code: table.numbers[indicator.column] for indicator in spec.indicators}
    stages.add("raw", raw, table, Entry("raw", {"spec": spec.document}, _of_raw(spec, table, raw)))
    _each(spec, table, stages, "denominated", lambda i, column: denominate(i, column, table))
    _each(spec, table, stages, "screened", lambda i, column: least_sample(i, column, table))
    out = _drop_empty(spec, table, stages)
    _each(spec, table, stages, "imputed", lambda i, column: impute(i, column, table, out))


def _of_raw(spec: Spec, table: Table, raw: Columns) -> tuple[str, ...]:
    notes = [f"{len(table)} rows, {len(raw)} indicators"]
    if spec.time is None and len(np.unique(table.units)) < len(table):
        names, counts = np.unique(table.units, return_counts=True)
        double = names[counts > 1][:10].tolist()
        notes.append(f"units in several rows, each scored by itself: {', '.join(double)}")
    for code, column in raw.items():
        absent = np.flatnonzero(np.isnan(column))
        if len(absent) == len(table):
            notes.append(f'indicator "{code}" has no value')
        elif len(absent):
            notes.append(f'indicator "{code}": {len(absent)} values are missing: {table.labels(absent)}')
    return tuple(notes)


def _each(
    spec: Spec, table: Table, stages: Stages, stage: str, step: Callable[[Indicator, Array], Step]
) -> None:
    before = stages.columns[stages.entries[-1].stage]
    columns: Columns = {}
    changes: list[Change] = []
    changed = 0
    notes: list[str] = []
    for indicator in spec.indicators:
        made = step(indicator, before[indicator.code])
        columns[indicator.code] = made.column
        changes += made.changes.listed
        changed += made.changes.total
        notes += [f'indicator "{indicator.code}" {note}' for note in made.notes]
    entry = Entry(stage, notes=tuple(notes), changes=tuple(changes), changed=changed)
    stages.add(stage, columns, table, entry)


def _drop_empty(spec: Spec, table: Table, stages: Stages) -> Mask:
    """Empty the rows with too little data, as part of the stage `screened`; return which these are."""
    columns = stages.columns["screened"]
    out = too_empty(spec, columns)
    if not out.any():
        return out
    before = stages.entries.pop()
    made = {code: np.where(out, np.nan, column) for code, column in columns.items()}
    labels = table.labels(np.flatnonzero(out))
    note = f"left out, with less than {spec.screen:g} of the indicators: {labels}"
    stages.add(
        "screened",
        made,
        table,
        Entry("screened", notes=(*before.notes, note), changes=before.changes, changed=before.changed),
    )
    return out


def scale(spec: Spec, table: Table, stages: Stages) -> Yardstick:
    """Add the stages treated and normalised; return the yardstick that was fitted."""
    groups = groups_of(spec, table)
    imputed = stages.columns["imputed"]
    treated_by = {
        i.code: tuple(treat(i.treat, imputed[i.code][group]) for group in groups) for i in spec.indicators
    }
    treated: Columns = {}
    changes: list[Change] = []
    changed = 0
    notes: list[str] = []
    for indicator in spec.indicators:
        code = indicator.code
        found = _treated(imputed[code], groups, treated_by[code])
        treated[code] = found
        for group, by in zip(groups, treated_by[code], strict=True):
            if by.note:
                notes.append(f'indicator "{code}"{_of(group, groups, table)}: {by.note}')
        if found is not imputed[code]:
            how = " or ".join(sorted({by.how for by in treated_by[code] if by.how}))
            differ = differences(imputed[code], found, code, how)
            changes += differ.listed
            changed += differ.total
    entry = Entry("treated", notes=tuple(notes), changes=tuple(changes), changed=changed)
    stages.add("treated", treated, table, entry)
    scaled_by = fit_all(spec, table, treated, groups)
    yardstick = Yardstick(groups, treated_by, scaled_by)
    _add_normalised(spec, table, stages, yardstick)
    return yardstick


def groups_of(spec: Spec, table: Table) -> tuple[slice, ...]:
    """The rows that a yardstick is fitted to: all of them, or those of each period."""
    return table.blocks if spec.panel == "each" else (slice(0, len(table)),)


def _of(group: slice, groups: Sequence[slice], table: Table) -> str:
    return f" ({table.periods[group.start]})" if len(groups) > 1 else ""


def _treated(column: Array, groups: Sequence[slice], by: Sequence[Treated]) -> Array:
    if not any(one.how for one in by):
        return column
    made = column.copy()
    for group, one in zip(groups, by, strict=True):
        made[group] = one.apply(column[group])
    return made


def fit_all(
    spec: Spec, table: Table, treated: Columns, groups: Sequence[slice], how: Normalise | None = None
) -> dict[str, tuple[Fitted, ...]]:
    """Return the scaling of every indicator for each group, by its own method or by `how`."""
    return {
        i.code: tuple(
            fit_column(how or i.normalise, i, treated[i.code][group], _is_unit(table, group), spec.scale)
            for group in groups
        )
        for i in spec.indicators
    }


def _is_unit(table: Table, group: slice) -> Callable[[str], Mask]:
    def is_unit(unit: str) -> Mask:
        mask: Mask = table.units[group] == unit
        return mask

    return is_unit


def _add_normalised(spec: Spec, table: Table, stages: Stages, yardstick: Yardstick) -> None:
    treated = stages.columns["treated"]
    columns, notes = {}, []
    for indicator in spec.indicators:
        code = indicator.code
        made = np.full(len(table), np.nan)
        for group, fitted in zip(yardstick.groups, yardstick.scaled[code], strict=True):
            with np.errstate(all="ignore"):
                made[group] = fitted.apply(treated[code][group])
            if fitted.constant:
                where = _of(group, yardstick.groups, table)
                notes.append(
                    f'indicator "{code}"{where} {fitted.constant}: it tells no unit apart and gives no score'
                )
        made[~np.isfinite(made)] = np.nan
        lost = np.isnan(made) & ~np.isnan(treated[code])
        if lost.any() and not any(fitted.constant for fitted in yardstick.scaled[code]):
            labels = table.labels(np.flatnonzero(lost))
            notes.append(f'indicator "{code}": no scaled value for {int(lost.sum())} rows: {labels}')
        columns[code] = made + 0.0
    stages.add("normalised", columns, table, Entry("normalised", notes=tuple(notes)))
