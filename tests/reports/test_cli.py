from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing

import openpyxl
import pytest
from click.testing import CliRunner

from sgforum.cli import house
from sgforum.core import settings
from sgforum.core.db import transaction
from sgforum.reports.tables import DEMO_NOTICE
from sgforum.web import printing


@pytest.fixture
def run(config, app):
    """Run a command on the test's own instance."""

    def invoke(*words):
        return CliRunner().invoke(house, ["--instance", str(config.instance), *words])

    return invoke


def resources(run, path, form, year="2018", *more):
    return run("report", "resources", "--year", year, "--format", form, "-o", str(path), *more)


def test_report_resources_writes_json(run, baseline, tmp_path):
    path = tmp_path / "r.json"
    result = resources(run, path, "json", "2018", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["indicators_available"] == 9
    document = json.loads(path.read_text())
    assert (document["year"], len(document["indicators"])) == (2018, 22)


def test_report_resources_writes_html_and_xlsx(run, baseline, tmp_path):
    assert resources(run, tmp_path / "r.html", "html").exit_code == 0
    assert "Laporan sumber daya 2018" in (tmp_path / "r.html").read_text()
    result = resources(run, tmp_path / "r.xlsx", "xlsx")
    assert result.exit_code == 0
    assert "9 of 21 indicators have data" in result.stdout
    with closing(openpyxl.load_workbook(tmp_path / "r.xlsx")) as book:
        assert "Indikator" in book.sheetnames


def test_report_resources_writes_the_same_bytes_again(run, baseline, tmp_path):
    for form in ("json", "xlsx", "html"):
        assert resources(run, tmp_path / "a", form).exit_code == 0
        assert resources(run, tmp_path / "b", form).exit_code == 0
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_report_resources_of_a_demo_says_so(run, baseline, tmp_path):
    with transaction():
        settings.write(settings.DEMO, {"seed": 1})
    assert resources(run, tmp_path / "r.json", "json").exit_code == 0
    assert json.loads((tmp_path / "r.json").read_text())["notice"] == DEMO_NOTICE


def test_report_resources_without_weasyprint_says_how_to_get_it(run, baseline, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "weasyprint", None)
    result = resources(run, tmp_path / "r.pdf", "pdf")
    assert result.exit_code == 1
    assert result.stderr.strip() == "A PDF cannot be made yet. Install it with: pip install 'sgforum[pdf]'"
    assert not (tmp_path / "r.pdf").exists()


def test_reports_load_where_weasyprint_is_not_installed():
    code = "import sys; sys.modules['weasyprint'] = None; from sgforum.web import printing; assert printing.weasyprint is None"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_pdf_is_made_of_the_html_and_fetches_nothing():
    pytest.importorskip("weasyprint")
    html = '<html><body><h1>Laporan</h1><img src="http://203.0.113.1/x.png"><img src="file:///etc/passwd"></body></html>'
    assert printing.pdf_bytes(html).startswith(b"%PDF-")


@pytest.mark.usefixtures("baseline")
@pytest.mark.parametrize(
    ("year", "form", "code"), [("2019", "json", 1), ("18", "json", 2), ("2018", "docx", 2)]
)
def test_report_resources_refuses_what_it_cannot_do(run, tmp_path, year, form, code):
    result = resources(run, tmp_path / "r", form, year)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert len(result.stderr.strip()) > 10
    assert not (tmp_path / "r").exists()


def test_report_resources_says_when_the_file_cannot_be_written(run, baseline, tmp_path):
    result = resources(run, tmp_path / "tidak" / "ada.json", "json")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_report_before_there_is_a_city_is_refused(run, tmp_path):
    assert resources(run, tmp_path / "r.json", "json").exit_code == 1


def test_report_baseline_enters_the_study_once(run, city):
    first, second = run("report", "baseline", "--json"), run("report", "baseline", "--json")
    assert [json.loads(result.stdout)["rows"] for result in (first, second)] == [11, 0]
