import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Lends no connection that has ended, as the pool's own check does, without its round trip.

    A connection at rest is silent. One that has something to say has been closed, or was told of a
    setting: only then it is asked.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        while True:
            connection = super().get_new_connection(conn_params)
            pool: ConnectionPool | None = self.pool  # type: ignore[attr-defined]
            if pool is None or _is_silent(connection) or _answers(connection):
                return connection
            pool.putconn(connection)  # It is closed; the pool makes another.


def _is_silent(connection: psycopg.Connection[Any]) -> bool:
    heard = select.poll()
    heard.register(connection.fileno(), select.POLLIN)
    return not heard.poll(0)


def _answers(connection: psycopg.Connection[Any]) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connection.close()
        return False
    return True
