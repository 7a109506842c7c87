from dataclasses import dataclass

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentUploaded(Event):
    kind = "document.uploaded"
    sha256: str
    media_type: str
    size_bytes: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class DocumentMade(Event):
    kind = "document.made"
    sha256: str
    media_type: str
    size_bytes: int
    pages: int
    template: str
    made_from: int | None
    signed_with: list[str]
