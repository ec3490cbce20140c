"""The pages of officials who run campaigns and keep the catalogue."""

from __future__ import annotations

import pytest

from sgforum.campaign import queries
from sgforum.campaign.models import Campaign, CampaignState
from sgforum.core.db import db
from sgforum.core.permissions import Role
from tests.factories.accounts import make_official, make_person, make_staff, sign_in
from tests.factories.campaign import make_app, make_campaign, make_plan
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN


def fields(**given):
    plan = make_plan()
    names = ("app_slug", "place_code", "title", "goal", "goal_number", "page_text", "pledge", "share_text")
    return (
        {name: str(getattr(plan, name)) for name in names}
        | {
            "goal_kind": "installs",
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
        }
        | given
    )


def test_official_goes_the_whole_way(client, house):
    make_app("hore")
    sign_in(client, make_official())
    sent = fields(goal_number="1.500", target_group="Warga", target_size="15 600", target_source="BPS")
    answer = client.post("/petugas/kampanye/baru", data=sent)
    assert answer.status_code == 303
    campaign = db.session.scalars(db.select(Campaign)).one()
    assert (campaign.goal_number, campaign.target_size, campaign.state) == (1500, 15_600, CampaignState.DRAFT)
    path = f"/petugas/kampanye/{campaign.public_id}"
    assert answer.location == path
    assert campaign.title in client.get("/petugas/kampanye").text
    assert client.post(path, data={"channel": "RT 05"}).location == f"{path}#tautan"
    assert "RT 05" in client.get(path).text
    assert client.post(f"{path}/terbitkan").location == path
    assert client.get(f"/kampanye/{campaign.slug}").status_code == 200
    assert client.post(f"{path}/akhiri").location == path
    assert client.get(f"{path}/ubah").status_code == 200
    assert client.post(f"{path}/terbitkan").status_code == 409


def test_wrong_form_keeps_what_was_typed(client, house):
    make_app("hore")
    sign_in(client, make_official())
    answer = client.post(
        "/petugas/kampanye/baru", data=fields(goal_number="banyak", title="Pendek", pledge="Janji <b>")
    )
    assert answer.status_code == 422
    assert 'value="banyak"' in answer.text
    assert "Tulis bilangan bulat" in answer.text
    assert "Janji &lt;b&gt;" in answer.text
    answer = client.post("/petugas/kampanye/baru", data=fields(title="Pendek"))
    assert answer.status_code == 422
    assert "Judul perlu 10 sampai 120 huruf" in answer.text


def test_edit_form_of_a_published_campaign_has_no_promise_in_it(client, hore):
    sign_in(client, make_official())
    path = f"/petugas/kampanye/{hore.running.public_id}/ubah"
    html = client.get(path).text
    assert 'name="goal_number"' not in html
    sent = fields(title="Judul yang lebih jelas", goal_number="1", version=str(hore.running.version))
    assert client.post(path, data=sent).status_code == 303
    changed = queries.get_managed(hore.running.public_id)
    assert (changed.title, changed.goal_number) == ("Judul yang lebih jelas", 100)


def test_edit_of_an_older_version_says_so_on_the_form(client, hore):
    sign_in(client, make_official())
    path = f"/petugas/kampanye/{hore.running.public_id}/ubah"
    answer = client.post(path, data=fields(title="Judul dari tab lama", version="1"))
    assert answer.status_code == 422
    assert "Orang lain baru saja mengubah ini" in answer.text
    assert "Judul dari tab lama" in answer.text
    assert client.post(path, data=fields(version="x")).status_code == 422


def test_channel_that_is_there_is_refused_on_the_page(client, hore):
    sign_in(client, make_official())
    answer = client.post(f"/petugas/kampanye/{hore.running.public_id}", data={"channel": "POSTER"})
    assert answer.status_code == 422
    assert "Saluran ini sudah punya tautan" in answer.text


def test_form_offers_only_the_officials_places(client, house):
    sign_in(client, make_official(KELURAHAN))
    html = client.get("/petugas/kampanye/baru").text
    assert f'value="{KELURAHAN}"' in html
    assert f'value="{OTHER_KELURAHAN}"' not in html
    assert f'value="{CITY}"' not in html


def test_desk_lists_only_the_officials_places(client, hore):
    make_campaign(title="Kampanye seluruh kota", place_code=CITY)
    sign_in(client, make_official(KELURAHAN))
    html = client.get("/petugas/kampanye").text
    assert "Rahasia yang belum terbit" in html
    assert "Kenali TMC di jalan" not in html
    assert "Kampanye seluruh kota" not in html


DESK = [
    ("GET", "/petugas/kampanye/ID"),
    ("POST", "/petugas/kampanye/ID"),
    ("GET", "/petugas/kampanye/ID/ubah"),
    ("POST", "/petugas/kampanye/ID/ubah"),
    ("POST", "/petugas/kampanye/ID/terbitkan"),
    ("POST", "/petugas/kampanye/ID/akhiri"),
]


@pytest.mark.parametrize(
    ("method", "path"), [*DESK, ("GET", "/petugas/kampanye"), ("POST", "/petugas/kampanye/baru")]
)
@pytest.mark.parametrize("who", ["visitor", "resident", "moderator"])
def test_desk_is_not_there_for_others(client, hore, method, path, who):
    people = {
        "resident": make_person,
        "moderator": lambda: make_staff(Role.MODERATOR),
    }
    if who != "visitor":
        sign_in(client, people[who]())
    answer = client.open(path.replace("ID", hore.draft.public_id), method=method, data={"channel": "RT 05"})
    assert answer.status_code == (404 if who != "visitor" else 303 if method == "GET" else 401)
    assert queries.get_managed(hore.draft.public_id).state is CampaignState.DRAFT
    assert len(queries.list_links(hore.draft.id)) == 2


def test_an_auditor_reads_campaigns_and_changes_nothing(client, hore):
    sign_in(client, make_staff(Role.AUDITOR, CITY))
    assert hore.draft.title in client.get("/petugas/kampanye").text
    main = client.get(f"/petugas/kampanye/{hore.draft.public_id}").text.partition("<main")[2]
    assert hore.draft.goal in main
    assert "<form" not in main.partition("</main>")[0]
    for method, path in DESK[1:]:
        answer = client.open(
            path.replace("ID", hore.draft.public_id), method=method, data={"channel": "RT 05"}
        )
        assert answer.status_code == 404
    assert queries.get_managed(hore.draft.public_id).state is CampaignState.DRAFT
    assert len(queries.list_links(hore.draft.id)) == 2


@pytest.mark.parametrize(("method", "path"), DESK)
@pytest.mark.parametrize("place", [OTHER_KELURAHAN, FAR_KELURAHAN])
def test_a_campaign_is_not_there_for_officials_of_other_places(client, hore, method, path, place):
    sign_in(client, make_official(place))
    sent = fields(channel="RT 05", version="1")
    answer = client.open(path.replace("ID", hore.draft.public_id), method=method, data=sent)
    assert answer.status_code == 404
    assert "Rahasia" not in answer.text


def test_admin_corrects_an_app_on_its_page(client, hore):
    sign_in(client, make_staff(Role.ADMIN, CITY))
    assert "/petugas/aplikasi/hore" in client.get("/aplikasi/hore").text
    sent = {
        "owner": "Kominfo",
        "contact": "loket 2",
        "purpose": "Lapor dari rumah.",
        "audience": "warga",
        "version": "1",
    }
    assert client.post("/petugas/aplikasi/hore", data=sent).location == "/aplikasi/hore"
    assert "Kominfo" in client.get("/aplikasi/hore").text
    answer = client.post("/petugas/aplikasi/hore", data=sent | {"owner": "Lain"})
    assert answer.status_code == 422
    assert "Orang lain baru saja mengubah ini" in answer.text
