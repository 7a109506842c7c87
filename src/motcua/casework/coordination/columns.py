"""Where each column of a leg comes from: see `dossiers.columns`."""

from motcua.casework.dossiers.columns import COMMITTED, DERIVED, REPLAYED

LEG = {
    "id": DERIVED,
    "chain": DERIVED,
    "number": REPLAYED,
    "step": REPLAYED,
    "agency": REPLAYED,
    "is_outside": REPLAYED,
    "organisation": REPLAYED,
    "state": REPLAYED,
    "started_at": REPLAYED,
    "due_at": REPLAYED,
    "silence_consents": REPLAYED,
    "holder": REPLAYED,
    "question": COMMITTED,
    "shows": REPLAYED,
    "papers": REPLAYED,
    "outcome": REPLAYED,
    "answer": COMMITTED,
    "paper": COMMITTED,
    "paper_on": COMMITTED,
    "signed_by": COMMITTED,
    "document": COMMITTED,
    "closed_at": REPLAYED,
    "is_set_aside": REPLAYED,
}
