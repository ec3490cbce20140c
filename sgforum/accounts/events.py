"""What happened to an account, for whoever must tell the person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConfirmationAsked:
    """A new address must be confirmed by the link with this token."""

    email: str
    name: str
    locale: str
    token: str


@dataclass(frozen=True, slots=True)
class KnownAddressRegistered:
    """Somebody registered with an address that has an account: tell its owner, not the visitor."""

    email: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class PasswordResetAsked:
    """Somebody asks for a reset link to an address that may have no account."""

    email: str


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    email: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person has erased their account: the row stays without name and address; `email` is what it was."""

    person_id: int
    email: str


@dataclass(frozen=True, slots=True)
class ResidencyVerified:
    """The person is now a verified resident of the RT."""

    person_id: int
    email: str
    name: str
    locale: str
    rt_code: str


@dataclass(frozen=True, slots=True)
class ResidentMoved:
    """The person lives in another kelurahan now; a verified one waits to be verified there."""

    person_id: int
