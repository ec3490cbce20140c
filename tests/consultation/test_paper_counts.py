"""What the opening of the box makes of paper ballots, and what is told of them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from sgforum.ballot import queries as ballots
from sgforum.ballot.board import Kind
from sgforum.ballot.models import Channel, Rule
from sgforum.ballot.services import publication
from sgforum.consultation import services
from sgforum.consultation.lifecycle import State
from sgforum.consultation.services.decisions import results_of
from sgforum.consultation.views.reconciling import reconciliation_of
from sgforum.core.clock import now
from tests.consultation.closings import WITNESSED, recounted, reload
from tests.consultation.conftest import on_both
from tests.consultation.papers import (
    COUNT,
    TYPED,
    bundle_url,
    make_ended,
    take_paper,
    url_of,
)
from tests.consultation.reading import text_of
from tests.consultation.test_roll_pages import PAPER
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.consultation import make_consultation, make_question


@on_both
def test_paper_desk_and_online_votes_come_out_of_one_box(official, second, keys, house, config):
    people = [make_person() for _ in range(20)]
    questions = (make_question(), make_question(rule=Rule.SCHULZE))
    votes = {(n, "a"): people[6:] for n in (1, 2)}
    made = make_consultation(official, keys, "ended", box=PAPER, votes=votes, questions=questions)
    take_paper(official, made, people[:4])
    take_paper(official, made, people[4:7], Channel.DESK)  # the last of them had voted online
    clients = []
    for person in (official, second):
        clients.append(house.test_client())
        sign_in(clients[-1], person)
    first, other = clients
    bundles = [
        ("/soal/1", "TPS", "paper", {"n_b": "3", "spoiled": "1"}), ("/soal/1", "Loket", "desk", {"n_c": "3"}),
        ("/soal/2", "TPS", "paper", {"lines": "4 b>a"}), ("/soal/2", "Loket", "desk", {"lines": "2 c", "spoiled": "1"}),
    ]  # fmt: skip
    for tail, label, channel, numbers in bundles:
        form = {"label": label, "channel": channel} | numbers
        assert first.post(url_of(made, tail), data=form).status_code == 303
        assert other.post(bundle_url(made, "cocokkan"), data=numbers).status_code == 303
    box = f"/petugas/konsultasi/{made.public_id}/kotak"
    before = text_of(first.get(box))
    assert before.count("rahasia sampai kotak dibuka") == 4
    assert before.count("Sejauh yang dapat diperiksa sekarang, angkanya cocok.") == 2
    typed = {"dice": "4 2 6", "witnesses-0": "Siti Aminah", "witnesses-1": "Budi Santoso"}
    assert first.post(box, data=typed).status_code == 303
    assert reload(made.public_id).state is State.CLOSED
    polls = ballots.list_polls(made.reference)
    tallies = [ballots.find_tally(poll.id) for poll in polls]
    assert tallies[0].totals == {"a": 13, "b": 3, "c": 3}
    assert [(one.envelopes, one.papers, one.spoiled) for one in tallies] == [(13, 6, 1), (13, 6, 1)]
    with house.test_request_context():
        found = [reconciliation_of(poll, tally) for poll, tally in zip(polls, tallies, strict=True)]
    assert found[0].rows == [
        ("Daftar pemilih saat dibuka", "20"), ("Suara daring", "13"), ("Pemilih yang mengambil surat suara", "7"),
        ("Surat suara dari kotak di tempat", "3"), ("Surat suara dari loket", "3"), ("Surat suara rusak, di luar kotak", "1"),
        ("Surat suara yang tidak kembali", "0"), ("Jumlah dalam kotak", "19"),
    ]  # fmt: skip
    assert [one.kind for one in found] == ["ok", "ok"]
    told = [content["label"] for poll in polls for content in ballots.list_contents(poll, Kind.BATCH)]
    assert told == ["Loket", "TPS"] * 2
    recounted(made, keys)


def test_more_papers_than_were_handed_out_keep_the_box_shut(official, keys, first_desk, second_desk):
    made = make_ended(official, keys, taken=2)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    second_desk.post(bundle_url(made, "cocokkan"), data=COUNT)
    sentence = "lebih banyak daripada pemilih yang mengambilnya"
    assert sentence in text_of(first_desk.get(url_of(made)))
    box = f"/petugas/konsultasi/{made.public_id}/kotak"
    assert sentence in text_of(first_desk.get(box))
    typed = {"dice": "4 2 6", "witnesses-0": "Siti Aminah", "witnesses-1": "Budi Santoso"}
    refused = first_desk.post(box, data=typed)
    assert refused.status_code == 409
    assert sentence in text_of(refused)
    assert 'value="Siti Aminah"' in refused.get_data(as_text=True)
    assert reload(made.public_id).state is State.PUBLISHED


def test_a_bundle_without_its_second_officer_keeps_the_box_shut(official, keys, first_desk):
    made = make_ended(official, keys)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    box = f"/petugas/konsultasi/{made.public_id}/kotak"
    assert "Masih ada bundel surat suara yang belum dicocokkan oleh petugas kedua." in text_of(
        first_desk.get(box)
    )
    typed = {"dice": "4 2 6", "witnesses-0": "Siti Aminah", "witnesses-1": "Budi Santoso"}
    assert first_desk.post(box, data=typed).status_code == 409
    assert reload(made.public_id).state is State.PUBLISHED


def test_few_ballots_are_reconciled_without_numbers(official, keys, house):
    made = make_ended(official, keys, taken=0, online=9)
    services.open_box(
        actor=as_actor(official), public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=now()
    )
    (poll,) = ballots.list_polls(made.reference)
    with house.test_request_context():
        found = reconciliation_of(poll, ballots.find_tally(poll.id))
    assert found.rows == [("Daftar pemilih saat dibuka", "9")]
    assert (found.kind, "kurang dari sepuluh" in found.verdict) == ("info", True)


@pytest.mark.usefixtures("second")
def test_below_ten_ballots_the_board_tells_no_numbers_of_a_bundle(
    official, keys, first_desk, second_desk, house
):
    made = make_ended(official, keys, online=4)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    second_desk.post(bundle_url(made, "cocokkan"), data=COUNT)
    services.open_box(
        actor=as_actor(official), public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=now()
    )
    (poll,) = ballots.list_polls(made.reference)
    assert ballots.list_contents(poll, Kind.BATCH) == [
        {"poll": poll.reference, "channel": "paper", "label": TYPED["label"], "papers": None, "spoiled": None}
    ]
    page = text_of(house.test_client().get(f"/konsultasi/{made.public_id}-{made.slug}/papan"))
    assert "Bundel surat suara kertas TPS Balai RW 04; jumlahnya tidak diumumkan." in page
    recounted(made, keys)


@pytest.mark.parametrize("online", [9, 10])
def test_few_who_vote_online_are_not_told_by_subtracting_the_papers(
    keys, first_desk, second_desk, house, online
):
    """The two officers know their 11 papers; the whole box would tell them what the nine chose."""
    official, shown = make_official(), online == 10
    made = make_ended(official, keys, taken=12, online=online)
    typed = TYPED | {"n_a": "8", "n_b": "3", "spoiled": "1"}
    first_desk.post(url_of(made, "/soal/1"), data=typed)
    count = {"n_a": "8", "n_b": "3", "n_c": "", "spoiled": "1"}
    second_desk.post(bundle_url(made, "cocokkan"), data=count)
    services.open_box(
        actor=as_actor(official), public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=now()
    )
    (poll,) = ballots.list_polls(made.reference)
    tally = ballots.find_tally(poll.id)
    assert (tally.envelopes, tally.papers, tally.may_show_totals) == (online, 11, shown)
    (closing,) = ballots.list_contents(poll, Kind.CLOSING)
    assert (closing["online"], closing["paper"]) == ((online, 11) if shown else (None, None))
    visitor = house.test_client()
    page = text_of(visitor.get(f"/konsultasi/{made.public_id}-{made.slug}/hasil"))
    assert ("Yang memilih daring kurang dari 10 orang." in page) is not shown
    assert (f"{11 + online} " in page) is shown
    (kept,) = results_of(made)
    assert [kept[name] is not None for name in ("voters", "valid", "blank", "invalid", "scores")] == [
        shown
    ] * 5
    assert (made.splits is not None) is shown
    report = visitor.get(f"/laporan/unduh/musyawarah/{made.public_id}.json").get_json()
    (asked,) = report["questions"]
    assert (asked["ballots"] == 11 + online, asked["turnout"] is not None) == (shown, shown)
    bundle = zipfile.ZipFile(io.BytesIO(publication.make_bundle(board=made.reference, keys=keys)))
    result = json.loads(bundle.read("soal-1/hasil.json"))
    assert ("scores" in result["outcome"], result["turnout"] is not None) == (shown, shown)
    recounted(made, keys)


@pytest.mark.usefixtures("second")
def test_everybody_reads_that_people_and_papers_add_up(official, keys, first_desk, second_desk, house):
    made = make_ended(official, keys)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    second_desk.post(bundle_url(made, "cocokkan"), data=COUNT)
    services.open_box(
        actor=as_actor(official), public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=now()
    )
    visitor = house.test_client()
    for tail in ("/hasil", "/berita-acara"):
        said = " ".join(text_of(visitor.get(f"/konsultasi/{made.public_id}-{made.slug}{tail}")).split())
        for words in (
            "Suara daring 12",
            "Surat suara dari kotak di tempat 4",
            "Jumlah dalam kotak 16",
            "Angkanya cocok",
        ):
            assert words in said
    by_itself = make_consultation(official, keys, "closed")
    page = text_of(visitor.get(f"/konsultasi/{by_itself.public_id}-{by_itself.slug}/hasil"))
    assert "Orang dan surat suara" not in page
