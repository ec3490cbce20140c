"""The samplers against the moments and probabilities they must have, and their determinism."""

from __future__ import annotations

import math
import random
from collections import Counter
from random import Random
from statistics import fmean, variance

import pytest

from sgforum.metrics.indicators import Measured, Rule
from sgforum.metrics.interval import (
    _sampler,
    _scores,
    beta_sampler,
    binomial,
    gamma_sampler,
    interval,
    poisson_sampler,
    resample,
    seed_of,
    simulate,
)
from sgforum.metrics.method import METHOD_1

DRAWS = 20_000


def close(values, mean, spread):
    """Check mean and variance within five standard errors."""
    assert fmean(values) == pytest.approx(mean, abs=5 * math.sqrt(spread / len(values)))
    assert variance(values) == pytest.approx(spread, rel=0.12)


@pytest.mark.parametrize("mean", [0.3, 4.0, 42.0, 2500.0])
def test_poisson_has_its_moments(mean):
    draw = poisson_sampler(Random(1), mean)
    close([draw() for _ in range(DRAWS)], mean, mean)


def test_poisson_has_its_probabilities():
    draw = poisson_sampler(Random(2), 2.0)
    seen = Counter(draw() for _ in range(DRAWS))
    for k in range(6):
        expected = math.exp(-2) * 2**k / math.factorial(k)
        assert seen[k] / DRAWS == pytest.approx(expected, abs=5 * math.sqrt(expected / DRAWS))


def test_poisson_of_nobody_is_nobody():
    assert poisson_sampler(Random(1), 0)() == 0


@pytest.mark.parametrize("shape", [0.5, 1.0, 1.5, 31.5, 15_000.0])
def test_gamma_has_its_moments(shape):
    draw = gamma_sampler(Random(3), shape)
    close([draw() for _ in range(DRAWS)], shape, shape)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (0.5, 5.5), (3.5, 2.5), (172.5, 15_428.5)])
def test_beta_has_its_moments(a, b):
    draw = beta_sampler(Random(4), a, b)
    close([draw() for _ in range(DRAWS)], a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1)))


@pytest.mark.parametrize(("a", "b", "end"), [(0, 3, 0.0), (3, 0, 1.0)])
def test_beta_without_mass_on_one_side_is_an_end(a, b, end):
    assert beta_sampler(Random(5), a, b)() == end


@pytest.mark.parametrize(("n", "p"), [(5, 0.3), (172, 0.04), (172, 0.52), (3000, 0.2), (3000, 0.9)])
def test_binomial_has_its_moments(n, p):
    rng = Random(6)
    values = [binomial(rng, n, p) for _ in range(DRAWS)]
    assert 0 <= min(values) <= max(values) <= n
    close(values, n * p, n * p * (1 - p))


def test_binomial_by_rejection_has_its_probabilities():
    rng = Random(7)
    seen = Counter(binomial(rng, 40, 0.3) for _ in range(DRAWS))
    for k in range(5, 20):
        expected = math.comb(40, k) * 0.3**k * 0.7 ** (40 - k)
        assert seen[k] / DRAWS == pytest.approx(expected, abs=5 * math.sqrt(expected / DRAWS))


@pytest.mark.parametrize(("p", "expected"), [(0.0, 0), (1.0, 9)])
def test_binomial_of_the_certain_is_certain(p, expected):
    assert binomial(Random(8), 9, p) == expected


def test_resample_keeps_the_number_of_people_and_each_class_in_proportion():
    rng, persons = Random(9), [90, 40, 25, 10, 7]
    drawn = [resample(rng, persons) for _ in range(DRAWS)]
    assert {sum(classes) for classes in drawn} == {172}
    for position, count in enumerate(persons):
        share = count / 172
        close([classes[position] for classes in drawn], count, 172 * share * (1 - share))


def test_share_is_drawn_from_half_a_success_and_half_a_failure_more(example):
    draw = _sampler("RLS", example, Random(10), METHOD_1)
    close([draw() for _ in range(DRAWS)], 3.5 / 6, 3.5 * 2.5 / (6**2 * 7))


def test_influence_is_drawn_from_its_posterior(example):
    # 4 of 18 with m = .25 and kappa = 10: Beta(6.5, 21.5)
    draw = _sampler("PNG", example, Random(11), METHOD_1)
    close([draw() for _ in range(DRAWS)], 6.5 / 28, 6.5 * 21.5 / (28**2 * 29))


def test_opportunity_and_what_a_rule_sets_are_fixed(example):
    rng = Random(12)
    by_rule = Measured("SET", None, 0.0, rule=Rule.ATTRIBUTES_MISSING)
    assert set(_scores(by_rule, example, rng, METHOD_1)) == {0.0}
    assert set(_scores(Measured("KSP", 2.0, 66.6), example, rng, METHOD_1)) == {66.6}


def test_seed_is_the_hash_of_code_period_and_version():
    # the last 8 digits of: printf '64.71.01.1001|2018-05|1' | sha256sum
    assert seed_of("64.71.01.1001", "2018-05", "1") == 0x5BB099C7
    assert seed_of("64.71.01.1001", "2018-06", "1") != seed_of("64.71.01.1001", "2018-05", "1")


def test_simulation_repeats_itself_and_leaves_the_global_generator_alone(example):
    random.seed(5)
    expected = random.Random(5).random()
    assert simulate(example) == simulate(example)
    assert interval(example) == interval(example)
    assert random.random() == expected
