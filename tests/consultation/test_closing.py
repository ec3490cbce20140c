"""The end of voting: prolonged, cut short, before witnesses, with a divided key; and the board that tells it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from sgforum.accounts.models import Person
from sgforum.ballot import queries as ballots
from sgforum.ballot.board import Kind
from sgforum.ballot.models import Receipt, Rule, Secrecy, Vote
from sgforum.ballot.services import publication
from sgforum.ballot.shares import fingerprint
from sgforum.ballot.signing import signer
from sgforum.ballot.verify.checks import examine_files
from sgforum.ballot.verify.contents import Bundle
from sgforum.consultation import jobs, queries, services
from sgforum.consultation.lifecycle import PhaseKind, State, find_phase
from sgforum.consultation.services import BoxDraft, CeremonyDraft, closing
from sgforum.core.db import db
from sgforum.core.errors import Conflict, Forbidden, InvalidInput
from sgforum.territory.models import Sex
from tests.consultation.conftest import on_both
from tests.consultation.reading import text_of
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.consultation import do, make_consultation, make_projects, make_question
from tests.factories.territory import FAR_KELURAHAN

WITNESSED = CeremonyDraft(dice="4, 2, 6, 1", witnesses=["Siti Aminah", "Budi Santoso"])
EVERY_RULE = (
    make_question(),
    make_question(rule=Rule.APPROVAL, parameters={"most": 2}),
    make_question(rule=Rule.SCORE),
    make_question(rule=Rule.SCHULZE, parameters={"most_ranked": 3}),
    make_question(rule=Rule.IRV, parameters={"blank": True}),
    make_projects(),
    make_projects(rule=Rule.EQUAL_SHARES, parameters={"budget": 50_000_000, "completion": "add1"}),
)
CHOICES = ("a", "a,b", "a:5,b:3", "a>b>c", "b>a", "a", "a,b")


def voting_of(public_id):
    return find_phase(queries.list_phases(queries.find_consultation(public_id).id), PhaseKind.VOTING)


def reload(public_id):
    db.session.expire_all()
    return queries.find_consultation(public_id)


def kinds_of(consultation) -> list[str]:
    return [entry.kind for entry in ballots.list_entries(consultation.reference)]


def vote_on_all(people, public_id, choices=CHOICES):
    at = voting_of(public_id).starts_at + timedelta(hours=5)
    for person in people:
        for number, choice in enumerate(choices, start=1):
            do(
                services.cast, actor=as_actor(person), public_id=public_id, question=number, choice=choice, at=at
            )  # fmt: skip


def close(public_id, keys):
    return services.close_due(public_id=public_id, keys=keys, at=voting_of(public_id).ends_at)


def recounted(consultation, keys):
    """The bundle's files once every check of the verifier has held."""
    content = publication.make_bundle(board=consultation.reference, keys=keys)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    head = ballots.board_head(consultation.reference).digest
    report = examine_files(Bundle(files), key=signer(keys).public_key.hex(), head=head)
    assert [(one.number, one.differences) for one in report.findings if not one.holds] == []
    return files


@on_both
def test_a_consultation_of_every_rule_is_recounted_from_its_bundle(official, keys):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", questions=EVERY_RULE)
    vote_on_all(people, made.public_id)
    assert close(made.public_id, keys)
    assert reload(made.public_id).state is State.CLOSED
    files = recounted(made, keys)
    assert [f"soal-{n}/hasil.json" in files for n in range(1, 8)] == [True] * 7
    outcomes = [tuple(sorted(ballots.find_tally(poll.id).winners)) for poll in queries.list_polls(made.id)]
    assert outcomes == [("a",), ("a", "b"), ("a",), ("a",), ("b",), ("a",), ("a", "b")]


@on_both
def test_open_votes_stand_beside_their_voters_and_are_recounted(official, keys):
    people = [make_person() for _ in range(3)]
    made = make_consultation(
        official, keys, "voting", questions=EVERY_RULE, box=BoxDraft(secrecy=Secrecy.OPEN)
    )
    vote_on_all(people, made.public_id)
    assert db.session.scalars(select(Vote.choice).distinct()).all()
    assert close(made.public_id, keys)
    files = recounted(made, keys)
    assert f"{people[0].public_id},a".encode() in files["soal-1/suara-terbuka.csv"]
    assert any(people[0].name.encode() in content for content in files.values())


def test_the_box_is_kept_as_the_draft_says(official, keys):
    make_person()
    box = BoxDraft(receipt=Receipt.CONTENT, paper=True, ceremony=True, extend_days=2, end_when_all=True)
    made = make_consultation(official, keys, "voting", box=box, questions=EVERY_RULE[:2])
    for poll in queries.list_polls(made.id):
        assert (poll.receipt, poll.paper, poll.ceremony) == (Receipt.CONTENT, True, True)
        assert (poll.parameters["extend_days"], poll.parameters["end_when_all"]) == (2, True)


@on_both
def test_below_the_quorum_voting_goes_on_once(official, keys, config):
    people = [make_person() for _ in range(12)]
    questions = (make_question(), make_question(quorum=10))
    made = make_consultation(official, keys, "voting", questions=questions, box=BoxDraft(extend_days=2))
    announced = voting_of(made.public_id).ends_at
    vote_on_all(people[:3], made.public_id, ("a", "b"))
    assert jobs.tick(config, announced) == 1
    assert voting_of(made.public_id).ends_at == announced + timedelta(days=2)
    assert kinds_of(made).count(Kind.EXTENDED.value) == 2
    assert jobs.tick(config, announced + timedelta(days=1)) == 0
    assert jobs.tick(config, announced + timedelta(days=2)) == 1
    assert reload(made.public_id).state is State.CLOSED
    assert [ballots.find_tally(poll.id).quorum_met for poll in queries.list_polls(made.id)] == [True, False]
    recounted(made, keys)


def test_voting_that_met_its_quorum_is_not_prolonged(official, keys, config):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", quorum=10, box=BoxDraft(extend_days=2))
    vote_on_all(people, made.public_id, ("a",))
    assert jobs.tick(config, voting_of(made.public_id).ends_at) == 1
    assert reload(made.public_id).state is State.CLOSED


def test_voting_ends_early_only_when_everybody_answered_everything(official, keys, config):
    people = [make_person() for _ in range(10)]
    made = make_consultation(
        official, keys, "voting", questions=EVERY_RULE[:2], box=BoxDraft(end_when_all=True)
    )
    at = voting_of(made.public_id).starts_at + timedelta(days=1)
    vote_on_all(people[:9], made.public_id, CHOICES[:2])
    vote_on_all(people[9:], made.public_id, CHOICES[:1])
    assert jobs.tick(config, at) == 0
    do(services.cast, actor=as_actor(people[9]), public_id=made.public_id, question=2, choice="b", at=at)
    assert jobs.tick(config, at) == 2  # the end is moved, then the box is counted
    assert reload(made.public_id).state is State.CLOSED
    recounted(made, keys)


@on_both
def test_a_box_of_witnesses_waits_for_them(official, keys, config):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    public_id, at = made.public_id, voting_of(made.public_id).ends_at
    assert jobs.tick(config, at) == 0
    assert reload(public_id).state is State.PUBLISHED
    services.open_box(actor=as_actor(official), public_id=public_id, ceremony=WITNESSED, keys=keys, at=at)
    assert reload(public_id).state is State.CLOSED
    (poll,) = queries.list_polls(made.id)
    assert ballots.find_tally(poll.id).seed == "4261"
    (closing,) = ballots.list_contents(poll, Kind.CLOSING)
    assert (closing["seed"], closing["seed_source"], closing["witnesses"]) == ("4261", "witnesses", 2)
    assert queries.find_ceremony(made.id).witnesses == WITNESSED.witnesses
    recounted(made, keys)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dice": "1 2"}, "dice"),
        ({"dice": "1 2 7"}, "dice"),
        ({"dice": "satu"}, "dice"),
        ({"dice": "1" * 31}, "dice"),
        ({"witnesses": ["Siti"]}, "witnesses"),
        ({"witnesses": ["Siti", " siti "]}, "witnesses"),
        ({"witnesses": ["Siti", "x" * 121]}, "witnesses"),
        ({"witnesses": ["Siti", "NIK 6471012345678901"]}, "witnesses"),
    ],
)
def test_a_bad_ceremony_opens_nothing(official, keys, change, field):
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True))
    typed = {"dice": "123", "witnesses": ["Siti", "Budi"]} | change
    with pytest.raises(InvalidInput) as caught:
        services.open_box(
            actor=as_actor(official), public_id=made.public_id, ceremony=CeremonyDraft(**typed), keys=keys,
            at=voting_of(made.public_id).ends_at,
        )  # fmt: skip
    assert list(caught.value.errors) == [field]
    assert queries.find_ceremony(made.id) is None
    assert reload(made.public_id).state is State.PUBLISHED


def test_who_may_open_a_box_and_when(official, keys):
    made = make_consultation(official, keys, "voting", box=BoxDraft(ceremony=True))
    by_itself = make_consultation(official, keys, "ended")
    ends_at = voting_of(made.public_id).ends_at

    def attempt(person, public_id, at):
        services.open_box(actor=as_actor(person), public_id=public_id, ceremony=WITNESSED, keys=keys, at=at)

    with pytest.raises(Conflict, match="belum berakhir"):
        attempt(official, made.public_id, ends_at - timedelta(seconds=1))
    with pytest.raises(Conflict, match="dihitung sendiri"):
        attempt(official, by_itself.public_id, ends_at)
    for stranger in (make_official(place=FAR_KELURAHAN), make_person()):
        with pytest.raises(Forbidden):
            attempt(stranger, made.public_id, ends_at)
    attempt(official, made.public_id, ends_at)
    with pytest.raises(Conflict, match="sudah diumumkan"):
        attempt(official, made.public_id, ends_at)


@on_both
def test_two_of_three_shares_open_the_box_and_nothing_else_does(official, keys, config):
    people = [make_person() for _ in range(10)]
    holders = ("Lurah Siti", "Ketua RT Budi", "Operator Andi")
    box = BoxDraft(ceremony=True, holders=holders)
    made = make_consultation(official, keys, "draft", box=box, questions=EVERY_RULE[:2])
    public_id, actor = made.public_id, as_actor(official)
    first = do(services.divide_box_key, actor=actor, public_id=public_id, at=made.created_at)
    shares = do(services.divide_box_key, actor=actor, public_id=public_id, at=made.created_at)
    assert [name for name, _ in shares] == list(holders)
    voting = voting_of(public_id)
    do(services.publish, actor=actor, public_id=public_id, zone=config.zone, at=made.created_at)
    assert do(services.open_voting, public_id=public_id, keys=keys, at=voting.starts_at)
    assert [poll.key_name for poll in queries.list_polls(made.id)] == [None, None]
    vote_on_all(people, public_id, CHOICES[:2])

    def attempt(*words):
        draft = CeremonyDraft(WITNESSED.dice, WITNESSED.witnesses, words)
        services.open_box(actor=actor, public_id=public_id, ceremony=draft, keys=keys, at=voting.ends_at)

    for words, problem in (
        ((), Conflict),
        ((shares[0][1],), InvalidInput),
        ((shares[0][1], "kata yang salah"), InvalidInput),
        ((first[0][1], first[1][1]), Conflict),  # void since the key was divided again
    ):
        with pytest.raises(problem):
            attempt(*words)
        assert reload(public_id).state is State.PUBLISHED
    attempt(shares[2][1], shares[0][1])
    assert reload(public_id).state is State.CLOSED
    recounted(made, keys)


def test_a_key_is_divided_before_publishing_and_never_after_opening(official, keys, config):
    box = BoxDraft(ceremony=True, holders=("A", "B", "C"))
    made = make_consultation(official, keys, "draft", box=box)
    actor, at = as_actor(official), made.created_at
    with pytest.raises(InvalidInput, match="Bagikan kunci"):
        do(services.publish, actor=actor, public_id=made.public_id, zone=config.zone, at=at)
    with pytest.raises(Forbidden):
        do(services.divide_box_key, actor=as_actor(make_person()), public_id=made.public_id, at=at)
    do(services.divide_box_key, actor=actor, public_id=made.public_id, at=at)
    do(services.publish, actor=actor, public_id=made.public_id, zone=config.zone, at=at)
    opened_at = voting_of(made.public_id).starts_at
    do(services.open_voting, public_id=made.public_id, keys=keys, at=opened_at)
    for public_id in (made.public_id, make_consultation(official, keys, "draft").public_id):
        with pytest.raises(Conflict):
            do(services.divide_box_key, actor=actor, public_id=public_id, at=opened_at)


def test_other_holders_need_a_key_of_their_own(official, keys):
    box = BoxDraft(ceremony=True, holders=("A", "B", "C"))
    made = make_consultation(official, keys, "draft", box=box)
    do(services.divide_box_key, actor=as_actor(official), public_id=made.public_id, at=made.created_at)
    assert queries.has_divided_key(queries.find_consultation(made.public_id))
    row = queries.find_consultation(made.public_id)
    row.holders = ["A", "B", "D"]
    db.session.commit()
    assert not queries.has_divided_key(reload(made.public_id))


@pytest.mark.parametrize("killed_after", ["count", "announcement"])
def test_a_closing_that_was_killed_is_finished_by_the_worker(
    official, keys, config, monkeypatch, killed_after
):
    people = [make_person() for _ in range(10)]
    made = make_consultation(
        official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people[:5], "b": people[5:]}
    )
    public_id, at = made.public_id, voting_of(made.public_id).ends_at

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_mark_closed" if killed_after == "count" else "_show_change", killed)
        with pytest.raises(KeyboardInterrupt):
            services.open_box(
                actor=as_actor(official), public_id=public_id, ceremony=WITNESSED, keys=keys, at=at
            )  # fmt: skip
    assert reload(public_id).state is State.PUBLISHED
    assert jobs.tick(config, at + timedelta(minutes=1)) == 1
    (poll,) = queries.list_polls(made.id)
    (closing_line,) = ballots.list_contents(poll, Kind.CLOSING)
    assert (closing_line["seed"], closing_line["witnesses"]) == ("4261", 2)
    recounted(made, keys)


def test_dice_cannot_be_thrown_again_once_a_box_is_counted(official, keys, monkeypatch):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    actor, at = as_actor(official), voting_of(made.public_id).ends_at
    with monkeypatch.context() as patch:
        patch.setattr(closing, "_mark_closed", lambda *_a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            services.open_box(
                actor=actor, public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=at
            )  # fmt: skip
    again = CeremonyDraft(dice="666", witnesses=["Lain", "Orang"])
    services.open_box(actor=actor, public_id=made.public_id, ceremony=again, keys=keys, at=at)
    assert queries.find_ceremony(made.id).dice == "4261"


def test_the_names_on_the_roll_are_on_no_board(official, keys):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "closed", votes={"a": people})
    lines = " ".join(entry.line for entry in ballots.list_entries(made.reference))
    assert kinds_of(made) == ["opened", "closing", "result"]
    for person in db.session.scalars(select(Person)):
        assert person.public_id not in lines
        assert person.name not in lines


# ------------------------------------------------------------------ pages


def test_the_shares_are_shown_once_and_kept_nowhere(official, keys, client):
    box = BoxDraft(ceremony=True, holders=("Lurah Siti", "Ketua RT Budi", "Operator Andi"))
    made = make_consultation(official, keys, "draft", box=box)
    sign_in(client, official)
    url = f"/petugas/konsultasi/{made.public_id}/kunci"
    assert client.get(url).status_code == 200
    answer = client.post(url)
    assert "no-store" in answer.headers["Cache-Control"]
    words = re.findall(r"<li>([a-z]+)</li>", answer.get_data(as_text=True))
    assert len(words) == 99
    share = " ".join(words[:33])
    assert share not in text_of(client.get(url))
    made_key = ballots.find_split_key(made.reference)
    assert fingerprint(share) == made_key.fingerprints[0]
    dump = " ".join(str(row) for row in db.session.execute(text("SELECT details FROM core_audit_entry")))
    assert words[5] + " " + words[6] not in dump


def test_a_box_is_opened_from_its_page(official, keys, client):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    sign_in(client, official)
    url = f"/petugas/konsultasi/{made.public_id}/kotak"
    assert "Buka kotak suara" in text_of(client.get(f"/petugas/konsultasi/{made.public_id}"))
    bad = client.post(url, data={"dice": "12", "witnesses-0": "Siti Aminah"})
    assert bad.status_code == 422
    assert 'value="Siti Aminah"' in bad.get_data(as_text=True)
    typed = {"dice": "4 2 6", "witnesses-0": "Siti Aminah", "witnesses-1": "Budi Santoso"}
    assert client.post(url, data=typed).status_code == 303
    assert reload(made.public_id).state is State.CLOSED
    assert client.post(url, data=typed).status_code == 409
    assert "sudah dibuka dan dihitung" in text_of(client.get(url))


def test_before_the_end_the_page_says_when(official, keys, client):
    made = make_consultation(official, keys, "voting", box=BoxDraft(ceremony=True))
    sign_in(client, official)
    page = text_of(client.get(f"/petugas/konsultasi/{made.public_id}/kotak"))
    assert "baru dapat dibuka sesudah pemungutan suara berakhir" in page
    assert "<textarea" not in page


# ------------------------------------------------------------------ who took part


@on_both
def test_who_took_part_is_told_by_group_and_never_changes(official, keys, client):
    """Two large groups of sex are told; of RT the small ones are hidden, with a second one beside a single one."""
    women = [make_person(sex=Sex.FEMALE, rt=1) for _ in range(30)]
    men = [make_person(sex=Sex.MALE, rt=2) for _ in range(30)]
    few = [make_person(sex=Sex.MALE, rt=3) for _ in range(5)]
    made = make_consultation(
        official, keys, "closed", votes={"a": [*women[:20], *few[:2]], "b": men[:15]}
    )  # fmt: skip
    splits = reload(made.public_id).splits
    assert splits["sex"] == {"f": [30, 20], "m": [35, 17]}
    assert sorted(splits["place"].values(), key=str) == [None, None, [30, 20]]
    page = text_of(client.get(f"/konsultasi/{made.public_id}-{made.slug}/hasil"))
    assert "Perempuan 30 20 (67%)" in " ".join(page.split())
    assert "2 kelompok tidak ditampilkan." in page
    women[0].rt_code = few[0].rt_code
    women[0].sex = Sex.MALE
    db.session.commit()
    assert reload(made.public_id).splits == splits


def test_nobody_is_told_apart_where_few_voted_or_all_is_open(official, keys):
    people = [make_person(sex=Sex.FEMALE) for _ in range(30)]
    few = make_consultation(official, keys, "closed", votes={"a": people[:9]})
    shown = make_consultation(
        official, keys, "closed", votes={"a": people[:20]}, box=BoxDraft(secrecy=Secrecy.OPEN)
    )
    assert reload(few.public_id).splits is None
    assert reload(shown.public_id).splits is None
