"""How many statements a page costs: few, and the same for one row and for fifty."""

import pytest
from markupsafe import Markup

from sgforum.core.db import db
from sgforum.forum.models import Topic
from sgforum.forum.views import fragments
from tests.factories.accounts import make_official, make_person
from tests.factories.forum import make_answer, make_post, make_posts, make_support, make_topic
from tests.factories.territory import KELURAHAN

from .conftest import forget_pages

MOST_VISITOR, MOST_SIGNED_IN = 6, 10
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@pytest.fixture
def cost(count_queries):
    """Statements of one cold request: nothing kept in memory."""

    def measured(browser, url):
        browser.get(url)  # what a process asks once in its life, such as the city's name
        forget_pages()
        with count_queries() as statements:
            assert browser.get(url).status_code == 200
        assert not [text for text in statements if text.lstrip().upper().startswith(WRITES)]
        return len(statements)

    return measured


def address(topic):
    return f"/topik/{topic.public_id}-{topic.slug}"


@pytest.mark.parametrize(
    "url", ["/topik", f"/kelurahan/{KELURAHAN}/forum", "/topik?urut=belum", "/topik/atom.xml"]
)
def test_list_costs_the_same_for_one_and_fifty(visitor, client_of, cost, url):
    person = client_of(make_person())
    make_topic()
    one = cost(visitor, url), cost(person, url)
    for _ in range(49):
        make_support(make_topic())
    fifty = cost(visitor, url), cost(person, url)
    assert one == fifty
    assert fifty[0] <= MOST_VISITOR
    assert fifty[1] <= MOST_SIGNED_IN


def test_topic_costs_the_same_for_one_and_fifty(visitor, client_of, cost):
    person = make_person()
    few, many = make_topic(), make_topic()
    make_post(few)
    for _ in range(50):
        post = make_post(many, make_person())
    make_post(many, person, reply_to_id=post.id)
    for topic in (few, many):
        make_support(topic, person)
        make_answer(topic)
    browsers = (visitor, client_of(person), client_of(make_official()))
    urls = [address(topic) for topic in (few, many)]
    costs = [[cost(browser, url) for browser in browsers] for url in urls]
    assert costs[0] == costs[1]
    assert costs[1][0] <= MOST_VISITOR
    assert max(costs[1]) <= MOST_SIGNED_IN


def test_any_page_of_a_long_topic_costs_the_same(visitor, client_of, cost):
    topic = make_topic()
    make_posts(topic, 2_000)
    browsers, url = (visitor, client_of(make_person())), address(topic)
    costs = [
        [cost(browser, f"{url}{query}") for browser in browsers]
        for query in ("", "?dari=1002", "?dari=1982", "?dari=2001")
    ]
    assert costs == [costs[0]] * 4
    assert costs[0][0] <= MOST_VISITOR


def test_page_of_posts_is_a_range_of_the_index(city, app):
    topic = make_topic()
    make_posts(topic, 300)
    plan = db.session.execute(
        db.text(
            "EXPLAIN QUERY PLAN SELECT html FROM forum_post WHERE topic_id = 1 AND number BETWEEN 200 AND 219"
        )
    ).all()
    assert "topic_id=? AND number>? AND number<?" in plan[0][3]


@pytest.mark.parametrize(
    ("conditions", "index"),
    [
        ("hidden_at IS NULL ORDER BY last_post_at DESC, id DESC", "ix_forum_topic_last"),
        (f"place_code = '{KELURAHAN}' ORDER BY last_post_at DESC, id DESC", "ix_forum_topic_place_last"),
        ("area = 'jalan' ORDER BY last_post_at DESC, id DESC", "ix_forum_topic_area_last"),
        ("hidden_at IS NULL ORDER BY support_count DESC, id DESC", "ix_forum_topic_support"),
        (f"place_code = '{KELURAHAN}' ORDER BY support_count DESC, id DESC", "ix_forum_topic_place_support"),
    ],
)
def test_every_order_of_a_list_has_its_index(city, conditions, index):
    statement = f"EXPLAIN QUERY PLAN SELECT * FROM forum_topic WHERE {conditions} LIMIT 21"  # noqa: S608 - ours
    plan = db.session.execute(db.text(statement))
    steps = " ".join(row[3] for row in plan)
    assert index in steps
    assert "TEMP B-TREE" not in steps


def test_kept_page_costs_one_statement(visitor, count_queries):
    url = address(make_topic())
    visitor.get(url)
    with count_queries() as statements:
        response = visitor.get(url)
    assert len(statements) == 1
    with count_queries() as statements:
        again = visitor.get(url, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, len(statements)) == (304, 1)


def test_kept_posts_cost_no_statement_for_the_next_reader(client_of, count_queries):
    topic = make_topic()
    make_posts(topic, 30)
    first, second = client_of(make_person()), client_of(make_person())
    url = address(topic)
    first.get(url)
    with count_queries() as statements:
        page = second.get(url).text
    assert not [text for text in statements if "forum_post.html" in text and "BETWEEN" in text]
    assert "Tanggapan 21." in page


def test_what_is_kept_changes_with_the_topic(client_of):
    author, reader = make_person(), make_person()
    topic = make_topic()
    url, writer, other = address(topic), client_of(author), client_of(reader)
    other.get(url)
    writer.post(f"/topik/{topic.public_id}/tanggapan", data={"text": "Kabar baru dari saya"})
    assert "Kabar baru dari saya" in other.get(url).text
    own = writer.get(url).text
    assert f"/topik/{topic.public_id}/p/2/sunting" in own
    assert f"/topik/{topic.public_id}/p/2/sunting" not in other.get(url).text
    assert db.session.get(Topic, topic.id).version == 2


def test_what_is_kept_for_one_person_is_for_nobody_else(city):
    made = []

    def make(html, *not_for):
        made.append(html)
        return fragments.Fragment(Markup(html), frozenset(not_for))  # noqa: S704 - a test's own

    assert fragments.kept(("a",), lambda: make("own of 1", 1), 1) == "own of 1"
    assert fragments.kept(("a",), lambda: make("for all", 1), 2) == "for all"
    assert fragments.kept(("a",), lambda: make("not made"), None) == "for all"
    assert fragments.kept(("a",), lambda: make("not made"), 1) == "own of 1"
    assert fragments.kept(("b",), lambda: make("other"), 1) == "other"
    assert made == ["own of 1", "for all", "other"]
