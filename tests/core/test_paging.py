import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.core.errors import InvalidInput
from sgforum.core.paging import decode, encode


@given(st.text(max_size=30), st.integers(-(2**62), 2**62))
def test_round_trip(text, number):
    assert decode(encode(text, number), str, int) == [text, number]


@given(st.text(max_size=60))
def test_anything_else_is_a_clear_refusal(text):
    try:
        parts = decode(text, str, int)
    except InvalidInput:
        return
    assert isinstance(parts[0], str)
    assert isinstance(parts[1], int)


def test_bool_is_not_an_int_and_huge_is_refused():
    with pytest.raises(InvalidInput):
        decode(encode("x", 2**70), str, int)
    with pytest.raises(InvalidInput):
        decode(encode(True), int)
