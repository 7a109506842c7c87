"""What the database role of the application may do: all its work needs, nothing to the past."""

from django.db import connection
from psycopg import sql

READ_AND_ADD_ONLY = ("journal_entry", "journal_epoch", "access_access")
NEVER_REMOVED = ("journal_clock",)


def grant_application(role: str) -> None:
    """Give the application role its rights on every table. Run by the owner after migrations."""
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = sql.Identifier(cursor.fetchone()[0])
        everything = sql.SQL("ALL {what} IN SCHEMA {schema}")
        tables = everything.format(what=sql.SQL("TABLES"), schema=schema)
        sequences = everything.format(what=sql.SQL("SEQUENCES"), schema=schema)
        statements = [
            sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, name),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(tables, name),
            sql.SQL("GRANT USAGE, SELECT ON {} TO {}").format(sequences, name),
        ]
        for table in READ_AND_ADD_ONLY:
            statements.append(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                    sql.Identifier(table), name
                )
            )
        for table in NEVER_REMOVED:
            statements.append(
                sql.SQL("REVOKE DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), name)
            )
        for statement in statements:
            cursor.execute(statement.as_string(connection.connection))
