from django.db import migrations, models

# The stamp is made first: a volatile function inside the statement is nothing for a distributed
# engine (docs/operations/scale.md).
STAMP = """
CREATE FUNCTION editions_stamp() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    fresh uuid := gen_random_uuid();
BEGIN
    INSERT INTO editions_edition (name, stamp) VALUES (TG_ARGV[0], fresh)
    ON CONFLICT (name) DO UPDATE SET stamp = EXCLUDED.stamp;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(STAMP, "DROP FUNCTION editions_stamp"),
    ]
