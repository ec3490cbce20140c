"""Ed25519 after RFC 8032: its test vectors, the same answers as libsodium, and what must be refused."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from sgforum.ballot.ed25519 import _L, _P, is_valid

# RFC 8032, section 7.1: seed, public key, message, signature
VECTORS = {
    "TEST 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "TEST 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "TEST 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "TEST SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
}
# The eight points of small order, in every encoding that libsodium knows of
SMALL = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0000000000000000000000000000000000000000000000000000000000000080",
)


@pytest.fixture(params=VECTORS.values(), ids=VECTORS)
def vector(request):
    return tuple(bytes.fromhex(part) for part in request.param)


def test_vector_of_the_rfc_is_valid(vector):
    seed, key, message, signature = vector
    signer = SigningKey(seed)  # that the vector is copied rightly
    assert (bytes(signer.verify_key), signer.sign(message).signature) == (key, signature)
    assert is_valid(key, message, signature)


def test_any_flipped_bit_of_a_vector_is_refused(vector):
    _, key, message, signature = vector
    for place in range(0, 512, 7):
        changed = bytearray(signature)
        changed[place // 8] ^= 1 << place % 8
        assert not is_valid(key, message, bytes(changed))
    assert not is_valid(key, message + b"\0", signature)
    assert not is_valid(bytes([key[0] ^ 1]) + key[1:], message, signature)


def test_a_second_scalar_for_the_same_signature_is_refused(vector):
    """S + L fulfils the equation too: whoever accepts it lets a stranger make a second valid signature."""
    _, key, message, signature = vector
    for times in range(1, 15):
        scalar = int.from_bytes(signature[32:], "little") + times * _L
        assert not is_valid(key, message, signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize("small", SMALL)
def test_a_key_of_small_order_is_refused(small):
    """Under the identity as key, (R, s) = (s B, s) would fit every message."""
    seed = bytes(range(32))
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    scalar = int.from_bytes(digest, "little") % _L
    signature = bytes(SigningKey(seed).verify_key) + scalar.to_bytes(32, "little")
    assert not is_valid(bytes.fromhex(small), b"anything", signature)


def test_a_point_that_is_none_is_refused(vector):
    _, key, message, signature = vector
    off_the_curve = (2).to_bytes(32, "little")  # no x has y = 2
    twice_encoded = (_P + 3).to_bytes(32, "little")  # y = 3 has one encoding only
    minus_zero = (1 | 1 << 255).to_bytes(32, "little")
    for bad in (off_the_curve, twice_encoded, minus_zero):
        assert not is_valid(bad, message, signature)
        assert not is_valid(key, message, bad + signature[32:])


@pytest.mark.parametrize(("key_bytes", "signature_bytes"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_wrong_lengths_are_refused(vector, key_bytes, signature_bytes):
    _, key, message, signature = vector
    assert not is_valid((key + b"\0")[:key_bytes], message, (signature + b"\0")[:signature_bytes])


@settings(max_examples=25, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=300))
def test_what_libsodium_signs_is_valid(seed, message):
    signer = SigningKey(seed)
    signature = signer.sign(message).signature
    assert is_valid(bytes(signer.verify_key), message, signature)
    assert not is_valid(bytes(signer.verify_key), message + b"!", signature)
