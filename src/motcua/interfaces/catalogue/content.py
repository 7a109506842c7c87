"""What a version says, as rows of words for the keeper's page. Unknown is said, never left out."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from motcua.interfaces.catalogue import wording as screen
from motcua.reference.procedures.rules import completeness, wording
from motcua.reference.procedures.rules.content import Channel, Content, Fee

Pairs = list[tuple[str, str]]


def shown(version: Any, language: str) -> dict[str, Any]:
    """Return everything a version says, in the order of the page."""
    said: Content = version.said
    return {
        "missing": completeness.in_words(version.missing, language, completeness.MISSING),
        "flags": completeness.in_words(version.flags, language, completeness.FLAGS),
        "facts": list(_facts(version, said, language)),
        "fees": [_fee(one, language) for one in said.fee_items],
        "fee_text": said.fee_text,
        "channels": [_channel(one, language) for one in said.channels],
        "stages": [_stage(one, language) for one in said.stages],
        "components": said.components,
        "results": said.results,
        "legal_basis": said.legal_basis,
        "applicants": said.applicants,
        "conditions": said.conditions,
        "has_form": version.definition is not None,
    }


def _facts(version: Any, said: Content, language: str) -> Iterator[tuple[str, str]]:
    unknown = wording.UNKNOWN[language == "en"]
    levels = [wording.named(one, wording.LEVELS, language) for one in said.levels]
    meant = screen.targets(version.agency.targets if version.agency else (), language)
    yield _("Thời hạn"), wording.limit(said.time_limit, language)
    yield _("Phí, lệ phí"), wording.fee_of(said, language)
    yield _("Cơ quan giải quyết"), said.agency or unknown
    yield _("Hiểu là"), ", ".join(meant) or unknown
    if said.agency_competent:
        yield _("Cơ quan có thẩm quyền"), said.agency_competent
    if said.agency_coordinating:
        yield _("Cơ quan phối hợp"), said.agency_coordinating
    yield _("Cấp"), ", ".join(levels) or unknown
    yield _("Thuộc lĩnh vực"), said.field or unknown
    yield (
        _("Mức dịch vụ công"),
        wording.named(said.service_level, wording.SERVICE_LEVELS, language)
        if said.service_level
        else unknown,
    )
    yield _("Quyết định"), version.decision or said.decision or unknown
    yield _("Ngày hiệu lực nguồn ghi"), said.effective_text or unknown


def _fee(fee: Fee, language: str) -> dict[str, str]:
    amount = wording.money(fee.amount, language, fee.currency)
    return {"amount": amount, "note": fee.note or ""}


def _channel(channel: Channel, language: str) -> dict[str, Any]:
    return {
        "name": wording.named(channel.kind, wording.CHANNELS, language),
        "limit": wording.limit(channel.limit, language),
        "fees": wording.fees(channel.fees, language),
        "notes": [fee.note for fee in channel.fees if fee.note],
        "description": channel.description or "",
        "is_suspect": channel.is_suspect,
    }


def _stage(stage: Any, language: str) -> dict[str, str]:
    if stage.value is None or stage.unit not in ("working_day", "day", "hour", "month"):
        return {"where": stage.where, "limit": wording.UNKNOWN[language == "en"]}
    words = f"{wording.number(stage.value, language)} "
    return {"where": stage.where, "limit": words + wording.unit(stage.unit, stage.value, language)}
