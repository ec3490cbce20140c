"""What a first visit costs over a thin line, and what is left without one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.territory import KELURAHAN

pytestmark = pytest.mark.browser
MOST_BYTES, MOST_REQUESTS = 60_000, 6
_EXTRAS = ("manifest.webmanifest", "logo.svg")  # the browser's own, outside the six (frontend.md, result)


def _addresses(world) -> dict[str, tuple[str | None, str]]:
    at = world.at
    return {
        "home": (None, "/"), "kelurahan": (None, f"/kelurahan/{KELURAHAN}"), "topics": (None, "/topik"),
        "topic": (None, at["topic-long"]), "poll": (None, at["topic-told"]), "poll-form": ("resident", at["topic-asked"]),
        "write": ("resident", f"/kelurahan/{KELURAHAN}/forum/tulis"),
        "consultation": (None, at["consultation-voting"]), "ballot": ("resident", f"{at['consultation-voting']}/suara"),
        "result": (None, f"{at['consultation-decided']}/hasil"), "all-kinds": (None, f"{at['kinds-closed']}/hasil"),
        "all-kinds-signed-in": ("resident", f"{at['kinds-closed']}/hasil"),
        "long": (None, at["long-voting"]), "long-signed-in": ("resident", at["long-voting"]),
        "long-result": (None, f"{at['long-closed']}/hasil?soal=2"),
        "long-scores": ("resident", f"{at['long-voting']}/suara/1"), "long-ranking": ("resident", f"{at['long-voting']}/suara/2"),
        "campaign": (None, at["campaign-running"]),
        "app": (None, "/aplikasi/hore"), "scores": (None, "/skor"), "score": (None, f"/skor/{KELURAHAN}?periode={world.period}"),
        "report": (None, "/laporan"), "data": (None, "/data"), "sign-in": (None, "/masuk"),
    }  # fmt: skip


def first_load(visits, role: str | None, path: str) -> tuple[int, list[str]]:
    """Bytes over the line and addresses of a first visit, with an empty cache."""
    page = visits.context(role, service_workers="block").new_page()
    line = page.context.new_cdp_session(page)
    asked, weights = {}, {}
    line.on(
        "Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]})
    )
    line.on(
        "Network.loadingFinished",
        lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}),
    )
    line.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    counted = {
        key: url
        for key, url in asked.items()
        if url.startswith("http") and not url.split("?")[0].endswith(_EXTRAS)
    }
    page.context.close()
    visits.contexts.remove(page.context)
    assert set(counted) <= set(weights)
    return round(sum(weights[key] for key in counted)), list(counted.values())


def test_a_first_visit_is_light(visits, world):
    heavy, lightest = {}, MOST_BYTES
    for name, (role, path) in _addresses(world).items():
        weight, asked = first_load(visits, role, path)
        lightest = min(lightest, weight)
        if weight > MOST_BYTES or len(asked) > MOST_REQUESTS:
            heavy[name] = (weight, asked)
    assert heavy == {}
    assert lightest > 20_000  # the script, the sheet, the font and the icons have been counted


@pytest.mark.parametrize("key", ["consultation-comment", "kinds-voting", "consultation-decided"])
def test_a_visitor_of_a_consultation_gets_the_kept_page_and_no_session(visits, world, key):
    answer = visits.context().new_page().goto(world.at[key])
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


def test_a_second_visit_costs_the_page_alone(visits, world):
    page = visits.context(service_workers="block").new_page()
    page.goto(world.at["topic-answered"], wait_until="networkidle")
    line = page.context.new_cdp_session(page)
    weights = []
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    line.send("Network.enable")
    page.goto(world.at["topic-quiet"], wait_until="networkidle")
    assert [weight > 0 for weight in weights].count(True) == 1
    assert sum(weights) < 12_000


def test_without_a_signal_known_pages_stay_and_others_say_so(visits, world):
    page = visits.page()
    page.goto("/topik")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(world.at["topic-quiet"], wait_until="networkidle")
    page.context.set_offline(True)
    page.goto(world.at["topic-quiet"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Lampu jalan di gang Mawar padam")
    page.goto("/konsultasi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sinyal sedang terputus")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.hd')).backgroundColor") != "rgba(0, 0, 0, 0)"
    )
    visits.complaints.clear()  # what the browser says about its missing line


def test_nothing_personal_is_kept_on_the_device(visits, world):
    page = visits.page("resident")
    page.goto("/topik")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    for path in ("/akun", f"{world.at['consultation-voting']}/suara", world.at["topic-quiet"]):
        page.goto(path, wait_until="networkidle")
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.filter(n => n.includes('pages')).map(n => caches.open(n)"
        ".then(c => c.keys())))).then(lists => lists.flat().map(r => new URL(r.url).pathname))"
    )
    assert kept == []
