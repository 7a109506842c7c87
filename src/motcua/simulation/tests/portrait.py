"""A province as one value: every row of every table; what is thrown or numbered is named."""

import json
import re
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from motcua.capabilities.payments.models import Payment
from motcua.casework.dossiers.models import DossierCharge, Draft
from motcua.reference.people.models import Account
from motcua.simulation.bulk import marks, moulds
from motcua.spine.concealed import BlindIndexField, ConcealedField
from motcua.spine.journal.models import Entry

Portrait = dict[str, list[dict[str, object]]]
HASH = re.compile(r"[0-9a-f]{64}")
THROWN = {(table, column) for table, column, _ in moulds.THROWN} | {("people_account", "password")}
# Not compared: when and in which transaction it was written, and what the bulk does not owe.
LEFT_OUT = {
    "journal_entry": {"epoch", "xid", "recorded_at"},
    "journal_reader": {"epoch", "xid", "entry_id", "moved_at"},
}
TABLES_LEFT_OUT = {"journal_delivery", "journal_epoch"}


def portrait() -> Portrait:
    """Return every row, with ids replaced by what they name and concealed columns in clear."""
    names = _Names()
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in TABLES_LEFT_OUT:
            continue
        rows = [_row(model, values, names) for values in model._base_manager.values()]
        found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))
    _name_acts(found["journal_entry"])
    return found


def different(one: Portrait, other: Portrait) -> dict[str, object]:
    """Return, for each table that differs, the first rows only one of the two has."""
    told: dict[str, object] = {}
    for table in sorted({*one, *other}):
        here = [json.dumps(row, sort_keys=True, default=str) for row in one.get(table, [])]
        there = [json.dumps(row, sort_keys=True, default=str) for row in other.get(table, [])]
        if here != there:
            told[table] = (
                len(here), len(there),
                sorted(set(here) - set(there))[:2], sorted(set(there) - set(here))[:2],
            )  # fmt: skip
    return told


def _row(model: type[models.Model], values: dict[str, Any], names: "_Names") -> dict[str, object]:
    table = model._meta.db_table
    left_out = LEFT_OUT.get(table, set())
    row: dict[str, object] = {}
    for field in model._meta.concrete_fields:
        value = values.get(field.attname)
        if field.name in left_out or (field.primary_key and table in marks.NUMBERED):
            continue
        if (table, field.column) in THROWN:
            value = bool(value)
        elif isinstance(field, ConcealedField | BlindIndexField):
            value = bytes(value).hex() if isinstance(value, bytes | memoryview) else value
        if table == "journal_entry" and field.name in ("canonical", "facts"):
            value = HASH.sub("<hash>", value if isinstance(value, str) else json.dumps(value))
        if (table, field.column) == ("dossiers_submission", "content_hash"):
            value = value if not values["key"] or not names.has_account(values) else "<hash>"
        row[field.name] = names.said(value)
    return row


def _name_acts(entries: list[dict[str, object]]) -> None:
    """Name each act by what was done in it: the numbers of acts are thrown."""
    members: dict[object, list[str]] = defaultdict(list)
    for entry in entries:
        members[entry["act_id"]].append(f"{entry['kind']} {entry['subject']}")
    for entry in entries:
        act = str(entry["act_id"])
        named = " + ".join(sorted(members[entry["act_id"]]))
        entry["canonical"] = str(entry["canonical"]).replace(act, named)
        entry["act_id"] = named
    entries.sort(key=lambda row: json.dumps(row, sort_keys=True, default=str))


class _Names:
    """What each id, payment and draft is called."""

    def __init__(self) -> None:
        self._called: dict[str, str] = {}
        self._with_account: set[str] = set()
        for account in Account.objects.select_related("person"):
            subject = account.person.vneid_subject if account.person else ""
            name = f"<{subject or account.login}>"
            self._called[str(account.pk)] = name
            self._called[str(account.person_id)] = f"<person of {name}>"
            self._called[account.login] = name
        for link in DossierCharge.objects.select_related("dossier", "charge"):
            charge = f"<charge of {link.dossier.code} {link.due}>"
            self._called[str(link.charge_id)] = charge
            self._called[link.charge.reference] = f"<reference of {charge}>"
            self._called[str(link.dossier_id)] = f"<{link.dossier.code}>"
        for payment in Payment.objects.all():
            self._called[str(payment.pk)] = f"<payment of {self._called[str(payment.charge_id)]}>"
        for draft in Draft.objects.select_related("dossier"):
            assert draft.dossier is not None, "Nothing is left as a draft."
            self._called[draft.key] = f"<draft of {draft.dossier.code}>"
        for pk, code, account_id in _dossiers():
            self._called[pk] = f"<{code}>"
            if account_id:
                self._with_account.add(pk)

    def has_account(self, submission: dict[str, Any]) -> bool:
        return str(submission["dossier_id"]) in self._with_account

    def said(self, value: object) -> object:
        if isinstance(value, bool | None):
            return value
        is_plain = isinstance(value, str | int | UUID)
        text = str(value) if is_plain else json.dumps(value, default=str, sort_keys=True)
        if text in self._called:
            return self._called[text]
        text = _UUID.sub(lambda match: self._called.get(match[0], match[0]), text)
        text = _REFERENCE.sub(lambda match: self._called.get(match[0], match[0]), text)
        return marks.ID.sub(lambda match: self._called.get(match[0], "<id>"), text)


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REFERENCE = re.compile(r"MC[0-9A-Z]{10}")


def _dossiers() -> list[tuple[str, str, int | None]]:
    from motcua.casework.dossiers.models import Dossier

    rows = Dossier.objects.values_list("pk", "code", "account_id")
    return [(str(pk), code, account) for pk, code, account in rows]


def committed_wrongly() -> list[str]:
    """Return the entries whose salted hash is not that of what the tables hold."""
    from motcua.casework.dossiers.models import Dossier, Request, ResultDraft, Slip
    from motcua.spine import secrecy

    texts: dict[str, set[str]] = defaultdict(set)
    for slip in Slip.objects.select_related("dossier"):
        said = json.loads(slip.said)
        mine = [slip.said, said.get("fix", ""), said.get("reason", "")]
        texts[slip.dossier.code] |= {one for one in mine if isinstance(one, str)}
    for request in Request.objects.select_related("dossier"):
        texts[request.dossier.code].add(request.reason)
    for draft in ResultDraft.objects.select_related("dossier"):
        texts[draft.dossier.code].add(draft.fields)
    salts = dict(Dossier.objects.values_list("code", "salt"))
    known = {
        code: {secrecy.commitment(text, salt=bytes(salts[code])) for text in every}
        for code, every in texts.items()
    }
    kinds = ("dossier.settled", "dossier.result_approved", "dossier.refused",
             "dossier.not_received", "dossier.supplement_asked")  # fmt: skip
    wrong = []
    for entry in Entry.objects.filter(kind__in=kinds):
        code = entry.subject.removeprefix("dossier:")
        said = next(
            entry.facts[name] for name in ("result", "fix", "reason") if name in entry.facts
        )
        if said not in known[code]:
            wrong.append(f"{entry.kind} {code}")
    return wrong
