"""How the votes of a consultation are kept: chosen in the draft, frozen when it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ballot.models import Receipt, Secrecy
from ...ballot.services import Terms
from ...core.errors import InvalidInput
from ...core.marks import N_
from ..lifecycle import LONGEST_EXTENSION
from ..models import Consultation
from .texts import HAS_NIK, TOO_LONG, clean_line, has_nik

HOLDERS = 3
HOLDER_LENGTH = 120


@dataclass(frozen=True, slots=True)
class BoxDraft:
    """What an official chooses for the box; an open vote has no receipt, whatever was chosen.

    holders: the names of those who keep the three shares of the key, or none of them. extend_days and
    end_when_all: as Consultation has them.
    """

    secrecy: Secrecy = Secrecy.SECRET
    receipt: Receipt = Receipt.INCLUSION
    paper: bool = False
    ceremony: bool = False
    holders: Sequence[str] = ()
    extend_days: int = 0
    end_when_all: bool = False

    @property
    def named(self) -> list[str]:
        """The holders whose names were written, cleaned."""
        return [name for name in map(clean_line, self.holders) if name]


ORDINARY_BOX = BoxDraft()


def check_box(box: BoxDraft) -> None:
    """Raise InvalidInput, by field, for what does not go together."""
    if not 0 <= box.extend_days <= LONGEST_EXTENSION:
        raise InvalidInput({"extend_days": N_("Tulis angka 0 sampai 14.")})
    _check_holders(box.named)
    if box.secrecy is Secrecy.OPEN and (box.paper or box.named):
        raise InvalidInput(
            {"secrecy": N_("Suara terbuka tidak memakai surat suara kertas dan tidak memerlukan kunci.")}
        )
    if box.paper and not box.ceremony:
        raise InvalidInput({"ceremony": N_("Surat suara kertas memerlukan pembukaan kotak di depan saksi.")})
    if box.named and not box.ceremony:
        raise InvalidInput({"ceremony": N_("Kunci yang dibagi memerlukan pembukaan kotak di depan saksi.")})


def _check_holders(named: Sequence[str]) -> None:
    if len(named) not in (0, HOLDERS):
        raise InvalidInput({"holders": N_("Tulis tiga nama pemegang kunci, atau kosongkan semuanya.")})
    if len({name.casefold() for name in named}) < len(named):
        raise InvalidInput({"holders": N_("Tulis tiga orang yang berbeda.")})
    for name in named:
        if len(name) > HOLDER_LENGTH:
            raise InvalidInput({"holders": TOO_LONG}, most=HOLDER_LENGTH)
        if has_nik(name):
            raise InvalidInput({"holders": HAS_NIK})


def fill_box(consultation: Consultation, box: BoxDraft) -> None:
    """Write a checked choice into the consultation."""
    consultation.secrecy, consultation.paper, consultation.ceremony = box.secrecy, box.paper, box.ceremony
    consultation.receipt = box.receipt if box.secrecy is Secrecy.SECRET else Receipt.NONE
    consultation.holders = box.named or None
    consultation.extend_days, consultation.end_when_all = box.extend_days, box.end_when_all


def terms_of(consultation: Consultation) -> Terms:
    """How the polls of a consultation are kept, as the ballot domain is told."""
    return Terms(
        secrecy=consultation.secrecy, receipt=consultation.receipt, paper=consultation.paper,
        ceremony=consultation.ceremony, split=bool(consultation.holders),
    )  # fmt: skip
