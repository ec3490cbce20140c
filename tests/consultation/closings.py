"""Consultations at the end of their voting: what is asked, who opens the box, and the bundle recounted."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Rule
from sgforum.ballot.services import publication
from sgforum.ballot.signing import signer
from sgforum.ballot.verify.checks import examine_files
from sgforum.ballot.verify.contents import Bundle
from sgforum.consultation import queries, services
from sgforum.consultation.lifecycle import PhaseKind, find_phase
from sgforum.consultation.services import CeremonyDraft
from sgforum.core.db import db
from tests.factories.accounts import as_actor
from tests.factories.consultation import do, make_projects, make_question

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
