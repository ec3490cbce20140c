"""What the documents say is what the code does."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest

from sgforum.cli import house
from sgforum.config import SETTINGS
from sgforum.metrics.choices import Effect
from sgforum.metrics.companions import Companions
from sgforum.metrics.ippk import RollUp
from sgforum.metrics.measures.catalogue import MEASURES
from sgforum.metrics.measures.counters import COUNTERS
from sgforum.metrics.queries import Beside, Sides
from sgforum.reports.catalogue import INDICATORS

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda item: item.name)
def test_setting_is_documented_with_its_sentence(setting):
    line = next(line for line in OPERATIONS.splitlines() if line.startswith(f"| `{setting.name.upper()}`"))
    assert setting.metadata["sentence"] in line
    if setting.default not in ("", False):
        assert f"`{setting.default}`" in line


def test_no_setting_is_documented_that_is_not_there():
    table = OPERATIONS.partition("| setting |")[2].partition("\n\n")[0]
    documented = {line.split("`")[1].lower() for line in table.splitlines() if line.startswith("| `")}
    assert documented == {setting.name for setting in SETTINGS}


def _commands(command, path):
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _commands(child, [*path, name])
    elif not command.hidden:
        yield path, command


@pytest.mark.parametrize(("path", "command"), list(_commands(house, [])), ids=lambda item: str(item)[:40])
def test_command_is_documented_and_has_an_example(path, command):
    assert f"sgforum {path[0]}" in OPERATIONS
    assert path[-1] in OPERATIONS
    assert command.help
    assert f"Example: sgforum {' '.join(path)}" in (command.epilog or "")


def test_method_page_is_written_from_the_method():
    spec = importlib.util.spec_from_file_location("method_tool", ROOT / "tools" / "method.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TARGET.read_text(encoding="utf-8") == tool.text()


def test_every_figure_that_pages_read_has_its_row_and_its_query():
    """A field added to what pages show without a row in docs/method.md is found here."""
    spec = importlib.util.spec_from_file_location("figures_tool", ROOT / "tools" / "figures.py")
    tool = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = tool
    spec.loader.exec_module(tool)
    shown = {
        Companions: tool.COMPANIONS, Beside: tool.BESIDE, Sides: tool.SIDES, RollUp: tool.ROLL_UP, Effect: tool.CHOICES,
    }  # fmt: skip
    not_figures = {"counts", "figures", "method", "seed", "points", "evaluations", "both_sources"}
    for kind, figures in shown.items():
        told = {name for figure in figures for name in figure.field.split(", ")}
        assert {field.name for field in fields(kind)} - not_figures == told, kind.__name__
    assert {figure.field for figure in tool.CHECK} == {"drift", *COUNTERS}
    page = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    for figure in (figure for group in tool.GROUPS.values() for figure in group):
        assert (
            f"| {figure.field} | {figure.what} | {figure.over} | {figure.since} | `{figure.address}` |"
            in page
        )
    for code in [*MEASURES, *(item.code for item in INDICATORS)]:
        assert f"\n| {code} | " in page


def test_decisions_are_listed():
    folder = ROOT / "docs" / "adr"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in folder.glob("0*.md") if path.name not in listed] == []


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in path.read_text(encoding="utf-8").split("](")[1:]:
            name = target.partition(")")[0].partition("#")[0]
            if name and "://" not in name and not (path.parent / name).exists():
                broken.append(f"{path.name}: {name}")
    assert broken == []
