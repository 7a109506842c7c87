"""Number what the journal tells: the control slip of a dossier (06), a centre's register (07)."""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.capabilities.documents import operations as printing
from motcua.capabilities.documents import render
from motcua.capabilities.documents.models import Document
from motcua.casework.dossiers.events import RegisterIssued, SlipIssued
from motcua.casework.dossiers.life_models import Register
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.queries import access, control, names, registers
from motcua.casework.dossiers.rules import slip_texts
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import WrongRole
from motcua.spine.numbering.operations import next_number

CONTROL, REGISTER = "06", "07"
DAYS_MAX = 366
ROWS_MAX = 1000


class PeriodWrong(Refusal):
    code = "register_period_wrong"
    http_status = 422
    message_vi = "Kỳ của sổ phải từ 1 đến {days} ngày và không quá hôm nay."
    message_en = "A register covers 1 to {days} days and ends today at the latest."


class PeriodTooFull(Refusal):
    code = "register_too_full"
    http_status = 422
    message_vi = "Kỳ này có {rows} hồ sơ, một sổ in nhiều nhất {max}. Chọn kỳ ngắn hơn."
    message_en = "This period has {rows} dossiers; a register holds {max}. Choose a shorter one."


@transaction.atomic
def issue_control_slip(*, code: str, actor: Actor, at: datetime) -> Slip:
    """Number the control slip as the journal tells it now; the same again if nothing was added.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongRole: the actor does not work on dossiers.
    """
    if not actor.roles & access.WORKS:
        raise WrongRole(move="Lập phiếu kiểm soát")
    dossier = access.get(code=code, actor=actor, lock=True)
    sheet = control.sheet_of(dossier)
    rows = [asdict(row) for row in sheet.rows]
    last = Slip.objects.filter(dossier=dossier, form=CONTROL).order_by("-id").first()
    if last is not None and json.loads(last.said)["rows"] == rows:
        return last

    said = {
        "resolving": dossier.resolving.name_vi,
        "coordinating": ", ".join(sheet.coordinating) or "Không có",
        "received": slip_texts.moment(dossier.received_at or dossier.submitted_at),
        "due": slip_texts.due(dossier.due_at),
        "rows": rows,
    }
    slip = slips.issue_form(
        CONTROL, dossier, issuer=dossier.receiving, said=said, actor=SYSTEM, at=at
    )
    issued = SlipIssued(slip=slips.name_of(slip))
    journal.record(issued, subject=dossier.subject, actor=actor, at=at)
    return slip


@transaction.atomic
def issue_register(*, since: date, until: date, actor: Actor, at: datetime) -> Register:
    """Number the register of the actor's own centre for a period, printed when first asked for.

    :raises WrongRole: the actor receives no dossiers.
    :raises PeriodWrong: it ends before it begins, after today, or is too long.
    :raises PeriodTooFull: more dossiers than one book holds.
    """
    if "reception" not in actor.roles:
        raise WrongRole(move="Lập sổ theo dõi")
    if not since <= until <= local_date(at) or until - since >= timedelta(days=DAYS_MAX):
        raise PeriodWrong(days=DAYS_MAX)
    centre = organisations.by_code(actor.organisation)
    rows = registers.rows(centre=centre, since=since, until=until)
    if len(rows) > ROWS_MAX:
        raise PeriodTooFull(rows=len(rows), max=ROWS_MAX)

    register = _register(centre, rows, since=since, until=until, actor=actor, at=at)
    issued = RegisterIssued(since=since.isoformat(), until=until.isoformat(), rows=len(rows))
    journal.record(issued, subject=register.subject, actor=actor, at=at)
    return register


def _register(
    centre: Organisation,
    rows: list[dict[str, Any]],
    *,
    since: date,
    until: date,
    actor: Actor,
    at: datetime,
) -> Register:
    year = local_date(at).year
    number = next_number(series=f"slip:{REGISTER}:{centre.code}", year=year)
    written = render.description(f"slip-{REGISTER}")["number_format"].format(number=number)
    said = {
        "issuer": centre.name_vi,
        "issuer_parent": centre.parent.name_vi if centre.parent else "",
        "place": names.place_of(centre),
        "day": slip_texts.day(local_date(at)),
        "number": written,
        "since": slip_texts.short_day(since),
        "until": slip_texts.short_day(until),
        "rows": rows,
    }
    return Register.objects.create(
        organisation=centre,
        year=year,
        number=number,
        since=since,
        until=until,
        rows=len(rows),
        said=json.dumps(said, ensure_ascii=False),
        issued_by=actor.id,
        issued_at=at,
    )


@transaction.atomic
def open_register(*, register_id: int, actor: Actor, at: datetime) -> Document:
    """Return a register of the actor's own centre to download, printed once.

    :raises NotFound: no such register, or not this centre's.
    """
    register = registers.get(register_id=register_id, actor=actor, lock=True)
    if register.document is None:
        register.document = printing.print_paper(
            f"slip-{REGISTER}",
            json.loads(register.said),
            file_name=f"so-theo-doi-{register.number}-{register.year}.pdf",
            qr=f"{settings.MOTCUA_URL}{registers.path_of(register)}",
            actor=SYSTEM,
            at=at,
        )
        register.save(update_fields=["document"])
    return register.document
