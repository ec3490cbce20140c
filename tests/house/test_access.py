"""Every address for every role: what opens, what stays shut. The table is written by hand, not read from the guards."""

from __future__ import annotations

import re

import pytest

from sgforum.cli import list_routes
from sgforum.core.db import db
from sgforum.core.permissions import Role
from tests.factories.accounts import make_person, make_staff
from tests.factories.territory import FAR_KELURAHAN
from tests.journeys.addresses import list_visits
from tests.journeys.world import build

OWN = {"lurah", "moderator", "rt", "admin", "auditor", "resident", "waiting"}
FAR = {"far_resident", "far_lurah", "far_moderator"}
EVERYBODY = OWN | FAR | {None}
SIGNED_IN = OWN | FAR

# Who may open a page that is not for everybody. Objects are of one kelurahan; FAR people work in another one.
STAFF = {
    "portal.desk": {"lurah", "moderator", "rt", "admin", "auditor", "far_lurah", "far_moderator"},
    "portal.command_centre": {"lurah", "far_lurah", "admin", "auditor"},
    "portal.admin": {"admin", "auditor"},
    "portal.audit": {"admin", "auditor"},
    "accounts.waiting": {"lurah", "rt", "far_lurah", "auditor"},
    "accounts.verify": {"lurah", "rt"},
    "accounts.roles": {"admin", "auditor"},
    "accounts.suspend": {"admin", "moderator"},
    "territory.denominators": {"admin", "lurah", "far_lurah", "auditor"},
    "territory.places": {"admin", "auditor"},
    "territory.export": {"admin"},
    "forum.desk": {"lurah", "far_lurah", "auditor"},
    "forum.answer": {"lurah"},
    "forum.report_done": {"lurah"},
    "forum.moderate_topic": {"moderator"},
    "forum.moderate_post": {"moderator"},
    "consultation.desk": {"lurah", "far_lurah", "admin", "auditor"},
    "consultation.create": {"lurah", "far_lurah", "admin"},
    "consultation.manage": {"lurah", "admin", "auditor"},
    "consultation.edit": {"lurah", "admin"},
    "consultation.withdraw": {"lurah", "admin"},
    "consultation.question": {"lurah", "admin"},
    "consultation.materials": {"lurah", "admin"},
    "consultation.photo": {"lurah", "admin"},
    "consultation.recording": {"lurah", "admin"},
    "consultation.remove_question": {"lurah", "admin"},
    "consultation.divide_key": {"lurah", "admin"},
    "consultation.open_box": {"lurah", "admin"},
    "consultation.roll": {"lurah", "admin"},
    "consultation.elector": {"lurah", "admin"},
    "consultation.papers": {"lurah", "admin"},
    "consultation.enter_bundle": {"lurah", "admin"},
    "consultation.check_bundle": {"lurah", "admin"},
    "consultation.correct_bundle": {"lurah", "admin"},
    "consultation.remove_bundle": {"lurah", "admin"},
    "consultation.decide": {"lurah", "admin"},
    "consultation.hide_comment": {"moderator", "admin"},
    "campaign.desk": {"lurah", "far_lurah", "admin", "auditor"},
    "campaign.create": {"lurah", "far_lurah", "admin"},
    "campaign.manage": {"lurah", "admin", "auditor"},
    "campaign.edit": {"lurah", "admin"},
    "campaign.edit_app": {"admin"},
    "metrics.review": {"admin", "auditor"},
    "metrics.side_figures": {"admin", "auditor"},
    "reports.registers": {"admin", "auditor"},
    "reports.register": {"admin", "auditor"},
    "reports.row": {"admin"},
    "reports.remove": {"admin"},
    "reports.import_register": {"admin"},
    "reports.link_audit": {"admin", "auditor"},
    "reports.export_participation": {"admin"},
}
# Pages whose only content is a form of somebody who acts
FORMS = {
    "accounts.verify", "accounts.suspend", "forum.answer", "forum.report_done", "forum.moderate_topic", "forum.moderate_post",
    "forum.add_poll", "consultation.create", "consultation.edit", "consultation.withdraw", "consultation.decide",
    "consultation.question", "consultation.materials", "consultation.photo", "consultation.recording", "consultation.remove_question", "consultation.divide_key", "consultation.open_box",
    "consultation.elector", "consultation.enter_bundle", "consultation.check_bundle", "consultation.correct_bundle",
    "consultation.remove_bundle", "consultation.hide_comment", "campaign.create", "campaign.edit", "campaign.edit_app", "reports.row",
    "reports.remove", "reports.import_register", "reports.export_participation",
}  # fmt: skip
MEMBERS = {
    "accounts.account",
    "accounts.erase",
    "accounts.password",
    "forum.mine",
    "forum.write",
    "reports.prepared_files",
}
OWNER_ONLY = {
    "forum.edit": {"resident"},
    "reports.prepared_file": {"resident"},
    "forum.add_poll": {"resident", "lurah", "moderator", "admin"},
}
DEPENDS = {
    "consultation.ballot",
    "consultation.numbered_ballot",
    "consultation.receipt",
    "error",
}  # told by state; their own tests hold them


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("access"))
    made.app.config.update(WTF_CSRF_ENABLED=False, LIMITS_OFF=True)
    with made.inside():
        made.people["far_resident"] = make_person(home=FAR_KELURAHAN).public_id
        made.people["far_lurah"] = make_staff(Role.OFFICIAL, FAR_KELURAHAN).public_id
        made.people["far_moderator"] = make_staff(Role.MODERATOR, FAR_KELURAHAN).public_id
    return made


@pytest.fixture(scope="module")
def cookies(world):
    return {role: world.cookie(role) for role in SIGNED_IN}


def ask(world, cookies, role, path, method="GET"):
    with world.app.app_context():
        client = world.app.test_client()
        if role is not None:
            client.set_cookie("sgforum", cookies[role])
        answer = client.open(path, method=method)
        db.session.remove()
    return answer.status_code


def opens(status):
    return status == 200


def test_every_get_page_is_in_the_table_of_visits(world):
    shown = {visit.endpoint for visit in list_visits(world)}
    files = {
        "accounts.own_data",
    "campaign.qr", "campaign.short", "consultation.board_file", "consultation.bundle", "consultation.feed", "consultation.file",
    "consultation.minutes_file", "consultation.receipt_file", "consultation.slips", "forum.feed", "forum.place_feed",
        "forum.poll_board", "forum.poll_bundle", "forum.post", "reports.register_file", "reports.report_file", "reports.participation_file", "reports.catalogue_file", "reports.consultation_download", "reports.prepared_content", "reports.score_download", "reports.feed", "reports.link_file", "reports.month_file", "site.alive",
        "site.ready", "site.service_worker", "site.static", "territory.export",
    }  # fmt: skip
    here = {row["endpoint"] for row in list_routes(world.app) if "GET" in row["methods"]}
    assert here - shown - files == set()


def test_every_route_states_its_guard(world):
    assert [row for row in list_routes(world.app) if not row["guard"]] == []


def test_staff_pages_open_for_their_roles_only(world, cookies):
    wrong = []
    for visit in list_visits(world):
        wanted = STAFF.get(visit.endpoint)
        if wanted is None:
            continue
        for role in EVERYBODY:
            status = ask(world, cookies, role, visit.path)
            if opens(status) != (role in wanted):
                wrong.append((visit.endpoint, role, status))
            elif role not in wanted:
                assert status == (303 if role is None else 404), (visit.endpoint, role, status)
    assert wrong == []


def test_public_pages_open_for_everybody(world, cookies):
    for visit in list_visits(world):
        if (
            visit.role is not None
            or visit.status != 200
            or visit.endpoint in DEPENDS | {"portal.style_guide"}
        ):
            continue
        for role in EVERYBODY:
            wanted = 303 if visit.endpoint == "accounts.sign_in" and role else 200
            assert ask(world, cookies, role, visit.path) == wanted, (visit, role)


def test_component_page_is_shut_without_the_setting(world, cookies):
    assert {ask(world, cookies, role, "/gaya") for role in EVERYBODY} == {404}


def test_pages_of_members_lead_visitors_to_sign_in(world, cookies):
    for visit in list_visits(world):
        if visit.endpoint in MEMBERS:
            assert ask(world, cookies, None, visit.path) == 303
            assert ask(world, cookies, "far_resident", visit.path) == 200
        for role in SIGNED_IN if visit.endpoint in OWNER_ONLY else ():
            assert opens(ask(world, cookies, role, visit.path)) == (role in OWNER_ONLY[visit.endpoint])


def test_draft_is_seen_by_its_officials_and_the_auditor_only(world, cookies):
    path = world.at["consultation-draft"]
    seen = {role for role in EVERYBODY if opens(ask(world, cookies, role, path))}
    assert seen == {"lurah", "admin", "auditor"}


def test_every_unsafe_route_is_shut_for_who_may_not(world, cookies):
    """POST with nothing in it: a visitor is sent away; residents and the auditor find no staff route."""
    wrong = []
    for row in list_routes(world.app):
        if "POST" not in row["methods"] or row["guard"] == "public":
            continue
        path = _filled(world, row["path"])
        if ask(world, cookies, None, path, "POST") != 401:
            wrong.append((row["endpoint"], None))
        if row["guard"] != "signed-in":
            for role in ("resident", "far_resident", "waiting", "auditor"):
                status = ask(world, cookies, role, path, "POST")
                if status != 404:
                    wrong.append((row["endpoint"], role, status))
    assert wrong == []


def main_of(world, cookies, role, path):
    """What the page says between its frame's header and footer."""
    with world.app.app_context():
        client = world.app.test_client()
        client.set_cookie("sgforum", cookies[role])
        text = client.get(path).text
        db.session.remove()
    return text.partition("<main")[2].partition("</main>")[0]


def test_an_auditor_sees_no_form_and_no_way_to_one_on_staff_pages(world, cookies):
    """Every staff page that opens for the auditor is there to be read: nothing on it can be sent."""
    acts = {visit.path.partition("?")[0] for visit in list_visits(world) if visit.endpoint in FORMS}
    found = []
    for visit in list_visits(world):
        if "auditor" not in STAFF.get(visit.endpoint, ()):
            continue
        main = main_of(world, cookies, "auditor", visit.path)
        assert "<h1" in main, visit
        led = {link for link in re.findall(r'href="([^"?#]+)', main) if link in acts}
        if 'method="post"' in main or led:
            found.append((visit.endpoint, led))
    assert found == []


def test_an_auditor_reads_how_many_wait_and_no_name_or_address(world, cookies):
    with world.inside():
        waiting = world.person("waiting")
        name, email = waiting.name, waiting.email
    main = main_of(world, cookies, "auditor", "/petugas/warga")
    assert "Kel. Manggar" in main
    assert name not in main
    assert email not in main
    assert name in main_of(world, cookies, "lurah", "/petugas/warga")


def _filled(world, rule):
    values = {
        "ref": world.at["topic-quiet"].rpartition("/")[2], "number": "1", "code": "64.71.01.1001", "slug": "hore",
        "public_id": world.at["consultation-draft-id"], "campaign_id": world.at["campaign-draft-id"],
        "comment_id": world.at["comment"], "batch_id": world.at["batch"], "person_id": world.people["resident"], "grant_id": "1", "denominator_id": "1", "period": str(world.period),
        "year": "2018", "form": "json", "token": "x", "name": "x",
    }  # fmt: skip
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: values[match[1]], rule)
