"""Languages and the Indonesian way of writing dates, numbers and money. English pages live below /en."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from ..core import clock

_ENVIRON_KEY = "sgforum.locale"
_ZONE_LABELS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class LanguagePrefix:
    """Moves a leading /en from the path into the script name: every link of an English page stays English."""

    def __init__(self, application: Callable[..., Iterable[bytes]], languages: list[str]) -> None:
        self._application = application
        self._prefixes = {f"/{language}": language for language in languages[1:]}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        prefix = path[:3]
        language = self._prefixes.get(prefix)
        if language and (len(path) == 3 or path[3] == "/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[3:] or "/"
            environ[_ENVIRON_KEY] = language
        return self._application(environ, start_response)


def locale() -> str:
    """The language of the page being made."""
    if has_request_context():
        found = request.environ.get(_ENVIRON_KEY)
        if found:
            return str(found)
    return str(current_app.config["LANGUAGES"][0])


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language, also where no request is being answered (the worker, a command)."""
    with current_app.test_request_context("/", environ_overrides={_ENVIRON_KEY: language}):
        yield


def _spoken() -> str:
    """The language to translate into: the page's, or what a mail is being written in."""
    return locale() if has_request_context() else str(get_locale() or locale())


@cache
def _catalogue(folder: str, language: str) -> NullTranslations:
    """A language's words, read once: flask_babel's own look-up costs a page of 60 sentences a millisecond."""
    return Translations.load(folder, [language])


def _words() -> NullTranslations:
    return _catalogue(current_app.config["BABEL_TRANSLATION_DIRECTORIES"], _spoken())


def gettext(text: str, /, **values: object) -> str:
    """The sentence in the reader's language, with its places filled."""
    found: str = _words().gettext(text)
    return found % values if values else found


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """The sentence for a number, which fills its place `num`."""
    found: str = _words().ngettext(singular, plural, number)
    return found % {"num": number, **values}


def english(text: str) -> str:
    """The sentence in English whatever the reader's language: for files that speak both."""
    found: str = (
        _catalogue(current_app.config["BABEL_TRANSLATION_DIRECTORIES"], "en").gettext(text) if text else ""
    )
    return found


@pass_eval_context
def _template_gettext(context: EvalContext, text: str, /, **values: object) -> str:
    """As `gettext`, safe in markup: what fills the places is escaped."""
    found = _words().gettext(text)
    shown = Markup(found) if context.autoescape else found  # noqa: S704 - sentences are ours
    return shown % values


@pass_eval_context
def _template_ngettext(
    context: EvalContext, singular: str, plural: str, number: int, /, **values: object
) -> str:
    found = _words().ngettext(singular, plural, number)
    shown = Markup(found) if context.autoescape else found  # noqa: S704 - sentences are ours
    return shown % {"num": number, **values}


def address_in(language: str) -> str:
    """This page's path in another language."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    first = current_app.config["LANGUAGES"][0]
    return ("" if language == first else f"/{language}") + request.path + query


def zone() -> ZoneInfo:
    found: ZoneInfo = current_app.config["ZONE"]
    return found


def zone_label() -> str:
    return _ZONE_LABELS.get(str(zone()), str(zone()))


def install(app: Flask, translations: str) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = translations
    app.config["BABEL_DEFAULT_LOCALE"] = app.config["LANGUAGES"][0]
    Babel(app, locale_selector=locale)
    app.jinja_env.globals.update(_=_template_gettext, gettext=_template_gettext, ngettext=_template_ngettext)
    app.wsgi_app = LanguagePrefix(app.wsgi_app, app.config["LANGUAGES"])  # type: ignore[method-assign]
    app.jinja_env.filters.update(
        date=long_date, datetime=long_datetime, ago=ago, number=number, decimal=decimal,
        percent=percent, rupiah=rupiah, floor1=floor1, month=month_name,
    )  # fmt: skip


def long_date(value: date | datetime | None) -> str:
    """14 Desember 2026; a moment is shown in the city's zone."""
    if value is None:
        return "–"
    day = clock.local_date(value, zone()) if isinstance(value, datetime) else value
    return format_date(day, "d MMMM y", locale=locale())


def long_datetime(value: datetime | None) -> str:
    """14 Desember 2026 pukul 23.59 WITA."""
    if value is None:
        return "–"
    local = value.astimezone(zone())
    hour = format_datetime(local, "HH.mm" if locale() == "id" else "HH:mm", locale=locale())
    return str(
        gettext("%(date)s pukul %(hour)s %(zone)s", date=long_date(value), hour=hour, zone=zone_label())
    )


def month_name(value: clock.Period | str) -> str:
    """November 2026."""
    period = clock.Period.parse(value) if isinstance(value, str) else value
    return format_date(date(period.year, period.month, 1), "MMMM y", locale=locale())


def ago(value: datetime) -> str:
    """kemarin, 2 hari lalu; older than 30 days as a date."""
    today = clock.local_date(clock.now(), zone())
    days = (today - clock.local_date(value, zone())).days
    if days <= 0:
        return gettext("hari ini")
    if days == 1:
        return gettext("kemarin")
    if timedelta(days=days) <= timedelta(days=30):
        return ngettext("%(num)d hari lalu", "%(num)d hari lalu", days)
    return long_date(value)


def number(value: float | None) -> str:
    """12.480 in Indonesian, 12,480 in English; an en dash for nothing."""
    return "–" if value is None else format_decimal(value, locale=locale())


def decimal(value: float | Decimal | None, places: int = 1) -> str:
    """14,6 with a fixed number of places, rounded half even."""
    if value is None:
        return "–"
    return format_decimal(value, format="#,##0." + "0" * places if places else "#,##0", locale=locale())


def floor1(value: float | None) -> str:
    """One decimal, cut and never rounded up: 59.96 is 59,9 (score.md 5.5). What floating point lost of a 60 is given back first."""
    if value is None:
        return "–"
    cut = Decimal(repr(round(value, 9))).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
    return format_decimal(cut, format="#,##0.0", locale=locale())


def percent(share: float | None, places: int = 0) -> str:
    """A share of 1 as 87%."""
    return "–" if share is None else decimal(share * 100, places) + "%"


def rupiah(value: float | None) -> str:
    """Rp46 juta, Rp1,81 triliun; below a million in full."""
    if value is None:
        return "–"
    for size, name in ((10**12, gettext("triliun")), (10**9, gettext("miliar")), (10**6, gettext("juta"))):
        if abs(value) >= size:
            return f"Rp{format_decimal(value / size, format='#,##0.##', locale=locale())} {name}"
    return f"Rp{format_decimal(value, format='#,##0', locale=locale())}"
