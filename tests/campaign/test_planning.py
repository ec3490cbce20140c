"""Officials plan, publish and end campaigns; the place decides who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from sgforum.campaign import services
from sgforum.campaign.jobs import end_due
from sgforum.campaign.models import Campaign, CampaignState, GoalKind, Link, LinkKind
from sgforum.campaign.queries import get_managed, list_links
from sgforum.campaign.services import planning
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from sgforum.core.permissions import SYSTEM, Role
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.campaign import make_app, make_campaign, make_plan, today
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN


def create(actor, **fields):
    if db.session.scalar(db.select(db.func.count()).select_from(Campaign)) == 0:
        make_app("hore")
    with transaction():
        return services.create_campaign(actor=actor, plan=make_plan(**fields), at=now())


def test_create_campaign_stores_text_html_and_both_links(house):
    campaign = create(
        as_actor(make_official()), page_text="**Hore** <script>x</script> membantu Anda setiap hari."
    )
    assert campaign.state is CampaignState.DRAFT
    assert campaign.page_text.startswith("**Hore**")
    assert "<strong>Hore</strong>" in campaign.page_html
    assert "<script" not in campaign.page_html
    links = db.session.scalars(db.select(Link).order_by(Link.id)).all()
    assert [link.kind for link in links] == [LinkKind.SHARE, LinkKind.POSTER]
    assert {len(link.code) for link in links} == {6}


def test_create_campaign_is_audited(house):
    official = make_official()
    campaign = create(as_actor(official))
    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.subject) == ("campaign.create", official.id, campaign.public_id)
    assert entry.details["goal_number"] == 100


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Pendek"),
        ("title", "x" * 121),
        ("title", "Judul dengan\x00tanda rusak"),
        ("goal", ""),
        ("pledge", "x" * 201),
        ("share_text", "Ayo buka https://contoh.id sekarang"),
        ("page_text", "Terlalu pendek"),
        ("page_text", "x" * 10_001),
        ("goal_number", 0),
        ("goal_number", 10**10),
        ("app_slug", "tidak-ada"),
    ],
)
def test_create_campaign_refuses_beside_the_field(house, field, value):
    with pytest.raises(InvalidInput) as caught:
        create(as_actor(make_official()), **{field: value})
    assert list(caught.value.errors) == [field]
    assert db.session.scalar(db.select(Campaign.id)) is None


def test_create_campaign_refuses_a_period_that_ends_before_it_starts(house):
    with pytest.raises(InvalidInput) as caught:
        create(SYSTEM, starts_on=today(), ends_on=today() - timedelta(days=1))
    assert "ends_on" in caught.value.errors


def test_create_campaign_refuses_more_than_a_year(house):
    with pytest.raises(InvalidInput) as caught:
        create(SYSTEM, starts_on=today(), ends_on=today() + timedelta(days=366))
    assert "ends_on" in caught.value.errors


@pytest.mark.parametrize("given", ["target_group", "target_size", "target_source"])
def test_create_campaign_refuses_half_a_target_group(house, given):
    whole = {"target_group": "Warga dewasa", "target_size": 15_600, "target_source": "BPS 2025"}
    with pytest.raises(InvalidInput) as caught:
        create(SYSTEM, **{given: whole[given]})
    assert set(caught.value.errors) == set(whole) - {given}


def test_create_campaign_refuses_a_target_group_of_nobody(house):
    with pytest.raises(InvalidInput) as caught:
        create(SYSTEM, target_group="Warga", target_size=0, target_source="BPS")
    assert list(caught.value.errors) == ["target_size"]


@pytest.mark.parametrize(
    "column",
    [
        {"target_size": 5},
        {"target_group": "Warga", "target_size": 0, "target_source": "BPS"},
        {"goal_number": 0},
        {"visits": -1},
        {"published_at": now()},
        {"ended_at": now()},
        {"state": CampaignState.PUBLISHED},
        {"ends_on": date(2000, 1, 1)},
    ],
)
def test_database_refuses_what_is_not_a_campaign(house, column):
    campaign = create(SYSTEM)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(db.update(Campaign).where(Campaign.id == campaign.id).values(**column))


def test_two_campaigns_of_one_title_have_two_addresses(house):
    first, second = create(SYSTEM, title="Pasang Hore!  Ayo"), create(SYSTEM, title="Pasang Hore ayo")
    assert first.slug == "pasang-hore-ayo"
    assert second.slug.startswith("pasang-hore-ayo-")


def test_title_without_letters_still_has_an_address(house):
    assert create(SYSTEM, title="！？！？！？！？！？！？").slug == "kampanye"


def test_publish_campaign_needs_a_draft(house):
    campaign = create(SYSTEM)
    with transaction():
        services.publish_campaign(actor=SYSTEM, campaign_id=campaign.public_id, today=today(), at=now())
    assert get_managed(campaign.public_id).state is CampaignState.PUBLISHED
    with pytest.raises(Conflict), transaction():
        services.publish_campaign(actor=SYSTEM, campaign_id=campaign.public_id, today=today(), at=now())


def test_publish_campaign_refuses_one_whose_last_day_is_past(house):
    campaign = create(SYSTEM)
    with pytest.raises(Conflict), transaction():
        services.publish_campaign(
            actor=SYSTEM, campaign_id=campaign.public_id, today=campaign.ends_on + timedelta(days=1), at=now()
        )


def test_end_campaign_needs_a_published_one(house):
    campaign = create(SYSTEM)
    with pytest.raises(Conflict), transaction():
        services.end_campaign(actor=SYSTEM, campaign_id=campaign.public_id, at=now())


def edit(campaign, version=None, **fields):
    with transaction():
        return services.edit_campaign(
            actor=SYSTEM, campaign_id=campaign.public_id, plan=make_plan(**fields),
            version=version or campaign.version, at=now(),
        )  # fmt: skip


def test_edit_draft_changes_everything_but_the_address(house):
    campaign = create(SYSTEM)
    slug = campaign.slug
    edited = edit(campaign, title="Judul yang sama sekali baru", goal_number=7, goal_kind=GoalKind.VISITS)
    assert (edited.goal_number, edited.goal_kind, edited.slug) == (7, GoalKind.VISITS, slug)


def test_edit_published_changes_words_and_last_day(house):
    campaign = make_campaign()
    edited = edit(
        campaign,
        title="Judul yang lebih jelas",
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on + timedelta(5),
    )
    assert edited.title == "Judul yang lebih jelas"


@pytest.mark.parametrize(
    "changed",
    [
        {"goal_number": 99},
        {"goal_kind": GoalKind.VISITS},
        {"place_code": OTHER_KELURAHAN},
        {"app_slug": "tmc"},
    ],
)
def test_edit_published_keeps_its_promise(house, changed):
    campaign = make_campaign()
    make_app("tmc")
    with pytest.raises(InvalidInput):
        edit(campaign, **changed)


def test_edit_of_an_older_version_is_a_conflict(house):
    campaign = create(SYSTEM)
    seen = campaign.version
    edit(campaign, title="Yang pertama menyimpan")
    with pytest.raises(Conflict):
        edit(campaign, seen, title="Yang kedua menyimpan")
    assert get_managed(campaign.public_id).title == "Yang pertama menyimpan"


def test_edit_ended_is_a_conflict(house):
    with pytest.raises(Conflict):
        edit(make_campaign(state="ended"))


def test_add_link_makes_a_code_for_the_channel(house):
    campaign = create(SYSTEM)
    with transaction():
        code = services.add_link(actor=SYSTEM, campaign_id=campaign.public_id, channel="  RT  05 ", at=now())
    assert (code, "RT 05") in [(link.code, link.channel) for link in list_links(campaign.id)]


@pytest.mark.parametrize("channel", ["x", "y" * 61, "poster", "RT\x00 05"])
def test_add_link_refuses_names_that_do_not_fit_or_are_there(house, channel):
    campaign = create(SYSTEM)
    with pytest.raises(InvalidInput) as caught, transaction():
        services.add_link(actor=SYSTEM, campaign_id=campaign.public_id, channel=channel, at=now())
    assert "channel" in caught.value.errors


def test_add_link_stops_at_thirty(house):
    campaign = create(SYSTEM)
    with transaction():
        for number in range(services.MOST_LINKS - 2):
            services.add_link(actor=SYSTEM, campaign_id=campaign.public_id, channel=f"RT {number}", at=now())
    with pytest.raises(InvalidInput), transaction():
        services.add_link(actor=SYSTEM, campaign_id=campaign.public_id, channel="RT 99", at=now())


def test_short_codes_are_unique_in_the_database(house):
    campaign = create(SYSTEM)
    code = list_links(campaign.id)[0].code
    other = create(SYSTEM)
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Link(code=code, campaign_id=other.id, channel="Salinan", created_at=now()))


def test_a_taken_code_is_drawn_again(house, monkeypatch):
    campaign = create(SYSTEM)
    taken = list_links(campaign.id)[0].code
    codes = iter([taken + "zzzz", taken + "zzzz", "abcdefghjk"])
    monkeypatch.setattr(planning, "public_id", lambda: next(codes))
    with transaction():
        code = services.add_link(actor=SYSTEM, campaign_id=campaign.public_id, channel="RT 05", at=now())
    assert code == "abcdef"


def test_end_due_ends_only_what_is_over(house, config):
    over = make_campaign(ends_on=today())
    running, draft = make_campaign(), create(SYSTEM, ends_on=today())
    tomorrow = now() + timedelta(days=1)
    assert end_due(config, tomorrow) == 1
    assert end_due(config, tomorrow) == 0
    states = [get_managed(one.public_id).state for one in (over, running, draft)]
    assert states == [CampaignState.ENDED, CampaignState.PUBLISHED, CampaignState.DRAFT]
    assert (
        db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id.desc())).first() == "campaign.end"
    )


STAFF = [
    (Role.OFFICIAL, KELURAHAN, True),
    (Role.OFFICIAL, "64.71.01", True),
    (Role.ADMIN, CITY, True),
    (Role.OFFICIAL, OTHER_KELURAHAN, False),
    (Role.OFFICIAL, FAR_KELURAHAN, False),
    (Role.MODERATOR, KELURAHAN, False),
    (Role.VERIFIER, KELURAHAN, False),
    (Role.AUDITOR, CITY, False),
]


@pytest.mark.parametrize(("role", "place", "may"), STAFF)
@pytest.mark.parametrize("act", ["create", "edit", "publish", "end", "link"])
def test_only_who_may_manage_in_the_place_acts(house, role, place, may, act):
    actor = as_actor(make_staff(role, place))
    campaign = make_campaign() if act == "end" else create(SYSTEM)
    acts = {
        "create": lambda: services.create_campaign(actor=actor, plan=make_plan(), at=now()),
        "edit": lambda: services.edit_campaign(
            actor=actor, campaign_id=campaign.public_id, plan=make_plan(), version=campaign.version, at=now()
        ),
        "publish": lambda: services.publish_campaign(
            actor=actor, campaign_id=campaign.public_id, today=today(), at=now()
        ),
        "end": lambda: services.end_campaign(actor=actor, campaign_id=campaign.public_id, at=now()),
        "link": lambda: services.add_link(
            actor=actor, campaign_id=campaign.public_id, channel="RT 07", at=now()
        ),
    }
    if may:
        with transaction():
            acts[act]()
    else:
        with pytest.raises(Forbidden), transaction():
            acts[act]()


def test_a_campaign_cannot_be_moved_to_a_place_of_somebody_else(house):
    actor, campaign = as_actor(make_official()), create(SYSTEM)
    with pytest.raises(Forbidden), transaction():
        services.edit_campaign(
            actor=actor, campaign_id=campaign.public_id, plan=make_plan(place_code=OTHER_KELURAHAN),
            version=campaign.version, at=now(),
        )  # fmt: skip


def test_a_resident_manages_nothing(house):
    with pytest.raises(Forbidden):
        create(as_actor(make_person()))


def test_an_rt_has_no_campaign_of_its_own(house):
    with pytest.raises(NotFound):
        create(SYSTEM, place_code=f"{KELURAHAN}.RW01.RT01")
