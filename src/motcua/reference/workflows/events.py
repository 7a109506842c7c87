from dataclasses import dataclass

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkflowLoaded(Event):
    kind = "workflow.loaded"
    number: int
    content: str  # Hash of what it says.
    steps: int
    contradictions: int
