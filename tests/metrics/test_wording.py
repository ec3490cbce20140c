"""How sure a score is, in words: nothing that was drawn by lot is told as certain."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sgforum.metrics.method import CURRENT
from sgforum.metrics.queries import verdict_in_words
from sgforum.metrics.queries.words import certainty
from sgforum.metrics.wording import WORDS


@pytest.mark.parametrize(
    ("probability", "told"),
    [
        (0.8, "80%"),
        (0.914, "91%"),
        (0.99, "99%"),
        (0.9949, "99%"),
        (0.9951, ">99%"),
        (0.9996, ">99%"),
        (1.0, ">99%"),
    ],
)
def test_certainty_never_reads_100(probability, told):
    assert certainty(probability) == told


def sure_of(lowest, highest, probability):
    verdict = {"lowest": lowest, "highest": highest, "probability": probability}
    return SimpleNamespace(is_published=True, method=CURRENT, document={"verdict": verdict})


def test_a_page_says_above_99_per_cent(app):
    with app.test_request_context("/skor"):
        assert WORDS.verdict(sure_of("baik", "baik", 1.0)) == "Baik, peluang >99%"
    with app.test_request_context("/skor", environ_overrides={"SCRIPT_NAME": "/en"}):
        assert "100%" not in WORDS.verdict(sure_of("sedang", "baik", 1.0))


def test_an_export_says_between_two_categories_as_the_page_does():
    assert verdict_in_words(sure_of("sedang", "baik", 0.999)) == "antara Sedang dan Baik (>99%)"
