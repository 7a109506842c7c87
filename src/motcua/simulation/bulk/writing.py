"""The bulk path: play models once, then write every other strand of them set-based."""

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from motcua.simulation import play
from motcua.simulation.bulk import marks, schema, stamping
from motcua.simulation.bulk.moulds import Moulder
from motcua.simulation.bulk.numbers import Books
from motcua.simulation.bulk.playing import Script, programme, strands_of
from motcua.simulation.bulk.recording import Recording, record
from motcua.simulation.bulk.stamping import Chorus, Setting, Sheets, Stamp
from motcua.simulation.bulk.strands import Officers, Strand, appoint, ring
from motcua.spine.journal import loading
from motcua.spine.numbering.models import Series

# Rows are kept in memory until so many dossiers stand together: about 12 kB each.
DOSSIERS_A_BATCH = 1000
Progress = Callable[[str], None]


class BulkFailed(Exception):
    """A process that wrote rows ended early: the installation is half written and of no use."""


@dataclass(slots=True)
class Written:
    """What came of it, and the seconds each part took."""

    dossiers: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[part] = round(time.monotonic() - began, 2)


def write(
    script: Script, *, strands: int, processes: int = 0, progress: Progress = lambda part: None
) -> Written:
    """Write `strands` copies of the script's lives. With 0 processes, in the caller's transaction.

    :raises NotSimulated: the installation's clock is real.
    :raises TooEarly: the simulated clock is already past the first day.
    :raises NothingToPlay: no procedure can be filed here.
    """
    loading.check_simulated()
    play.check_clock(script.first)
    written = Written()
    progress("models")
    with written.timed("models"):
        recording = record(programme(script), ring(script.units))
    copy(recording, strands=strands, processes=processes, written=written, progress=progress)
    return written


def copy(
    recording: Recording,
    *,
    strands: int,
    written: Written,
    processes: int = 0,
    progress: Progress = lambda part: None,
) -> None:
    """Write so many strands of a recording, numbered and with the clock moved on."""
    every = strands_of(recording.ring, strands)
    progress("officers")
    with written.timed("officers"):
        officers = hire(recording, every)
    progress("moulds")
    with written.timed("moulds"):
        stamps, setting, books = _moulded(recording, every, officers)
    progress("rows")
    with _unguarded(written, progress), written.timed("rows"):
        if processes:
            _in_processes(stamps, setting, processes)
        else:
            with transaction.atomic():
                _write_strands(stamps, setting, setting.strands)
    progress("check")
    with written.timed("check"):
        wrong = loading.differing(since=setting.begins["journal_entry"])
        assert not wrong, "Every column of the journal says what its text says."
    loading.go_on_filling(simulated_at=recording.ends_at)
    _number(books)
    written.dossiers = strands * len(recording.lives)
    written.rows = {table: rows * strands for table, rows in recording.rows.items()}


def hire(recording: Recording, strands: Sequence[Strand]) -> Officers:
    """Give every unit of these strands the officers the recording needed, before the first day."""
    script = recording.programme.script
    wanted = sorted(set(recording.officers.values()))
    return appoint(wanted, strands, seed=script.seed, at=play.midnight(script.first))


def _moulded(
    recording: Recording, strands: Sequence[Strand], officers: Officers
) -> tuple[list[Stamp], Setting, Books]:
    books = Books(recording, len(strands))
    moulder = Moulder(recording, books)
    moulds = moulder.moulds()
    setting = Setting(
        begins=_reserve(recording, len(strands)),
        copying={table: _copying(table, names) for table, names in recording.columns.items()},
        strands=strands,
        scene=stamping.scene(moulder.scene, recording, strands, officers),
    )
    return [Stamp(mould, setting) for mould in moulds], setting, books


def _copying(table: str, columns: Sequence[str]) -> sql.Composed:
    names = sql.SQL(",").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)


def _reserve(recording: Recording, strands: int) -> dict[str, int]:
    """Take the ids of every row from its table's sequence; return where they begin."""
    begins = {}
    with connection.cursor() as cursor:
        for table in marks.TABLES:
            if table not in marks.NUMBERED:
                continue
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            begins[table] = cursor.fetchone()[0] + 1
            last = begins[table] + recording.rows_of(table) * strands
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
    return begins


@contextmanager
def _unguarded(written: Written, progress: Progress) -> Iterator[None]:
    """Take indexes, keys and triggers off, and put them back whatever happens."""
    taken = schema.take_off(marks.TABLES)
    loading.stop_filling()
    try:
        yield
    finally:
        progress("indexes")
        with written.timed("indexes"):
            schema.put_back(taken, marks.TABLES)


def _in_processes(stamps: Sequence[Stamp], setting: Setting, processes: int) -> None:
    connection.close()
    gc.freeze()  # What all processes share is never written to, so it stays shared.
    fork = multiprocessing.get_context("fork")
    children = [
        fork.Process(target=_alone, args=(stamps, setting, setting.strands[n::processes]))
        for n in range(processes)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise BulkFailed


def _alone(stamps: Sequence[Stamp], setting: Setting, strands: Sequence[Strand]) -> None:
    gc.disable()  # Rows are tuples by the million and no rings among them.
    play.write_lightly()
    with transaction.atomic():
        _write_strands(stamps, setting, strands)
    connection.close()


def _write_strands(stamps: Sequence[Stamp], setting: Setting, strands: Sequence[Strand]) -> None:
    """Write the copies of these strands in one transaction, some stamps at a time."""
    with connection.cursor() as cursor:
        sheets, waiting = stamping.empty_sheets(), 0
        for n in range(0, len(strands), DOSSIERS_A_BATCH):
            chorus = Chorus(strands[n : n + DOSSIERS_A_BATCH], setting)
            for stamp in stamps:
                stamp.fill(chorus, sheets)
                waiting += len(chorus.numbers)
                if waiting >= DOSSIERS_A_BATCH:
                    _pour(cursor, setting, sheets)
                    sheets, waiting = stamping.empty_sheets(), 0
        _pour(cursor, setting, sheets)


def _pour(cursor: Any, setting: Setting, sheets: Sheets) -> None:
    for table, texts in sheets.items():
        with cursor.copy(setting.copying[table]) as copy:
            for lines in texts:
                copy.write(lines)


def _number(books: Books) -> None:
    """Leave every series where its last number was given."""
    rows = [Series(key=key, year=year, last=last) for (key, year), last in books.last.items()]
    Series.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key", "year"], update_fields=["last"]
    )
