"""What was promised at the start stands in the ledger too; reversed, the columns go anyway."""

from django.db import migrations

PROMISES = """
UPDATE dossiers_clockmark AS mark SET appointed_at = dossier.promised_at
FROM dossiers_dossier AS dossier
WHERE dossier.id = mark.dossier_id AND mark.kind = 'start' AND dossier.due_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_clock_marks_say_paper_and_promise")]

    operations = [migrations.RunSQL(PROMISES, migrations.RunSQL.noop)]
