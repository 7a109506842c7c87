"""What a row of law has in any file of data: its days, where it stands, how sure that is. Pure."""

from dataclasses import dataclass
from datetime import date

# How sure a detail is: read in the rule itself, quoted elsewhere, remembered, made up for the demo.
CONFIDENCES = ("seen", "second-hand", "recalled", "illustrative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """`valid_to` is the first day on which it holds no more; none: it holds."""

    valid_from: date
    basis: str
    confidence: str
    valid_to: date | None = None

    def __post_init__(self) -> None:
        assert self.confidence in CONFIDENCES, f"{self.confidence}: a word nobody knows."

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
