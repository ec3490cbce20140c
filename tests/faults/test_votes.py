"""One person, one vote, on a served site: against parallel requests, late ones, and people who may not vote."""

from __future__ import annotations

import hashlib
import re
import time
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from sgforum.accounts.models import Person
from sgforum.ballot import rules
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import SUSPENDED
from tests.factories.accounts import make_person
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN

from .crowd import at_once
from .visitor import Answer, Visitor

AT_ONCE = 50
ROUNDS = 3
ENVELOPES = (
    "SELECT count(*) FROM ballot_envelope e JOIN ballot_elector r ON r.elector_id = e.elector_id "
    "JOIN ballot_poll p ON p.id = r.poll_id WHERE p.reference = :reference"
)
_PERSONAL = re.compile(r'name="csrf_token"[^>]*>|content="[^"]{60,}"|data-csrf="[^"]*"')


def reference_of(address: str) -> str:
    return f"consultation:{address.rpartition('/')[2][:10]}"


def cast(voter: Visitor, address: str, choice: str = "a") -> Answer:
    return voter.post(f"{address}/suara", {"choice": choice, "langkah": "kirim"})


def test_fifty_casts_of_one_person_at_once_leave_one_envelope(each_town):
    voters = each_town.people(ROUNDS)
    address = each_town.consultation()
    for n, voter in enumerate(voters, start=1):
        voter.token()
        answers = at_once([partial(cast, voter, address, "abc"[k % 3]) for k in range(AT_ONCE)])
        assert {answer.status for answer in answers} == {303}
        assert each_town.count(ENVELOPES, reference=reference_of(address)) == n


@pytest.fixture
def barred(each_town) -> tuple[str, dict[str, Visitor]]:
    """A consultation under way, and people who may not vote in it, by the sentence that they must read."""
    with each_town.inside():
        people = {
            rules.OTHER_PLACE: make_person(home=FAR_KELURAHAN),
            rules.NOT_VERIFIED: make_person(level=1),
            SUSPENDED: make_person(),
        }
        late = make_person(level=1)
        ids = {sentence: person.id for sentence, person in people.items()}
        browsers = {sentence: each_town.browser(person) for sentence, person in people.items()}
        browsers[rules.VERIFIED_LATE], late_id = each_town.browser(late), late.id
    address = each_town.consultation()
    with each_town.inside():
        db.session.execute(
            update(Person)
            .where(Person.id == ids[SUSPENDED])
            .values(suspended_until=now() + timedelta(days=1))
        )
        verified = {"level": 2, "verified_at": now(), "rt_code": f"{KELURAHAN}.RW01.RT02"}
        db.session.execute(update(Person).where(Person.id == late_id).values(verified))
        db.session.commit()
    return address, browsers


def test_who_may_not_vote_is_told_why(each_town, barred):
    address, browsers = barred
    for sentence, browser in browsers.items():
        answer = cast(browser, address)
        assert (answer.status, sentence in answer.text) == (403, True), sentence
    assert Visitor(each_town.url).post(f"{address}/suara", {"choice": "a"}).status == 401
    assert each_town.count(ENVELOPES, reference=reference_of(address)) == 0


def test_a_choice_that_is_none_is_refused_at_its_field(town):
    (voter,) = town.people(1)
    address = town.consultation()
    for choice in ("", "z", "a&choice=b", "a" * 5000, "\x00", "['a']"):
        assert cast(voter, address, choice).status == 422, choice
    assert voter.post(f"{address}/suara", {"choice": ["b", "a"], "langkah": "kirim"}).status == 422
    assert town.count(ENVELOPES, reference=reference_of(address)) == 0
    assert cast(voter, address, "b").status == 303
    assert town.count(ENVELOPES, reference=reference_of(address)) == 1


def wait_until_closed(visitor: Visitor, address: str) -> str:
    """The result page once the worker has counted the box."""
    for _ in range(60):
        answer = visitor.get(f"{address}/hasil")
        if "amplop.csv" in answer.text:
            return answer.text
        time.sleep(1)
    raise AssertionError("the box was not closed")


def test_votes_over_the_closing_second_count_or_are_refused(each_town):
    """Twenty vote before, thirty from a second before close to a second after it; then the worker counts."""
    early, astride = each_town.people(20), each_town.people(30)
    (late,) = each_town.people(1)
    closes_at = now() + timedelta(seconds=12)
    opens_at = closes_at - timedelta(days=3)
    address = each_town.consultation(
        comment=(opens_at - timedelta(days=4), opens_at), voting=(opens_at, closes_at)
    )
    for voter in [*early, *astride, late]:
        voter.token()
    assert {cast(voter, address).status for voter in early} == {303}

    def at_the_end(n: int, voter: Visitor) -> Answer:
        time.sleep(max(0.0, (closes_at - now()).total_seconds() - 1 + n / 15))
        return cast(voter, address, "bc"[n % 2])

    answers = at_once([partial(at_the_end, n, voter) for n, voter in enumerate(astride)])
    accepted = sum(answer.status == 303 for answer in answers)
    refused = [answer for answer in answers if answer.status != 303]
    assert {(answer.status, rules.CLOSED in answer.text) for answer in refused} == {(403, True)}
    result = wait_until_closed(early[0], address)
    slips = Visitor(each_town.url).get(f"{address}/hasil/amplop.csv").text.splitlines()[1:]
    assert len(slips) == len(set(slips)) == 20 + accepted
    assert f"{20 + accepted} dari" in result
    assert_nothing_changes_it(each_town.url, address, late, early[0])


def assert_nothing_changes_it(url: str, address: str, late: Visitor, voter: Visitor) -> None:
    """The page of the result stays the same, byte for byte, whoever tries to vote after close."""

    def shown() -> str:
        page = Visitor(url).get(f"{address}/hasil")
        return hashlib.sha256(page.body).hexdigest()

    before = shown()
    for browser in (late, voter):
        answer = cast(browser, address, "c")
        assert (answer.status, rules.CLOSED in answer.text) == (403, True)
    assert shown() == before


def pages_of(town, address: str, browsers: dict[str, Visitor]) -> dict[tuple[str, str], str]:
    """What each role sees on every page that has to do with the consultation, without what is its session's own."""
    paths = [
        address, f"{address}/hasil", f"{address}/hasil/amplop.csv", f"{address}/suara", f"{address}/suara/bukti",
        f"{address}/dokumen", "/", "/konsultasi", "/konsultasi/atom.xml", f"/kelurahan/{KELURAHAN}", "/data", "/skor",
        "/petugas", "/petugas/konsultasi", f"/petugas/konsultasi/{address.rpartition('/')[2][:10]}", "/admin/catatan",
    ]  # fmt: skip
    return {
        (role, path): _PERSONAL.sub("", browser.get(path).text)
        for role, browser in browsers.items()
        for path in paths
    }


def test_before_close_no_page_of_any_role_changes_with_the_ballots(town):
    """The strongest form of "no totals before close": every page is the same before and after 14 more votes."""
    voters, (resident,) = town.people(14), town.people(1)
    address = town.consultation(title="Nama jembatan baru di Manggar")
    browsers = {"visitor": town.visitor(), "resident": resident}
    browsers |= {role: town.visitor(role) for role in town.staff}
    before = pages_of(town, address, browsers)
    assert any("Nama jembatan baru" in page for page in before.values())
    assert {cast(voter, address, "aab"[n % 3]).status for n, voter in enumerate(voters)} == {303}
    after = pages_of(town, address, browsers)
    assert [key for key in before if before[key] != after[key]] == []
