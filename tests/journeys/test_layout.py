"""Every page at 320 px: nothing sideways, one h1, a title of its own, targets that a thumb can hit, no complaint."""

from __future__ import annotations

from collections import defaultdict

import pytest

from sgforum.cli import list_routes

from .addresses import NOT_PAGES, list_visits

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
ROLES = (None, "resident", "waiting", "lurah", "moderator", "admin")
SAME_TITLE = {"accounts.registered", "accounts.reset_sent"}  # "look into your mail", whatever for

_MEASURE = """() => {
  const small = [...document.querySelectorAll('a,button,input:not([type=hidden]),select,summary,textarea')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && (box.height < 24 || box.width < 24) && !e.closest('p,td,th,dd,.crumb,.md,.topic__meta,.who,.key,svg,label')
      && !e.classList.contains('skip') && getComputedStyle(e).clip === 'auto' && !e.closest('.vh')
      && getComputedStyle(e, '::after').position !== 'absolute'  // the whole row or card is the link
      && e.parentElement.textContent.trim() === e.textContent.trim();  // within a sentence a line is high enough
  });
  return {
    wide: document.documentElement.scrollWidth, headings: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main').length, lang: document.documentElement.lang,
    cut: [...document.querySelectorAll('.card')].filter(e => e.scrollWidth > e.clientWidth + 1
      && getComputedStyle(e).overflowX === 'hidden').map(e => e.textContent.trim().slice(0, 40)),
    small: small.map(e => `${e.tagName} ${(e.textContent || e.name).trim().slice(0, 30)}`),
    twins: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, n, all) => all.indexOf(id) !== n),
  };
}"""


def test_every_page_of_the_product_is_visited(world):
    pages = {row["endpoint"] for row in list_routes(world.app) if "GET" in row["methods"]} - NOT_PAGES
    visited = {visit.endpoint for visit in list_visits(world)}
    assert pages - visited == set()


def wrong_with(found: dict, status: int, wanted: int) -> list[str]:
    wrong = []
    if status != wanted:
        wrong.append(f"answers {status}")
    if found["wide"] > NARROW["viewport"]["width"]:
        wrong.append(f"is {found['wide']} px wide")
    if (found["headings"], found["main"], found["lang"]) != (1, 1, "id"):
        wrong.append(f"has {found['headings']} h1, {found['main']} main, lang {found['lang']}")
    wrong += [f"cuts off what stands in a card: {text}" for text in found["cut"]]
    wrong += [f"has a small target: {name}" for name in found["small"]]
    wrong += [f"has the id {name} twice" for name in found["twins"]]
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_a_narrow_phone(visits, world, role):
    page = visits.page(role, **NARROW)
    wrong, titles = [], defaultdict(set)
    for visit in list_visits(world):
        if visit.role == role:
            answer = page.goto(visit.path)
            wrong += [
                f"{visit.path} {what}"
                for what in wrong_with(page.evaluate(_MEASURE), answer.status, visit.status)
            ]
            if visit.status == 200:
                titles[page.title()].add(visit.endpoint)
    wrong += [
        f"{title!r} is the title of {names}"
        for title, names in titles.items()
        if len(names) > 1 and names != SAME_TITLE
    ]
    assert not wrong, "\n".join(wrong)


_ROOM = """select => {
  const style = getComputedStyle(select), pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const text = pen.measureText(select.selectedOptions[0].text).width;
  return select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - text;
}"""


def test_the_month_of_a_score_is_readable_on_a_narrow_phone(visits, world):
    page = visits.page(**NARROW)
    for visit in list_visits(world):
        if visit.endpoint in ("metrics.scores", "metrics.place") and visit.role is None:
            page.goto(visit.path)
            assert page.eval_on_selector("#periode", _ROOM) >= 0, visit.path


@pytest.mark.parametrize("path", ["/", "/topik", "/masuk"])
def test_the_first_stop_of_the_keyboard_skips_to_the_content(visits, path):
    page = visits.page()
    page.goto(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
