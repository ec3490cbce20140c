"""Giffinger's four sub-dimensions on one screen, and where officials enter the three that the score does not measure."""

from __future__ import annotations

from flask import Response, request

from ..core.errors import Conflict, InvalidInput
from ..core.marks import N_
from ..core.permissions import may, places_of
from ..territory.queries import choose_kota
from ..web.answers import form_page, page, see_other
from ..web.formkit import choices
from ..web.guards import PUBLIC, acting, permitted, signed_in
from ..web.i18n import gettext
from . import queries, services
from .forms import SideForm
from .method import CURRENT
from .models import SideKind
from .queries.sides import LEAST_RESPONDENTS, LEAST_STANDARDISED
from .rules import ENTER_SIDE, READ_SIDE, STRATEGY_DOCUMENTS
from .views import asked_period, pages, version


@pages.get("/tata-kelola", guard=PUBLIC, version=version)
def governance() -> Response:
    """Participation by its score; services, transparency and strategy beside it, never mixed in."""
    periods, choice = queries.list_periods(), choose_kota(request.args.get("kota"))
    if choice.kota is None or (not periods and "periode" not in request.args):
        return page(
            "metrics/governance.html", choice=choice, periods=periods, period=None, sides=None, method=CURRENT
        )
    period = asked_period(periods)
    return page(
        "metrics/governance.html", choice=choice, periods=periods, period=period, method=CURRENT,
        sides=queries.sides_of(choice.kota.code, period), kinds=SideKind, documents=STRATEGY_DOCUMENTS,
        least_respondents=LEAST_RESPONDENTS, least_standardised=LEAST_STANDARDISED,
    )  # fmt: skip


@pages.form("/admin/tata-kelola", guard=permitted(ENTER_SIDE), reading=permitted(READ_SIDE), limit="60/hour")
def side_figures() -> Response:
    """Enter a figure of another sub-dimension with its source; an auditor reads only."""
    person = signed_in()
    choice = choose_kota(request.args.get("kota"), places_of(person, READ_SIDE))
    form = SideForm()
    form.document.choices = choices(
        [
            ("", gettext("Pilih dokumen")),
            *((code, gettext(name)) for code, name in STRATEGY_DOCUMENTS.items()),
        ]
    )
    if form.validate_on_submit() and choice.kota is not None:
        try:
            with acting() as act:
                services.enter_side_figure(
                    actor=act.actor, kota_code=choice.kota.code, entry=form.entry(), at=act.at
                )
            return see_other("metrics.side_figures", N_("Angka sudah dicatat."), **choice.args)
        except InvalidInput as error:
            form.take(form.placed(error))
        except Conflict as error:
            form.take(InvalidInput({"as_of": error.message}))
    kota = choice.kota
    return form_page(
        "metrics/side_figures.html", form, choice=choice, documents=STRATEGY_DOCUMENTS,
        figures=[] if kota is None else queries.list_side_figures(kota.code),
        may_enter=kota is not None and may(person, ENTER_SIDE, kota.code),
    )  # fmt: skip
