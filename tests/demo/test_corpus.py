"""The demo's words are whole, varied and plain Indonesian."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources

import pytest

from sgforum.demo.corpus import campaigns, consultations, names, places, topics
from sgforum.demo.corpus.consultation_types import PROMISES, Consultation
from sgforum.demo.corpus.topic_types import AREAS, KINDS, OUTCOMES, ComposedTopic
from sgforum.demo.corpus.wording import word

LEFTOVER = re.compile(r"[{}<>]|  | [,.;:?!](?: |$)")
FOREIGN = re.compile(
    r"\b(log ?in|submit|user(?:name)?|password|upload|download|click|posting|admin)\b", re.IGNORECASE
)
WARDS = tuple(places.Ward(f"{number // 8 + 1:02}", f"{number + 1:02}") for number in range(40))
KELURAHAN = ("Manggar", "Karang Jati", "Kariangau", "Sungainangka")


@pytest.fixture(params=KELURAHAN)
def place(request: pytest.FixtureRequest) -> places.Place:
    return places.settle_place(random.Random(7), request.param, WARDS)


def texts_of_topic(topic: ComposedTopic) -> Iterator[str]:
    yield from (topic.title, topic.body, *topic.replies)
    for answer in topic.answers:
        yield from (answer.body, answer.reason)


def texts_of_consultation(each: Consultation) -> Iterator[str]:
    yield from (
        each.title,
        each.question,
        each.named_decision,
        each.summary,
        each.document,
        each.cost,
        each.schedule,
    )
    yield from (each.how_to_join, each.plain, each.reasons, each.after_action, *each.comments)
    for choice in each.choices:
        yield from (choice.label, choice.detail, choice.decided, choice.not_followed)


def composed(place: places.Place, count: int = 120) -> list[ComposedTopic]:
    return topics.compose_topics(random.Random(11), place, count)


# Wording


def test_word_fills_choices_and_slots():
    assert (
        word(random.Random(1), "<Parit|Parit> di {gang}", {"gang": "Gang Melati 1"})
        == "Parit di Gang Melati 1"
    )


def test_choices_of_one_name_fall_alike():
    for seed in range(20):
        picks: dict[str, float] = {}
        rng = random.Random(seed)
        title, body = (word(rng, text, {}, picks) for text in ("<k=hilang|rusak>", "<k=di angkot|patah>"))
        assert (title, body) in {("hilang", "di angkot"), ("rusak", "patah")}


def test_linked_choices_of_a_template_have_equally_many_wordings():
    for topic in topics.TOPICS:
        answers = [text for answer in topic.answers for text in (answer.body, answer.reason)]
        lengths: dict[str, set[int]] = {}
        for text in (topic.title, topic.body, *topic.replies, *answers):
            for name, wordings in re.findall(r"<(\w+)=([^<>]*)>", text):
                lengths.setdefault(name, set()).add(wordings.count("|"))
        assert all(len(each) == 1 for each in lengths.values()), topic.title


def test_word_names_an_unknown_slot():
    with pytest.raises(KeyError, match="desa"):
        word(random.Random(1), "di {desa}", {})


# Topics


def test_topics_are_many_and_cover_every_area_and_kind():
    areas = Counter(topic.area for topic in topics.TOPICS)
    assert len(topics.TOPICS) >= 60
    assert set(areas) == set(AREAS)
    assert min(areas.values()) >= 4
    assert {topic.kind for topic in topics.TOPICS} == set(KINDS)


def test_templates_carry_fitting_replies_and_answers():
    for topic in topics.TOPICS:
        assert 4 <= len(topic.replies) <= 8, topic.title
        assert 1 <= len(topic.answers) <= 3, topic.title
        assert {answer.outcome for answer in topic.answers} <= set(OUTCOMES)
    assert {answer.outcome for topic in topics.TOPICS for answer in topic.answers} == set(OUTCOMES)


def test_composed_topics_leave_nothing_unfilled(place: places.Place):
    for topic in composed(place):
        for text in texts_of_topic(topic):
            assert not LEFTOVER.search(text), text
            assert "|" not in text


def test_composed_topics_keep_the_forum_limits(place: places.Place):
    for topic in composed(place):
        assert 10 <= len(topic.title) <= 120
        assert 80 <= len(topic.body) <= 3000
        assert all(answer.body and answer.reason.endswith(".") for answer in topic.answers)


def test_titles_differ_within_a_kelurahan(place: places.Place):
    titles = [topic.title.casefold() for topic in composed(place)]
    assert len(set(titles)) == len(titles)


def test_replies_of_a_topic_all_differ_and_fill_the_pool(place: places.Place):
    for topic in composed(place):
        assert len(set(topic.replies)) == len(topic.replies) == topics.REPLY_POOL


def test_no_template_returns_before_all_were_used(place: places.Place):
    fitting = topics.fitting_topics(place)
    first_round = Counter(
        (topic.area, topic.kind, len(topic.answers)) for topic in composed(place, len(fitting))
    )
    assert first_round == Counter((topic.area, topic.kind, len(topic.answers)) for topic in fitting)


def test_a_whole_city_hardly_repeats_a_text():
    bodies: list[str] = []
    for number in range(34):
        rng = random.Random(number)
        somewhere = places.settle_place(rng, f"Kelurahan {number}", WARDS)
        bodies += [topic.body for topic in topics.compose_topics(rng, somewhere, 20)]
    assert len(bodies) == 680
    assert len(set(bodies)) > 660


def test_coast_and_hills_get_their_own_topics():
    coast = places.settle_place(random.Random(1), "Manggar", WARDS)
    hills = places.settle_place(random.Random(1), "Karang Jati", WARDS)
    only_coast = {topic.title for topic in topics.fitting_topics(coast)} - {
        topic.title for topic in topics.fitting_topics(hills)
    }
    assert any("titian" in title for title in only_coast)


def test_same_seed_composes_the_same_topics(place: places.Place):
    assert composed(place, 30) == composed(place, 30)


def test_a_place_needs_two_rt():
    with pytest.raises(ValueError, match="two RT"):
        places.settle_place(random.Random(1), "Damai", WARDS[:1])


def test_slots_pair_an_rt_with_its_own_rw():
    somewhere = places.settle_place(random.Random(3), "Damai", WARDS)
    for seed in range(50):
        slots = places.choose_slots(random.Random(seed), somewhere)
        assert places.Ward(slots["rw"], slots["rt"]) in WARDS
        assert slots["rt"] != slots["rt2"]


# Consultations


def every_consultation() -> list[Consultation]:
    rng = random.Random(5)
    found = []
    for name in KELURAHAN:
        somewhere = places.settle_place(rng, name, WARDS)
        templates = (*consultations.fitting_consultations(somewhere), *consultations.CITY_CONSULTATIONS)
        found += [consultations.compose_consultation(rng, somewhere, each) for each in templates]
    return found


def test_consultations_are_enough_and_have_their_own_codes():
    codes = [
        each.code for each in (*consultations.KELURAHAN_CONSULTATIONS, *consultations.CITY_CONSULTATIONS)
    ]
    assert len(consultations.KELURAHAN_CONSULTATIONS) >= 14
    assert len(consultations.CITY_CONSULTATIONS) == 3
    assert len(set(codes)) == len(codes)


def test_consultations_are_complete_when_composed():
    for each in every_consultation():
        assert all(texts_of_consultation(each))
        assert len(each.title) <= 120
        assert 3 <= len(each.choices) <= 4
        assert len(set(each.comments)) == len(each.comments) == consultations.COMMENT_POOL
        assert len([part for part in each.document.split("\n\n") if not part.startswith("#")]) >= 3
        assert re.search(r"\d", each.document)
        assert each.promise in PROMISES


def test_composed_consultations_leave_nothing_unfilled():
    for each in every_consultation():
        for text in texts_of_consultation(each):
            assert not re.search(r"[{}<>]", text), text


def test_accessible_versions_use_short_sentences():
    for each in every_consultation():
        assert max(len(sentence.split()) for sentence in re.split(r"[.?!]\s*", each.plain)) <= 14, each.plain


def test_every_promise_is_made_somewhere():
    assert {each.promise for each in every_consultation()} == set(PROMISES)


def test_pick_choice_follows_the_leanings():
    template = consultations.CITY_CONSULTATIONS[0]
    picks = Counter(consultations.pick_choice(template, draw / 1000) for draw in range(1000))
    total = sum(choice.lean for choice in template.choices)
    for number, choice in enumerate(template.choices):
        assert picks[number] == pytest.approx(1000 * choice.lean / total, abs=2)


def test_record_of_the_leading_option_explains_the_others():
    each = consultations.CITY_CONSULTATIONS[0]
    record = consultations.compose_record(each, [3, 9, 1])
    assert record.decided == each.choices[1].decided
    assert "dijawab 13 warga" in record.asked
    assert each.choices[0].not_followed in record.not_followed
    assert each.choices[1].not_followed not in record.not_followed


def test_record_against_the_majority_says_so():
    each = consultations.CITY_CONSULTATIONS[0]
    record = consultations.compose_record(each, [3, 9, 1], chosen=0)
    assert record.decided == each.choices[0].decided
    assert record.not_followed.startswith(
        f"Pilihan dengan suara terbanyak, {each.choices[1].label}, tidak diikuti"
    )


def test_record_refuses_counts_that_do_not_match():
    with pytest.raises(ValueError, match="3 options, 2 counts"):
        consultations.compose_record(consultations.CITY_CONSULTATIONS[0], [3, 9])


# Words


def test_no_foreign_interface_words(place: places.Place):
    found = [text for topic in composed(place) for text in texts_of_topic(topic)]
    found += [text for each in every_consultation() for text in texts_of_consultation(each)]
    found += [
        f"{each.title} {each.goal} {each.page} {each.pledge} {each.share}" for each in campaigns.CAMPAIGNS
    ]
    assert [text for text in found if FOREIGN.search(text)] == []


def test_names_are_different_and_follow_the_sex():
    sexes = [names.SEXES[number % 2] for number in range(2000)]
    found = names.compose_names(random.Random(2), sexes)
    assert len(set(found)) == 2000
    women = {first.replace(" ", "") for origin in names.ORIGINS for first in origin.female}
    assert all(name.split()[0] in women for name, sex in zip(found, sexes, strict=True) if sex == "female")


def test_every_area_has_an_office():
    assert set(names.CITY_OFFICES) == set(AREAS)
    assert names.officer_title("RT", "12") == "Ketua RT 12"


# Apps and campaigns


def apps() -> list[dict[str, str]]:
    text = resources.files("sgforum.campaign").joinpath("data/apps_2018.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_apps_are_the_26_of_the_study():
    rows = apps()
    assert len({row["slug"] for row in rows}) == len(rows) == 26
    assert {row["audience"] for row in rows} == {"warga", "pegawai", "pelaku_usaha"}
    assert all(
        row["purpose"] and row["purpose_en"] and row["source"] and row["year"] == "2018" for row in rows
    )


def test_campaigns_are_for_known_apps():
    slugs = {row["slug"] for row in apps()}
    assert {each.app for each in campaigns.CAMPAIGNS} == {"hore", "i-balikpapan", "tmc", "simpus", "kafeku"}
    for each in campaigns.CAMPAIGNS:
        assert each.app in slugs
        assert all((each.title, each.goal, each.page, each.pledge, each.target_group, each.share))
        assert 0 < each.install_share < 1
