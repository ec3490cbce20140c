"""Who took part, by group, as it may be shown."""

from __future__ import annotations

from sgforum.ballot.models import Secrecy
from sgforum.consultation.services import BoxDraft
from sgforum.core.db import db
from sgforum.territory.models import Sex
from tests.consultation.closings import (
    reload,
)
from tests.consultation.conftest import on_both
from tests.consultation.reading import text_of
from tests.factories.accounts import make_person
from tests.factories.consultation import make_consultation


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
