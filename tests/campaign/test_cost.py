"""Kept pages are never old, and every page costs the same for one row and for fifty."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from sgforum.campaign import files, queries, services
from sgforum.campaign.models import GoalKind
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.campaign import make_campaign, make_plan, today

from .conftest import BROWSER


def pledge(person, campaign, act=services.pledge):
    with transaction():
        act(actor=as_actor(person), slug=campaign.slug, today=today(), at=now())


@pytest.mark.parametrize(
    "path", ["/kampanye", "/kampanye/SLUG", "/kampanye/SLUG/poster", "/aplikasi", "/aplikasi/hore"]
)
@pytest.mark.parametrize("act", ["pledge", "install", "withdraw", "visit", "edit", "end", "app"])
def test_kept_page_is_the_page_made_anew(house, path, act):
    campaign = make_campaign(
        title="Pasang Hore bersama", goal_kind=GoalKind.VISITS if act == "visit" else GoalKind.INSTALLS
    )
    person, visitor, slug = make_person(), house.test_client(), campaign.slug
    path = path.replace("SLUG", slug)
    if act == "withdraw":
        pledge(person, campaign, services.declare_install)
    visitor.get(path)
    with transaction():
        change(act, campaign, person)
    fresh = house.test_client()
    fresh.set_cookie(house.config["SESSION_COOKIE_NAME"], "x")  # a session: never served from the kept pages
    assert visitor.get(path).text == fresh.get(path).text


def change(act, campaign, person):
    actor, slug = as_actor(person), campaign.slug
    match act:
        case "pledge":
            services.pledge(actor=actor, slug=slug, today=today(), at=now())
        case "install":
            services.declare_install(actor=actor, slug=slug, today=today(), at=now())
        case "withdraw":
            services.withdraw_pledge(actor=actor, slug=slug)
        case "visit":
            services.count_visit(code=queries.list_links(campaign.id)[0].code, today=today())
        case "edit":
            plan = make_plan(title="Judul baru setelah terbit", goal_kind=campaign.goal_kind)
            services.edit_campaign(
                actor=SYSTEM, campaign_id=campaign.public_id, plan=plan, version=campaign.version, at=now()
            )
        case "end":
            services.end_campaign(actor=SYSTEM, campaign_id=campaign.public_id, at=now())
        case "app":
            words = services.AppWords(
                owner="Kominfo", contact="", purpose="Kegunaan yang baru.", purpose_en="", audience="warga"
            )
            services.edit_app(actor=SYSTEM, slug="hore", version=1, words=words, at=now())


def statements(client, path):
    """How many statements one page takes."""
    count = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            count.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(count)


def test_pages_cost_the_same_for_one_and_for_fifty(house, hore):
    official = make_official()
    paths = ("/kampanye", f"/kampanye/{hore.running.slug}", "/aplikasi", "/aplikasi/hore", "/petugas/kampanye",
             f"/petugas/kampanye/{hore.running.public_id}")  # fmt: skip
    client = house.test_client()
    sign_in(client, official)
    client.get("/aplikasi")  # the city's name is read once in a process
    few = [statements(client, path) for path in paths]
    with transaction():
        files.load_shipped_apps(SYSTEM, now())
    for number in range(25):
        make_campaign(state="ended" if number % 2 else "published")
        pledge(make_person(), hore.running, services.declare_install)
        with transaction():
            services.add_link(
                actor=SYSTEM, campaign_id=hore.running.public_id, channel=f"RT {number}", at=now()
            )
    assert [statements(client, path) for path in paths] == few
    assert max(few) <= 12


def test_kept_page_costs_a_visitor_two_statements(client, hore):
    path = f"/kampanye/{hore.running.slug}"
    client.get(path)
    assert statements(client, path) == 2


def test_get_writes_nothing_but_the_short_links_count(house, client, hore):
    sign_in(client, make_official())
    writes = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.split()[0] in {"INSERT", "UPDATE", "DELETE"}:
            writes.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for path in ("/kampanye", f"/kampanye/{hore.running.slug}", f"/kampanye/{hore.running.slug}/poster", "/aplikasi",
                     "/aplikasi/hore", "/petugas/kampanye", "/petugas/kampanye/baru",
                     f"/petugas/kampanye/{hore.running.public_id}"):  # fmt: skip
            client.get(path)
        assert writes == []
        client.get(f"/s/{queries.list_links(hore.running.id)[0].code}", headers=BROWSER)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert [statement.split()[0] for statement in writes] == ["UPDATE", "INSERT"]
