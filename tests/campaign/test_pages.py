"""What visitors, residents and officials see of campaigns and apps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sgforum.campaign import queries, services
from sgforum.campaign.models import Campaign, GoalKind
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.campaign import make_app, make_campaign, today

from .conftest import BROWSER


def show(client, campaign, language=""):
    return client.get(f"{language}/kampanye/{campaign.slug}").text


def pledge(person, campaign, act=services.pledge):
    with transaction():
        act(actor=as_actor(person), slug=campaign.slug, today=today(), at=now())


def test_index_shows_running_coming_and_ended_and_no_draft(client, hore):
    make_campaign(title="Baru mulai nanti", starts_on=today() + timedelta(days=3))
    html = client.get("/kampanye").text
    for heading, title in (
        ("Sedang berlangsung", "Pasang Hore bersama"),
        ("Akan datang", "Baru mulai nanti"),
        ("Sudah selesai", "Kampanye yang sudah lama"),
    ):
        assert html.index(heading) < html.index(title)
    assert "Rahasia yang belum terbit" not in html


def test_index_of_an_empty_city_says_so(client, house):
    assert "Belum ada kampanye yang berlangsung" in client.get("/kampanye").text


def test_a_campaign_past_its_last_day_is_ended_before_the_worker_comes(client, hore):
    with transaction():
        db.session.execute(
            db.update(Campaign)
            .where(Campaign.id == hore.running.id)
            .values(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
        )
    html = client.get("/kampanye").text
    assert html.index("Sudah selesai") < html.index("Pasang Hore bersama")


def test_ended_campaigns_go_on_by_cursor(client, house):
    titles = [f"Kampanye lama nomor {number:02d}" for number in range(23)]
    for number, title in enumerate(titles):
        make_campaign(title=title, state="ended", ends_on=today() + timedelta(days=number // 2))
    first = client.get("/kampanye").text
    cursor = queries.list_ended(today()).next
    assert f"sesudah={cursor}" in first
    second = client.get(f"/kampanye?sesudah={cursor}").text
    assert [title in first for title in titles].count(True) == 20
    assert {title for title in titles if title in first or title in second} == set(titles)
    assert not [title for title in titles if title in first and title in second]


def test_a_cursor_that_is_not_ours_is_refused(client, house):
    assert client.get("/kampanye?sesudah=xyz").status_code == 422
    assert client.get("/kampanye?sesudah=WyJ4IiwxXQ").status_code == 200  # ["x", 1]: no rows


@pytest.mark.parametrize("path", ["", "/poster"])
@pytest.mark.parametrize("who", ["visitor", "resident", "official"])
def test_draft_is_not_found_by_anybody_on_public_pages(client, hore, path, who):
    if who != "visitor":
        sign_in(client, make_person() if who == "resident" else make_official())
    answer = client.get(f"/kampanye/{hore.draft.slug}{path}")
    assert answer.status_code == 404
    assert "Rahasia yang belum terbit" not in answer.text


def test_draft_leaks_into_no_other_page(client, hore):
    for path in (
        "/kampanye",
        "/aplikasi",
        "/aplikasi/hore",
        "/aplikasi/tmc",
        f"/kampanye/{hore.running.slug}",
    ):
        html = client.get(path).text
        assert "Rahasia" not in html, path
        assert hore.draft.slug not in html, path
        assert queries.list_links(hore.draft.id)[0].code not in html, path


@pytest.mark.parametrize("act", ["ikut", "batal-ikut", "pasang", "batal-pasang"])
def test_draft_takes_no_act(client, hore, act):
    sign_in(client, make_person())
    assert client.post(f"/kampanye/{hore.draft.slug}/{act}").status_code == 404


def test_visitor_is_led_to_sign_in_and_back(client, hore):
    html = show(client, hore.running)
    assert f"/masuk?lanjut=/kampanye/{hore.running.slug}" in html
    assert "<form" not in html.partition("<main")[2].partition("</main")[0]
    assert "csrf_token" not in html


@pytest.mark.parametrize("act", ["ikut", "batal-ikut", "pasang", "batal-pasang"])
def test_visitor_cannot_act(client, hore, act):
    assert client.post(f"/kampanye/{hore.running.slug}/{act}").status_code == 401


def test_resident_takes_part_installs_and_takes_both_back(client, hore):
    sign_in(client, make_person())
    path = f"/kampanye/{hore.running.slug}"
    assert f'action="{path}/ikut"' in show(client, hore.running)
    assert client.post(f"{path}/ikut").location == f"{path}#ikut"
    html = show(client, hore.running)
    assert "Anda ikut" in html
    assert f'action="{path}/ikut"' not in html
    client.post(f"{path}/pasang")
    assert "Anda menyatakan sudah memasang" in show(client, hore.running)
    client.post(f"{path}/batal-pasang")
    assert queries.funnel(hore.running.id).installs == 0
    client.post(f"{path}/batal-ikut")
    db.session.rollback()
    assert queries.funnel(hore.running.id).pledges == 0


def test_unconfirmed_resident_reads_why_not(client, hore):
    sign_in(client, make_person(level=0))
    html = show(client, hore.running)
    assert "Konfirmasi dulu alamat surel" in html
    assert "/ikut" not in html
    answer = client.post(f"/kampanye/{hore.running.slug}/ikut")
    assert answer.status_code == 403
    assert "Konfirmasi dulu alamat surel" in answer.text


def test_coming_campaign_says_when_and_takes_nobody(client, house):
    campaign = make_campaign(starts_on=today() + timedelta(days=3))
    sign_in(client, make_person())
    html = show(client, campaign)
    assert "Anda dapat ikut mulai" in html
    assert "/ikut" not in html
    assert client.post(f"/kampanye/{campaign.slug}/ikut").status_code == 409


def test_ended_campaign_shows_its_result_and_takes_nobody(client, hore):
    sign_in(client, make_person())
    html = show(client, hore.ended)
    assert "Kampanye ini sudah selesai" in html
    assert client.post(f"/kampanye/{hore.ended.slug}/pasang").status_code == 409


def test_an_act_without_csrf_token_is_refused(house, client, hore):
    house.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, make_person())
    assert client.post(f"/kampanye/{hore.running.slug}/ikut").status_code == 400
    assert queries.funnel(hore.running.id).pledges == 0


def test_funnel_counts_from_the_target_where_it_is_known(client, house):
    campaign = make_campaign(target_group="Warga 17+ Manggar", target_size=200, target_source="BPS 2025")
    for level in (1, 2, 2, 2):
        pledge(make_person(level=level), campaign)
    pledge(make_person(), campaign, services.declare_install)
    html = show(client, campaign)
    assert "Sasaran: Warga 17+ Manggar, 200 orang. Sumber: BPS 2025." in html
    assert "5 · 2,5%" in html
    assert "1 dari 5 orang yang ikut menyatakan sudah memasang" in html
    assert "4 yang ikut adalah warga terverifikasi" in html


def test_funnel_says_that_the_target_is_unknown(client, hore):
    html = show(client, hore.running)
    assert "Jumlah orang yang dituju belum diketahui" in html
    assert "Memasang adalah pernyataan orangnya sendiri" in html
    assert "dihitung setiap kali datang" in html


@pytest.mark.parametrize(
    ("kind", "told"), [("visits", "1 dari 100"), ("pledges", "3 dari 100"), ("installs", "2 dari 100")]
)
def test_progress_counts_what_the_goal_counts(client, house, kind, told):
    campaign = make_campaign(goal_kind=GoalKind(kind))
    pledge(make_person(), campaign)
    for _ in range(2):
        pledge(make_person(), campaign, services.declare_install)
    client.get(f"/s/{queries.list_links(campaign.id)[0].code}", headers=BROWSER)
    for path in ("/kampanye", f"/kampanye/{campaign.slug}", "/aplikasi/hore"):
        assert told in client.get(path).text, path


def test_share_kit_carries_the_share_link_and_the_poster_its_own(client, hore):
    share, poster = (link.code for link in queries.list_links(hore.running.id))
    html = show(client, hore.running)
    assert f'value="http://127.0.0.1:8000/s/{share}"' in html
    assert (
        f"https://wa.me/?text=Ayo%20pasang%20Hore%20bersama%21%20http%3A%2F%2F127.0.0.1%3A8000%2Fs%2F{share}"
        in html
    )
    page = client.get(f"/kampanye/{hore.running.slug}/poster").text
    assert f"/s/{poster}" in page
    assert share not in page


def test_page_text_is_sanitised(client, house):
    campaign = make_campaign(
        page_text="<img src=x onerror=alert(1)> **tebal** [x](javascript:alert(1)) dan seterusnya"
    )
    main = show(client, campaign).partition("<main")[2]
    assert "<img" not in main
    assert "javascript:" not in main.replace("[x](javascript:", "")
    assert "<strong>tebal</strong>" in main


def test_english_pages_speak_english(client, hore):
    assert 'lang="en"' in show(client, hore.running, "/en")
    make_app("simkel", purpose="Layanan kelurahan.", purpose_en="Services of the kelurahan.")
    assert "Services of the kelurahan." in client.get("/en/aplikasi/simkel").text
    assert "Services of the kelurahan." not in client.get("/aplikasi/simkel").text


def test_apps_without_owner_say_so(client, hore):
    make_app("simkel", owner="kelurahan Manggar")
    html = client.get("/aplikasi").text
    assert "Pemilik belum tercatat" in html
    assert "Kelurahan Manggar" in html
    assert "Pemilik belum tercatat" in client.get("/aplikasi/tmc").text
    assert client.get("/aplikasi/tidak-ada").status_code == 404


def test_app_page_shows_distinct_installers(client, hore):
    again = make_campaign()
    person = make_person()
    for campaign in (hore.running, again):
        pledge(person, campaign, services.declare_install)
    assert "1 orang, 1 di antaranya warga terverifikasi" in client.get("/aplikasi/hore").text
    assert "1 orang menyatakan memasang" in client.get("/aplikasi").text
