"""Places and the dated, sourced counts of the people in them."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.columns import UtcDateTime, text_enum
from ..core.db import Model


class PlaceLevel(enum.StrEnum):
    """kota is a kota or a kabupaten, kelurahan a kelurahan or a desa: one level each, told apart by their codes."""

    PROVINSI = "provinsi"
    KOTA = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    RW = "rw"
    RT = "rt"


PARENT_LEVEL = {
    PlaceLevel.KOTA: PlaceLevel.PROVINSI,  # the one level that need not be there
    PlaceLevel.KECAMATAN: PlaceLevel.KOTA,
    PlaceLevel.KELURAHAN: PlaceLevel.KECAMATAN,
    PlaceLevel.RW: PlaceLevel.KELURAHAN,
    PlaceLevel.RT: PlaceLevel.RW,
}
FORUM_LEVELS = (PlaceLevel.PROVINSI, PlaceLevel.KOTA, PlaceLevel.KECAMATAN, PlaceLevel.KELURAHAN)


class Publisher(enum.StrEnum):
    """Who counts residents; in this order one is preferred as the denominator, so that nobody picks the handier one."""

    DISDUKCAPIL = "disdukcapil"
    BPS = "bps"
    OTHER = "other"


class Sex(enum.StrEnum):
    FEMALE = "f"
    MALE = "m"


class AgeBand(enum.StrEnum):
    """The bands of score.md 5.1 (SET)."""

    YOUNG = "17-24"
    ADULT = "25-44"
    MIDDLE = "45-59"
    OLD = "60+"


class Place(Model):
    """A place with its Kemendagri code; RW and RT carry the kelurahan's code with .RWnn and .RTnnn behind it."""

    __tablename__ = "territory_place"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[PlaceLevel] = mapped_column(text_enum(PlaceLevel, "level"), index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("territory_place.code"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    alt_name: Mapped[str] = mapped_column(String(120), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    source: Mapped[str] = mapped_column(String(200), default="")
    licence: Mapped[str] = mapped_column(String(40), default="")

    @property
    def title(self) -> str:
        return place_title(self.level, self.name, self.code)

    @property
    def is_desa(self) -> bool:
        return self.level is PlaceLevel.KELURAHAN and is_desa(self.code)

    @property
    def plain_name(self) -> str:
        """The name without its kind: Balikpapan, Paser."""
        return self.name.removeprefix("Kota ").removeprefix("Kabupaten ")


def place_title(level: PlaceLevel, name: str, code: str) -> str:
    """The name with its kind, as it is said: Kel. Manggar, Desa Bukit Raya, Kec. Sepaku, Kab. Paser, RT 12."""
    if level is PlaceLevel.KELURAHAN:
        return f"Desa {name}" if is_desa(code) else f"Kel. {name}"
    if level is PlaceLevel.KECAMATAN:
        return f"Kec. {name}"
    if level is PlaceLevel.KOTA and is_kabupaten(code):
        return f"Kab. {name.removeprefix('Kabupaten ')}"
    return f"Provinsi {name}" if level is PlaceLevel.PROVINSI else name


def is_kabupaten(code: str) -> bool:
    """Whether a code of the level kota is a kabupaten's: NN.01 to NN.69; kota are numbered from NN.71 (Kemendagri)."""
    return code.split(".")[1] < "70"


def is_desa(code: str) -> bool:
    """Whether a code of the level kelurahan is a desa's: its last part begins with 2, a kelurahan's with 1."""
    return code.rpartition(".")[2].startswith("2")


def kota_code(code: str) -> str:
    """The code of the kota that a place is or lies in; a provinsi lies in none, and its own code comes back."""
    return ".".join(code.split(".")[:2])


DEGREE = 100_000  # boundaries are kept in hundred-thousandths of a degree, about a metre: the precision of their files


class Boundary(Model):
    """The outline of a place as a source draws it: every ring of every part, in parts of a degree."""

    __tablename__ = "territory_boundary"
    __table_args__ = (CheckConstraint("source <> ''", name="source"),)

    place_code: Mapped[str] = mapped_column(
        ForeignKey("territory_place.code", ondelete="CASCADE"), primary_key=True
    )
    rings: Mapped[list[list[list[int]]]] = mapped_column(JSON)  # closed; [longitude, latitude]
    source: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(String(40), default="")
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Denominator(Model):
    """How many people a place has: one dated statement of one source, entered by one person, approved by another.

    smartphone_share: of the residents, 0 to 1; never a denominator (that would reward exclusion), only a companion.
    """

    __tablename__ = "territory_denominator"
    __table_args__ = (
        UniqueConstraint("place_code", "as_of", "source"),
        CheckConstraint("adults > 0", name="adults"),
        CheckConstraint("rt_count IS NULL OR rt_count > 0", name="rt_count"),
        CheckConstraint("smartphone_share > 0 AND smartphone_share <= 1", name="smartphone_share"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> entered_by_id", name="two_people"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approval_whole"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), index=True)
    as_of: Mapped[date] = mapped_column(Date)
    publisher: Mapped[Publisher] = mapped_column(text_enum(Publisher, "publisher"), default=Publisher.OTHER)
    source: Mapped[str] = mapped_column(String(200))
    adults: Mapped[int] = mapped_column(Integer)  # residents of 17 and over
    rt_count: Mapped[int | None] = mapped_column(Integer)
    smartphone_share: Mapped[float | None] = mapped_column(Float)
    entered_by_id: Mapped[int | None] = mapped_column(
        Integer
    )  # accounts_person.id; None: the server's operator
    entered_by_name: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(Integer)
    approved_by_name: Mapped[str] = mapped_column(String(120), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    groups: Mapped[list[DenominatorGroup]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def semester(self) -> int:
        """The half of the year that the figure is of, 1 or 2: Disdukcapil's semester I ends on 30 June."""
        return 1 if self.as_of.month <= 6 else 2


class DenominatorGroup(Model):
    """The part of a denominator that is of one sex and age band."""

    __tablename__ = "territory_denominator_group"
    __table_args__ = (CheckConstraint("people >= 0", name="people"),)

    denominator_id: Mapped[int] = mapped_column(
        ForeignKey("territory_denominator.id", ondelete="CASCADE"), primary_key=True
    )
    sex: Mapped[Sex] = mapped_column(text_enum(Sex, "sex"), primary_key=True)
    age_band: Mapped[AgeBand] = mapped_column(text_enum(AgeBand, "age_band"), primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
