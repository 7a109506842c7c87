"""For migrations: let every change to a table give its edition a new stamp."""

from django.db import migrations


def stamped(table: str, *, edition: str) -> migrations.RunSQL:
    """Return the operation that ties a table to an edition."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION editions_stamp('{edition}')",
        f"DROP TRIGGER {table}_edition ON {table}",
    )
