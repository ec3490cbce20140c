"""The resource report as JSON, and as a page that stands alone."""

from __future__ import annotations

from typing import Any

from flask import current_app

from sgforum.reports.achievement import Interval
from sgforum.reports.catalogue import Dimension, Target
from sgforum.reports.figures import Figure
from sgforum.reports.gaps import RECONSTRUCTION, GapRow, Line
from sgforum.reports.indicators import Assessment, IndicatorResult, Reading
from sgforum.reports.presentation import Document, cell, lines_of
from sgforum.reports.tables import DEMO_NOTICE
from sgforum.reports.wording import Wording, chart_value, plain_number
from sgforum.web.printing import print_style


def bounds(interval: Interval | None) -> Any:
    """Return one number for what is known exactly, [lo, hi] for a bracket, None for nothing."""
    if interval is None:
        return None
    lo, hi = plain_number(interval.lo), plain_number(interval.hi)
    return lo if interval.is_exact else [lo, hi]


def json_document(doc: Document, say: Wording) -> dict[str, Any]:
    """Return the report as JSON values: codes and numbers for programs, labels and sources for people."""
    overall = doc.report.overall
    return {
        "report": "resources",
        "city": {"code": doc.city.code, "name": doc.city.name},
        "year": doc.year,
        "language": say.language,
        "overall": {
            "score": bounds(overall.score),
            "dimensions_scored": overall.dimensions_scored,
            "dimensions": overall.dimensions,
            "indicators_available": overall.indicators_available,
            "indicators": overall.indicators,
        },
        "dimensions": [
            {
                "code": dimension.value,
                "name": say.dimension(dimension),
                "score": bounds(score.score),
                "available": score.available,
                "total": score.total,
            }
            for dimension, score in doc.report.dimensions.items()
        ],
        "indicators": [_indicator(result, say) for result in doc.report.results],
        "sub_dimensions": [
            {
                "code": row.code,
                "name": say.message(row.name),
                "finding_2018": say.message(row.finding),
                "verdict_2018": say.message(row.verdict),
                "now": None if row.now is None else _line(row.now, say),
            }
            for row in doc.sub_dimensions
        ],
        "gaps": [_gap_row(row, say) for row in doc.gaps],
        "gaps_note": say.message(RECONSTRUCTION),
        "inferences": [
            {"code": item.code, "value": bounds(item.value), "note": say.text(item.note)}
            for item in (doc.baseline.inferences if doc.baseline else ())
        ],
    }


def _indicator(result: IndicatorResult, say: Wording) -> dict[str, Any]:
    indicator = result.indicator
    return {
        "code": indicator.code,
        "dimension": indicator.dimension.value,
        "name": say.message(indicator.name),
        "formula": say.message(indicator.formula),
        "unit": indicator.unit.value,
        "direction": indicator.direction.value,
        "weight": plain_number(indicator.weight),
        "is_scored": indicator.is_scored,
        "status": result.status.value,
        "status_label": say.status(result.status),
        "reason": say.message(result.reason),
        "value": None if result.value is None else bounds(result.value.interval),
        "capaian": bounds(result.capaian),
        "targets": [_target(target, say) for target in indicator.targets],
        "readings": [
            _reading(line.label, line.population, line.reading, say)
            for line in lines_of(result)
            if line.reading is not None
        ],
    }


def _target(target: Target, say: Wording) -> dict[str, Any]:
    return {
        "value": plain_number(target.value),
        "audience": target.audience,
        "source": say.message(target.source),
    }


def _reading(label: str, population: str, reading: Reading, say: Wording) -> dict[str, Any]:
    observed = reading.observed
    return {
        "group": say.message(label),
        "population": say.message(population),
        "value": bounds(reading.figure.interval),
        "estimate": None if observed.value.point is None else plain_number(observed.value.point),
        "part": bounds(observed.part),
        "whole": bounds(observed.whole),
        "counts": observed.counts,
        "remark": say.message(observed.remark),
        "source": observed.origin.source,
        "year": observed.origin.year,
        "note": say.text(observed.origin.note),
        "assessments": [_assessment(assessment, say) for assessment in reading.assessments],
    }


def _assessment(assessment: Assessment, say: Wording) -> dict[str, Any]:
    return {
        "target": plain_number(assessment.target.value),
        "target_source": say.message(assessment.target.source),
        "capaian": bounds(assessment.capaian),
        "status": assessment.status.value,
        "gaps": [_figure(figure) for figure in assessment.gaps],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": bounds(figure.interval), "unit": figure.unit.value}


def _line(line: Line, say: Wording) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": say.message(line.name),
        "group": say.message(line.group),
        "population": say.message(line.population),
        "figures": [_figure(figure) for figure in line.figures],
        "status": None if line.status is None else line.status.value,
        "remark": say.message(line.remark),
    }


def _gap_row(row: GapRow, say: Wording) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": say.message(row.name),
        "priority": row.priority,
        "score": bounds(row.score),
        "conditions": [_line(line, say) for line in row.conditions],
        "targets": [_line(line, say) for line in row.targets],
        "gaps": [_line(line, say) for line in row.gaps],
        "recommendations": [
            {
                "code": item.code,
                "kind": item.kind.value,
                "basis": item.basis.value,
                "text": say.text(item.text),
            }
            for item in row.recommendations
        ],
        "sources": [{"name": say.message(source.name), "period": source.period} for source in row.sources],
        "responsible": row.follow_up.responsible if row.follow_up else None,
        "due_on": row.follow_up.due_on.isoformat() if row.follow_up else None,
    }


def report_context(doc: Document, say: Wording) -> dict[str, Any]:
    """Return what the report's template reads, the same for the page and for the file."""
    return {
        "doc": doc,
        "say": say,
        "dimensions": Dimension,
        "lines_of": lines_of,
        "cell": cell,
        "chart_value": chart_value,
        "reconstruction": RECONSTRUCTION,
    }


def html_document(doc: Document, say: Wording, *, demo: bool) -> str:
    """Return the report as one HTML file with its style inside: it opens, and prints, without a server.

    Rendered without the site's page context, so that the command line can do it outside a request.
    """
    template = current_app.jinja_env.get_template("reports/print.html")
    return template.render(
        style=print_style(),
        demo_notice=say.message(DEMO_NOTICE) if demo else "",
        **report_context(doc, say),
    )
