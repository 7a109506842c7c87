from django.db import migrations

FILL = """
INSERT INTO facts_opentally (agency, office, field, state, due_on, dossiers)
SELECT agency, office, field, state,
       coalesce((due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, DATE '9999-12-31'), count(*)
FROM facts_dossierfact WHERE is_open GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_open_dossiers_are_tallied")]
    operations = [migrations.RunSQL(FILL, "TRUNCATE facts_opentally")]
