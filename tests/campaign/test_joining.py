"""Residents take part and declare the app installed: confirmed, once, and as long as the campaign runs."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from sgforum.accounts.events import ResidencyVerified
from sgforum.campaign import queries, services
from sgforum.campaign.models import Campaign, Install, Pledge, VisitDay
from sgforum.campaign.queries import Joined
from sgforum.core import bus
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, NotFound, Refused
from sgforum.core.permissions import SYSTEM
from tests.factories.accounts import as_actor, make_person
from tests.factories.campaign import make_app, make_campaign, today

ACTS = {"pledge": services.pledge, "install": services.declare_install}


def do(act, person, campaign, on=None):
    with transaction():
        return ACTS[act](actor=as_actor(person), slug=campaign.slug, today=on or today(), at=now())


def counts(campaign):
    db.session.rollback()  # what other threads wrote is seen by a new transaction only
    steps = queries.funnel(campaign.id)
    return steps.pledges, steps.pledges_verified, steps.installs, steps.installs_verified


def test_pledge_counts_each_person_once(each_house):
    campaign, noise = make_campaign(), make_campaign()
    resident, confirmed = make_person(level=2), make_person(level=1)
    do("pledge", resident, noise)
    assert [do("pledge", one, campaign) for one in (resident, resident, confirmed)] == [True, False, True]
    assert counts(campaign) == (2, 1, 0, 0)


def test_declare_install_counts_each_person_once_and_takes_part(each_house):
    campaign = make_campaign()
    make_campaign()
    resident, confirmed = make_person(level=2), make_person(level=1)
    assert [do("install", one, campaign) for one in (resident, confirmed, confirmed)] == [True, True, False]
    assert counts(campaign) == (2, 1, 2, 1)


@pytest.mark.parametrize("act", ACTS)
def test_unconfirmed_person_is_refused_with_the_reason(house, act):
    campaign = make_campaign()
    with pytest.raises(Refused, match="Konfirmasi dulu"):
        do(act, make_person(level=0), campaign)
    assert counts(campaign) == (0, 0, 0, 0)


@pytest.mark.parametrize("act", ACTS)
def test_suspended_person_is_refused_with_the_reason(house, act):
    campaign = make_campaign()
    with pytest.raises(Refused, match="ditangguhkan"):
        do(act, make_person(suspended_until=now() + timedelta(days=3)), campaign)


@pytest.mark.parametrize("act", ACTS)
def test_the_system_takes_part_in_nothing(house, act):
    slug = make_campaign().slug
    with pytest.raises(Refused), transaction():
        ACTS[act](actor=SYSTEM, slug=slug, today=today(), at=now())


@pytest.mark.parametrize("act", ACTS)
def test_before_and_after_the_period_nobody_joins(house, act):
    campaign, person = make_campaign(), make_person()
    for day in (campaign.starts_on - timedelta(days=1), campaign.ends_on + timedelta(days=1)):
        with pytest.raises(Conflict):
            do(act, person, campaign, on=day)
    assert do(act, person, campaign, on=campaign.ends_on)


@pytest.mark.parametrize("act", ACTS)
def test_ended_campaign_takes_nobody(house, act):
    with pytest.raises(Conflict):
        do(act, make_person(), make_campaign(state="ended"))


@pytest.mark.parametrize("act", ACTS)
def test_draft_does_not_exist_for_residents(house, act):
    with pytest.raises(NotFound):
        do(act, make_person(), make_campaign(state="draft"))


def test_withdraw_install_leaves_the_pledge(house):
    campaign, person, other = make_campaign(), make_person(), make_person()
    do("install", person, campaign)
    do("install", other, campaign)
    with transaction():
        assert services.withdraw_install(actor=as_actor(person), slug=campaign.slug)
        assert not services.withdraw_install(actor=as_actor(person), slug=campaign.slug)
    assert counts(campaign) == (2, 2, 1, 1)
    assert queries.find_joined(campaign.id, person.id) == Joined(pledged=True, installed=False)


@pytest.mark.parametrize("level", [1, 2])
def test_withdraw_pledge_takes_the_install_with_it(each_house, level):
    campaign, person, other = make_campaign(), make_person(level=level), make_person()
    do("install", person, campaign)
    do("install", other, campaign)
    with transaction():
        assert services.withdraw_pledge(actor=as_actor(person), slug=campaign.slug)
    assert counts(campaign) == (1, 1, 1, 1)
    assert queries.find_joined(campaign.id, person.id) == Joined(pledged=False, installed=False)


def test_withdrawing_stays_open_after_the_end_and_to_the_suspended(house):
    campaign, person = make_campaign(), make_person()
    do("pledge", person, campaign)
    with transaction():
        services.end_campaign(actor=SYSTEM, campaign_id=campaign.public_id, at=now())
        person.suspended_until = now() + timedelta(days=1)
    with transaction():
        assert services.withdraw_pledge(actor=as_actor(person), slug=campaign.slug)


def test_withdrawing_from_a_draft_finds_nothing(house):
    campaign = make_campaign(state="draft")
    with pytest.raises(NotFound), transaction():
        services.withdraw_pledge(actor=as_actor(make_person()), slug=campaign.slug)


def test_database_refuses_an_install_without_its_pledge(house):
    campaign, person = make_campaign(), make_person()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Install(campaign_id=campaign.id, person_id=person.id, at=now()))


def test_thirty_parallel_pledges_are_one(each_house):
    campaign, noise, person = make_campaign(), make_campaign(), make_person()
    do("pledge", make_person(), noise)
    actor, slug, day = as_actor(person), campaign.slug, today()
    made, errors = [], []

    def attempt():
        with each_house.app_context():
            try:
                with transaction():
                    made.append(services.pledge(actor=actor, slug=slug, today=day, at=now()))
            except Exception as error:  # noqa: BLE001 - shown by the assertion below
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(made) == 1
    assert len(made) == 30
    assert counts(campaign)[0] == 1


def test_thirty_parallel_visits_are_thirty(each_house):
    campaign = make_campaign()
    code, day = queries.list_links(campaign.id)[0].code, today()
    errors = []

    def attempt():
        with each_house.app_context():
            try:
                with transaction():
                    services.count_visit(code=code, today=day)
            except Exception as error:  # noqa: BLE001 - shown by the assertion below
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    db.session.rollback()
    assert queries.funnel(campaign.id).visits == 30
    assert queries.list_links(campaign.id)[0].visits == 30
    assert queries.list_visit_drift() == []


def test_list_visit_drift_names_a_counter_that_lies(house):
    campaign = make_campaign()
    make_campaign()
    with transaction():
        services.count_visit(code=queries.list_links(campaign.id)[0].code, today=today())
        db.session.execute(db.update(Campaign).where(Campaign.id == campaign.id).values(visits=5))
    assert queries.list_visit_drift() == [(campaign.slug, 5, 1)]


def test_visits_are_kept_by_link_and_day(house):
    campaign = make_campaign()
    share, poster = (link.code for link in queries.list_links(campaign.id))
    with transaction():
        for code, day in ((share, 0), (share, 0), (poster, 0), (poster, 1)):
            assert services.count_visit(code=code, today=today() + timedelta(days=day))
    rows = db.session.execute(db.select(VisitDay.code, VisitDay.day, VisitDay.visits)).all()
    assert sorted(rows) == sorted(
        [(share, today(), 2), (poster, today(), 1), (poster, today() + timedelta(days=1), 1)]
    )


@pytest.mark.parametrize("state", ["draft", "ended"])
def test_visits_count_only_while_published(house, state):
    campaign = make_campaign(state=state)
    with transaction():
        assert not services.count_visit(code=queries.list_links(campaign.id)[0].code, today=today())
    assert db.session.scalar(db.select(VisitDay.visits)) is None


def test_visits_count_only_within_the_period(house):
    campaign = make_campaign()
    code = queries.list_links(campaign.id)[0].code
    with transaction():
        assert not services.count_visit(code=code, today=campaign.starts_on - timedelta(days=1))
        assert not services.count_visit(code=code, today=campaign.ends_on + timedelta(days=1))
        assert services.count_visit(code=code, today=campaign.ends_on)


def test_app_uptake_counts_distinct_confirmed_people_over_campaigns(each_house):
    make_app("hore")
    make_app("tmc")
    first = make_campaign(target_group="Warga", target_size=100, target_source="Lama")
    second = make_campaign(
        starts_on=today(), target_group="Warga dewasa", target_size=200, target_source="Baru"
    )
    make_campaign(app_slug="tmc")
    resident, confirmed, only_pledges = make_person(level=2), make_person(level=1), make_person()
    for person, campaign in ((resident, first), (resident, second), (confirmed, second)):
        do("install", person, campaign)
    do("pledge", only_pledges, first)
    uptake = {row.slug: row for row in queries.list_app_uptake()}
    assert uptake["hore"][3:] == (2, 1, "Warga dewasa", 200, "Baru")
    assert uptake["tmc"][3:] == (0, 0, None, None, None)


def test_funnel_of_an_unknown_campaign_is_not_found(house):
    with pytest.raises(NotFound):
        queries.funnel(999)


def test_pledges_of_a_deleted_person_are_gone(house):
    campaign, person = make_campaign(), make_person()
    do("install", person, campaign)
    with transaction():
        db.session.execute(db.delete(type(person)).where(type(person).id == person.id))
    assert db.session.scalar(db.select(db.func.count()).select_from(Pledge)) == 0
    assert counts(campaign) == (0, 0, 0, 0)


def test_verified_residency_renews_the_pages_that_count_the_person(house):
    campaign, untouched, person = make_campaign(), make_campaign(), make_person(level=1)
    do("pledge", person, campaign)
    before = [queries.show_version(one.slug, today()) for one in (campaign, untouched)]
    with transaction():
        bus.publish(ResidencyVerified(person.id, person.email, person.name, "id", ""))
    after = [queries.show_version(one.slug, today()) for one in (campaign, untouched)]
    assert after[0] != before[0]
    assert after[1] == before[1]
