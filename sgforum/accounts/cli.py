"""`sgforum people`: accounts made and closed by the server's operator."""

from __future__ import annotations

import secrets

import click

from ..core import clock
from ..core.console import emit, json_option
from ..core.db import transaction
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.permissions import SYSTEM, Role
from ..territory.models import PlaceLevel
from ..territory.queries import get_place, root_code
from . import queries, services
from .models import Person
from .services.credentials import normalise_email


@click.group(help="Accounts: add staff, end sessions.")
def people() -> None:
    pass


@people.command(
    epilog="Example: sgforum people add lurah@balikpapan.example --role official --kelurahan 64.71.01.1001"
)
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--kelurahan", "place_code", help="Code of the place; default: the whole installation.")
@click.option("--name", help="Name for a new account; default: the part before the @.")
@json_option
def add(email: str, role: str, place_code: str | None, name: str | None, *, as_json: bool) -> None:
    """Give EMAIL a role; makes a confirmed account with a random password if there is none."""
    at = clock.now()
    address = normalise_email(email)
    with transaction():
        place = get_place(place_code or root_code())
        person, password = queries.find_person_by_email(address), ""
        if person is None:
            password = secrets.token_urlsafe(12)
            person = _new_account(
                address, name or address.split("@", maxsplit=1)[0].ljust(2, "."), password, place.code
            )
        services.grant_role(
            actor=SYSTEM, person_public_id=person.public_id, role=Role(role), place_code=place.code, at=at
        )
        document = {"email": address, "role": role, "place": place.code, "password": password or None}
    text = f"{address} is now {role} in {place.code}." + (f" Password: {password}" if password else "")
    emit(document, as_json=as_json, text=text)


def _new_account(email: str, name: str, password: str, place_code: str) -> Person:
    at = clock.now()
    home = place_code if get_place(place_code).level is PlaceLevel.KELURAHAN else None
    return services.register_by_operator(name=name, email=email, password=password, home_code=home, at=at)


@people.command("revoke-sessions", epilog="Example: sgforum people revoke-sessions warga@contoh.id")
@click.argument("email")
def revoke_sessions(email: str) -> None:
    """End every session of EMAIL at its next request."""
    with transaction():
        person = queries.find_person_by_email(normalise_email(email))
        if person is None:
            raise NotFound(N_("Tidak ada akun dengan surel itu."))
        services.revoke_sessions(actor=SYSTEM, person=person, at=clock.now())
    click.echo(f"All sessions of {person.email} have ended.")
