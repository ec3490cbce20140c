"""Pages of officials who run campaigns, and of those who keep the catalogue of apps."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from ..core import permissions
from ..core.errors import Conflict, InvalidInput, SgforumError
from ..core.marks import N_
from ..territory.queries import KotaChoice, choose_kota, list_offered, root_code
from ..web.answers import form_page, page, see_other
from ..web.formkit import choices
from ..web.guards import acting, permitted, signed_in
from ..web.i18n import gettext
from . import plans, queries, rules, services
from .forms import AppForm, CampaignForm, LinkForm
from .models import App, Audience, Campaign, CampaignState, GoalKind
from .names import AUDIENCE_NAMES, GOAL_NAMES
from .services import AppWords
from .views import address_of, pages, purpose_of, today


@pages.get("/petugas/kampanye", guard=permitted(rules.READ))
def desk() -> Response:
    person = signed_in()
    places = permissions.places_of(person, rules.READ)
    found = queries.list_managed(places, request.args.get("sesudah"))
    return page(
        "campaign/desk.html", found=found, today=today(), rules=rules, goals=GOAL_NAMES,
        may_manage=permissions.may(person, rules.MANAGE),
    )  # fmt: skip


@pages.form("/petugas/kampanye/baru", guard=permitted(rules.MANAGE), limit="30/hour")
def create() -> Response:
    form = CampaignForm(data=None if request.method == "POST" else _suggestion())
    choice = choose_kota(request.args.get("kota"), permissions.places_of(signed_in(), rules.MANAGE))
    _offer(form, choice)
    if form.validate_on_submit():
        try:
            with acting() as act:
                campaign = services.create_campaign(actor=act.actor, plan=_plan(form), at=act.at)
                campaign_id = campaign.public_id
            return see_other("campaign.manage", N_("Draf kampanye sudah disimpan."), campaign_id=campaign_id)
        except SgforumError as error:
            _take(form, error)
    return form_page("campaign/form.html", form, campaign=None, choice=choice)


@pages.form("/petugas/kampanye/<campaign_id>/ubah", guard=permitted(rules.MANAGE), limit="60/hour")
def edit(campaign_id: str) -> Response:
    shown = queries.get_managed_shown(campaign_id)
    campaign = shown.campaign
    permissions.require(signed_in(), rules.MANAGE, campaign.place_code)
    form = CampaignForm(data=None if request.method == "POST" else _written(campaign, shown.app))
    if campaign.state is CampaignState.DRAFT:
        _offer(form, choose_kota(campaign.place_code))
    else:
        form.keep_promise()
    if form.validate_on_submit():
        plan, version = _plan(form, _written(campaign, shown.app)), _number(form.version.data)
        try:
            with acting() as act:
                services.edit_campaign(
                    actor=act.actor, campaign_id=campaign_id, plan=plan, version=version, at=act.at
                )
            return see_other("campaign.manage", N_("Perubahan sudah disimpan."), campaign_id=campaign_id)
        except SgforumError as error:
            _take(form, error)
    return form_page("campaign/form.html", form, campaign=campaign)


@pages.form(
    "/petugas/kampanye/<campaign_id>",
    guard=permitted(rules.MANAGE),
    reading=permitted(rules.READ),
    limit="60/hour",
)
def manage(campaign_id: str) -> Response:
    """One campaign with its figures, its links, and a form for one link more; an auditor reads it."""
    campaign = queries.get_managed(campaign_id)
    permissions.require(signed_in(), rules.READ, campaign.place_code)
    form = LinkForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.add_link(
                    actor=act.actor, campaign_id=campaign_id, channel=form.channel.data, at=act.at
                )
            return see_other("campaign.manage", N_("Tautan sudah dibuat."), "tautan", campaign_id=campaign_id)
        except SgforumError as error:
            _take(form, error)
    shown = queries.get_managed_shown(campaign_id)
    steps = queries.funnel(shown.campaign.id)
    return form_page(
        "campaign/manage.html", form, campaign=shown.campaign, app=shown.app, place=shown.place, steps=steps,
        done=steps.done(shown.campaign.goal_kind), links=queries.list_links(shown.campaign.id),
        address_of=address_of, goals=GOAL_NAMES, today=today(), rules=rules,
        may_manage=permissions.may(signed_in(), rules.MANAGE, shown.campaign.place_code),
    )  # fmt: skip


@pages.post("/petugas/kampanye/<campaign_id>/terbitkan", guard=permitted(rules.MANAGE), limit="60/hour")
def publish(campaign_id: str) -> Response:
    with acting() as act:
        services.publish_campaign(actor=act.actor, campaign_id=campaign_id, today=today(act.at), at=act.at)
    return see_other("campaign.manage", N_("Kampanye sudah terbit."), campaign_id=campaign_id)


@pages.post("/petugas/kampanye/<campaign_id>/akhiri", guard=permitted(rules.MANAGE), limit="60/hour")
def end(campaign_id: str) -> Response:
    with acting() as act:
        services.end_campaign(actor=act.actor, campaign_id=campaign_id, at=act.at)
    return see_other("campaign.manage", N_("Kampanye sudah diakhiri."), campaign_id=campaign_id)


@pages.form("/petugas/aplikasi/<slug>", guard=permitted(rules.EDIT_APP), limit="60/hour")
def edit_app(slug: str) -> Response:
    permissions.require(signed_in(), rules.EDIT_APP, root_code())
    app = queries.get_app(slug)
    form = AppForm(data=None if request.method == "POST" else _said(app))
    if form.validate_on_submit():
        words, version = _words(form), _number(form.version.data)
        try:
            with acting() as act:
                services.edit_app(actor=act.actor, slug=slug, version=version, words=words, at=act.at)
            return see_other("campaign.app", N_("Keterangan aplikasi sudah disimpan."), slug=slug)
        except SgforumError as error:
            _take(form, error)
    return form_page(
        "campaign/app_form.html", form, app=app, purpose=purpose_of(app), audiences=AUDIENCE_NAMES
    )


def _take(form: CampaignForm | LinkForm | AppForm, error: SgforumError) -> None:
    """Show on the form what the service refused, with everything typed kept; other errors go on."""
    if isinstance(error, InvalidInput):
        form.take(error)
    elif isinstance(error, Conflict):
        form.take(InvalidInput(error.message))
    else:
        raise error


def _offer(form: CampaignForm, choice: KotaChoice) -> None:
    """The apps of the catalogue and the places in which the person may run campaigns."""
    person = signed_in()
    places = [place for place in list_offered(choice) if permissions.may(person, rules.MANAGE, place.code)]
    apps = ((app.slug, app.name) for app in queries.list_apps())
    form.app_slug.choices = choices([("", gettext("Pilih aplikasi")), *apps])
    form.place_code.choices = choices(
        [("", gettext("Pilih wilayah")), *((place.code, place.title) for place in places)]
    )


def _suggestion() -> dict[str, Any]:
    """What a new form says already."""
    return {
        "starts_on": today(),
        "goal_kind": GoalKind.INSTALLS.value,
        "app_slug": request.args.get("aplikasi", ""),
    }


def _written(campaign: Campaign, app: App) -> dict[str, Any]:
    """A stored campaign as the fields of its form."""
    names = (
        "place_code",
        "title",
        "goal",
        "goal_number",
        "starts_on",
        "ends_on",
        "target_size",
        "page_text",
        "pledge",
    )
    fields = {name: getattr(campaign, name) for name in (*names, "share_text", "version")}
    return fields | {
        "app_slug": app.slug, "goal_kind": campaign.goal_kind.value,
        "target_group": campaign.target_group or "", "target_source": campaign.target_source or "",
    }  # fmt: skip


def _plan(form: CampaignForm, stored: dict[str, Any] | None = None) -> plans.Plan:
    """The form as a plan; what the form has not (a kept promise) comes from what is stored."""
    said: dict[str, Any] = dict(stored or {}) | form.data
    return plans.Plan(
        app_slug=said["app_slug"], place_code=said["place_code"], title=_line(said["title"]), goal=_line(said["goal"]),
        goal_number=said["goal_number"], goal_kind=GoalKind(said["goal_kind"]),
        starts_on=said["starts_on"], ends_on=said["ends_on"],
        target_group=_line(said["target_group"]), target_size=said["target_size"],
        target_source=_line(said["target_source"]), page_text=said["page_text"].replace("\r\n", "\n"),
        pledge=_line(said["pledge"]), share_text=_line(said["share_text"]),
    )  # fmt: skip


def _said(app: App) -> dict[str, Any]:
    return {
        "owner": app.owner, "contact": app.contact, "purpose": app.purpose, "purpose_en": app.purpose_en,
        "audience": app.audience.value, "version": app.version,
    }  # fmt: skip


def _words(form: AppForm) -> AppWords:
    return AppWords(
        owner=_line(form.owner.data), contact=_line(form.contact.data), purpose=_line(form.purpose.data),
        purpose_en=_line(form.purpose_en.data), audience=Audience(form.audience.data),
    )  # fmt: skip


def _line(text: str | None) -> str:
    """One line without spaces around or doubled."""
    return " ".join((text or "").split())


def _number(text: str | None) -> int:
    """A version sent back by a form; 0, which no version is, for one that was tampered with."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
