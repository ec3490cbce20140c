"""The data package of a month: whole, typed, described in two languages, at stable addresses, the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import date
from xml.etree import ElementTree  # noqa: ICN001 - its name

import pytest
from click.testing import CliRunner

from sgforum.core.cache import Lru
from sgforum.core.errors import NotFound
from sgforum.metrics import queries
from sgforum.reports import data_views, explore_cli
from sgforum.reports.data_views import data_site, make_package
from sgforum.reports.explore_cli import datasette_command, explore
from sgforum.reports.exports_cli import export, write_open_data
from sgforum.reports.opendata import catalogue
from sgforum.reports.opendata.standards import STANDARDS
from sgforum.reports.participation import participation_tables
from tests.factories.metrics import (
    PERIOD,
    freeze,
    make_active,
    make_host,
    make_rated,
    make_resident,
    on,
    write,
)
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_city, make_denominator
from tests.faults.processes import free_port

TABLES = ["scores", "indicators", "counts", "rollups", "method"]


@pytest.fixture
def frozen(app):
    """One rated kelurahan, one with three people in the same kecamatan, one with four elsewhere."""
    make_city()
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    people = make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    make_active(4, FAR_KELURAHAN)
    freeze()
    return people


@pytest.fixture
def site(app, frozen):
    return app.test_client()


def descriptor():
    return json.loads(make_package(PERIOD).files[0].content)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


# --- The package ---------------------------------------------------------------------------------------------------


def test_the_package_names_every_file_with_its_size_and_hash(frozen):
    package = make_package(PERIOD)
    by_path = {resource["path"]: resource for resource in descriptor()["resources"]}
    assert set(by_path) == {file.name for file in package.files} - {"datapackage.json", "README.md"}
    for path, resource in by_path.items():
        content = package.find(path).content
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_the_descriptor_follows_data_package_2(frozen):
    """The rules of the specification that a profile checks: names, paths, licences, and a date."""
    found = descriptor()
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", found["name"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", found["created"])
    assert found["licenses"][0] == {
        "name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0",
    }  # fmt: skip
    assert found["contributors"][0]["title"] == "Pemerintah Kota Balikpapan"
    names = [resource["name"] for resource in found["resources"]]
    assert len(set(names)) == len(names)
    for resource in found["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert not resource["path"].startswith(("/", "."))


READ = {"string": str, "integer": int, "number": float, "date": date.fromisoformat}


def test_every_cell_is_what_its_schema_says(frozen):
    resources = {each["name"]: each for each in descriptor()["resources"]}
    tables = {name: rows_of(make_package(PERIOD).find(f"{name}.csv").content) for name in TABLES}
    for name, rows in tables.items():
        schema = resources[name]["schema"]
        types = {each["name"]: each["type"] for each in schema["fields"]}
        assert rows
        assert list(rows[0]) == list(types)
        for row in rows:
            for column, text in row.items():
                if text not in schema["missingValues"]:
                    READ[types[column]](text)
        keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        assert all(all(key) for key in keys)
        for link in schema.get("foreignKeys", ()):
            there = {row[link["reference"]["fields"]] for row in tables[link["reference"]["resource"]]}
            assert {row[link["fields"]] for row in rows} <= there


def test_the_dictionary_explains_every_column_in_both_languages(frozen):
    told = {
        (row["table_name"], row["column_name"]): row
        for row in rows_of(make_package(PERIOD).find("kamus.csv").content)
    }
    columns = {(table.name, column) for table in participation_tables(PERIOD) for column in table.names}
    assert set(told) == columns
    for row in told.values():
        assert row["arti"]
        assert row["meaning"]
        assert row["arti"] != row["meaning"] or row["column_name"] == "median"
    assert told["counts", "participants"]["meaning"] == "Verified residents who took part this month"
    assert (told["counts", "participants"]["satuan"], told["counts", "participants"]["unit"]) == (
        "orang",
        "person",
    )


def test_each_table_has_the_metadata_of_satu_data(frozen):
    document = json.loads(make_package(PERIOD).find("satu-data.json").content)
    assert [each["tabel"] for each in document["tabel"]] == TABLES == list(STANDARDS)
    for each in document["tabel"]:
        for name in ("konsep", "definisi", "klasifikasi", "ukuran", "satuan", "rumus"):
            assert each[name]["id"]
            assert each[name]["en"]
        assert each["definisi"]["id"] != each["definisi"]["en"]
        assert (each["periode"], each["produsen"]) == ("2026-03", "Pemerintah Kota Balikpapan")
        assert each["unduh"].endswith(f"/data/2026-03/{each['tabel']}.csv")


def test_the_readme_says_how_and_under_which_licence_in_both_languages(frozen):
    text = make_package(PERIOD).find("README.md").content.decode()
    assert "CC-BY-4.0" in text
    assert "## Menghitung ulang" in text
    assert "## Computing a score again" in text
    assert "{" not in text


def test_nothing_of_a_person_and_no_time_of_day_leaves(frozen):
    for file in make_package(PERIOD).files:
        for person in frozen:
            assert person.public_id.encode() not in file.content
            assert person.name.encode() not in file.content
        assert not re.search(rb"T(?!00:00:00Z)\d\d:\d\d", file.content)


def test_the_same_figures_give_the_same_bytes_in_every_file(frozen, monkeypatch):
    first = make_package(PERIOD)
    monkeypatch.setattr(data_views, "_packages", Lru(2))
    second = make_package(PERIOD)
    assert second is not first
    assert [(file.name, file.digest) for file in first.files] == [
        (file.name, file.digest) for file in second.files
    ]


def test_the_database_holds_the_same_rows_as_the_csv(frozen, tmp_path):
    package = make_package(PERIOD)
    (tmp_path / "a.db").write_bytes(package.find("partisipasi-2026-03.db").content)
    with closing(sqlite3.connect(tmp_path / "a.db")) as base:
        for name in TABLES:
            rows = base.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - our own names
            assert len(rows) == len(rows_of(package.find(f"{name}.csv").content))


def test_what_was_hidden_stays_so_in_a_revision_on_both_databases(each_app):
    """Three people at first, six after the correction; the older inputs are read beside the newer ones."""
    make_city()
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    make_active(3, OTHER_KELURAHAN)
    freeze()
    make_active(3, OTHER_KELURAHAN)
    freeze(reason="Tulisan yang terlewat.", at=on(20, 1))
    (first, second) = queries.list_editions(PERIOD)
    mine = [next(score for score in each if score.code == OTHER_KELURAHAN) for each in (first, second)]
    assert [(score.inputs["participants"], score.people("participants")) for score in mine] == [
        (3, None),
        (6, None),
    ]
    assert queries.get_score(OTHER_KELURAHAN, PERIOD).hidden >= {"participants"}
    rows = {row["code"]: row for row in rows_of(make_package(PERIOD).find("counts.csv").content)}
    assert rows[OTHER_KELURAHAN]["participants"] == ""
    (month,) = queries.list_months()
    assert (month.places, month.first_on.isoformat(), month.last_on.isoformat()) == (
        3,
        "2026-04-09",
        "2026-04-20",
    )


def test_a_revision_makes_a_new_package(frozen):
    before = make_package(PERIOD)
    write(make_host(), make_resident())
    freeze(reason="Tulisan yang terlewat.", at=on(20, 1))
    after = make_package(PERIOD)
    assert before.find("scores.csv").digest != after.find("scores.csv").digest
    assert json.loads(after.files[0].content)["created"] == "2026-04-20T00:00:00Z"


# --- At its addresses ----------------------------------------------------------------------------------------------


def test_every_file_stands_at_its_address_with_an_etag(site):
    for file in make_package(PERIOD).files:
        found = site.get(f"/data/2026-03/{file.name}")
        assert (found.status_code, found.content_type, found.data) == (200, file.kind, file.content)
        assert found.headers["Access-Control-Allow-Origin"] == "*"
        assert "public" in found.headers["Cache-Control"]
        again = site.get(f"/data/2026-03/{file.name}", headers={"If-None-Match": found.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_etag_changes_with_the_figures(site):
    before = site.get("/data/2026-03/scores.csv").headers["ETag"]
    write(make_host(), make_resident())
    freeze(reason="Tulisan yang terlewat.")
    assert site.get("/data/2026-03/scores.csv", headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("path", ["/data/2026-03", "/en/data/2026-03"])
def test_the_page_of_a_month_leads_to_every_file(site, path):
    text = site.get(path).text
    for file in make_package(PERIOD).files:
        assert f"/data/2026-03/{file.name}" in text
    assert "CC-BY-4.0" in text
    assert "Warga terverifikasi yang ikut bulan ini" in text or "Verified residents who took part" in text


def test_the_data_page_leads_to_months_feed_and_catalogue(site):
    text = site.get("/data").text
    for path in ("/data/2026-03", "/data/atom.xml", "/data/katalog.jsonld"):
        assert f'href="{path}"' in text


@pytest.mark.parametrize("path", ["/data/2026-04", "/data/2026-13", "/data/lama", "/data/2026-04/scores.csv", "/data/2026-03/rahasia.csv", "/data/2026-03/..%2f"])  # fmt: skip
def test_what_is_not_there_is_not_found(site, path):
    assert site.get(path).status_code == 404


def test_the_catalogue_describes_every_month_as_dcat(site):
    found = site.get("/data/katalog.jsonld")
    assert found.content_type == "application/ld+json"
    document = json.loads(found.data)
    assert document["@type"] == "dcat:Catalog"
    (dataset,) = document["dcat:dataset"]
    assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2026-03-01"
    assert dataset["dct:temporal"]["dcat:endDate"]["@value"] == "2026-03-31"
    assert dataset["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    links = [each["dcat:downloadURL"]["@id"] for each in dataset["dcat:distribution"]]
    assert [link.rpartition("/")[2] for link in links] == [file.name for file in make_package(PERIOD).files]
    base = data_site().base_url
    for link in links:
        assert site.get(link.removeprefix(base)).status_code == 200


def test_the_list_of_files_is_what_a_package_holds(frozen):
    assert catalogue.list_files(PERIOD) == [(file.name, file.kind) for file in make_package(PERIOD).files]


def feed_of(site):
    return ElementTree.fromstring(site.get("/data/atom.xml").data)  # noqa: S314 - our own feed


def test_the_feed_tells_of_months_and_revisions(site):
    atom = "{http://www.w3.org/2005/Atom}"
    first = feed_of(site)
    (entry,) = first.findall(f"{atom}entry")
    assert entry.findtext(f"{atom}id").endswith("/data/2026-03")
    before = entry.findtext(f"{atom}updated")
    write(make_host(), make_resident())
    freeze(reason="Tulisan yang terlewat.", at=on(20, 1))
    (entry,) = feed_of(site).findall(f"{atom}entry")
    assert entry.findtext(f"{atom}updated") > before
    assert "revisi terakhir 2026-04-20" in entry.findtext(f"{atom}summary")
    assert first.findtext(f"{atom}title").endswith("Kota Balikpapan")


def test_without_a_frozen_month_catalogue_and_feed_are_empty(app):
    make_city()
    client = app.test_client()
    assert json.loads(client.get("/data/katalog.jsonld").data)["dcat:dataset"] == []
    assert feed_of(client).tag.endswith("feed")


# --- By command ----------------------------------------------------------------------------------------------------


def test_the_command_writes_what_stands_under_data(site, tmp_path):
    result = CliRunner().invoke(export, ["open-data", "-o", str(tmp_path / "a" / "b"), "--json"])
    assert result.exit_code == 0, result.output
    folder = tmp_path / "a" / "b"
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert written == {"README.md", "katalog.jsonld", "atom.xml"} | {
        f"2026-03/{f.name}" for f in make_package(PERIOD).files
    }
    assert len(json.loads(result.output)["files"]) == len(written)
    for name in written - {"README.md"}:
        assert (folder / name).read_bytes() == site.get(f"/data/{name}").data


def test_the_command_writes_one_month_and_refuses_what_is_not_frozen(frozen, tmp_path):
    assert write_open_data(tmp_path, PERIOD)
    with pytest.raises(NotFound):
        write_open_data(tmp_path, PERIOD.plus(1))


def test_the_command_says_that_nothing_is_frozen(app, tmp_path):
    make_city()
    with pytest.raises(NotFound, match="dibekukan"):
        write_open_data(tmp_path)


# --- In Datasette --------------------------------------------------------------------------------------------------


def test_datasette_serves_the_month_on_this_machine_and_writes_nothing(frozen, tmp_path):
    """The very command that `sgforum explore` runs, asked for a row and for a write."""
    port = free_port()
    process = subprocess.Popen(
        datasette_command(tmp_path, PERIOD, port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}/partisipasi-2026-03"
    try:
        row = asked(f"{base}/scores.json?code={KELURAHAN}&_shape=array", process)[0]
        assert row["ippk"] == queries.get_score(KELURAHAN, PERIOD).shown
        described = asked(f"{base}/scores.json", process)
        assert described["license"] == "Creative Commons Attribution 4.0"
        refused = asked(f"{base}.json?sql=delete+from+scores", process, status=400)
        assert "SELECT" in refused["error"]
        databases = asked(f"http://127.0.0.1:{port}/-/databases.json", process)
        assert [each["is_mutable"] for each in databases] == [False]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        process.stdout.close()


def asked(url, process, status=200):
    for _ in range(100):
        assert process.poll() is None, process.stdout.read().decode()
        try:
            with urllib.request.urlopen(url) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read()) if error.code == status else pytest.fail(str(error))
        except urllib.error.URLError:
            time.sleep(0.2)
    pytest.fail("Datasette does not answer")


def test_explore_says_what_is_missing(frozen, monkeypatch):
    monkeypatch.setattr(explore_cli, "find_spec", lambda _: None)
    result = CliRunner().invoke(explore, ["2026-03"])
    assert "sgforum[explore]" in str(result.exception)


def test_explore_takes_the_newest_month(frozen, monkeypatch):
    asked_for = []

    def run(command, *, check):
        asked_for.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(explore_cli.subprocess, "run", run)
    assert CliRunner().invoke(explore, ["--port", "8123"]).exit_code == 0
    (command,) = asked_for
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8123"
    assert "--immutable" in command
    assert any("partisipasi-2026-03.db" in part for part in command)
