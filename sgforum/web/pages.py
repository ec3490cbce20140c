"""A Blueprint whose routes must name their guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, request
from werkzeug.routing import IntegerConverter, Map

from . import limits, pagecache
from .guards import Guard

View = TypeVar("View", bound=Callable[..., Any])


def install(app: Flask) -> None:
    """Let a page take more than others; before anything else looks into what was sent."""
    app.before_request(_widen)


def _widen() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", None)
    if most is not None:
        request.max_content_length = most


class Number(IntegerConverter):
    """`<int:...>` in an address, no larger than a database's integer: a larger one is the address of nothing."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": 2**31 - 1} | options)


class Pages(Blueprint):
    """`@pages.get("/topik", guard=PUBLIC)`: a route states who may come, how often, and whether it is kept.

    limit: like "30/hour" for each person (or address, for visitors) on unsafe requests.
    version: for public pages; a callable with the view's arguments that returns the page's version in
    one cheap query, or None for "do not keep". Visitors then get the kept, compressed page (pagecache).
    """

    def get(  # type: ignore[override]
        self, rule: str, *, guard: Guard, version: Callable[..., str | None] | None = None, **options: Any
    ) -> Callable[[View], View]:
        def keep(view: View) -> View:
            wrapped = pagecache.kept(view, version) if version else view
            return self._add(rule, wrapped, guard, ["GET"], options)

        return keep

    def post(  # type: ignore[override]
        self, rule: str, *, guard: Guard, limit: str | None = None, **options: Any
    ) -> Callable[[View], View]:
        def keep(view: View) -> View:
            return self._add(rule, limits.limited(view, limit) if limit else view, guard, ["POST"], options)

        return keep

    def form(
        self,
        rule: str,
        *,
        guard: Guard,
        reading: Guard | None = None,
        limit: str | None = None,
        most_bytes: int | None = None,
        **options: Any,
    ) -> Callable[[View], View]:
        """GET shows a form, POST takes it, at one address; the limit counts POST only.

        reading: who may see the page, where that is more people than may send the form (an auditor).
        most_bytes: how much may be sent, where that is more than elsewhere.
        """

        def keep(view: View) -> View:
            shown = limits.limited(view, limit) if limit else view
            shown.reading = reading  # type: ignore[attr-defined]
            shown.most_bytes = most_bytes  # type: ignore[attr-defined]
            return self._add(rule, shown, guard, ["GET", "POST"], options)

        return keep

    def _add(self, rule: str, view: View, guard: Guard, methods: list[str], options: dict[str, Any]) -> View:
        view.guard = guard  # type: ignore[attr-defined]
        self.add_url_rule(rule, view_func=view, methods=methods, **options)
        return view
