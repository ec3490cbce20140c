"""Writing: where, a new topic, editing one's own text, and all that one has written."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, request, url_for

from ...core import clock
from ...core.errors import Conflict, InvalidInput, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, require_level
from ...territory.models import FORUM_LEVELS, Place
from ...territory.queries import choose_kota, get_place
from ...web.answers import form_page, page, see_other
from ...web.guards import PUBLIC, SIGNED_IN, acting, actor
from ...web.i18n import gettext
from .. import services
from ..forms import EditForm, EditTopicForm, WriteForm
from ..models import Area, Kind
from ..queries import find_similar_topics, list_forum_places, list_own_texts, topic_address
from ..queries.topic import get_head, get_post
from ..queries.topics import TopicRow
from ..rules import EDIT_WINDOW
from ..services.writing import NOT_AUTHOR
from . import labels
from .blueprint import POST_LIMIT, TOPIC_LIMIT, pages, public_id_of, reader, refused
from .lists import place_choices

PUBLISHED = N_("Tulisan Anda sudah tayang.")


@pages.get("/tulis", guard=PUBLIC)
def choose_place() -> Response:
    """Choose the forum to write in; with `?wilayah=CODE` it leads on to the form."""
    code = request.args.get("wilayah")
    if code:
        place = get_place(code, *FORUM_LEVELS)
        return redirect(url_for("forum.write", code=place.code), 303)  # type: ignore[return-value]
    person = actor()
    home = person.home if person else None
    choice = choose_kota(request.args.get("kota") or home)
    return page(
        "forum/choose_place.html",
        choice=choice,
        places=place_choices(list_forum_places(choice.inside)),
        home=home,
    )


@pages.form("/kelurahan/<code>/forum/tulis", guard=SIGNED_IN, limit=TOPIC_LIMIT)
def write(code: str) -> Response:
    place = get_place(code, *FORUM_LEVELS)
    person = reader()
    form = WriteForm(data=_prefilled()) if request.method == "GET" else WriteForm()
    if form.validate_on_submit():
        similar = [] if form.looked.data else _alike(place.code, form.title.data)
        if similar:
            form.looked.data = "1"
            return _write_page(form, place, person, similar)
        try:
            return _publish(form, place.code)
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/write.html", form, error, **_write_context(place, person, []))
    similar = find_similar_topics(place.code, form.title.data or "") if request.method == "GET" else []
    return _write_page(form, place, person, similar)


def _prefilled() -> dict[str, str]:
    """A form may be opened with a title, kind and area: /tulis links in other pages do."""
    names = {"judul": "title", "jenis": "kind", "bidang": "area"}
    found = {field: request.args[name] for name, field in names.items() if request.args.get(name)}
    return {"kind": Kind.PROPOSAL.value} | found


def _alike(place_code: str, title: str) -> Sequence[TopicRow]:
    """Topics that share at least two words and half of the title's: worth a look before writing it again."""
    words = {word for word in title.lower().split() if len(word) > 3}
    found = []
    for row in find_similar_topics(place_code, title):
        shared = len(words & set(row.title.lower().split()))
        if shared >= 2 and shared * 2 >= len(words):
            found.append(row)
    return found


def _publish(form: WriteForm, place_code: str) -> Response:
    with acting() as act:
        topic = services.publish_topic(
            actor=act.actor, place_code=place_code, area=Area(form.area.data), kind=Kind(form.kind.data),
            title=form.title.data, text=form.text.data, at=act.at,
        )  # fmt: skip
        address = topic_address(topic.public_id, topic.slug)
    return see_other("forum.topic", PUBLISHED, ref=address)


def _write_page(form: WriteForm, place: Place, person: Actor, similar: Sequence[TopicRow]) -> Response:
    return form_page("forum/write.html", form, **_write_context(place, person, similar))


def _write_context(place: Place, person: Actor, similar: Sequence[TopicRow]) -> dict[str, object]:
    on = labels.today()
    return {
        "place": place,
        "similar": [(row, labels.badge_of(row, on)) for row in similar],
        "barred": _barred(person),
    }


def _barred(person: Actor) -> str | None:
    """Why the person cannot write, told before they have typed a long text."""
    try:
        require_level(person, Level.CONFIRMED)
    except Refused as error:
        return str(gettext(error.message))
    return None


@pages.form("/topik/<ref>/p/<int:number>/sunting", guard=SIGNED_IN, limit=POST_LIMIT)
def edit(ref: str, number: int) -> Response:
    """One's own text; the title too, in the first 30 minutes."""
    person = reader()
    head = get_head(public_id_of(ref), person)
    found = get_post(head, number, person)
    if found.author_id != person.person_id:
        raise Refused(NOT_AUTHOR)
    in_window = clock.now() - found.created_at <= EDIT_WINDOW
    kind = EditTopicForm if number == 1 and in_window else EditForm
    form = kind(data={"text": found.text, "title": head.title}) if request.method == "GET" else kind()
    context = {"head": head, "number": number, "in_window": in_window}
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.edit_post(
                    actor=act.actor, topic_public_id=head.public_id, number=number, text=form.text.data,
                    title=form.title.data if number == 1 and in_window else None, at=act.at,
                )  # fmt: skip
            return redirect(url_for("forum.post", ref=head.public_id, number=number), 303)  # type: ignore[return-value]
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/edit.html", form, error, **context)
    return form_page("forum/edit.html", form, **context)


@pages.get("/akun/tulisan", guard=SIGNED_IN)
def mine() -> Response:
    """All that one has written, with the reason where something was hidden."""
    return page("forum/mine.html", texts=list_own_texts(reader().person_id or 0))
