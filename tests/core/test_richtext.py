import time

import pytest

from sgforum.core.richtext import render

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<javascript:alert(1)>",
    "[x](data:text/html,<script>alert(1)</script>)", "![x](javascript:alert(1))", "<svg/onload=alert(1)>",
    '[x](https://e "onmouseover=alert(1)")', "[a]: javascript:alert(1)\n\n[a]", "<a href=javascript:alert(1)>x</a>",
    "<div hx-get='/admin' hx-trigger='load'>x</div>", "<style>body{display:none}</style>", "&lt;script&gt;",
    "`<script>`", "<iframe src=//evil>", "\u202escript", "[x](vbscript:x)", "<math><mi//xlink:href='data:x,x'>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text):
    html = render(text).lower()
    assert "<script" not in html
    assert "<img" not in html
    for piece in ('href="javascript', 'href="data', 'href="vbscript', "<iframe", "<style", "<svg", "<div"):
        assert piece not in html


def test_markdown_is_kept():
    html = render("# Judul\n\n- satu\n- **dua**\n\nhttps://contoh.id")
    assert "<h3>Judul</h3>" in html
    assert "<strong>dua</strong>" in html
    assert 'rel="nofollow ugc noopener noreferrer"' in html


@pytest.mark.parametrize(
    "text", ["[" * 10_000, "> " * 5_000, "*a_" * 6_000, "- " * 5_000, "(" * 20_000, "`" * 20_000]
)
def test_pathological_text_ends(text):
    started = time.process_time()
    render(text)
    assert time.process_time() - started < 20  # not a speed goal: without a bound this would run for minutes
