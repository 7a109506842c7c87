"""What nobody looks after: counted for those who run the installation, without naming a dossier."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Concat

from motcua.casework.dossiers.life_models import Reminder
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.rules import reminders
from motcua.casework.dossiers.states import State
from motcua.spine.journal.models import Entry

UNHELD = timedelta(days=3)  # Nobody's choice of law: long enough for a weekend.


def without_holder(*, at: datetime) -> int:
    """Count what is being processed, is in nobody's hands, and has stood still for days."""
    since = at - UNHELD
    name = Concat(Value("dossier:"), OuterRef("code"), output_field=TextField())
    moved = Entry.objects.filter(subject=name, happened_at__gt=since)
    open_ones = Dossier.objects.filter(
        state=State.PROCESSING, holder=None, received_at__isnull=False, received_at__lte=since
    )
    return open_ones.exclude(Exists(moved)).count()


def unacknowledged() -> int:
    """Count the dossiers that nobody has received or answered within the time of the law."""
    alerted = Reminder.objects.filter(
        dossier=OuterRef("pk"),
        kind__in=[reminders.ONLINE_UNANSWERED, reminders.PAPER_UNANSWERED],
        round=OuterRef("supplements"),
    )
    return Dossier.objects.filter(Exists(alerted), state=State.SUBMITTED).count()
