"""What a dossier costs, reckoned from its own version and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.casework.dossiers.rules.channels import LIMIT_CHANNEL
from motcua.reference.procedures.definition import fees
from motcua.reference.procedures.definition.fees import Charge
from motcua.reference.procedures.definition.shape import Definition, Fee

INTAKE, RESULT = "intake", "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Every charge with its reason, also those that are free or waived."""

    items: tuple[Charge, ...]

    def due(self, when: str) -> tuple[Charge, ...]:
        """Return what costs something at intake, or else later with the result."""
        return tuple(
            item
            for item in self.items
            if item.amount_vnd and (item.due == INTAKE) == (when == INTAKE)
        )

    @property
    def intake_vnd(self) -> int:
        return sum(item.amount_vnd for item in self.due(INTAKE))

    @property
    def result_vnd(self) -> int:
        return sum(item.amount_vnd for item in self.due(RESULT))

    @property
    def total_vnd(self) -> int:
        return self.intake_vnd + self.result_vnd


def of_answers(definition: Definition, answers: Mapping[str, Any], *, channel: str) -> Price:
    """Return what these answers cost when they come in through this channel of a dossier."""
    return Price(
        items=tuple(fees.charges(definition, answers, channel=LIMIT_CHANNEL[channel])),
    )


def fee_of(definition: Definition, code: str) -> Fee:
    """Return the fee a charge came from."""
    return next(fee for fee in definition.fees if fee.code == code)
