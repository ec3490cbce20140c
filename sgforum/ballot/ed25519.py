"""Checking Ed25519 signatures after RFC 8032, section 5.1.7, with integers alone.

For a stranger who has Python and nothing else. It handles no secret, so it need not take constant time;
signing is PyNaCl's.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_P = 2**255 - 19  # the field
_L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


class _Point(NamedTuple):
    """Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z."""

    x: int
    y: int
    z: int
    t: int


_IDENTITY = _Point(0, 1, 1, 0)


def is_valid(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of the message is by the owner of the key; False for anything malformed.

    Refused besides what the RFC refuses (a scalar of L or more, a point off the curve or not in its one
    encoding): a public key of small order, under which one signature would fit many messages.
    """
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    key, commitment = _decoded(public_key), _decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= _L or _is_small(key):
        return False
    challenge = hashlib.sha512(signature[:32] + public_key + message).digest()
    factor = int.from_bytes(challenge, "little") % _L
    return _same(_times(scalar, _BASE), _sum(commitment, _times(factor, key)))


def _decoded(encoded: bytes) -> _Point | None:
    """The point of section 5.1.3, or None if there is none or the encoding is not the one of its point."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    x = _x_of(y, sign)
    return None if x is None else _Point(x, y, 1, x * y % _P)


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x % 2 != sign else x


def _sum(one: _Point, other: _Point) -> _Point:
    """The addition formula of section 5.1.4, which holds for every pair of points."""
    a = (one.y - one.x) * (other.y - other.x) % _P
    b = (one.y + one.x) * (other.y + other.x) % _P
    c = 2 * one.t * other.t * _D % _P
    d = 2 * one.z * other.z % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return _Point(e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(factor: int, point: _Point) -> _Point:
    product = _IDENTITY
    while factor:
        if factor & 1:
            product = _sum(product, point)
        point, factor = _sum(point, point), factor >> 1
    return product


def _same(one: _Point, other: _Point) -> bool:
    return not ((one.x * other.z - other.x * one.z) % _P or (one.y * other.z - other.y * one.z) % _P)


def _is_small(point: _Point) -> bool:
    return _same(_times(8, point), _IDENTITY)


def _base() -> _Point:
    point = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    if point is None:
        raise ArithmeticError("the base point of Ed25519 is not on its curve")
    return point


_BASE = _base()
