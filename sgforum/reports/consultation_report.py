"""The report of one consultation: what was asked, who took part, what came out, what was decided and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sgforum.ballot.queries import find_poll, find_tally
from sgforum.ballot.tally import Tally
from sgforum.consultation.lifecycle import State
from sgforum.consultation.models import DecisionRecord
from sgforum.consultation.queries import QuestionSheet, Sheet, find_record, find_sheet
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.reports.tables import Column, Kind, Row, Table

NO_RESULT = N_("Laporan musyawarah terbit sesudah kotak suaranya dihitung.")
_Z90 = 1.6448536269514722  # two-sided 90 %, the level of every interval of the score


class Rate(NamedTuple):
    """A share with its 90 % interval."""

    value: float
    low: float
    high: float


def wilson(part: int, whole: int) -> Rate | None:
    """A share with its Wilson interval (1927) at 90 %; None for nothing out of nothing. 172 of 15,600: 0.973-1.249 %."""
    if whole <= 0:
        return None
    share = part / whole
    centre = share + _Z90**2 / (2 * whole)
    spread = _Z90 * math.sqrt(share * (1 - share) / whole + _Z90**2 / (4 * whole**2))
    below = 1 + _Z90**2 / whole
    return Rate(share, max(0.0, (centre - spread) / below), min(1.0, (centre + spread) / below))


@dataclass(frozen=True, slots=True)
class Line:
    """One option: its votes or points, None where too few voted to show numbers, and whether it won."""

    text: str
    total: float | None
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One question with its count; turnout: None where numbers would show what single people chose."""

    question: QuestionSheet
    tally: Tally
    turnout: Rate | None
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class ConsultationReport:
    """A counted consultation; `record` is its newest decision, None while that is awaited."""

    sheet: Sheet
    counted: Sequence[Counted]
    record: DecisionRecord | None
    officer: str

    @property
    def row(self) -> Any:
        return self.sheet.row


def consultation_report(public_id: str) -> ConsultationReport:
    """Read the report of a public, counted consultation; raises NotFound before its box is counted."""
    sheet = find_sheet(public_id, None)
    if sheet is None or sheet.row.state not in (State.CLOSED, State.DECIDED):
        raise NotFound(NO_RESULT)
    counted = []
    for question in sheet.questions:
        poll = find_poll(question.reference)
        tally = find_tally(poll.id) if poll else None
        if tally is not None:
            counted.append(_counted(question, tally))
    if not counted:
        raise NotFound(NO_RESULT)
    record, officer = find_record(sheet.row.id) or (None, "")
    return ConsultationReport(sheet, counted, record, officer)


def _counted(question: QuestionSheet, tally: Tally) -> Counted:
    """Numbers only where enough voted; the winners always."""
    totals = tally.totals if tally.may_show_totals else {}
    order = [code for tied in tally.ranking for code in tied]
    texts = dict(question.options)
    lines = [
        Line(texts[code], float(totals[code]) if code in totals else None, code in tally.winners)
        for code in [*order, *(code for code in texts if code not in order)]
        if code in texts
    ]
    turnout = wilson(tally.ballots, tally.roll_size) if tally.may_show_totals else None
    return Counted(question, tally, turnout, lines)


def consultation_document(report: ConsultationReport) -> dict[str, Any]:
    """The report as JSON values."""
    row, record = report.row, report.record
    return {
        "report": "consultation", "id": row.public_id, "title": row.title, "place": row.place_name, "state": row.state.value,
        "promise": row.promise.value if row.promise else None, "roll_size": row.roll_size, "comments": row.comment_count,
        "opened_at": row.opened_at.isoformat(), "closed_at": row.closed_at.isoformat(),
        "questions": [_question(one) for one in report.counted],
        "decision": None if record is None else {
            "on": record.recorded_at.isoformat(), "officer": report.officer, "officer_title": record.officer_title,
            "decided": record.decided_text, "reasons": record.reasons_text, "followed": record.followed.value,
            "not_followed": record.not_followed_text, "promise_kept": record.promise_kept.value, "revision": record.revision,
        },
        "decision_due": row.decision_on.isoformat() if row.decision_on else None,
    }  # fmt: skip


def _question(one: Counted) -> dict[str, Any]:
    tally, shown = one.tally, one.tally.may_show_totals
    return {
        "number": one.question.position, "text": one.question.text, "rule": tally.rule, "roll_size": tally.roll_size,
        "ballots": tally.ballots if shown else None, "valid": tally.valid if shown else None, "blank": tally.blank if shown else None,
        "invalid": tally.invalid if shown else None, "quorum_needed": tally.quorum_needed, "quorum_met": tally.quorum_met,
        "turnout": None if one.turnout is None else one.turnout._asdict(),
        "options": [{"text": line.text, "total": line.total, "is_winner": line.is_winner} for line in one.lines],
    }  # fmt: skip


def consultation_tables(report: ConsultationReport) -> tuple[Table, ...]:
    """The report as tables: the questions, their options, and the decision."""
    document = consultation_document(report)
    questions = tuple(
        (one["number"], one["text"], one["rule"], one["roll_size"], one["ballots"], one["valid"], one["blank"],
         one["invalid"], one["quorum_needed"], one["quorum_met"])
        for one in document["questions"]
    )  # fmt: skip
    options: list[Row] = [
        (one["number"], place, line["text"], line["total"], line["is_winner"])
        for one in document["questions"]
        for place, line in enumerate(one["options"], start=1)
    ]
    decision = document["decision"] or {}
    facts = (
        ("musyawarah", report.row.title), ("wilayah", report.row.place_name),
        ("diputuskan", str(decision.get("decided", ""))), ("alasan", str(decision.get("reasons", ""))),
        ("tidak_diikuti", str(decision.get("not_followed", ""))),
        ("pejabat", f"{report.officer}, {decision['officer_title']}" if decision else ""),
        ("tanggal_keputusan", str(decision.get("on", ""))),
    )  # fmt: skip
    return (
        Table(
            "soal", report.row.title,
            (Column("nomor", "Nomor soal", Kind.INTEGER), Column("soal", "Yang ditanyakan", search=True), Column("aturan", "Cara menghitung"),
             Column("pemilih", "Warga dalam daftar pemilih", Kind.INTEGER), Column("suara", "Suara yang masuk", Kind.INTEGER),
             Column("sah", "Suara sah; kosong jika terlalu sedikit untuk ditampilkan", Kind.INTEGER),
             Column("abstain", "Suara abstain", Kind.INTEGER), Column("tidak_sah", "Suara tidak sah", Kind.INTEGER),
             Column("kuorum", "Suara yang diperlukan", Kind.INTEGER), Column("kuorum_tercapai", "Kuorum tercapai", Kind.YES_NO)),
            questions, ("nomor",),
        ),
        Table(
            "pilihan", "Pilihan dan hasilnya",
            (Column("nomor", "Nomor soal", Kind.INTEGER, refers_to="soal.nomor"), Column("urutan", "Urutan hasil", Kind.INTEGER),
             Column("pilihan", "Pilihan", search=True), Column("jumlah", "Suara atau nilai; kosong jika terlalu sedikit", Kind.NUMBER),
             Column("terpilih", "Terpilih", Kind.YES_NO)),
            tuple(options), ("nomor", "urutan"),
        ),
        Table("keputusan", "Keputusan", (Column("hal", "Hal"), Column("isi", "Isi", search=True)), facts, ("hal",)),
    )  # fmt: skip
