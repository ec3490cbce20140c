"""The shipped command, served in a scratch folder; one town for all tests that leave it as it was."""

from __future__ import annotations

import pytest

from .town import Town, database, opened


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Town:
    """On SQLite, with two workers."""
    with opened(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="session")
def postgres_town(tmp_path_factory, postgres_server) -> Town:
    with database(postgres_server) as url, opened(tmp_path_factory.mktemp("town"), url) as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def each_town(request) -> Town:
    """The same test on both databases."""
    return request.getfixturevalue("town" if request.param == "sqlite" else "postgres_town")
