"""What filing asks of the catalogue, in memory until the catalogue changes."""

import functools
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.reference.procedures import queries
from motcua.reference.procedures.models import Handling, Procedure, ProcedureVersion
from motcua.spine.editions import queries as editions

STANDINGS_KEPT_MAX = 512
# What a statement asks for beside its rows, so that nobody need ask for it alone.
STAMP = "(SELECT stamp FROM editions_edition WHERE name = 'procedures')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A procedure as it stands on a day. Shared by everybody who files it: read, never changed."""

    procedure: Procedure
    handling: Handling | None
    version: ProcedureVersion | None
    is_fileable: bool


def standing_of(*, jurisdiction: str, key: str, on: date) -> Standing:
    """Return how a procedure stands on a day.

    :raises NotFound: there is no such procedure.
    """
    stamp = editions.stamp_of("procedures")
    return of_stamp(stamp, jurisdiction=jurisdiction, key=key, on=on)


def of_stamp(stamp: UUID | None, *, jurisdiction: str, key: str, on: date) -> Standing:
    """Return how a procedure stands on a day, by a stamp that was read just now.

    :raises NotFound: there is no such procedure.
    """
    return _kept(stamp, jurisdiction, key, on)


@functools.lru_cache(maxsize=STANDINGS_KEPT_MAX)
def _kept(stamp: UUID | None, jurisdiction: str, key: str, on: date) -> Standing:
    procedure = queries.procedure_of(jurisdiction=jurisdiction, key=key)
    version = queries.version_on(procedure, on=on)
    if version is not None:
        version.procedure = procedure
    return Standing(
        procedure=procedure,
        handling=queries.handling_of(procedure, on=on),
        version=version,
        is_fileable=version is not None and queries.is_fileable(version, on=on),
    )
