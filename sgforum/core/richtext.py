"""Markdown to sanitised HTML, once, when a text is written. Pages never render Markdown."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

RENDERER_VERSION = 1
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "hr"}
_HEADINGS = {f"h{level}": ("h3" if level < 3 else "h4") for level in range(1, 7)}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20}).enable("linkify")
    return parser.disable(["image", "html_block", "html_inline"])


def render(text: str) -> str:
    """Sanitised HTML of a Markdown text; headings start at h3 so that the page keeps its own outline."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS[token.tag]
    html: str = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
