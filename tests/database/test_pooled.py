"""A connection of the pool that ended meanwhile is never lent, and one at rest is not asked."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections

from motcua.config.pooled.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    given = connections["default"].settings_dict
    options = given["OPTIONS"] | {"pool": {"min_size": 1, "max_size": 1, "timeout": 5}}
    wrapper = DatabaseWrapper(
        given | {"OPTIONS": options, "CONN_HEALTH_CHECKS": False}, alias="default"
    )
    yield wrapper
    wrapper.close()
    wrapper.close_pool()  # type: ignore[attr-defined]


def _server_process(wrapper: DatabaseWrapper) -> int:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [[process]] = cursor.fetchall()
    wrapper.close()
    return int(process)


def test_a_connection_at_rest_is_lent_again(pooled: DatabaseWrapper) -> None:
    assert _server_process(pooled) == _server_process(pooled)


def test_a_connection_that_ended_is_replaced_before_anybody_notices(
    pooled: DatabaseWrapper,
) -> None:
    ended = _server_process(pooled)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])

    assert _server_process(pooled) != ended


def test_one_that_was_only_told_something_stays(pooled: DatabaseWrapper) -> None:
    process = _server_process(pooled)
    listener: psycopg.Connection[object] = pooled.pool.getconn()  # type: ignore[attr-defined]
    listener.execute("LISTEN told")
    pooled.pool.putconn(listener)  # type: ignore[attr-defined]
    with connections["default"].cursor() as cursor:
        cursor.execute("NOTIFY told")

    assert _server_process(pooled) == process
