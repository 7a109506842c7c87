from django.db import migrations

REFUSE = """
CREATE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who read whose data is never changed or removed';
END $$
"""


def trigger(name: str, when: str, each: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON access_access FOR EACH {each} EXECUTE FUNCTION access_refuse_change()",
        f"DROP TRIGGER {name} ON access_access",
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0001_access_is_kept")]
    # One statement an item: a distributed engine takes no more (docs/operations/scale.md).
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION access_refuse_change"),
        trigger("access_keep", "UPDATE OR DELETE", "ROW"),
        trigger("access_whole", "TRUNCATE", "STATEMENT"),
    ]
