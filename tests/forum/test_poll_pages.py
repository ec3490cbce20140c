"""The poll on the pages: what each reader sees before, during and after, and that refusals keep what was chosen."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from sgforum.ballot.models import Poll, Vote
from sgforum.core.clock import local_date, now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from sgforum.forum import jobs
from sgforum.metrics.measures import acts
from tests.factories.accounts import make_official, make_person, make_staff
from tests.factories.forum import make_posts, make_topic
from tests.factories.polls import OPTIONS, QUESTION, ZONE, add, choose, close, poll_of
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN

from .conftest import forget_pages
from .test_hostile import PAYLOADS, Finder

LABEL = "Jajak pendapat forum: siapa pun boleh ikut, bukan suara resmi warga."
NAMED = "Pilihan Anda tampil bersama nama Anda sesudah ditutup."
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.fixture
def keys(config):
    return config.keys


@pytest.fixture
def asked(city, keys):
    """A topic with an open poll."""
    topic = make_topic()
    add(make_official(), topic, keys)
    return topic


def address(topic) -> str:
    return f"/topik/{topic.public_id}-{topic.slug}"


def sent(**fields) -> dict[str, str]:
    """The form of a new poll as a browser sends it."""
    texts = {f"options-{n}": text for n, text in enumerate((*OPTIONS, *[""] * 7))}
    day = local_date(now(), ZONE) + timedelta(days=7)
    return {"question": QUESTION, "several": "satu", "closes_on": day.isoformat(), **texts} | fields


def box(page: str) -> str:
    """The poll's part of a page."""
    return page.partition('id="jajak"')[2].partition("</section>")[0]


def test_author_opens_a_poll_from_the_topics_page(client_of):
    author = make_person()
    topic = make_topic(author)
    browser = client_of(author)
    assert f"/topik/{topic.public_id}/jajak/baru" in browser.get(address(topic)).text
    assert "tidak dapat diubah atau dihapus" in browser.get(f"{address(topic)}/jajak/baru").text
    response = browser.post(f"/topik/{topic.public_id}/jajak/baru", data=sent())
    assert (response.status_code, response.location) == (303, f"{address(topic)}#jajak")
    page = browser.get(address(topic)).text
    assert (QUESTION in box(page), LABEL in box(page), NAMED in box(page)) == (True, True, True)
    assert "/jajak/baru" not in page
    assert browser.get(f"{address(topic)}/jajak/baru").location == f"{address(topic)}/jajak"
    again = browser.post(f"/topik/{topic.public_id}/jajak/baru", data=sent(question="Pertanyaan yang lain?"))
    assert (again.status_code, "Pertanyaan yang lain?" in again.text) == (409, True)
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 1


def test_refused_poll_says_all_at_once_and_keeps_what_was_typed(client_of):
    author = make_person()
    topic = make_topic(author)
    data = sent(question="", closes_on="", several="beberapa") | {"options-5": "sabtu PAGI"}
    response = client_of(author).post(f"/topik/{topic.public_id}/jajak/baru", data=data)
    assert response.status_code == 422
    for part in (
        "8 sampai 200 huruf",
        "Ada dua pilihan yang sama",
        "paling lama 30 hari",
        "sabtu PAGI",
        OPTIONS[2],
    ):
        assert part in response.text
    assert re.search(r'checked[^>]*value="beberapa"', response.text)
    assert "<details open>" in response.text
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


@pytest.mark.parametrize(
    ("role", "place"), [(None, None), (Role.OFFICIAL, FAR_KELURAHAN), (Role.VERIFIER, KELURAHAN)]
)
def test_who_may_not_open_one_finds_no_page(client_of, role, place):
    topic = make_topic()
    browser = client_of(make_staff(role, place) if role else make_person())
    assert "/jajak/baru" not in browser.get(address(topic)).text
    assert browser.get(f"{address(topic)}/jajak/baru").status_code == 404
    assert browser.post(f"{address(topic)}/jajak/baru", data=sent()).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MODERATOR, Role.ADMIN])
def test_staff_of_the_place_are_shown_the_way(client_of, role):
    topic = make_topic()
    browser = client_of(make_staff(role))
    assert "/jajak/baru" in browser.get(address(topic)).text
    assert browser.post(f"{address(topic)}/jajak/baru", data=sent()).status_code == 303


def test_visitor_may_do_nothing(visitor, asked):
    for path in ("jajak/suara", "jajak/baru"):
        assert visitor.post(f"{address(asked)}/{path}", data={"choice": "a"}).status_code == 401
    assert visitor.get(f"{address(asked)}/jajak/suara").status_code == 405
    page = box(visitor.get(address(asked)).text)
    assert "Masuk untuk ikut memilih" in page
    assert "<form" not in page
    assert (LABEL in page, QUESTION in page, OPTIONS[2] in page) == (True, True, True)


def test_acts_need_their_token(app, client_of, asked):
    app.config["WTF_CSRF_ENABLED"] = True
    browser = client_of(make_person())
    assert browser.post(f"{address(asked)}/jajak/suara", data={"choice": "a"}).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', box(browser.get(address(asked)).text))[1]
    data = {"choice": "a", "csrf_token": token}
    assert browser.post(f"{address(asked)}/jajak/suara", data=data).status_code == 303
    author = make_person()
    topic = make_topic(author)
    assert client_of(author).post(f"{address(topic)}/jajak/baru", data=sent()).status_code == 400


def test_choices_and_new_polls_are_limited(app, client_of, asked):
    app.config["LIMITS_OFF"] = False
    browser = client_of(make_person())
    statuses = [
        browser.post(f"{address(asked)}/jajak/suara", data={"choice": "a"}).status_code for _ in range(61)
    ]
    assert (set(statuses[:60]), statuses[60]) == ({303}, 429)
    opener = client_of(make_official())
    statuses = [opener.post(f"{address(asked)}/jajak/baru", data=sent()).status_code for _ in range(11)]
    assert (set(statuses[:10]), statuses[10]) == ({409}, 429)


def test_resident_chooses_and_changes_and_sees_only_their_own(client_of, visitor, asked):
    person, other = make_person(name="Dewi Sartika"), client_of(make_person())
    browser = client_of(person)
    assert "Belum memilih" in box(browser.get(address(asked)).text)
    before = visitor.get(address(asked)).text, TOKEN.sub("", box(other.get(address(asked)).text))
    for code in ("a", "c"):
        response = browser.post(f"{address(asked)}/jajak/suara", data={"choice": code})
        assert (response.status_code, response.location) == (303, f"{address(asked)}#jajak")
        assert "Pilihan Anda sudah dicatat." in (page := browser.get(address(asked)).text)
        assert re.search(rf'value="{code}" checked', page)
        assert box(page).count("checked") == 1
    assert "Ubah pilihan" in page
    # nobody is told of it: neither that somebody chose, nor how many, nor what
    assert (visitor.get(address(asked)).text, TOKEN.sub("", box(other.get(address(asked)).text))) == before
    forget_pages()
    assert visitor.get(address(asked)).text == before[0]
    for reader in (visitor, other, client_of(make_official()), client_of(make_staff(Role.ADMIN))):
        for path in ("", "/jajak"):
            assert "Dewi Sartika" not in reader.get(f"{address(asked)}{path}").text
        for path in ("hitung-ulang.zip", "papan.jsonl"):
            assert reader.get(f"{address(asked)}/jajak/{path}").status_code == 404
        assert reader.get(f"{address(asked)}/jajak?dari=2").status_code == 404


def test_kept_page_changes_with_opening_and_closing_never_with_a_choice(client_of, visitor, keys):
    author = make_person()
    topic = make_topic(author)
    marks = [visitor.get(address(topic)).headers["ETag"]]
    add(author, topic, keys)
    marks.append(visitor.get(address(topic)).headers["ETag"])
    client_of(make_person()).post(f"{address(topic)}/jajak/suara", data={"choice": "a"})
    assert visitor.get(address(topic), headers={"If-None-Match": marks[1]}).status_code == 304
    close(topic, keys)
    marks.append(visitor.get(address(topic)).headers["ETag"])
    assert len(set(marks)) == 3
    assert "1 orang ikut memilih." in visitor.get(address(topic)).text


def test_choice_across_the_closing_second_is_refused_and_kept(client_of, keys, config, city):
    topic, at = make_topic(), now() - timedelta(hours=1)
    poll = add(make_official(), topic, keys, at)
    browser, late = client_of(make_person()), client_of(make_person())
    assert 'value="b"' in box(late.get(address(topic)).text)
    assert browser.post(f"{address(topic)}/jajak/suara", data={"choice": "a"}).status_code == 303
    db.session.execute(
        update(Poll).where(Poll.id == poll.id).values(ends_at=now())
    )  # while the page lies open
    db.session.commit()
    response = late.post(f"{address(topic)}/jajak/suara", data={"choice": "b"})
    assert response.status_code == 403
    assert "sudah ditutup" in box(response.text)
    assert "tidak tercatat" in box(response.text)
    assert re.search(r"<li>Minggu pagi .*Pilihan Anda", box(response.text))
    for reader in (browser, late):  # closed and not yet counted: neither form nor number
        page = box(reader.get(address(topic)).text)
        assert ("<form" in page, "sedang dihitung" in page) == (False, True)
    assert jobs.close_polls(config, now()) == 1
    assert "1 orang ikut memilih." in late.get(address(topic)).text


@pytest.mark.parametrize("chosen", [[], ["a", "b"], ["zz"], ["a,b"], ["<script>"]])
def test_wrong_choice_is_refused_on_the_polls_page(client_of, asked, chosen):
    response = client_of(make_person()).post(f"{address(asked)}/jajak/suara", data={"choice": chosen})
    assert response.status_code == 422
    assert "Pilih salah satu jawaban." in response.text
    assert "<script>" not in box(response.text)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


def test_suspended_and_unconfirmed_are_told_why(client_of, asked):
    suspended, waiting = make_person(suspended_until=now() + timedelta(days=2)), make_person(level=0)
    for person, reason in ((suspended, "sedang ditangguhkan"), (waiting, "Konfirmasi dulu alamat surel")):
        browser = client_of(person)
        page = box(browser.get(address(asked)).text)
        assert (reason in page, "<form" in page) == (True, False)
        response = browser.post(f"{address(asked)}/jajak/suara", data={"choice": "a"})
        assert (response.status_code, reason in box(response.text)) == (403, True)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


def test_after_the_close_bars_counts_and_names_are_for_everybody(client_of, visitor, asked, keys):
    people = [make_person(name=f"Warga {n:03d}") for n in range(123)]
    for n, person in enumerate(people):
        choose(person, asked, ["a" if n < 82 else "b"])
    close(asked, keys)
    page = box(visitor.get(address(asked)).text)
    for part in (
        "82\u00a0orang\u00a0·\u00a067%",
        "41\u00a0orang\u00a0·\u00a033%",
        "0\u00a0orang",
        LABEL,
        "Warga 019",
    ):
        assert part in page
    assert ("Warga 020" in page, "Lihat semua 123 nama" in page, "<form" in page) == (False, True, False)
    own = visitor.get(f"{address(asked)}/jajak")
    assert ("Warga 099" in own.text, "Warga 100" in own.text) == (True, False)
    rest = visitor.get(f"{address(asked)}/jajak?dari=101").text
    assert ("Warga 099" in rest, "Warga 122" in rest, "101–123 dari 123" in rest) == (False, True, True)
    for wrong in ("124", "0", "x", "99999999999", "²", ""):
        assert visitor.get(f"{address(asked)}/jajak?dari={wrong}").status_code == 404
    assert max(len(own.data), len(visitor.get(address(asked)).data)) < 60_000
    response = client_of(people[0]).post(f"{address(asked)}/jajak/suara", data={"choice": "b"})
    assert response.status_code == 403


def test_files_of_a_closed_poll(visitor, asked, keys):
    choose(make_person(name="Eko Prasetya"), asked, ["b"])
    close(asked, keys)
    page = visitor.get(f"{address(asked)}/jajak").text
    assert f"{address(asked)}/jajak/hitung-ulang.zip" in page
    answer = visitor.get(f"{address(asked)}/jajak/hitung-ulang.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "Eko Prasetya" in archive.read("soal-1/nama.csv").decode()
        board = archive.read("papan.jsonl")
    assert visitor.get(f"{address(asked)}/jajak/papan.jsonl").data == board
    assert board.count(b"\n") == 3


def test_topic_without_a_poll_has_no_page_of_one(visitor, client_of):
    topic = make_topic()
    for path in ("jajak", "jajak/hitung-ulang.zip", "jajak/papan.jsonl"):
        assert visitor.get(f"{address(topic)}/{path}").status_code == 404
    response = client_of(make_person()).post(f"{address(topic)}/jajak/suara", data={"choice": "a"})
    assert response.status_code == 404
    assert 'id="jajak"' not in visitor.get(address(topic)).text


def test_poll_of_a_hidden_topic_is_seen_by_its_author_only(client_of, visitor, keys):
    author = make_person()
    topic = make_topic(author)
    add(author, topic, keys)
    choose(make_person(), topic)
    close(topic, keys)
    topic.hidden_at, topic.hidden_reason = now(), "Memuat nomor telepon."
    db.session.commit()
    for path in ("jajak", "jajak/hitung-ulang.zip", "jajak/papan.jsonl"):
        for reader in (visitor, client_of(make_person())):
            assert reader.get(f"{address(topic)}/{path}").status_code == 404
        assert client_of(author).get(f"{address(topic)}/{path}").status_code == 200


def test_hostile_words_stay_words(client_of, visitor, keys):
    author = make_person(name="<b onclick=xssKANARI()>Ani")
    for first in range(0, len(PAYLOADS), 10):
        topic = make_topic(author)
        texts = {f"options-{n}": f"{text[:118]} {n}" for n, text in enumerate(PAYLOADS[first : first + 10])}
        response = client_of(author).post(
            f"{address(topic)}/jajak/baru", data=sent(question=PAYLOADS[first]) | texts
        )
        assert response.status_code == 303, re.findall(r'class="err".*', response.text)
        choose(author, topic, ["b"])
        pages = [client_of(author).get(address(topic)).text, visitor.get(f"{address(topic)}/jajak").text]
        close(topic, keys)
        pages += [visitor.get(f"{address(topic)}{path}").text for path in ("", "/jajak")]
        for page in pages:
            finder = Finder()
            finder.feed(page)
            assert finder.found == []


def test_a_poll_costs_as_much_with_one_voter_as_with_fifty(visitor, client_of, count_queries, keys):
    person = make_person()
    few, many = make_topic(), make_topic()
    make_posts(few, 1)
    make_posts(many, 50)
    for topic, voters in ((few, 1), (many, 50)):
        add(make_official(), topic, keys)
        for _ in range(voters):
            choose(make_person(), topic)
    browsers = visitor, client_of(person)

    def costs(topic):
        found = []
        for browser in browsers:
            browser.get(address(topic))
            forget_pages()
            with count_queries() as statements:
                assert browser.get(address(topic)).status_code == 200
            found.append(len(statements))
        return found

    running = costs(few), costs(many)
    close(few, keys)
    close(many, keys)
    closed = costs(few), costs(many)
    assert (running[0], closed[0]) == (running[1], closed[1])
    assert closed[0][0] <= 6
    assert closed[0][1] <= 10


def test_nobody_takes_part_in_the_score_by_a_poll(asked, keys):
    for _ in range(3):
        choose(make_person(), asked)
    close(asked, keys)
    start, end = now() - timedelta(days=60), now() + timedelta(days=60)
    assert poll_of(asked).ends_at < end
    assert db.session.execute(acts._ballots(start, end)).all() == []
