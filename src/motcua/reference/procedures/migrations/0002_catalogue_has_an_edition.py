from django.db import migrations

from motcua.spine.editions.stamping import stamped


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial"), ("editions", "0001_edition")]

    operations = [
        stamped("procedures_procedure", edition="procedures"),
        stamped("procedures_procedureversion", edition="procedures"),
        stamped("procedures_handling", edition="procedures"),
    ]
