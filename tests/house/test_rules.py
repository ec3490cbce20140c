"""Rules of the house that no other tool holds."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "sgforum"
SOURCES = sorted(PRODUCT.rglob("*.py"))
DOMAINS = {
    "territory",
    "accounts",
    "notify",
    "ballot",
    "forum",
    "campaign",
    "consultation",
    "metrics",
    "reports",
    "portal",
}
OPEN_FILES = {"services", "queries", "models", "events", "rules"}  # what another domain may name
BANNED_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}


def trees():
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES]


def test_no_import_inside_a_function():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_dumping_grounds():
    assert [path for path in SOURCES if path.stem in BANNED_NAMES] == []


def test_only_the_clock_asks_the_time():
    pattern = re.compile(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(\)")
    allowed = {"core/clock.py", "web/limits.py"}
    found = [
        str(path.relative_to(PRODUCT))
        for path in SOURCES
        if str(path.relative_to(PRODUCT)) not in allowed and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def _imports(path, tree):
    """(domain, first file) pairs that a file imports from other domains."""
    package = ("sgforum", *path.relative_to(PRODUCT).parts[:-1])
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            anchor = package[: len(package) - node.level + 1]
            dotted = (*anchor, *(node.module.split(".") if node.module else ()))
        else:
            dotted = tuple((node.module or "").split("."))
        names = [dotted] if len(dotted) > 2 else [(*dotted, alias.name) for alias in node.names]
        for name in names:
            if name[0] == "sgforum" and len(name) > 2 and name[1] in DOMAINS:
                yield name[1], name[2]


def test_domains_name_only_the_open_files_of_others():
    found = []
    for path, tree in trees():
        own = path.relative_to(PRODUCT).parts[0].removesuffix(".py")
        if own not in DOMAINS:
            continue
        for domain, file in _imports(path, tree):
            if domain != own and file not in OPEN_FILES | PURE.get(domain, set()):
                found.append(f"{path.relative_to(ROOT)} imports {domain}.{file}")
    assert found == []


# Pure modules and file formats that higher floors read directly: they hold no act and no page
PURE = {
    "metrics": {"levers", "method", "ippk", "interval", "publication", "canonical", "indicators", "measures"},
    "ballot": {"board", "tallies", "tally", "opinions", "splits"},
    "consultation": {"lifecycle"},
}


def test_every_package_is_in_the_wheel():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    here = {".".join(path.parent.relative_to(ROOT).parts) for path in PRODUCT.rglob("__init__.py")} | {
        "sgforum.migrations",
        "sgforum.migrations.versions",
        "sgforum.translations",
    }
    assert listed == here


def test_every_data_file_is_in_the_wheel():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    patterns = {
        package: [item.strip() for item in text.split(",")]
        for package, text in config["options.package_data"].items()
    }
    missing = []
    for path in PRODUCT.rglob("*"):
        parts = path.relative_to(PRODUCT).parts
        if not path.is_file() or path.suffix in {".py", ".pyc"} or "__pycache__" in parts:
            continue
        package = "sgforum." + parts[0]
        if not any(parts[1] == pattern.split("/")[0] for pattern in patterns.get(package, [])):
            missing.append(str(path.relative_to(ROOT)))
    assert missing == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PRODUCT)))
def test_sizes(path):
    text = path.read_text(encoding="utf-8")
    limit = 1_000_000 if "corpus" in path.parts else 500
    assert text.count("\n") <= limit
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
