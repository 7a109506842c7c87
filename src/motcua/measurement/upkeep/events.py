"""Facts about the installation itself."""

from dataclasses import dataclass

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DigestMade(Event):
    """Those who look after the installation were told how it stands, also when it stands well."""

    kind = "digest.made"
    broken: int
    notes: int
