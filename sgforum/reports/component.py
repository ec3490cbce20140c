"""What the house needs to know of reports."""

from __future__ import annotations

from sgforum.accounts.events import PersonErased
from sgforum.component import Component
from sgforum.core import bus
from sgforum.reports import admin as admin  # its pages register themselves on the same blueprint
from sgforum.reports import data_views, jobs, link_jobs, prepared, prepared_views
from sgforum.reports import export_admin as export_admin  # so does its page
from sgforum.reports import link_views as link_views
from sgforum.reports.cli import report
from sgforum.reports.explore_cli import explore
from sgforum.reports.exports_cli import export
from sgforum.reports.own_data import own_data
from sgforum.reports.views import pages

data_views.register(pages)
prepared_views.register(pages)


def _wire() -> None:
    bus.subscribe(PersonErased, _on_person_erased)


def _on_person_erased(fact: PersonErased) -> None:
    prepared.delete_all_of(person_id=fact.person_id)


component = Component(
    name="reports",
    pages=(pages,),
    commands=(report, export, explore),
    jobs=(*link_jobs.JOBS, *jobs.JOBS),
    wire=_wire,
    own_data=own_data,
)
