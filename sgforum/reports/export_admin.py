"""The page on which an administrator takes away several months of participation metrics; each download is recorded."""

from __future__ import annotations

from flask import Response

from sgforum.core.clock import Period
from sgforum.core.errors import InvalidInput
from sgforum.core.permissions import places_of
from sgforum.metrics.queries import list_periods
from sgforum.reports import services
from sgforum.reports.attachments import TYPES
from sgforum.reports.forms import ExportForm
from sgforum.reports.rules import EXPORT_PARTICIPATION
from sgforum.reports.services import Wanted
from sgforum.reports.tables import Format
from sgforum.reports.views import pages
from sgforum.web.answers import form_page, is_demo
from sgforum.web.downloads import download
from sgforum.web.formkit import choices
from sgforum.web.guards import acting, permitted, signed_in
from sgforum.web.i18n import month_name


@pages.form("/admin/ekspor", guard=permitted(EXPORT_PARTICIPATION), limit="30/hour")
def export_participation() -> Response:
    """Choose months and a format, and get the file."""
    periods = list_periods()
    form = ExportForm(data={"first": str(periods[-1]), "last": str(periods[0])} if periods else None)
    form.first.choices = form.last.choices = choices((str(each), month_name(each)) for each in periods)
    place = places_of(signed_in(), EXPORT_PARTICIPATION)[0]
    if form.validate_on_submit():
        wanted = Wanted(
            place, Period.parse(form.first.data), Period.parse(form.last.data), Format(form.form.data)
        )
        try:
            made = services.make_export(actor=signed_in(), wanted=wanted, demo=is_demo())
            with acting() as act:
                services.record_export(actor=act.actor, export=made, at=act.at)
            ending, kind = TYPES[wanted.form]
            return download(made.content, f"partisipasi-{made.periods[0]}-{made.periods[-1]}.{ending}", kind)
        except InvalidInput as error:
            form.take(error)
    return form_page("reports/export.html", form, periods=periods)
