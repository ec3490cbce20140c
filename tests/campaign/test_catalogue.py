"""The catalogue of apps: what ships, files that are all or nothing, and who may correct it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.exc import IntegrityError

from sgforum.campaign import files, queries, services
from sgforum.campaign.cli import campaign as command
from sgforum.campaign.models import App, Audience
from sgforum.campaign.services import AppWords
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import BadLines, Conflict, Forbidden, InvalidInput, NotFound
from sgforum.core.permissions import SYSTEM, Role
from tests.factories.accounts import as_actor, make_official, make_person, make_staff, sign_in
from tests.factories.campaign import make_app
from tests.factories.territory import CITY, KELURAHAN

HEAD = "name,slug,owner,purpose,purpose_en,audience,source,year\n"
GOOD = "Hore,hore,,Layanan warga kota.,A service for residents.,warga,Studi 2018,2018\n"


def load(text):
    with transaction():
        return files.import_apps(actor=SYSTEM, text=text, at=now())


def ship():
    with transaction():
        return files.load_shipped_apps(SYSTEM, now())


def words(**fields):
    return AppWords(
        **{
            "owner": "",
            "contact": "",
            "purpose": "Layanan warga kota.",
            "purpose_en": "",
            "audience": Audience.RESIDENTS,
        }
        | fields
    )


def test_shipped_catalogue_names_the_apps_of_the_study(each_house):
    assert ship() == 26
    apps = {app.slug: app for app in queries.list_apps()}
    assert len(apps) == 26
    assert {
        "hore",
        "simkel",
        "lpse",
        "tmc",
        "kafeku",
        "i-balikpapan",
        "digital-government-balikpapan",
    } <= set(apps)
    assert all(app.purpose_en and app.year == 2018 for app in apps.values())
    assert apps["digital-government-balikpapan"].audience is Audience.EMPLOYEES


def test_shipped_catalogue_adds_only_what_is_missing(house):
    make_app("hore", owner="Kominfo")
    assert ship() == 25
    assert ship() == 0
    assert queries.get_app("hore").owner == "Kominfo"


def test_import_adds_and_updates_and_keeps_known_owners(house):
    make_app("hore", owner="Kominfo", contact="loket 2")
    make_app("lain", name="Tidak disentuh")
    assert load(HEAD + GOOD + "SIMKEL,simkel,kelurahan,Layanan kelurahan.,,pegawai,Studi,2018\n") == 2
    hore = queries.get_app("hore")
    assert (hore.name, hore.owner, hore.contact, hore.version) == ("Hore", "Kominfo", "loket 2", 2)
    assert queries.get_app("simkel").audience is Audience.EMPLOYEES
    assert queries.get_app("lain").name == "Tidak disentuh"


def test_import_is_audited(house):
    load(HEAD + GOOD)
    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert (entry.act, entry.details) == ("campaign.app.import", {"lines": 1, "new": ["hore"]})


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Hore,Hore Kota,,Layanan warga kota.,,warga,Studi,2018", "slug"),
        ("Hore,hore-,,Layanan warga kota.,,warga,Studi,2018", "slug"),
        (",hore-2,,Layanan warga kota.,,warga,Studi,2018", "name"),
        ("Hore,hore-2,,Layanan warga kota.,,warga,,2018", "source"),
        ("Hore,hore-2,,Layanan.,,warga,Studi,2018", "purpose"),
        ("Hore,hore-2,,Layanan warga kota.,,orang,Studi,2018", "audience"),
        ("Hore,hore-2,,Layanan warga kota.,,warga,Studi,18", "year"),
        (f"Hore,hore-2,{'x' * 201},Layanan warga kota.,,warga,Studi,2018", "owner"),
        ("Hore,hore,,Layanan warga kota.,,warga,Studi,2018", "sudah ada di baris 2"),
        ("Hore,hore-2,Layanan warga kota.,warga", "jumlah kolom"),
        ("Ho\x00re,hore-2,,Layanan warga kota.,,warga,Studi,2018", "name"),
    ],
)
def test_import_names_the_wrong_line_and_changes_nothing(house, line, what):
    with pytest.raises(BadLines) as caught:
        load(HEAD + GOOD + line + "\n")
    assert [number for number, _ in caught.value.lines] == [3]
    assert what in str(caught.value.lines[0][1])
    assert queries.list_apps() == []


def test_import_tells_all_wrong_lines_at_once(house):
    bad = "X,x y,,Layanan warga kota.,,orang,Studi,2018\n"
    with pytest.raises(BadLines) as caught:
        load(HEAD + bad + GOOD + bad)
    assert [number for number, _ in caught.value.lines] == [2, 2, 4, 4]


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("name,slug\n", "kolom tidak ada: purpose"),
        (HEAD.replace("\n", ",warna\n"), "kolom tidak dikenal: warna"),
        (HEAD.replace("\n", ",name\n"), "kolom dua kali: name"),
        ("", "kolom tidak ada: name"),
    ],
)
def test_import_refuses_a_wrong_head(house, head, what):
    with pytest.raises(BadLines) as caught:
        load(head)
    assert caught.value.lines[0][0] == 1
    assert what in str(caught.value.lines[0][1])


def test_import_reads_quotes_and_a_byte_order_mark(house):
    assert load("\ufeff" + HEAD + '"Hore, baru",hore,,"Layanan ""warga"" kota.",,warga,Studi,2018\n') == 1
    assert queries.get_app("hore").name == "Hore, baru"


def test_import_refuses_a_broken_quote(house):
    with pytest.raises(BadLines, match="bukan CSV"):
        load(HEAD + '"Hore"x,hore,,Layanan warga kota.,,warga,Studi,2018\n')


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.ADMIN, CITY, True),
        (Role.OFFICIAL, CITY, True),
        (Role.OFFICIAL, KELURAHAN, False),
        (Role.OFFICIAL, "64.71.01", False),
        (Role.MODERATOR, CITY, False),
        (Role.AUDITOR, CITY, False),
    ],
)
def test_only_the_citys_staff_keep_the_catalogue(house, role, place, may):
    actor = as_actor(make_staff(role, place))
    make_app("hore")
    acts = (
        lambda: services.edit_app(actor=actor, slug="hore", version=1, words=words(), at=now()),
        lambda: files.import_apps(actor=actor, text=HEAD + GOOD, at=now()),
        lambda: files.load_shipped_apps(actor, now()),
    )
    for act in acts:
        if may:
            with transaction():
                act()
        else:
            with pytest.raises(Forbidden), transaction():
                act()


def test_edit_app_corrects_and_is_audited(house):
    make_app("hore")
    make_app("lain", owner="Tetap")
    admin = as_actor(make_staff(Role.ADMIN, CITY))
    with transaction():
        services.edit_app(
            actor=admin, slug="hore", version=1, words=words(owner="Kominfo", contact="loket 2"), at=now()
        )
    hore = queries.get_app("hore")
    assert (hore.owner, hore.contact, hore.version) == ("Kominfo", "loket 2", 2)
    assert queries.get_app("lain").owner == "Tetap"
    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert entry.details["owner"] == ["", "Kominfo"]
    assert "audience" not in entry.details


def test_edit_app_of_an_older_version_is_a_conflict(house):
    make_app("hore")
    with transaction():
        services.edit_app(actor=SYSTEM, slug="hore", version=1, words=words(owner="Satu"), at=now())
    with pytest.raises(Conflict), transaction():
        services.edit_app(actor=SYSTEM, slug="hore", version=1, words=words(owner="Dua"), at=now())
    assert queries.get_app("hore").owner == "Satu"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", "x" * 201),
        ("contact", "x\x07"),
        ("purpose", "pendek"),
        ("purpose", ""),
        ("purpose_en", "x" * 501),
    ],
)
def test_edit_app_refuses_beside_the_field(house, field, value):
    make_app("hore")
    with pytest.raises(InvalidInput) as caught, transaction():
        services.edit_app(actor=SYSTEM, slug="hore", version=1, words=words(**{field: value}), at=now())
    assert list(caught.value.errors) == [field]


def test_edit_app_of_an_unknown_one_is_not_found(house):
    with pytest.raises(NotFound), transaction():
        services.edit_app(actor=SYSTEM, slug="tidak-ada", version=1, words=words(), at=now())


def test_database_refuses_a_second_app_of_one_slug(house):
    make_app("hore")
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            App(
                slug="hore", name="Hore", purpose="x", source="x", year=2018, audience=Audience.RESIDENTS,
                created_at=now(), updated_at=now(),
            )
        )  # fmt: skip


@pytest.mark.parametrize(("person", "status"), [(make_official, 404), (make_person, 404)])
def test_page_to_edit_an_app_is_not_there_for_others(house, client, person, status):
    make_app("hore")
    sign_in(client, person())
    assert client.get("/petugas/aplikasi/hore").status_code == status
    assert client.post("/petugas/aplikasi/hore", data={}).status_code == status


def run(house, *arguments):
    with house.app_context():
        return house.test_cli_runner().invoke(command, arguments)


def test_command_without_file_loads_the_shipped_catalogue(house):
    result = run(house, "apps", "--json")
    assert json.loads(result.output) == {"apps": 26}


def test_command_with_file_imports_it(house, tmp_path):
    path = tmp_path / "apps.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    assert run(house, "apps", str(path)).output == "1 apps imported.\n"


def test_command_refuses_a_file_that_is_no_text(house, tmp_path):
    path = tmp_path / "apps.csv"
    path.write_bytes(b"\xff\xfe\x00")
    result = run(house, "apps", str(path))
    assert isinstance(result.exception, InvalidInput)
    assert queries.list_apps() == []
