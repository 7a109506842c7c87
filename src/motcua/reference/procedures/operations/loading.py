"""Load a file of procedures: what is new is seen, what differs is another version."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from motcua.reference.procedures.events import CatalogueLoaded
from motcua.reference.procedures.models import Loading, Rejection
from motcua.reference.procedures.operations import files
from motcua.reference.procedures.operations.batches import Batch
from motcua.reference.procedures.operations.moments import Moments
from motcua.reference.procedures.rules import jurisdictions, reading
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

ROWS_A_TRANSACTION = 400  # About a second: no write transaction may last over 20.
REJECTIONS_KEPT_MAX = 5_000  # In the tables; the report file has all of them.
PROBLEMS_A_RECORD_MAX = 20
_LOCK = 7_231_001  # One load at a time, whichever process runs it.

Progress = Callable[[int, int], None]
Rows = Sequence[tuple[int, Any]]


class UnknownJurisdiction(Refusal):
    code = "unknown_jurisdiction"
    http_status = 400
    message_vi = "Không có nơi ban hành “{code}” trong bảng nơi ban hành."
    message_en = "There is no jurisdiction “{code}” in the table of jurisdictions."


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What became of a file; `read` is the sum of the four that follow."""

    read: int
    loaded: int
    new_versions: int
    unchanged: int
    rejected: int
    report: str

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def load_file(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    progress: Progress = lambda done, of: None,
    report: Path | None = None,
    jurisdiction: str = jurisdictions.UNKNOWN,
) -> LoadResult:
    """Load a file of procedures, plain or gzip, and write a report of the rows that were refused.

    It runs in many short transactions: a load that is cut off goes on when it is started again.
    `jurisdiction` is for sources that the table of jurisdictions does not know.

    :raises FileUnreadable: nothing of the file can be read.
    :raises UnknownJurisdiction: there is no such jurisdiction.
    """
    if jurisdiction != jurisdictions.UNKNOWN and not jurisdictions.is_known(jurisdiction):
        raise UnknownJurisdiction(code=jurisdiction)
    moments = Moments(at)
    source = files.opened(path)
    load = _Load(source, actor=actor, at=at, moments=moments, jurisdiction=jurisdiction)
    for rows in _chunks(source):
        load.take(rows)
        progress(load.loading.read, len(source))
    load.finish()
    written = _write_report(load, report or _report_path(at, source.digest))
    counts = load.loading
    return LoadResult(
        read=counts.read,
        loaded=counts.loaded,
        new_versions=counts.new_versions,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        report=str(written),
    )


class _Load:
    """One load under way: its account grows with each transaction."""

    def __init__(
        self,
        source: files.Source,
        *,
        actor: Actor,
        at: datetime,
        moments: Moments,
        jurisdiction: str,
    ) -> None:
        self.source, self.actor, self.jurisdiction = source, actor, jurisdiction
        self._at, self._moments = at, moments
        self._told: set[str] = set()
        self.rejections: list[Rejection] = []
        self.loading = Loading.objects.create(
            file_name=source.name[:200],
            file_hash=source.digest,
            loaded_at=at,
            loaded_by=actor.id,
            act_id=journal.new_act(),
        )

    @transaction.atomic
    def take(self, rows: Rows) -> None:
        """Load some rows in a transaction of their own."""
        _wait_for_other_loads()
        records: list[reading.Record] = []
        refused: list[Rejection] = []
        for row, raw in rows:
            record = reading.read(raw, jurisdiction=self.jurisdiction)
            if isinstance(record, reading.Record):
                records.append(record)
            else:
                refused += self._rejections(row, raw, record)
                self.loading.rejected += 1
        batch = Batch(records, loading=self.loading, on=local_date(self._at))
        batch.write()
        room = max(0, REJECTIONS_KEPT_MAX - len(self.rejections))
        Rejection.objects.bulk_create(refused[:room], batch_size=1000)
        self.rejections += refused
        self._count(batch, read=len(rows))
        self._record(batch.facts())

    @transaction.atomic
    def finish(self) -> None:
        """Close the account and say in the journal that the file was read to its end."""
        self.loading.is_finished = True
        self.loading.save(update_fields=["is_finished"])
        counts = self.loading
        fact = CatalogueLoaded(
            file=counts.file_hash,
            read=counts.read,
            loaded=counts.loaded,
            new_versions=counts.new_versions,
            unchanged=counts.unchanged,
            rejected=counts.rejected,
        )
        self._record([(fact, f"loading:{counts.pk}")])

    def _count(self, batch: Batch, *, read: int) -> None:
        counts = self.loading
        counts.read += read
        counts.loaded += batch.counts.loaded
        counts.new_versions += batch.counts.new_versions
        counts.unchanged += batch.counts.unchanged
        counts.save(update_fields=["read", "loaded", "new_versions", "unchanged", "rejected"])

    def _record(self, facts: list[tuple[Event, str]]) -> None:
        """Write the facts of this transaction, all of one act.

        A procedure that stands twice in a file, far apart, gets an act of its own the second time:
        an act has one entry a subject.
        """
        first = [(fact, subject) for fact, subject in facts if subject not in self._told]
        again = [(fact, subject) for fact, subject in facts if subject in self._told]
        self._told.update(subject for _, subject in first)
        for some, act_id in ((first, self.loading.act_id), (again, journal.new_act())):
            if some:
                journal.record_many(some, actor=self.actor, at=self._moments.now(), act_id=act_id)

    def _rejections(self, row: int, raw: object, problems: list[Any]) -> Iterator[Rejection]:
        source_id = raw.get("id") if isinstance(raw, dict) else None
        named = source_id if isinstance(source_id, str) and source_id.isprintable() else ""
        for problem in problems[:PROBLEMS_A_RECORD_MAX]:
            yield Rejection(
                loading=self.loading,
                row=row,
                source_id=named[:200],
                field=problem.field,
                reason_vi=problem.reason_vi,
            )


def _chunks(source: files.Source) -> Iterator[Rows]:
    rows: list[tuple[int, Any]] = []
    for row in source.records():
        rows.append(row)
        if len(rows) == ROWS_A_TRANSACTION:
            yield rows
            rows = []
    if rows:
        yield rows


def _wait_for_other_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _report_path(at: datetime, digest: str) -> Path:
    folder = Path(settings.MOTCUA_HOME) / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"procedures-{at.astimezone(VIETNAM):%Y%m%d-%H%M%S}-{digest[:8]}"
    free = (folder / f"{name}{f'-{n}' if n else ''}.json" for n in range(10_000))
    return next(path for path in free if not path.exists())


def _write_report(load: _Load, path: Path) -> Path:
    counts = load.loading
    whole = {
        "file": counts.file_name,
        "sha256": counts.file_hash,
        "loaded_at": counts.loaded_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        "read": counts.read,
        "loaded": counts.loaded,
        "new_versions": counts.new_versions,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "rejections": [
            {
                "row": one.row,
                "id": one.source_id or None,
                "field": one.field,
                "reason": one.reason_vi,
            }
            for one in load.rejections
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path.resolve()
