import pytest

from sgforum.web.guards import safe_next

EVIL = [
    "//evil.id", "/\\evil.id", "https://evil.id", "http:evil.id", "javascript:alert(1)", "\\\\evil.id", "/\t/evil.id",
    "//evil.id/%2f..", "///evil.id", "/%09/evil.id\n", " /x", "/x\r\nSet-Cookie: a=b", "/a b", "evil.id", "", None,
    "https:evil.id", "//@evil.id", "/\x00", "http://127.0.0.1@evil.id", "/\\/evil.id", "\t//evil.id", "data:text/html,x",
]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_foreign_targets_are_dropped(target):
    assert safe_next(target, "/aman") == "/aman"


@pytest.mark.parametrize("target", ["/", "/topik", "/topik/abc?dari=3", "/en/konsultasi#hasil", "/a/%5cb"])
def test_paths_of_this_site_are_kept(target):
    assert safe_next(target, "/aman") == target
