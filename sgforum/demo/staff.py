"""The people who work for the city in the demo, each with a printed address and the one demo password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..accounts.queries import actor_of
from ..accounts.services import grant_role, register_by_operator
from ..core.permissions import SYSTEM, Actor, Role
from .corpus.names import CITY_OFFICES
from .world import RWS, Login, Neighbourhood, Staff

PASSWORD = "contoh-saja-2018"  # noqa: S105 - printed on purpose: every account of a demo is open to its visitors
DOMAIN = (
    "balikpapan.example"  # RFC 2606: nobody has an address there, so no mail of the demo can reach anyone
)
ICT_OFFICE = "Dinas Komunikasi dan Informatika"


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be filled: what it is called, where, and which key of Staff holds whoever fills it."""

    kind: str
    key: str
    title: str
    role: Role
    place: str
    place_name: str
    local_part: str


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def list_posts(
    city: tuple[str, str], kecamatan: dict[str, str], places: dict[str, Neighbourhood]
) -> list[Post]:
    """Every post of the city. city: code and name; kecamatan: names by code."""
    return [*_city_posts(*city), *_kecamatan_posts(kecamatan), *_kelurahan_posts(places)]


def _city_posts(code: str, name: str) -> Iterator[Post]:
    for number in ("1", "2"):
        yield Post("admin", number, f"Admin {number}", Role.ADMIN, code, name, f"admin{number}")
    yield Post("auditor", "", "Auditor", Role.AUDITOR, code, name, "auditor")
    for office in (ICT_OFFICE, *sorted(set(CITY_OFFICES.values()))):
        title = office[0].upper() + office[1:]
        yield Post("office", office, title, Role.OFFICIAL, code, name, slug(office))


def _kecamatan_posts(kecamatan: dict[str, str]) -> Iterator[Post]:
    for code, name in kecamatan.items():
        yield Post("camat", code, "Camat", Role.OFFICIAL, code, name, f"camat.{slug(name)}")
        yield Post("moderator", code, "Moderator", Role.MODERATOR, code, name, f"moderator.{slug(name)}")


def _kelurahan_posts(places: dict[str, Neighbourhood]) -> Iterator[Post]:
    for each in places.values():
        tail = slug(each.name)
        yield Post("lurah", each.code, "Lurah", Role.OFFICIAL, each.code, each.name, f"lurah.{tail}")
        yield Post(
            "desk", each.code, "Staf Pelayanan", Role.VERIFIER, each.code, each.name, f"pelayanan.{tail}"
        )
        for rw in range(1, RWS + 1):
            place = f"{each.code}.RW{rw:02d}"
            title = f"Ketua RW {rw:02d}"
            yield Post("rw", place, title, Role.VERIFIER, place, each.name, f"rw{rw:02d}.{tail}")


def hire(post: Post, name: str, by: Actor, home: str | None, at: datetime) -> tuple[Actor, Login]:
    """Make the account as the server's operator does, and let an administrator hand out the role."""
    email = f"{post.local_part}@{DOMAIN}"
    person = register_by_operator(name=name, email=email, password=PASSWORD, home_code=home, at=at)
    grant_role(actor=by, person_public_id=person.public_id, role=post.role, place_code=post.place, at=at)
    return actor_of(person, at), Login(post.title, post.place_name, name, email)


def hire_all(posts: list[Post], names: list[str], at: datetime) -> tuple[Staff, list[Login]]:
    """Fill every post; the operator names the first two administrators, who name the others."""
    staff, logins = Staff(), []
    for post, name in zip(posts, names, strict=True):
        by = staff.admins[0] if len(staff.admins) == 2 else SYSTEM
        home = post.place.rpartition(".RW")[0] or None
        actor, login = hire(post, name, by, home, at)
        logins.append(login)
        _place(staff, post, actor)
    return staff, logins


def _place(staff: Staff, post: Post, actor: Actor) -> None:
    if post.kind == "admin":
        staff.admins.append(actor)
    elif post.kind == "rw":
        code, _, rw = post.key.rpartition(".RW")
        staff.rw[code, int(rw)] = actor
    elif post.kind != "auditor":
        held = {
            "lurah": staff.lurah, "camat": staff.camat, "desk": staff.desk,
            "moderator": staff.moderators, "office": staff.offices,
        }  # fmt: skip
        held[post.kind][post.key] = actor
