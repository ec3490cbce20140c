from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from sgforum.accounts import services
from sgforum.accounts.models import MailToken, Person
from sgforum.accounts.queries import find_actor_by_session
from sgforum.accounts.services.credentials import end_sessions
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import InvalidInput
from sgforum.core.permissions import Level, Role
from sgforum.notify.component import compose, deliver
from sgforum.notify.delivery import deliver_due
from sgforum.notify.models import OutboxMail
from sgforum.notify.services import write_resets
from tests.factories.accounts import PASSWORD, as_actor, make_person, make_staff
from tests.factories.territory import CITY, KELURAHAN, make_city


def register(**fields):
    values = {
        "name": "Siti Rahmawati", "email": "siti@contoh.id", "password": PASSWORD, "home_code": KELURAHAN,
        "locale": "id", "at": now(),
    } | fields  # fmt: skip
    with transaction():
        return services.register(**values)


def ask_reset(email):
    """As the page and then the worker do."""
    with transaction():
        services.ask_password_reset(email=email)
    with transaction():
        write_resets(at=now())


def mails():
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def test_register_makes_level_0_and_one_mail(city):
    person = register()
    assert person.level == Level.REGISTERED
    assert [mail.template for mail in mails()] == ["confirm"]
    assert "argon2" in person.password_hash


def test_known_address_gets_a_mail_and_no_second_account(city):
    register()
    assert register(email="SITI@contoh.id", name="Orang Lain") is None
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert [mail.template for mail in mails()] == ["confirm", "known_address"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "bukan surel"), ("email", "a@b@c"), ("name", "x"), ("name", "a\u202eb"), ("password", "pendek"),
        ("password", "indonesia123"), ("password", "siti@contoh.id"), ("password", "aaaaaaaaaaaa"),
        ("home_code", "64.71.01"), ("home_code", "99.99.99.9999"), ("home_code", ""),
    ],
)  # fmt: skip
def test_bad_registration_is_refused_by_field(city, field, value):
    with pytest.raises(InvalidInput) as refused:
        register(**{field: value})
    assert set(refused.value.errors) == {field}
    assert not mails()


def token_of(mail):
    return mail.values["token"]


def test_confirm_raises_level_once(city):
    person = register()
    token = token_of(mails()[0])
    with transaction():
        services.confirm_email(token=token, at=now())
    assert db.session.get(Person, person.id).level == Level.CONFIRMED
    with pytest.raises(InvalidInput), transaction():
        services.confirm_email(token=token, at=now())


def test_confirmation_expires(city):
    register()
    with pytest.raises(InvalidInput), transaction():
        services.confirm_email(token=token_of(mails()[0]), at=now() + timedelta(hours=25))


def test_token_is_kept_as_a_hash_only(city):
    register()
    token = token_of(mails()[0])
    assert db.session.scalars(select(MailToken.token_hash)).one() != token


def sign_in(person, password=PASSWORD):
    with transaction():
        checked = services.check_credentials(email=person.email, password=password)
        return services.sign_in(checked=checked, at=now())


def test_sign_in_and_out(city):
    person = make_person()
    token = sign_in(person)
    assert find_actor_by_session(token, now()).public_id == person.public_id
    with transaction():
        services.sign_out(token=token)
    assert find_actor_by_session(token, now()) is None


def test_unknown_address_and_wrong_password_say_the_same(city):
    person = make_person()
    sentences = set()
    for email, password in (
        (person.email, "salah sekali"),
        ("tidak@ada.id", PASSWORD),
        ("bukan surel", PASSWORD),
    ):
        with pytest.raises(InvalidInput) as refused, transaction():
            services.check_credentials(email=email, password=password)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_sessions_expire(city):
    token = sign_in(make_person())
    assert find_actor_by_session(token, now() + timedelta(days=31)) is None


def test_password_change_ends_other_sessions_and_links(city):
    person = make_person()
    other = sign_in(person)
    ask_reset(person.email)
    link = token_of(mails()[-1])
    with transaction():
        mine = services.change_password(
            actor=as_actor(person), old=PASSWORD, new="lima kata yang baru", at=now()
        )
    assert find_actor_by_session(other, now()) is None
    assert find_actor_by_session(mine, now()) is not None
    with pytest.raises(InvalidInput), transaction():
        services.reset_password(token=link, new="enam kata yang baru", at=now())


def test_wrong_old_password_changes_nothing(city):
    person = make_person()
    token = sign_in(person)
    with pytest.raises(InvalidInput), transaction():
        services.change_password(actor=as_actor(person), old="salah", new="lima kata yang baru", at=now())
    assert find_actor_by_session(token, now()) is not None


def test_reset_works_once_and_ends_sessions(city):
    person = make_person()
    token = sign_in(person)
    ask_reset(person.email)
    ask_reset(person.email)
    first, second = (token_of(mail) for mail in mails())
    with transaction():
        services.reset_password(token=first, new="lima kata yang baru", at=now())
    assert find_actor_by_session(token, now()) is None
    for link in (first, second):
        with pytest.raises(InvalidInput), transaction():
            services.reset_password(token=link, new="enam kata yang baru", at=now())
    sign_in(person, "lima kata yang baru")


def test_reset_for_unknown_address_is_silent(city):
    ask_reset("tidak@ada.id")
    assert not mails()


def test_asking_for_a_reset_writes_the_same_for_every_address(each_app):
    """What the visitor waits for must not tell whether there is an account: the look-up is the worker's."""
    make_city()
    person = make_person()
    rows = []
    for email in (person.email, "tidak@ada.id"):
        statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *given, to=statements: to.append(given[2]))
        with transaction():
            services.ask_password_reset(email=email)
        rows.append(list(statements))
        assert db.session.scalars(select(MailToken)).all() == []
    assert rows[0] == rows[1]
    assert len(rows[0]) >= 1


def test_a_reset_that_was_asked_is_not_sent_before_it_is_written(city, config):
    person = make_person()
    with transaction():
        services.ask_password_reset(email=person.email)
    assert deliver_due(config, now(), compose) == 0
    assert deliver(config, now()) == 1
    (mail,) = (config.instance / "outbox").glob("*.eml")
    assert person.email in mail.read_text()
    assert "/masuk/sandi-baru/" in mail.read_text()


def test_confirmation_link_cannot_reset_a_password(city):
    register()
    with pytest.raises(InvalidInput), transaction():
        services.reset_password(token=token_of(mails()[0]), new="lima kata yang baru", at=now())


def test_actor_carries_roles_in_one_query(city):
    staff = make_staff(Role.ADMIN, CITY)
    actor = find_actor_by_session(sign_in(staff), now())
    assert [(grant.role, grant.place) for grant in actor.grants] == [(Role.ADMIN, CITY)]
    assert actor.has_role(Role.ADMIN, KELURAHAN)


def test_two_ends_of_sessions_at_once_are_two_epochs(city):
    person = make_person()
    with transaction():
        stale = db.session.get_one(Person, person.id)
        before = stale.session_epoch
        db.session.connection().execute(update(Person).values(session_epoch=before + 1))  # another was faster
        end_sessions(stale)
        assert stale.session_epoch == before + 2
