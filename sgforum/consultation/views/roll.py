"""The officials' pages of the roll while voting runs: who takes a paper ballot, who is added late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request

from ...ballot import queries as ballots
from ...ballot.models import Channel
from ...ballot.rules import RUN
from ...core import clock
from ...core.errors import Conflict, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...web import i18n
from ...web.answers import form_page, page, see_other
from ...web.guards import acting, permitted
from .. import lifecycle, queries, services
from ..lifecycle import Act, PhaseKind
from ..models import Consultation
from ..paper_forms import TOOK_NAMES, ElectorForm
from ..queries import Resident
from ..services.texts import clean_line
from .blueprint import MANAGED, get_managed, key_folder, pages, refused

NO_RESIDENT = N_("Warga itu tidak ditemukan di wilayah pemungutan suara ini.")
MOST_LETTERS = 80  # of a name
NO_STEP = N_("Pilih salah satu tombol.")
_DONE = {
    "kertas": N_("Surat suara diserahkan. Suara daring orang ini, bila ada, tidak berlaku lagi."),
    "loket": N_("Dicatat dibantu di loket. Suara daring orang ini, bila ada, tidak berlaku lagi."),
    "batal": N_("Penyerahan dibatalkan. Orang ini dapat memilih daring lagi."),
    "tambah": N_("Warga ini ditambahkan ke daftar pemilih. Penambahan tercatat di papan kotak suara."),
}
_CHANNELS = {"kertas": Channel.PAPER, "loket": Channel.DESK}


@pages.get(f"{MANAGED}/pemilih", guard=permitted(RUN))
def roll(public_id: str) -> Response:
    """Residents by name with what may be done for each, and how the roll stands."""
    consultation, at = get_managed(public_id, RUN), clock.now()
    polls = ballots.list_polls(consultation.reference)
    wanted = clean_line(request.args.get("cari", ""))[:MOST_LETTERS]
    runs = _runs(consultation, at)
    found = queries.list_residents(polls[0], wanted, at) if runs and polls else []
    taken = ballots.count_taken(polls[0].id) if polls else {}
    return page(
        "consultation/roll.html", row=consultation, poll=polls[0] if polls else None, runs=runs, wanted=wanted,
        found=found[: queries.MOST_RESIDENTS], has_more=len(found) > queries.MOST_RESIDENTS,
        is_short=0 < len(wanted) < queries.SHORTEST_NAME,
        taken=sum(taken.values()), desk=taken.get(Channel.DESK, 0), took=TOOK_NAMES,
        additions=queries.list_additions(consultation, i18n.zone()),
    )  # fmt: skip


@pages.form(f"{MANAGED}/pemilih/<string(length=10):person_id>", guard=permitted(RUN), limit="1200/hour")
def elector(public_id: str, person_id: str) -> Response:
    """One person at the roll: check who it is, then hand out, take back, or add."""
    consultation = get_managed(public_id, RUN)
    form = ElectorForm()
    if form.validate_on_submit():
        step = request.form.get("langkah", "")
        try:
            _take(public_id, person_id, step, form)
            return see_other("consultation.roll", _DONE[step], public_id=public_id)
        except InvalidInput as error:
            form.take(error)
        except (Conflict, Refused) as error:
            return refused("consultation/elector.html", form, error, **_elector_of(consultation, person_id))
    return form_page("consultation/elector.html", form, **_elector_of(consultation, person_id))


def _take(public_id: str, person_id: str, step: str, form: ElectorForm) -> None:
    """Do what the button says; InvalidInput for any other button."""
    if step not in _DONE:
        raise InvalidInput(NO_STEP)
    with acting() as act:
        whom: dict[str, Any] = {
            "actor": act.actor, "public_id": public_id, "person_id": person_id, "at": act.at,
        }  # fmt: skip
        if step in _CHANNELS:
            services.hand_out_paper(**whom, channel=_CHANNELS[step])
        elif step == "batal":
            services.take_back_paper(**whom)
        else:
            services.add_late_elector(**whom, reason=form.reason.data or "", keys=key_folder())


def _elector_of(consultation: Consultation, person_id: str) -> dict[str, Any]:
    at = clock.now()
    polls = ballots.list_polls(consultation.reference)
    resident: Resident | None = queries.find_resident(polls[0], person_id, at) if polls else None
    if resident is None:
        raise NotFound(NO_RESIDENT)
    return {
        "row": consultation, "resident": resident, "runs": _runs(consultation, at), "took": TOOK_NAMES,
        "takes_paper": polls[0].paper,
    }  # fmt: skip


def _runs(consultation: Consultation, at: datetime) -> bool:
    phases = queries.list_phases(consultation.id)
    acts = lifecycle.acts_at(consultation.state, phases, at, box_open=consultation.opened_at is not None)
    return Act.VOTE in acts and lifecycle.find_phase(phases, PhaseKind.VOTING) is not None
