"""Hostile texts in every field end as text on every page."""

from html.parser import HTMLParser

import pytest

from sgforum.core.clock import now
from sgforum.core.db import db
from tests.factories.accounts import make_official, make_person, make_staff
from tests.factories.forum import make_post
from tests.factories.territory import KELURAHAN

CANARY = "xssKANARI"
PAYLOADS = [
    f"<script>{CANARY}()</script>",
    f"<img src=x onerror={CANARY}()>",
    f"<svg/onload={CANARY}()>",
    f'"><svg onload={CANARY}()>',
    f"' onmouseover='{CANARY}()",
    f"[klik](javascript:{CANARY}())",
    f"[klik](JaVaScRiPt:{CANARY}())",
    f"[klik](java&#115;cript:{CANARY}())",
    f"[klik](data:text/html;base64,{CANARY})",
    f"<javascript:{CANARY}()>",
    f"![gambar](https://jahat.example/{CANARY}.png)",
    f'[klik](https://contoh.id "onmouseover={CANARY}()")',
    f"[klik](https://contoh.id/'onclick='{CANARY}())",
    f"<iframe src=javascript:{CANARY}()></iframe>",
    f"<a href=javascript:{CANARY}()>klik</a>",
    f"<div hx-get=/keluar hx-trigger=load data-{CANARY}></div>",
    f"<style>*{{background:url({CANARY})}}</style>",
    f"<form action=https://jahat.example/{CANARY}><button>klik</button></form>",
    f"<base href=https://jahat.example/{CANARY}>",
    f"<meta http-equiv=refresh content='0;url={CANARY}'>",
    f"<!--<script>{CANARY}()//-->",
    f"<![CDATA[<script>{CANARY}()</script>]]>",
    f"]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{CANARY}()</x:script>",
    f"<math><mtext></p><style><img src=x onerror={CANARY}()></style></math>",
    f"{{{{ config }}}} {{% raw %}} {CANARY}",
    f"`<script>{CANARY}()</script>`",
    f"```html\n<script>{CANARY}()</script>\n```",
    f"> <script>{CANARY}()</script>",
    f"&lt;script&gt;{CANARY}()&lt;/script&gt;",
    f"<a id=isi name=isi href='//jahat.example/{CANARY}'>klik</a>",
    f"\u202e{CANARY} <b>balik</b>",
    f"<plaintext>{CANARY}",
]


class Finder(HTMLParser):
    """Collects what a text could have made on a page: elements with handlers, foreign scripts, bad links."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        values = [value or "" for value in given.values()]
        bad_names = [name for name in given if name.startswith(("on", "data-xss")) or name == "style"]
        bad_links = [v for v in values if v.lower().strip().startswith(("javascript:", "data:", "vbscript:"))]
        is_foreign = tag in {"iframe", "base", "object", "embed", "math", "plaintext", "style"} or (
            tag == "script" and not given.get("src", "").startswith("/static/")
        )
        is_image = tag == "img" or (tag == "meta" and given.get("http-equiv"))
        is_form = tag == "form" and given.get("action", "/").startswith("http")
        asks = given.get("hx-get") == "/keluar"
        if bad_names or bad_links or is_foreign or is_image or is_form or asks:
            self.found.append((tag, given))


def inert(page):
    finder = Finder()
    finder.feed(page)
    return finder.found == []


def test_the_finder_finds(city):
    hits = ("<script>x</script>", "<img src=x>", "<a href='javascript:x'>", "<p onclick=x>", "<iframe>")
    assert not any(inert(payload) for payload in hits)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_is_inert_on_every_page(visitor, client_of, payload):
    """Written through the forms by a person whose name is hostile too."""
    author = make_person(name=payload[:80])
    client = client_of(author)
    title = " ".join(f"{payload} dalam judul".split())[:150]
    form = {
        "kind": "proposal",
        "area": "jalan",
        "title": title,
        "text": f"{payload}\n\n{'isi ' * 10}",
        "looked": "1",
    }
    response = client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=form)
    assert response.status_code == 303
    url = response.location
    ref = url.removeprefix("/topik/").partition("-")[0]
    assert client.post(f"/topik/{ref}/tanggapan", data={"text": payload, "reply_to": ""}).status_code == 303
    official = client_of(make_official(name=payload[:80]))
    answer = {
        "outcome": "rejected",
        "unit": payload[:120],
        "text": f"{payload} {'isi ' * 10}",
        "reason": payload + " alasan",
    }
    assert official.post(f"/topik/{ref}/jawaban", data=answer).status_code == 303
    moderator = client_of(make_staff("moderator"))
    lock = {"act": "tutup", "reason": payload + " alasan"}
    urls = [
        url, "/topik", f"/kelurahan/{KELURAHAN}/forum", f"/topik/{ref}/p/1/riwayat", f"/topik/{ref}/p/2/riwayat",
        f"{url}?kutip=2", f"/kelurahan/{KELURAHAN}/forum/tulis?judul={title}", "/akun/tulisan", f"/topik/{ref}/p/2/sunting",
    ]  # fmt: skip
    for address in urls:
        for browser in (visitor, client):
            assert inert(browser.get(address).text), address
    for address in (f"/topik/{ref}/jawaban", "/petugas/topik"):
        assert inert(official.get(address).text), address
    assert moderator.post(f"/topik/{ref}/moderasi", data=lock).status_code == 303
    for address in (url, f"/topik/{ref}/moderasi", f"/topik/{ref}/p/2/moderasi"):
        assert inert(moderator.get(address).text), address
    feed = visitor.get("/topik/atom.xml")
    assert inert(feed.text.replace("<content", "<p").replace("<?xml", "<p"))


@pytest.mark.parametrize("payload", PAYLOADS[:12])
def test_refused_text_comes_back_inert(client_of, payload):
    client = client_of(make_person())
    data = {"kind": payload, "area": payload, "title": payload[:5], "text": payload, "looked": payload}
    response = client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=data)
    assert response.status_code == 422
    assert inert(response.text)


@pytest.mark.parametrize("payload", PAYLOADS[:6])
@pytest.mark.parametrize("name", ["wilayah", "bidang", "urut", "sesudah", "dari", "kutip", "judul"])
def test_parameters_are_not_reflected(visitor, payload, name):
    for url in ("/topik", f"/kelurahan/{KELURAHAN}/forum", "/tulis"):
        page = visitor.get(url, query_string={name: payload}).text
        assert inert(page), url


def test_long_nested_text_is_rendered_in_time(client_of, city):
    from tests.factories.forum import make_topic  # noqa: PLC0415

    topic = make_topic()
    client = client_of(make_person())
    for number, text in enumerate(
        ("[" * 10_000, ">" * 10_000, "* " * 5_000, "`" * 10_000, "<" * 10_000, "a" * 20_000)
    ):
        started = now()
        client.post(f"/topik/{topic.public_id}/tanggapan", data={"text": f"{number} {text}"[:20_000]})
        assert (now() - started).total_seconds() < 5
    db.session.expire_all()
    assert topic.post_count > 1


def test_officials_word_does_not_come_from_the_name(visitor, city):
    from tests.factories.forum import make_topic  # noqa: PLC0415

    topic = make_topic()
    make_post(topic, make_person(name="Lurah Manggar Petugas"))
    page = visitor.get(f"/topik/{topic.public_id}-{topic.slug}").text
    assert "badge--ok" not in page
