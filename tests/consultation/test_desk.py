"""The officials' pages: from an empty form to a published decision; and drafts that leak nowhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sgforum.ballot.models import Receipt
from sgforum.consultation import queries, services
from sgforum.consultation.lifecycle import PhaseKind, State, find_phase
from sgforum.core.clock import now
from sgforum.core.permissions import Role
from tests.consultation.conftest import on_both
from tests.factories.accounts import as_actor, make_official, make_person, make_staff, sign_in
from tests.factories.consultation import ZONE, day, do, make_consultation, make_draft
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN

CANARY = "burung kenari"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def moment(offset):
    return f"{day(offset).isoformat()}T08:00"


def typed(**changes):
    """What a browser sends for a whole draft."""
    return {
        "place_code": KELURAHAN, "title": "Taman atau lampu jalan",
        "summary": "Anggaran cukup untuk satu.", "document": "Isi **dokumen**.", "decision_named": "SK Lurah",
        "decision_on": day(30).isoformat(), "officer": "", "officer_title": "Lurah", "promise": "consult",
        "comment_starts_at": moment(1), "comment_ends_at": moment(6), "voting_starts_at": moment(6),
        "voting_ends_at": moment(12), "extend_days": "3", "cost_text": "Rp20 juta", "how_to_join": "Di sini", "accessible_text": "Pilih.",
    } | changes  # fmt: skip


def create(client, **changes):
    response = client.post("/petugas/konsultasi/baru", data=typed(**changes))
    assert response.status_code == 303, text_of(response)
    return response.headers["Location"].rsplit("/", 1)[1]


def ask(client, public_id, number=1, **changes):
    """Send the form of a question."""
    data = {
        "text": "Mana yang didahulukan?", "rule": "plurality", "shown": "plurality", "quorum": "20",
        "options-0-text": "Taman", "options-1-text": "Lampu", "langkah": "simpan",
    } | changes  # fmt: skip
    return client.post(f"/petugas/konsultasi/{public_id}/soal/{number}", data=data)


@on_both
def test_an_official_goes_from_an_empty_form_to_the_decision(official, keys, client):
    sign_in(client, official)
    assert client.get("/petugas/konsultasi/baru").status_code == 200
    public_id = create(client)
    assert "Tambahkan sedikitnya satu soal." in text_of(client.get(f"/petugas/konsultasi/{public_id}"))
    assert ask(client, public_id).status_code == 303
    page = text_of(client.get(f"/petugas/konsultasi/{public_id}"))
    assert "Draf ini lengkap." in page
    assert client.post(f"/petugas/konsultasi/{public_id}/terbitkan").status_code == 303
    row = queries.find_consultation(public_id)
    assert row.state is State.PUBLISHED
    comment = next(phase for phase in queries.list_phases(row.id) if phase.kind is PhaseKind.COMMENT)
    assert comment.starts_at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") == moment(1)
    _vote_and_close(public_id, keys)
    assert "Tulis keputusan" in text_of(client.get(f"/petugas/konsultasi/{public_id}"))
    url = f"/petugas/konsultasi/{public_id}/keputusan"
    bad = client.post(url, data={"decided": "Taman dibangun tahun ini.", "followed": "no"})
    assert bad.status_code == 422
    assert "Taman dibangun tahun ini." in bad.get_data(as_text=True)
    data = {
        "decided": "Taman dibangun tahun ini.", "reasons": "Pilihan terbanyak warga.", "followed": "yes",
        "document": "SK nomor 3", "promise_kept": "yes", "officer_title": "Lurah",
    }  # fmt: skip
    assert client.post(url, data=data | {"followed": "no"}).status_code == 422
    assert client.post(url, data=data).status_code == 303
    assert queries.find_consultation(public_id).state is State.DECIDED
    assert client.post(url, data=data).status_code == 422  # a correction needs its reason
    assert client.post(url, data=data | {"revision_reason": "Nomor surat keliru."}).status_code == 303


def _vote_and_close(public_id, keys):
    """Nobody votes: voting is prolonged by the three days of the draft, once, and ends below its quorum."""
    announced, found = _voting_of(public_id), queries.find_consultation
    do(services.open_voting, public_id=public_id, keys=keys, at=announced.starts_at)
    assert services.close_due(public_id=public_id, keys=keys, at=announced.ends_at)
    assert found(public_id).state is State.PUBLISHED
    prolonged = _voting_of(public_id)
    assert (prolonged.ends_at - announced.ends_at).days == 3
    assert services.close_due(public_id=public_id, keys=keys, at=prolonged.ends_at)


def _voting_of(public_id):
    return find_phase(queries.list_phases(queries.find_consultation(public_id).id), PhaseKind.VOTING)


def test_publishing_an_unfinished_draft_lists_what_is_missing(official, client):
    sign_in(client, official)
    public_id = create(client, document="", decision_on="", promise="")
    assert ask(client, public_id, **{"options-1-text": ""}).status_code == 303
    response = client.post(f"/petugas/konsultasi/{public_id}/terbitkan")
    assert response.status_code == 422
    for sentence in (
        "Tulis dokumen",
        "Soal 1: Tulis sedikitnya dua pilihan",
        "Pilih janji",
        "Isi tanggal keputusan.",
    ):
        assert sentence in text_of(response)
    assert queries.find_consultation(public_id).state is State.DRAFT


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Isi bagian ini."),
        ({"title": "pendek"}, "Tulis judul, sedikitnya 10 huruf."),
        ({"comment_ends_at": moment(2)}, "Tahap ini paling singkat tiga hari."),
        ({"comment_ends_at": "besok"}, "Tulis tanggal dan jam"),
        ({"decision_on": "besok"}, "Tulis tanggal, misalnya"),
        ({"extend_days": "lama"}, "Tulis angka 0 sampai 14."),
        ({"extend_days": "15"}, "Tulis angka 0 sampai 14."),
        ({"holders-0": "Siti"}, "Tulis tiga nama pemegang kunci"),
        ({"secrecy": "setengah"}, "Pilih kerahasiaan dan bukti dari daftar."),
        ({"paper": "y"}, "memerlukan pembukaan kotak di depan saksi"),
        ({"voting_starts_at": ""}, "Isi waktu mulai dan waktu selesainya."),
        ({"place_code": FAR_KELURAHAN}, "Pilih wilayah dari daftar."),
        ({"place_code": "99.99"}, "Pilih wilayah dari daftar."),
        ({"promise": "surga"}, "Pilih janji dari daftar."),
        ({"officer": "tidakada22"}, "Pilih pejabat dari daftar."),
    ],
)
def test_a_bad_draft_is_a_sentence_and_nothing_typed_is_lost(official, client, changes, sentence):
    sign_in(client, official)
    response = client.post(
        "/petugas/konsultasi/baru", data=typed(summary="Kalimat yang tidak boleh hilang.", **changes)
    )
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Kalimat yang tidak boleh hilang." in response.get_data(as_text=True)
    for name, value in changes.items():
        if name not in ("place_code", "promise", "officer", "secrecy", "paper"):
            assert f'value="{value}"' in response.get_data(as_text=True)


def test_editing_shows_what_was_stored_and_replaces_it(official, client):
    sign_in(client, official)
    public_id = create(client)
    url = f"/petugas/konsultasi/{public_id}/ubah"
    assert ask(client, public_id).status_code == 303
    page = client.get(url).get_data(as_text=True)
    for value in ("Taman atau lampu jalan", 'name="extend_days"', moment(6), "Isi **dokumen**."):
        assert value in page
    assert re.search(r'value="consult"[^>]*checked|checked[^>]*value="consult"', page)
    assert client.post(url, data=typed(title="Lampu saja dahulu", receipt="none")).status_code == 303
    row = queries.find_consultation(public_id)
    assert (row.title, row.receipt, row.extend_days) == ("Lampu saja dahulu", Receipt.NONE, 3)
    assert len(queries.list_questions(row.id, public_id)) == 1


def test_editing_after_publication_is_refused_with_the_text_kept(official, keys, client):
    made = make_consultation(official, keys, "information")
    sign_in(client, official)
    response = client.post(
        f"/petugas/konsultasi/{made.public_id}/ubah", data=typed(title="Judul yang diubah")
    )
    assert response.status_code == 409
    assert "tidak dapat diubah lagi" in text_of(response)
    assert "Judul yang diubah" in response.get_data(as_text=True)


def test_withdrawing_by_form(official, keys, client):
    made = make_consultation(official, keys, "information")
    sign_in(client, official)
    url = f"/petugas/konsultasi/{made.public_id}/batalkan"
    assert client.get(url).status_code == 200
    assert client.post(url, data={"reason": "x"}).status_code == 422
    assert client.post(url, data={"reason": "Anggaran 100% dipindahkan."}).status_code == 303
    browser = client.application.test_client()
    page = text_of(browser.get(f"/konsultasi/{made.public_id}-{made.slug}"))
    assert "Musyawarah ini dibatalkan." in page
    assert "Anggaran 100% dipindahkan." in page
    opened = make_consultation(official, keys, "voting")
    refused = client.post(
        f"/petugas/konsultasi/{opened.public_id}/batalkan", data={"reason": "Anggaran dipindahkan."}
    )
    assert refused.status_code == 409
    assert "Kotak suara sudah dibuka" in text_of(refused)


@pytest.mark.parametrize("stage", ["draft", "information", "closed", "decided"])
@pytest.mark.parametrize(
    "viewer",
    [
        (None, None, 404),
        (Role.VERIFIER, KELURAHAN, 404),
        (Role.MODERATOR, CITY, 404),
        (Role.OFFICIAL, OTHER_KELURAHAN, 404),
        (Role.OFFICIAL, KELURAHAN, 200),
        (Role.ADMIN, CITY, 200),
    ],
)
def test_who_may_open_the_officials_pages(official, keys, client, stage, viewer):
    role, place, status = viewer
    made = make_consultation(official, keys, stage)
    sign_in(client, make_staff(role, place) if role else make_person())
    for tail in ("", "/ubah", "/batalkan", "/keputusan", "/soal/1", "/soal/1/hapus"):
        assert client.get(f"/petugas/konsultasi/{made.public_id}{tail}").status_code == status
    if status == 404:
        for tail in (
            "/terbitkan",
            "/ubah",
            "/batalkan",
            "/keputusan",
            "/soal/1",
            "/soal/1/hapus",
            "/soal/1/pindah",
        ):
            assert client.post(f"/petugas/konsultasi/{made.public_id}{tail}", data=typed()).status_code == 404
        assert queries.find_consultation(made.public_id).version == made.version


@pytest.mark.parametrize("stage", ["draft", "information", "closed", "decided"])
def test_an_auditor_reads_the_officials_page_and_changes_nothing(official, keys, client, stage):
    made = make_consultation(official, keys, stage)
    sign_in(client, make_staff(Role.AUDITOR, CITY))
    assert made.title in client.get("/petugas/konsultasi").text
    url = f"/petugas/konsultasi/{made.public_id}"
    main = client.get(url).text.partition("<main")[2].partition("</main>")[0]
    assert made.title in main
    assert "<form" not in main
    for tail in ("/ubah", "/batalkan", "/keputusan"):
        assert f"{url}{tail}" not in main
        assert client.get(f"{url}{tail}").status_code == 404
    for tail in ("/terbitkan", "/ubah", "/batalkan", "/keputusan"):
        assert client.post(f"{url}{tail}", data=typed()).status_code == 404
    assert queries.find_consultation(made.public_id).version == made.version


def test_an_auditor_of_another_place_finds_no_draft(official, keys, client):
    made = make_consultation(official, keys, "draft")
    sign_in(client, make_staff(Role.AUDITOR, OTHER_KELURAHAN))
    assert client.get(f"/petugas/konsultasi/{made.public_id}").status_code == 404
    assert made.title not in client.get("/petugas/konsultasi").text


def test_a_draft_leaks_nowhere(official, keys, client):
    sign_in(client, official)
    draft = make_draft(
        title=f"{CANARY} judul", question=f"{CANARY} tanya?", summary=f"{CANARY} ringkas", document=f"{CANARY} dokumen",
        options=(f"{CANARY} satu", f"{CANARY} dua"), decision_named=f"{CANARY} SK", cost_text=f"{CANARY} biaya",
        how_to_join=f"{CANARY} cara", accessible_text=f"{CANARY} sederhana",
    )  # fmt: skip
    kept = do(services.create_draft, actor=as_actor(official), place_code=KELURAHAN, draft=draft, at=now())
    gone = do(services.create_draft, actor=as_actor(official), place_code=KELURAHAN, draft=draft, at=now())
    do(
        services.withdraw,
        actor=as_actor(official),
        public_id=gone.public_id,
        reason=f"{CANARY} alasan",
        at=now(),
    )
    make_consultation(official, keys, "voting")
    outsiders = [
        None, make_person(), make_person(level=1), make_official(OTHER_KELURAHAN), make_staff(Role.MODERATOR, CITY),
        make_staff(Role.AUDITOR, OTHER_KELURAHAN), make_staff(Role.VERIFIER),
        make_staff(Role.OFFICIAL, KELURAHAN, suspended_until=now() + timedelta(days=1)),
    ]  # fmt: skip
    for person in outsiders:
        browser = client.application.test_client()
        if person:
            sign_in(browser, person)
        for url in _all_addresses(kept, gone):
            body = browser.get(url, follow_redirects=False).get_data(as_text=True)
            assert CANARY not in body, url
            assert kept.public_id not in body.replace(url, ""), url
    own = client.get(f"/konsultasi/{kept.public_id}-{kept.slug}").get_data(as_text=True)
    assert CANARY in own
    assert "Hanya petugas di wilayah ini yang dapat melihatnya." in own


def _all_addresses(*drafts):
    found = [
        "/konsultasi",
        "/konsultasi/atom.xml",
        "/petugas/konsultasi",
        f"/konsultasi?wilayah={KELURAHAN}",
        f"/konsultasi?wilayah={CITY}",
    ]
    found += [f"/konsultasi?daftar={shelf.value}" for shelf in queries.Shelf]
    for draft in drafts:
        for slug in (draft.slug, "x"):
            found += [
                f"/konsultasi/{draft.public_id}-{slug}{tail}"
                for tail in ("", "/dokumen", "/hasil", "/suara", "/suara/bukti", "/hasil/amplop.csv")
            ]
        found += [
            f"/petugas/konsultasi/{draft.public_id}{tail}"
            for tail in ("", "/ubah", "/batalkan", "/keputusan", "/soal/1", "/soal/1/hapus")
        ]
    return found


def test_the_desk_puts_what_awaits_a_decision_first(official, keys, client):
    waiting = make_consultation(official, keys, "closed")
    make_consultation(official, keys, "draft")
    make_consultation(
        make_official(FAR_KELURAHAN), keys, "closed", FAR_KELURAHAN, title="Jauh dari sini sekali"
    )
    sign_in(client, official)
    page = client.get("/petugas/konsultasi").get_data(as_text=True)
    assert "Harus diputuskan" in page
    assert page.index(waiting.public_id) < page.index("Semua musyawarah")
    assert "Jauh dari sini" not in page
    found = queries.list_awaiting_decision(as_actor(official), now())
    assert [row.public_id for row in found] == [waiting.public_id]
