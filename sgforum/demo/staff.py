"""The people who work for the kota in the demo, each with a printed address and the one demo password."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..accounts.queries import actor_of
from ..accounts.services import grant_role, register_by_operator
from ..core.crypto import Secret
from ..core.permissions import SYSTEM, Actor, Role
from ..territory.models import kota_code
from .corpus.names import CITY_OFFICES
from .world import RWS, Login, Neighbourhood, Staff, Town

PASSWORD = "contoh-saja-2018"  # noqa: S105 - printed on purpose: every account of a demo is open to its visitors
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
    email: str


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def domain(town: Town) -> str:
    """RFC 2606: nobody has an address at .example, so no mail of the demo can reach anyone."""
    return f"{slug(town.name)}.example"


def list_posts(
    root: Town, towns: dict[str, Town], kecamatan: dict[str, str], places: dict[str, Neighbourhood]
) -> list[Post]:
    """Every post. root: the whole installation; towns: its kota by code; kecamatan: names by code."""
    tails = address_tails(places)
    posts = list(_root_posts(root))
    for town in towns.values():
        if town.code != root.code:
            email = f"admin@{domain(town)}"
            posts.append(Post("local_admin", town.code, "Admin", Role.ADMIN, town.code, town.title, email))
        posts += _office_posts(town)
    for code, name in kecamatan.items():
        posts += _kecamatan_posts(code, name, domain(towns[kota_code(code)]))
    for each in places.values():
        posts += _kelurahan_posts(each, f"{tails[each.code]}@{domain(towns[each.kota])}")
    return posts


def address_tails(places: dict[str, Neighbourhood]) -> dict[str, str]:
    """How each kelurahan is called in addresses: its name, with the code's end where its kota has two of the name."""
    counts = Counter((each.kota, slug(each.name)) for each in places.values())
    return {
        code: slug(each.name)
        if counts[each.kota, slug(each.name)] == 1
        else f"{slug(each.name)}-{code[6:8]}"  # the number of the kecamatan
        for code, each in places.items()
    }


def _root_posts(root: Town) -> Iterator[Post]:
    for number in ("1", "2"):
        email = f"admin{number}@{domain(root)}"
        yield Post("admin", number, f"Admin {number}", Role.ADMIN, root.code, root.title, email)
    yield Post("auditor", "", "Auditor", Role.AUDITOR, root.code, root.title, f"auditor@{domain(root)}")


def _office_posts(town: Town) -> Iterator[Post]:
    for office in (ICT_OFFICE, *sorted(set(CITY_OFFICES.values()))):
        title, email = office[0].upper() + office[1:], f"{slug(office)}@{domain(town)}"
        yield Post("office", office, title, Role.OFFICIAL, town.code, town.title, email)


def _kecamatan_posts(code: str, name: str, host: str) -> Iterator[Post]:
    yield Post("camat", code, "Camat", Role.OFFICIAL, code, name, f"camat.{slug(name)}@{host}")
    yield Post("moderator", code, "Moderator", Role.MODERATOR, code, name, f"moderator.{slug(name)}@{host}")


def _kelurahan_posts(each: Neighbourhood, address: str) -> Iterator[Post]:
    head, prefix = ("Kepala Desa", "kades") if each.is_desa else ("Lurah", "lurah")
    yield Post("lurah", each.code, head, Role.OFFICIAL, each.code, each.name, f"{prefix}.{address}")
    yield Post(
        "desk", each.code, "Staf Pelayanan", Role.VERIFIER, each.code, each.name, f"pelayanan.{address}"
    )
    for rw in range(1, RWS + 1):
        place = f"{each.code}.RW{rw:02d}"
        title = f"Ketua RW {rw:02d}"
        yield Post("rw", place, title, Role.VERIFIER, place, each.name, f"rw{rw:02d}.{address}")


@dataclass(frozen=True, slots=True)
class Hiring:
    """How all are hired: with the demo's one password, hashed once, at one moment."""

    secret: Secret
    at: datetime


def hire(post: Post, name: str, by: Actor, home: str | None, how: Hiring) -> tuple[Actor, Login]:
    """Make the account as the server's operator does, and let an administrator hand out the role."""
    person = register_by_operator(name=name, email=post.email, password=how.secret, home_code=home, at=how.at)
    grant_role(actor=by, person_public_id=person.public_id, role=post.role, place_code=post.place, at=how.at)
    return actor_of(person, how.at), Login(post.title, post.place_name, name, post.email)


def hire_all(posts: list[Post], names: list[str], how: Hiring) -> tuple[Staff, list[Login]]:
    """Fill every post; the operator names the first two administrators, who name the others."""
    staff, logins = Staff(), []
    for post, name in zip(posts, names, strict=True):
        by = staff.admins[0] if len(staff.admins) == 2 else SYSTEM
        home = post.place.rpartition(".RW")[0] or None
        actor, login = hire(post, name, by, home, how)
        logins.append(login)
        _place(staff, post, actor)
    return staff, logins


def _place(staff: Staff, post: Post, actor: Actor) -> None:
    if post.kind == "admin":
        staff.admins.append(actor)
    elif post.kind == "rw":
        code, _, rw = post.key.rpartition(".RW")
        staff.rw[code, int(rw)] = actor
    elif post.kind == "office":
        staff.offices[post.place, post.key] = actor
    elif post.kind in ("lurah", "camat", "desk", "moderator"):
        held = {
            "lurah": staff.lurah, "camat": staff.camat, "desk": staff.desk, "moderator": staff.moderators,
        }  # fmt: skip
        held[post.kind][post.key] = actor
