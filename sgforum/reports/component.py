"""What the house needs to know of reports."""

from __future__ import annotations

from sgforum.component import Component
from sgforum.reports import admin as admin  # its pages register themselves on the same blueprint
from sgforum.reports import data_views
from sgforum.reports import export_admin as export_admin  # so does its page
from sgforum.reports import link_views as link_views
from sgforum.reports.cli import report
from sgforum.reports.explore_cli import explore
from sgforum.reports.exports_cli import export
from sgforum.reports.link_jobs import JOBS
from sgforum.reports.views import pages

data_views.register(pages)
component = Component(name="reports", pages=(pages,), commands=(report, export, explore), jobs=JOBS)
