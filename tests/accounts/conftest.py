import pytest

from tests.factories.territory import make_city


@pytest.fixture
def city(app):
    return make_city()
