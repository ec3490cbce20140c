import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.core.similarity import digest_of, is_near_duplicate, similarity

LONG = "Setiap hujan lebih dari satu jam air di Jalan Melati menggenang setinggi lutut anak sekolah harus melepas sepatu"


def test_same_words_in_other_dress_are_the_same():
    assert similarity("Air MELUAP, lagi!", "air meluap lagi") == 1
    assert digest_of("Air MELUAP, lagi!") == digest_of("  air\nmeluap   lagi")


def test_one_word_changed_in_a_short_text_is_another_text():
    assert not is_near_duplicate("Lampu jalan RT 03 mati", ["Lampu jalan RT 04 mati"])


def test_word_added_to_a_long_text_is_a_near_duplicate():
    text = f"{LONG} {LONG.replace('Melati', 'Mawar')}"
    assert is_near_duplicate(text + " tolong", [text])


def test_different_texts_are_not():
    assert not is_near_duplicate(LONG, ["Posyandu minggu ini pindah ke balai RW", ""])


def test_short_agreement_repeated_is_a_duplicate():
    assert is_near_duplicate("Setuju!", ["Lain", "setuju"])


def test_no_earlier_text_no_duplicate():
    assert not is_near_duplicate(LONG, [])


@pytest.mark.parametrize("text", ["", "!!!", "👍"])
def test_text_without_words_does_not_fail(text):
    assert similarity(text, text) == 1


words = st.lists(st.sampled_from(["air", "got", "lampu", "jalan", "mati", "rt"]), max_size=30).map(" ".join)


@given(words, words)
def test_similarity_is_symmetric_and_bounded(one, other):
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1


@given(words, words)
def test_near_duplicate_is_the_bound_on_similarity(one, other):
    assert is_near_duplicate(one, [other]) == (similarity(one, other) >= 0.9)
