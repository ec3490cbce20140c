"""Accounts over HTTP: what people see, and what outsiders do not."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from sgforum.accounts.models import Method, Person, SignedIn, Verification
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from sgforum.notify.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_official, make_person, make_staff, sign_in
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN

FORM = {"name": "Siti Rahmawati", "email": "siti@contoh.id", "home_code": KELURAHAN, "password": PASSWORD}


@pytest.fixture
def client(app, city):
    return app.test_client()


def token():
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first().values["token"]


def test_register_confirm_and_be_signed_in(client):
    answer = client.post("/daftar", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/daftar/terkirim")
    link = f"/daftar/konfirmasi/{token()}"
    assert client.get(link).status_code == 200  # a mail scanner only looks
    assert client.post(link).status_code == 303
    page = client.get("/akun").text
    assert "Siti Rahmawati" in page
    assert "Surel terkonfirmasi" in page


def test_the_link_signs_in_no_browser_that_did_not_register(client, app):
    """Somebody registers another's address: its owner, who opens the link, does not end up in that account."""
    client.post("/daftar", data=FORM)
    owner = app.test_client()
    link = f"/daftar/konfirmasi/{token()}"
    assert "Tidak merasa mendaftar?" in owner.get(link).text
    answer = owner.post(link)
    assert (answer.status_code, answer.location) == (303, "/masuk")
    assert "Surel sudah dikonfirmasi. Silakan masuk." in owner.get("/masuk").text
    assert owner.get("/akun").status_code == 303
    assert db.session.scalars(select(SignedIn)).all() == []
    assert db.session.scalars(select(Person)).one().level == 1
    assert owner.post("/masuk", data={"email": FORM["email"], "password": PASSWORD}).location == "/akun"


def test_a_browser_that_registered_another_address_is_not_signed_in(client, app):
    client.post("/daftar", data=FORM)
    link = f"/daftar/konfirmasi/{token()}"
    other = app.test_client()
    other.post("/daftar", data=FORM | {"email": "lain@contoh.id"})
    assert other.post(link).location == "/masuk"


def test_a_link_asked_for_again_confirms_where_one_is_signed_in(client):
    client.post("/daftar", data=FORM)
    client.post("/masuk", data={"email": FORM["email"], "password": PASSWORD})
    client.post("/akun/konfirmasi")
    assert client.post(f"/daftar/konfirmasi/{token()}").location == "/akun"


@pytest.mark.parametrize("is_known", [True, False])
def test_an_address_gets_three_registration_mails_an_hour_and_the_answer_stays_the_same(
    client, app, is_known
):
    app.config["LIMITS_OFF"] = False
    if is_known:
        make_person(email=FORM["email"])
    answers = [
        client.post("/daftar", data=FORM, environ_overrides={"REMOTE_ADDR": f"10.0.0.{n}"}) for n in range(5)
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/daftar/terkirim")}
    assert len(db.session.scalars(select(OutboxMail)).all()) == 3
    assert len(db.session.scalars(select(Person)).all()) == 1
    other = client.post("/daftar", data=FORM | {"email": "lain@contoh.id"})
    assert other.status_code == 303
    assert len(db.session.scalars(select(OutboxMail)).all()) == 4


def test_known_and_unknown_address_get_the_same_answer(client):
    make_person(email="siti@contoh.id")
    known, unknown = (
        client.post("/daftar", data=FORM | {"email": email}) for email in ("siti@contoh.id", "b@contoh.id")
    )
    assert (known.status_code, known.location, known.data) == (
        unknown.status_code,
        unknown.location,
        unknown.data,
    )
    known, unknown = (
        client.post("/masuk/lupa", data={"email": email}) for email in ("siti@contoh.id", "c@contoh.id")
    )
    assert (known.status_code, known.location, known.data) == (
        unknown.status_code,
        unknown.location,
        unknown.data,
    )


def test_bad_registration_keeps_what_was_typed_and_says_where(client):
    answer = client.post("/daftar", data=FORM | {"email": "bukan surel", "password": "pendek"})
    assert answer.status_code == 422
    assert "Perbaiki:" in re.search(r"<title>(.*?)</title>", answer.text)[1]
    assert 'value="Siti Rahmawati"' in answer.text
    assert "Ada 2 hal yang perlu diperbaiki" in answer.text
    assert "pendek" not in re.sub(
        r"paling pendek|Paling pendek", "", answer.text
    )  # a password is not sent back


def test_mass_assignment_changes_nothing(client):
    extra = {
        "level": 2,
        "is_admin": 1,
        "role": "admin",
        "rt_code": f"{KELURAHAN}.RW01.RT01",
        "id": 1,
        "verified_at": "x",
    }
    client.post("/daftar", data=FORM | extra)
    person = db.session.scalars(select(Person)).one()
    assert (person.level, person.rt_code, person.verified_at) == (0, None, None)


def test_sign_in_leads_on_and_only_within_the_site(client):
    person = make_person()
    data = {"email": person.email, "password": PASSWORD}
    assert client.post("/masuk", data=data | {"lanjut": "/akun/sandi"}).location == "/akun/sandi"
    assert client.post("/masuk", data=data | {"lanjut": "//evil.id"}).location == "/akun"
    assert client.post("/masuk?lanjut=https://evil.id", data=data).location == "/akun"


def test_page_for_members_leads_a_visitor_to_sign_in(client):
    answer = client.get("/akun?x=1")
    assert (answer.status_code, answer.location) == (303, "/masuk?lanjut=/akun?x%3D1")


def test_sign_out_makes_the_cookie_worthless(client, app):
    sign_in(client, make_person())
    with client.session_transaction() as session:
        kept = dict(session)
    assert client.get("/keluar").status_code == 405
    assert client.post("/keluar").status_code == 303
    assert db.session.scalars(select(SignedIn)).all() == []
    with client.session_transaction() as session:
        session.update(kept)
    assert client.get("/akun").status_code == 303


def test_signing_in_replaces_the_session(client):
    person = make_person()
    with client.session_transaction() as session:
        session["planted"] = "x"
    client.post("/masuk", data={"email": person.email, "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session


def test_password_change_keeps_this_browser_only(client, app):
    person = make_person()
    other = app.test_client()
    sign_in(other, person)
    sign_in(client, person)
    assert client.post("/akun/sandi", data={"old": PASSWORD, "new": "lima kata yang baru"}).status_code == 303
    assert client.get("/akun").status_code == 200
    assert other.get("/akun").status_code == 303


def test_suspended_person_reads_the_reason(client):
    person, moderator = make_person(), make_staff(Role.MODERATOR, KELURAHAN)
    staff = client.application.test_client()
    sign_in(staff, moderator)
    answer = staff.post(
        f"/petugas/akun/{person.public_id}/tangguhkan",
        data={"reason": "Menyebar iklan berkali-kali.", "days": "7"},
    )
    assert answer.status_code == 303
    db.session.expire_all()
    sign_in(client, person)
    assert "Menyebar iklan berkali-kali." in client.get("/akun").text
    assert "Menyebar iklan berkali-kali." in staff.get(f"/petugas/akun/{person.public_id}/tangguhkan").text


def test_moderator_of_another_place_does_not_find_the_person(client):
    person = make_person()
    sign_in(client, make_staff(Role.MODERATOR, FAR_KELURAHAN))
    assert client.get(f"/petugas/akun/{person.public_id}/tangguhkan").status_code == 404


def test_verifier_sees_and_verifies_only_the_own_place(client):
    mine, far = (
        make_person(level=1, name="Warga Dekat"),
        make_person(level=1, home=FAR_KELURAHAN, name="Warga Jauh"),
    )
    rt = f"{KELURAHAN}.RW01.RT02"
    sign_in(client, make_staff(Role.VERIFIER, rt))
    page = client.get("/petugas/warga").text
    assert "Warga Dekat" in page
    assert "Warga Jauh" not in page
    assert client.get(f"/petugas/warga/{far.public_id}").status_code == 404
    form = client.get(f"/petugas/warga/{mine.public_id}").text
    assert rt in form
    assert f"{KELURAHAN}.RW01.RT01" not in form
    assert (
        client.post(f"/petugas/warga/{mine.public_id}", data={"rt_code": "", "sex": "f"}).status_code == 422
    )
    answer = client.post(
        f"/petugas/warga/{mine.public_id}", data={"rt_code": rt, "sex": "f", "age_band": "25-44"}
    )
    assert answer.status_code == 303
    assert db.session.get(Person, mine.id).rt_code == rt


def test_admin_gives_and_takes_a_role(client):
    person = make_person()
    sign_in(client, make_staff(Role.ADMIN, CITY))
    data = {"email": person.email, "role": "official", "place_code": KELURAHAN}
    assert client.post("/admin/peran", data=data).status_code == 303
    assert client.post("/admin/peran", data=data | {"email": "x@contoh.id"}).status_code == 422
    page = client.get("/admin/peran").text
    assert person.name in page
    number = re.findall(r"/admin/peran/(\d+)/cabut", page)[0]
    assert client.post(f"/admin/peran/{number}/cabut").status_code == 303
    assert person.name not in client.get("/admin/peran").text


def test_auditor_reads_roles_and_changes_nothing(client):
    person = make_person()
    sign_in(client, make_staff(Role.AUDITOR, CITY))
    assert client.get("/admin/peran").status_code == 200
    assert "Beri peran" not in client.get("/admin/peran").text
    answer = client.post("/admin/peran", data={"email": person.email, "role": "admin", "place_code": CITY})
    assert answer.status_code == 404
    assert client.post("/admin/peran/1/cabut").status_code == 404


def test_an_administrator_of_one_kelurahan_sees_and_gives_roles_there_only(client):
    here, elsewhere = make_official(KELURAHAN), make_official(FAR_KELURAHAN)
    boss = make_staff(Role.ADMIN, CITY)
    sign_in(client, make_staff(Role.ADMIN, KELURAHAN))
    page = client.get("/admin/peran").text
    assert here.name in page
    assert elsewhere.name not in page
    assert boss.name not in page
    assert f'value="{KELURAHAN}"' in page
    assert f'value="{FAR_KELURAHAN}"' not in page
    given = {"email": make_person().email, "role": "moderator", "place_code": FAR_KELURAHAN}
    assert client.post("/admin/peran", data=given).status_code == 404
    assert client.post("/admin/peran", data=given | {"place_code": KELURAHAN}).status_code == 303


def test_an_auditor_sees_how_many_wait_and_who_verified(client):
    waiting = make_person(level=1, name="Kartika Menunggu")
    officer = make_official(name="Lurah Pemverifikasi")
    verified = make_person()
    db.session.add(
        Verification(
            person_id=verified.id,
            verifier_id=officer.id,
            rt_code=verified.rt_code,
            method=Method.DESK,
            at=now(),
        )
    )
    db.session.commit()
    sign_in(client, make_staff(Role.AUDITOR, CITY))
    page = client.get("/petugas/warga").text
    assert "Lurah Pemverifikasi" in page
    assert waiting.name not in page
    assert waiting.email not in page
    assert verified.name not in page
    sign_in(client, make_staff(Role.AUDITOR, FAR_KELURAHAN))
    assert "Lurah Pemverifikasi" not in client.get("/petugas/warga").text


@pytest.mark.parametrize(
    "path", ["/petugas", "/admin", "/petugas/warga", "/admin/peran", "/admin/catatan", "/admin/wilayah"]
)
def test_residents_find_no_staff_page(client, path):
    sign_in(client, make_person())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/admin/.", "/%61dmin/catatan", "/ADMIN", "/admin/", "/admin;x", "/en/admin"]
)
def test_variants_of_staff_paths_open_nothing(client, path):
    sign_in(client, make_person())
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 404


def test_limits_hold_for_an_address_and_for_an_account(client, app, monkeypatch):
    app.config["LIMITS_OFF"] = False
    monkeypatch.setattr("sgforum.accounts.views.PER_ACCOUNT", "10/hour")
    person = make_person()
    tries = [
        client.post(
            "/masuk", data={"email": person.email, "password": "salah"},
            environ_overrides={"REMOTE_ADDR": f"10.0.0.{n}"}, headers={"X-Forwarded-For": f"1.2.3.{n}"},
        ).status_code
        for n in range(12)
    ]  # fmt: skip
    assert tries == [422] * 10 + [429] * 2
    tries = [
        client.post("/masuk", data={"email": f"x{n}@contoh.id", "password": "y"}, headers={"X-Forwarded-For": f"9.9.9.{n}"})
        for n in range(22)
    ]  # fmt: skip
    assert [answer.status_code for answer in tries[-2:]] == [429, 429]
    assert tries[-1].headers["Retry-After"]


def test_nobody_locks_another_out_from_one_address(client, app):
    app.config["LIMITS_OFF"] = False
    person = make_person()

    def enter(address, password):
        data = {"email": person.email, "password": password}
        return client.post("/masuk", data=data, environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [enter("10.0.0.1", "salah") for _ in range(11)] == [422] * 10 + [429]
    assert enter("10.0.0.2", PASSWORD) == 303


def test_limits_keep_no_readable_address_or_account(client, app, config):
    app.config["LIMITS_OFF"] = False
    person = make_person(email="tidak-terbaca@contoh.id")
    sign_in(client, person)
    client.post(
        "/masuk",
        data={"email": person.email, "password": "salah"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.77"},
    )
    client.post("/akun/konfirmasi")
    stored = b"".join(path.read_bytes() for path in config.instance.glob("limits.db*"))
    assert b"accounts.sign_in" in stored
    assert not [
        word for word in ("tidak-terbaca", person.public_id, "203.0.113.77") if word.encode() in stored
    ]


def test_csrf_is_asked_of_every_unsafe_request(client, app):
    app.config["WTF_CSRF_ENABLED"] = True
    person = make_person()
    for path in ("/masuk", "/daftar", "/masuk/lupa"):
        assert client.post(path, data=FORM).status_code == 400
    assert client.post("/keluar").status_code == 401
    sign_in(client, person)
    assert client.post("/keluar").status_code == 400
    assert client.post("/keluar", data="{}", content_type="text/plain").status_code == 400
    assert client.get("/akun").status_code == 200


def test_headers_stand_on_pages_errors_and_redirects(client):
    for path in ("/masuk", "/tidak-ada", "/akun", "/static/sgf.css"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_of_members_are_kept_by_nobody(client):
    sign_in(client, make_official())
    for path in ("/akun", "/petugas", "/"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_visitor_gets_no_cookie_on_public_pages(client):
    for path in (
        "/",
        "/topik",
        "/konsultasi",
        "/skor",
        "/kampanye",
        "/laporan",
        "/data",
        f"/kelurahan/{KELURAHAN}",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers, path
        assert "csrf" not in answer.text, path


@pytest.mark.parametrize("host", ["evil.id", "evil.id:80"])
def test_links_in_mails_use_the_configured_address(client, host):
    person = make_person()
    client.post("/masuk/lupa", data={"email": person.email}, headers={"Host": host, "X-Forwarded-Host": host})
    mail = db.session.scalars(select(OutboxMail)).one()
    assert host not in str(mail.values)


def test_sign_in_leads_back_in_the_readers_language(client):
    person = make_person()
    asked = client.get("/en/akun")
    assert asked.location == "/en/masuk?lanjut=/en/akun"
    answer = client.post(asked.location, data={"email": person.email, "password": PASSWORD})
    assert answer.location == "/en/akun"
