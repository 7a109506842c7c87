"""Where each column of a dossier comes from. A test replays the journal and compares.

replayed:  its value follows from the journal's entries alone
committed: its value is personal or free text; its salted hash stands in an entry
derived:   the server makes it, and nothing that is counted rests on it
"""

REPLAYED, COMMITTED, DERIVED = "replayed", "committed", "derived"

DOSSIER = {
    "id": DERIVED,
    "code": REPLAYED,
    "token": DERIVED,
    "procedure_version": REPLAYED,
    "channel": REPLAYED,
    "receiving": REPLAYED,
    "resolving": REPLAYED,
    "returning": REPLAYED,
    "account": REPLAYED,
    "filed_by": REPLAYED,
    "result_way": REPLAYED,
    "answers": COMMITTED,
    "salt": DERIVED,
    "state": REPLAYED,
    "step": REPLAYED,
    "unit": REPLAYED,
    "holder": REPLAYED,
    "awaits": DERIVED,
    "beside": REPLAYED,
    "step_due_at": DERIVED,  # From the journal and the unit's calendar; nothing counts by it.
    "supplements": REPLAYED,
    "parts": REPLAYED,
    "parts_owed": REPLAYED,
    "submitted_at": REPLAYED,
    "received_at": REPLAYED,
    "due_at": REPLAYED,
    "promised_at": REPLAYED,
    "closed_at": REPLAYED,
}
