"""What a demo has become: counts, the table of scores, where to look, who may sign in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..accounts.models import Person
from ..ballot.models import Elector, Envelope
from ..campaign.models import App, Campaign, CampaignState, Install, Pledge
from ..config import Config
from ..consultation.lifecycle import PhaseKind, State, find_phase
from ..consultation.models import Comment, Consultation, PhaseRow, Question
from ..core import settings
from ..core.audit import AuditEntry
from ..core.clock import Period
from ..core.console import text_table
from ..core.db import db
from ..core.permissions import Level
from ..forum.models import Commitment, OfficialAnswer, Post, Support, Topic
from ..metrics.ippk import RollUp, floor_one_decimal
from ..metrics.queries import PlaceScore, by_kota, list_marks, list_periods, list_scores, rollup_of
from ..metrics.wording import ScoreWords
from ..notify.models import OutboxMail
from ..territory.models import PlaceLevel
from ..territory.queries import list_places
from .staff import PASSWORD
from .terms import Size

_VOTING = "Consultation: voting now"
_COMMENTS = "Consultation: comments now"
_AWAITED = "Consultation: decision awaited"
_DECIDED = "Consultation: decided"
_SEVERAL = "Several questions: voting now"
_EVERY_BALLOT = "Every kind of ballot: counted"
_PAST = (_AWAITED, _DECIDED)
INVENTED = "Everything here is invented, and every page says so (data contoh)."


def describe(config: Config, at: datetime) -> dict[str, Any]:
    """The finished demo as one JSON document, read from the database."""
    kept: Mapping[str, Any] = settings.read(settings.DEMO)
    months = sorted(list_periods())
    return {
        "seed": kept["seed"],
        "months": [str(month) for month in months],
        "size": kept["size"],
        "today": kept["today"],
        "note": INVENTED,
        "counts": count_all(),
        **(
            {"kota": [row for month in months[-1:] for row in kota_table(month)]} if is_province(kept) else {}
        ),
        "table": [row for month in months[-1:] for row in table_of(month)],
        "logins": {"password": PASSWORD, "accounts": kept["logins"]},
        "exports": kept["exports"],
        "look": list_places_to_look(config.base_url.rstrip("/"), at),
    }


def count_all() -> dict[str, int]:
    """How much of everything there is."""
    verified = Person.level == Level.VERIFIED
    return {
        "accounts": _count(Person),
        "verified_residents": _count(Person, verified),
        "topics": _count(Topic),
        "posts": _count(Post),
        "supports": _count(Support),
        "official_answers": _count(OfficialAnswer),
        "commitments": _count(Commitment),
        "commitments_done": _count(Commitment, Commitment.done_at.is_not(None)),
        **{
            f"consultations_{state.value}": _count(Consultation, Consultation.state == state)
            for state in State
        },
        "comments": _count(Comment),
        "voters": _count(Elector, Elector.voted) + _count(Envelope),
        "campaigns": _count(Campaign),
        "campaign_visits": int(db.session.scalar(select(func.coalesce(func.sum(Campaign.visits), 0))) or 0),
        "pledges": _count(Pledge),
        "installs": _count(Install),
        "mails": _count(OutboxMail),
        "audit_entries": _count(AuditEntry),
    }


def _count(model: type[Any], *conditions: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0)


def table_of(month: Period) -> list[dict[str, Any]]:
    """Each kelurahan's score of a month; without one, the verdict says why in two words."""
    return [_row(score) for score in list_scores(month)]


def is_province(document: Mapping[str, Any]) -> bool:
    return bool(document["size"] == Size.PROVINCE)


def kota_table(month: Period) -> list[dict[str, Any]]:
    """Each kota's mean of a month with how many of its kelurahan and desa are rated."""
    groups = by_kota(list_marks(month))
    return [
        {
            "code": kota.code,
            "kota": kota.title,
            "month": str(month),
            "kelurahan": len(groups.get(kota.code, ())),
            **_rollup_row(rollup_of(groups.get(kota.code, ()))),
        }
        for kota in list_places(PlaceLevel.KOTA)
    ]


def _rollup_row(rollup: RollUp | None) -> dict[str, Any]:
    if rollup is None:
        return {"mean": None, "lowest": None, "highest": None, "rated": 0}
    return {
        "mean": rollup.shown, "lowest": floor_one_decimal(rollup.least),
        "highest": floor_one_decimal(rollup.most), "rated": rollup.rated,
    }  # fmt: skip


def _row(score: PlaceScore) -> dict[str, Any]:
    return {
        "code": score.code,
        "kelurahan": score.name,
        "month": str(score.period),
        "ippk": score.shown,
        "low": None if score.low is None else round(score.low, 1),
        "high": None if score.high is None else round(score.high, 1),
        "category": score.category,
        "verdict": ScoreWords().state(score),
        "participants": score.participants,
    }


def list_places_to_look(base: str, at: datetime) -> list[dict[str, str]]:
    """Addresses worth a visit: one consultation in each state, a running campaign, the score, the desks."""
    found = [{"what": "Home", "url": f"{base}/"}]
    for what, consultation in (_consultations(at) | _of_every_ballot(at)).items():
        found.append({"what": what, "url": f"{base}/konsultasi/{consultation.public_id}-{consultation.slug}"})
    campaign = db.session.scalar(
        select(Campaign)
        .join(App)
        .where(Campaign.state == CampaignState.PUBLISHED)
        .order_by(App.slug != "hore", Campaign.id)
        .limit(1)
    )
    if campaign is not None:
        found.append({"what": "Running campaign", "url": f"{base}/kampanye/{campaign.slug}"})
    pages = {
        "Scores": "/skor", "Resource report": "/laporan", "Data": "/data", "Officials' desk": "/petugas", "Admin": "/admin",
    }  # fmt: skip
    return [*found, *({"what": what, "url": base + path} for what, path in pages.items())]


def _consultations(at: datetime) -> dict[str, Consultation]:
    """One consultation of each kind that a visitor may meet today: of those still open the first, else the newest."""
    found: dict[str, Consultation] = {}
    rows = db.session.scalars(
        select(Consultation).where(Consultation.published_at.is_not(None)).order_by(Consultation.id)
    )
    for consultation in rows:
        state = _state_of(consultation, at)
        if state in _PAST or state not in found:
            found[state] = consultation
    return {what: found[what] for what in (_VOTING, _COMMENTS, _AWAITED, _DECIDED) if what in found}


def _of_every_ballot(at: datetime) -> dict[str, Consultation]:
    """The ones with the most questions: one to vote in today, and one that is counted."""
    questions = select(func.count()).where(Question.consultation_id == Consultation.id).scalar_subquery()
    rows = db.session.scalars(
        select(Consultation)
        .where(Consultation.published_at.is_not(None), questions > 1)
        .order_by(questions.desc(), Consultation.id)
    )
    found: dict[str, Consultation] = {}
    for consultation in rows:
        is_open = _state_of(consultation, at) == _VOTING
        found.setdefault(_SEVERAL if is_open else _EVERY_BALLOT, consultation)
    return found


def _state_of(consultation: Consultation, at: datetime) -> str:
    if consultation.state is State.DECIDED:
        return _DECIDED
    if consultation.state is State.CLOSED:
        return _AWAITED
    rows = db.session.scalars(select(PhaseRow).where(PhaseRow.consultation_id == consultation.id))
    voting = find_phase([row.phase for row in rows], PhaseKind.VOTING)
    if voting is not None and voting.holds(at):
        return _VOTING
    return _COMMENTS


def text_of(document: Mapping[str, Any]) -> str:
    """The document for people: the table, where to look, and the logins."""
    month = document["months"][-1] if document["months"] else ""
    looks = "\n".join(f"  {item['what']:<32} {item['url']}" for item in document["look"])
    logins = text_table(
        ("role", "place", "name", "e-mail"),
        [
            (each["role"], each["place"], each["name"], each["email"])
            for each in document["logins"]["accounts"]
        ],
    )
    return "\n\n".join(
        (
            f"IPPK {month} (seed {document['seed']}, {document['size']})",
            kota_text(document, month) if is_province(document) else _kelurahan_text(document),
            f"Where to look:\n{looks}",
            f"Sign in with the password {document['logins']['password']} as:\n{logins}",
            f"Exports: {len(document['exports'])} files, the first is {document['exports'][0]}",
            INVENTED,
        )
    )


def _kelurahan_text(document: Mapping[str, Any]) -> str:
    return text_table(
        ("kelurahan", "IPPK", "90 % interval", "category"),
        [
            (row["kelurahan"], _decimal(row["ippk"]), _interval(row["low"], row["high"]), row["verdict"])
            for row in document["table"]
        ],
    )


def kota_text(document: Mapping[str, Any], month: str) -> str:
    """A province's kelurahan and desa would fill forty screens: its kota, and where the rest is."""
    table = text_table(
        ("kota or kabupaten", "mean IPPK", "lowest-highest", "rated"),
        [
            (
                row["kota"], _decimal(row["mean"]), _interval(row["lowest"], row["highest"]),
                f"{row['rated']} of {row['kelurahan']}",
            )
            for row in document["kota"]
        ],
    )  # fmt: skip
    total, rated = len(document["table"]), sum(row["rated"] for row in document["kota"])
    return (
        f"{table}\n\n{rated} of {total} kelurahan and desa are rated. All of them: "
        f"sgforum metrics show {month}, or exports/partisipasi-{month}.csv"
    )


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _interval(low: float | None, high: float | None) -> str:
    return "-" if low is None else f"{_decimal(low)}-{_decimal(high)}"
